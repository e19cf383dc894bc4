"""Bodies as they were coded for the way (RFC 9110, section 8.4.1), undone within bounds.

A coded body says itself where it ends: one that was cut is told, which `urllib3` does not do.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any, Final, Protocol

from tamis.model.text import Text
from tamis.sources.archive import zstd
from tamis.sources.network_errors import TransportError


class Decoder(Protocol):
    """What undoes one coding."""

    @property
    def pending(self) -> bool:
        """Whether there is more to give without more to take."""
        ...

    @property
    def complete(self) -> bool:
        """Whether the body has come to its end."""
        ...

    def decode(self, data: bytes, most: int) -> bytes:
        """Return at most so many decoded bytes."""
        ...


class _Zlib:
    """gzip, of several members too, and deflate, with the header of zlib or without."""

    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._inner = zlib.decompressobj(bits)
        self._rest = b""
        self._begun = False

    @property
    def pending(self) -> bool:
        return bool(self._rest)

    @property
    def complete(self) -> bool:
        return self._inner.eof

    def decode(self, data: bytes, most: int) -> bytes:
        data, self._rest = self._rest + data, b""
        if not data:
            return b""
        if self._inner.eof:  # another member; anything else behind the last one is no part of it
            if not data.startswith(b"\x1f\x8b"[: len(data)]) or self._bits != _GZIP:
                return b""
            self._inner = zlib.decompressobj(self._bits)
        try:
            decoded = self._inner.decompress(data, most)
        except zlib.error:
            if self._begun or self._bits != zlib.MAX_WBITS:
                raise
            self._bits, self._inner = -zlib.MAX_WBITS, zlib.decompressobj(-zlib.MAX_WBITS)
            decoded = self._inner.decompress(data, most)
        self._begun = True
        self._rest = self._inner.unconsumed_tail or self._inner.unused_data
        return decoded


class _Brotli:
    def __init__(self) -> None:
        import brotli

        self._inner = brotli.Decompressor()
        self._full = False

    @property
    def pending(self) -> bool:
        return self._full

    @property
    def complete(self) -> bool:
        return bool(self._inner.is_finished())

    def decode(self, data: bytes, most: int) -> bytes:
        decoded: bytes = self._inner.process(data, output_buffer_limit=most)
        self._full = not self._inner.can_accept_more_data()
        return decoded


class _Zstd:
    def __init__(self) -> None:
        self._inner: Any = zstd().ZstdDecompressor()
        self._rest = b""

    @property
    def pending(self) -> bool:
        return bool(self._rest) or not (self._inner.eof or self._inner.needs_input)

    @property
    def complete(self) -> bool:
        return bool(self._inner.eof) and not self._rest

    def decode(self, data: bytes, most: int) -> bytes:
        data, self._rest = self._rest + data, b""
        if self._inner.eof:  # another frame
            self._inner = zstd().ZstdDecompressor()
        decoded: bytes = self._inner.decompress(data, max_length=most)
        self._rest = self._inner.unused_data if self._inner.eof else b""
        return decoded


_GZIP: Final = 16 + zlib.MAX_WBITS
_DECODERS: Final[dict[str, Callable[[], Decoder]]] = {
    "gzip": lambda: _Zlib(_GZIP),
    "x-gzip": lambda: _Zlib(_GZIP),
    "deflate": lambda: _Zlib(zlib.MAX_WBITS),
    "br": _Brotli,
    "zstd": _Zstd,
}


def decoder(coding: str) -> Decoder | None:
    """Return what undoes the coding that a header names; None where there is none to undo.

    Raises:
        TransportError: there are several, one on another.
    """
    names = [name.strip().lower() for name in coding.split(",")]
    known = [name for name in names if name in _DECODERS]
    if len(known) > 1:
        raise TransportError(
            Text(fr=f"codée plusieurs fois ({coding})", en=f"encoded several times ({coding})")
        )
    return _DECODERS[known[0]]() if known else None


def damaged() -> tuple[type[Exception], ...]:
    """Return what decoders raise for bytes that are not coded so."""
    import brotli

    return (zlib.error, brotli.error, zstd().ZstdError)
