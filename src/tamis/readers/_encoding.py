"""The encoding of a text file, by rule and over the whole of it, never by guess.

A byte order mark says it; else what is UTF-8 from the first byte to the last is UTF-8; else it
is Windows-1252, which is what spreadsheets here write. The one used is always told.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Final

CHUNK: Final = 1 << 22

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decide(path: Path) -> tuple[str, int]:
    """Return the encoding of a file and the length of its byte order mark."""
    with path.open("rb") as file:
        head = file.read(4)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, len(mark)
    return ("utf-8" if _is_utf8(path) else "cp1252"), 0


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    pending = False
    try:
        for chunk in raw(path, 0):
            if pending or not chunk.isascii():
                decoder.decode(chunk)
                pending = bool(decoder.getstate()[0])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def raw(path: Path, skip: int) -> Iterator[bytes]:
    """Return the bytes of a file, after the first `skip`, a chunk at a time."""
    with path.open("rb") as file:
        file.seek(skip)
        while chunk := file.read(CHUNK):
            yield chunk


def _keep(error: UnicodeError) -> tuple[str, int]:
    """Keep the five bytes that Windows-1252 leaves undefined, as the controls of their number."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(map(chr, error.object[error.start : error.end])), error.end


codecs.register_error("tamis-keep", _keep)


def as_utf8(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Return the same text in UTF-8, a chunk at a time."""
    if encoding == "utf-8":
        yield from chunks
        return
    errors = "tamis-keep" if encoding == "cp1252" else "replace"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    for chunk in chunks:
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()
