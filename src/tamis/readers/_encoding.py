"""The encoding of a text file, by rule and over the whole of it, never by guess.

A byte order mark says it; else what is UTF-8 from the first byte to the last is UTF-8; else, where
some lines are UTF-8 and others not, each line is read as what it is; else it is Windows-1252, which
is what spreadsheets here write, unless its letters are French in Mac Roman or in code page 850 and
not in Windows-1252. The one used is always told.
"""

from __future__ import annotations

import codecs
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

import polars as pl

CHUNK: Final = 1 << 22
#: What is looked at at once, to stay in the processor's cache.
PIECE: Final = 1 << 20
#: How many bytes of a character may be cut off.
_LONGEST: Final = 3

#: Some lines UTF-8, the others Windows-1252.
MIXED: Final = "utf-8+cp1252"
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ASCII: Final = bytes(range(128))
#: What Windows-1252 and Latin-1 have in common.
_LATIN: Final = _ASCII + bytes(range(0xA0, 0x100))
#: What French texts have beyond ASCII.
_FRENCH: Final = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÇÉÈÊËÎÏÔÙÛÜŒÆ«»’‘“”–—…€°²³ºª·\u00a0")
_OTHERS: Final = ("mac_roman", "cp850")
#: Shares of French letters that convict Windows-1252 and acquit another.
_POOR, _GOOD = 0.5, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """An encoding, the length of its mark, and, where two are mixed, the lines of the rarer."""

    encoding: str
    mark: int = 0
    odd_lines: tuple[int, ...] = ()
    odd: str = ""


def decide(path: Path) -> Decided:
    """Return the encoding of a file."""
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return Decided(encoding=name, mark=len(mark))
    wide = _wide(head)
    if wide:
        return Decided(encoding=wide)
    if _is_utf8(path):
        return Decided(encoding="utf-8")
    return _mixed(path) or Decided(encoding=_by_evidence(path))


def _wide(head: bytes) -> str:
    """Return UTF-16 where every other byte is null: Latin text without a mark."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half and odd > 0.8 * half and not even:
        return "utf-16-le"
    return "utf-16-be" if half and even > 0.8 * half and not odd else ""


def whole_lines(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Return what is left of a file, `size` bytes at a time and the rest of the line.

    A line that goes on for as long again is cut. Where a block ends is looked up before it is
    read, so that none is copied.
    """
    start = file.tell()
    while True:
        file.seek(start + size)
        end = start + size + len(file.readline(size))
        file.seek(start)
        if not (chunk := file.read(end - start)):
            return
        start += len(chunk)
        yield chunk


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from whole_lines(file, CHUNK)


def is_utf8(block: bytes) -> bool:
    """Whether a block is UTF-8; Polars validates faster than a decoder, and lets others work."""
    if block.isascii():
        return True
    try:
        pl.Series([block], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.ComputeError:
        return False
    return True


def _is_utf8(path: Path) -> bool:
    """Whether a file is UTF-8 from its first byte to its last, looked at by two threads."""
    size = path.stat().st_size
    if size < CHUNK:
        return _part_is_utf8(path, 0, size)
    with path.open("rb") as file:
        file.seek(size // 2)
        middle = file.tell() if file.readline(CHUNK).endswith(b"\n") else size
        middle = file.tell() if middle < size else size
    with ThreadPoolExecutor(max_workers=1) as other:
        second = other.submit(_part_is_utf8, path, middle, size)
        return _part_is_utf8(path, 0, middle) and second.result()


def _part_is_utf8(path: Path, start: int, stop: int) -> bool:
    """Whether the bytes of a file from `start` to `stop` are UTF-8.

    Small pieces stay in the processor's cache between being read and being looked at.
    """
    with path.open("rb") as file:
        file.seek(start)
        while start < stop:
            piece = file.read(min(PIECE, stop - start))
            cut = _cut(piece) if start + len(piece) < stop else 0
            if not is_utf8(piece[:-cut] if cut else piece):
                return False
            start = file.seek(-cut, os.SEEK_CUR) if cut else start + len(piece)
            if not piece:
                break  # the file has shrunk meanwhile
    return True


def _cut(piece: bytes) -> int:
    """Return how many bytes at the end begin a character that goes on beyond (RFC 3629, 3)."""
    for back in range(1, min(_LONGEST, len(piece) - 1) + 1):
        byte = piece[-back]
        if byte >= 0xC0:  # noqa: PLR2004 it begins a character of two bytes at least
            return back if back < 2 + (byte >= 0xE0) + (byte >= 0xF0) else 0  # noqa: PLR2004
        if byte < 0x80:  # noqa: PLR2004 it is a character
            break
    return 0


def _mixed(path: Path) -> Decided | None:
    """Return the lines of the rarer encoding, where some lines are UTF-8 and some are not."""
    if not any(map(_holds_utf8, _blocks(path))):
        return None
    lines: dict[bool, list[int]] = {True: [], False: []}
    pieces = (block.removesuffix(b"\n").split(b"\n") for block in _blocks(path))
    for number, line in enumerate(chain.from_iterable(pieces), start=1):
        if not line.isascii():
            lines[_decodes(line)].append(number)
    if not lines[True]:
        return None
    rarer = len(lines[True]) < len(lines[False])
    odd = "utf-8" if rarer else "cp1252"
    return Decided(encoding=MIXED, odd_lines=tuple(lines[rarer]), odd=odd)


def _holds_utf8(block: bytes) -> bool:
    """Whether a block holds a character of several bytes in UTF-8: most files hold none."""
    return not block.decode("utf-8", "ignore").isascii()


def _decodes(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _by_evidence(path: Path) -> str:
    counts: Counter[int] = Counter()
    for block in _blocks(path):
        beyond = block.translate(None, delete=_ASCII)
        counts.update({byte: beyond.count(byte) for byte in set(beyond)})
    if _share(counts, "cp1252") >= _POOR:
        return "cp1252"
    best = max(_OTHERS, key=lambda name: _share(counts, name))
    return best if _share(counts, best) >= _GOOD else "cp1252"


def _share(counts: Counter[int], encoding: str) -> float:
    """Return the share of the bytes beyond ASCII that are French in an encoding."""
    total = counts.total() or 1
    french = (
        n for byte, n in counts.items() if bytes([byte]).decode(encoding, "replace") in _FRENCH
    )
    return sum(french) / total


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
    elif encoding == MIXED:
        yield from _each_line(chunks)
    elif encoding == "cp1252":
        yield from map(_from_cp1252, chunks)
    else:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        for chunk in chunks:
            yield decoder.decode(chunk).encode()
        yield decoder.decode(b"", final=True).encode()


def _from_cp1252(chunk: bytes) -> bytes:
    """Return a text of Windows-1252 in UTF-8.

    It is Latin-1, which decodes at once, but for 32 bytes of which a text holds a few at most.
    """
    pieces = (chunk[at : at + PIECE] for at in range(0, len(chunk), PIECE))
    return b"".join(map(_piece_from_cp1252, pieces))


def _piece_from_cp1252(piece: bytes) -> bytes:
    text = piece.decode("latin-1")
    for byte in set(piece.translate(None, delete=_LATIN)):
        text = text.replace(chr(byte), bytes([byte]).decode("cp1252", "tamis-keep"))
    return text.encode()


def _each_line(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield b"".join(_line(line) + b"\n" for line in lines)
    yield _line(rest)


def _line(line: bytes) -> bytes:
    return line if is_utf8(line) else line.decode("cp1252", "tamis-keep").encode()
