"""The body of an answer, written down whole or refused."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from tamis.model.errors import SourceError
from tamis.model.limits import Limits
from tamis.model.text import Text
from tamis.sources import decoding
from tamis.sources.copying import too_large, too_slow
from tamis.sources.deadline import Deadline
from tamis.sources.network_errors import TransportError, cut

if TYPE_CHECKING:
    from requests import Response

_CHUNK: Final = 1 << 18


class PartialBody:
    """A body on its way into a file, and what proves that the rest belongs to it.

    The rest of one that was cut is asked for alone (`Range` with `If-Range`, RFC 9110 section
    14), now or, where `mark` is a path that keeps the proof, by a later run.
    """

    def __init__(self, path: Path, mark: Path | None = None) -> None:
        self.path = path
        self._mark = mark
        self._validator = ""
        if mark is None:
            self._empty()

    def range_headers(self) -> dict[str, str]:
        """Return the headers that ask for the rest; none where it must be taken whole."""
        try:
            if self._mark is not None:
                self._validator = self._mark.read_text(encoding="utf-8")
            size = self.size if self._validator else 0
        except (OSError, ValueError):
            return {}
        return {"Range": f"bytes={size}-", "If-Range": self._validator} if size else {}

    @property
    def size(self) -> int:
        """How many bytes are there."""
        return self.path.stat().st_size if self.path.exists() else 0

    def note(self, validator: str) -> None:
        """Note what proves that what is written now can be gone on with; "" where nothing does."""
        self._validator = validator
        if self._mark is not None:
            self._mark.write_text(validator, encoding="utf-8")

    def discard(self) -> None:
        """Forget what is there."""
        self._empty()
        self.note("")

    def _empty(self) -> None:
        """Keep the file itself: it may have been made for its owner alone to read."""
        if self.path.exists():
            os.truncate(self.path, 0)


def write_body(
    response: Response, partial: PartialBody, *, name: str, limits: Limits, deadline: Deadline
) -> None:
    """Write the body of an answer, after what is there already for one of status 206.

    Raises:
        TransportError: it is cut, or coded in a way that is not read.
        SourceError: it is too large, or too slow.
    """
    coding = response.headers.get("content-encoding", "")
    decoder = decoding.decoder(coding)
    length = response.headers.get("content-length", "").strip()
    if length.isdecimal() and int(length) > limits.size:
        raise too_large(name, limits.size)
    onward = response.status_code == 206  # noqa: PLR2004 partial content
    partial.note("" if decoder else _validator(response))
    with partial.path.open("ab" if onward else "wb") as out:
        try:
            _copy(response, out, decoder, _Bounds(name, limits, deadline, out.tell()))
        except SourceError:
            if deadline.left:  # too large: nothing to go on with
                partial.note("")
            raise
        size = out.tell()
    if decoder is None:
        _ensure_whole(response, size)


def _validator(response: Response) -> str:
    """Return what proves that two answers are parts of one: a strong mark (section 13.1.5)."""
    mark = str(response.headers.get("etag", ""))
    if mark and not mark.startswith("W/"):
        return mark
    return str(response.headers.get("last-modified", ""))


class _Bounds:
    """How much may still come, and until when."""

    def __init__(self, name: str, limits: Limits, deadline: Deadline, size: int) -> None:
        self._name, self._limits, self._deadline = name, limits, deadline
        self._raw = self._decoded = size

    def ensure_time(self) -> None:
        if not self._deadline.left:
            raise too_slow(self._name, self._deadline.seconds)

    def take(self, *, raw: int = 0, decoded: int = 0) -> None:
        self._raw += raw
        self._decoded += decoded
        if max(self._raw, self._decoded) > self._limits.size:
            raise too_large(self._name, self._limits.size)


def _copy(
    response: Response, out: BinaryIO, decoder: decoding.Decoder | None, bounds: _Bounds
) -> None:
    """Copy what comes as it comes: what was received is kept where the rest is not."""
    begun = False
    while data := response.raw.read1(_CHUNK, decode_content=False):
        bounds.ensure_time()
        bounds.take(raw=len(data))
        begun = True
        if decoder is None:
            out.write(data)
            continue
        try:
            _decode(data, out, decoder, bounds)
        except decoding.damaged() as error:
            raise TransportError(
                Text(
                    fr="le contenu n'est pas codé comme l'en-tête le dit",
                    en="the body is not encoded as the header says",
                )
            ) from error
    bounds.ensure_time()  # the end may be that of a socket that was shut
    if decoder is not None and begun and not decoder.complete:
        raise cut()


def _decode(data: bytes, out: BinaryIO, decoder: decoding.Decoder, bounds: _Bounds) -> None:
    while True:
        decoded = decoder.decode(data, _CHUNK)
        bounds.take(decoded=len(decoded))
        bounds.ensure_time()
        out.write(decoded)
        data = b""
        if not decoder.pending:
            return


def _ensure_whole(response: Response, size: int) -> None:
    """Compare the size with that of the whole, as the range of a part of it says."""
    _, _, total = response.headers.get("content-range", "").partition("/")
    if response.status_code == 206 and total.isdecimal() and int(total) != size:  # noqa: PLR2004
        raise cut()
