"""The encoding of a text file, by rule and over the whole of it, never by guess.

A byte order mark says it; else what is UTF-8 from the first byte to the last is UTF-8. That is seen
while the file is read: the first lines that are not UTF-8 decide anew, over the whole file. Where
some lines are UTF-8 and others not, each is read as what it is; else the file is Windows-1252,
which is what spreadsheets here write, unless its letters are French in Mac Roman or in code page
850 and not in Windows-1252. The one used is always told.

What was read before stays right whatever is decided anew: if a line of it held more than ASCII,
that line is UTF-8, and the file is mixed; else it reads the same in all of these encodings.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

import polars as pl

from tamis.model.dialect import UTF8
from tamis.tables.byte_columns import octets

#: What is looked at at once, to stay in the processor's cache.
CHUNK: Final = 1 << 20

#: Some lines UTF-8, the others Windows-1252.
MIXED: Final = "utf-8+cp1252"
_BOMS: Final = (
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Encodings whose line ends are not bytes of their own: they are decoded before lines are told.
WIDE: Final = frozenset({"utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"})
_ASCII: Final = bytes(range(128))
_LAST: Final = 0x7F
#: What Windows-1252 and Latin-1 have in common.
_LATIN: Final = _ASCII + bytes(range(0xA0, 0x100))
#: What French texts have beyond ASCII.
_FRENCH: Final = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÇÉÈÊËÎÏÔÙÛÜŒÆ«»’‘“”–—…€°²³ºª·\u00a0")
_OTHERS: Final = ("mac_roman", "cp850")
#: Shares of French letters that convict Windows-1252 and acquit another.
_POOR, _GOOD = 0.5, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """An encoding and, where two are mixed, the lines of the rarer."""

    encoding: str
    odd_lines: tuple[int, ...] = ()
    odd: str = ""


def marked(head: bytes) -> tuple[str, int]:
    """Return the encoding that the first bytes tell, and the length of its mark.

    What tells nothing is taken for UTF-8 until it proves not to be.
    """
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, len(mark)
    return _wide(head[:4096]) or UTF8, 0


def _wide(head: bytes) -> str:
    """Return UTF-16 where every other byte is null: Latin text without a mark."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half and odd > 0.8 * half and not even:
        return "utf-16-le"
    return "utf-16-be" if half and even > 0.8 * half and not odd else ""


def decide(path: Path, end: bytes) -> Decided:
    """Return the encoding of a file some of which is not UTF-8.

    Args:
        path: the file.
        end: the byte that ends its lines.
    """
    counts: Counter[int] = Counter()
    mixed = False
    for block in _blocks(path, end):
        cells = octets(block)
        mask = cells > _LAST
        beyond = cells.filter(mask)
        counts.update(dict(beyond.value_counts().iter_rows()))
        mixed = mixed or _may_be_utf8(beyond, cells.slice(1).filter(mask.slice(0, len(block) - 1)))
    return (_mixed(path, end) if mixed else None) or Decided(encoding=_by_evidence(counts))


def _may_be_utf8(beyond: pl.Series, after: pl.Series) -> bool:
    """Whether a byte beyond ASCII that begins a character is followed by one that goes on with it.

    Else no line is UTF-8 (RFC 3629, 3), but those of ASCII.
    """
    begins = beyond.head(after.len()).is_between(0xC2, 0xF4)
    return bool((begins & after.is_between(0x80, 0xBF)).any())


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


def _blocks(path: Path, end: bytes = b"\n") -> Iterator[bytes]:
    """Return whole lines of a file, about `CHUNK` bytes at a time; one that is longer is cut."""
    rest = b""
    with path.open("rb") as file:
        for chunk in whole_lines(file, CHUNK):
            block = rest + chunk
            at = block.rfind(end) + 1 or len(block)
            rest = block[at:]
            yield block[:at]
    if rest:
        yield rest


def is_utf8(block: bytes) -> bool:
    """Whether a block is UTF-8; Polars validates faster than a decoder, and lets others work."""
    if block.isascii():
        return True
    try:
        pl.Series([block], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.ComputeError:
        return False
    return True


def _mixed(path: Path, end: bytes) -> Decided | None:
    """Return the lines of the rarer encoding, where some lines are UTF-8 and some are not."""
    lines: dict[bool, list[int]] = {True: [], False: []}
    pieces = (block.removesuffix(end).split(end) for block in _blocks(path, end))
    for number, line in enumerate(chain.from_iterable(pieces), start=1):
        if not line.isascii():
            lines[_decodes(line)].append(number)
    if not lines[True]:
        return None
    rarer = len(lines[True]) < len(lines[False])
    odd = UTF8 if rarer else "cp1252"
    return Decided(encoding=MIXED, odd_lines=tuple(lines[rarer]), odd=odd)


def _decodes(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _by_evidence(counts: Counter[int]) -> str:
    """Return the encoding that makes most of the bytes beyond ASCII French."""
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


def narrowed(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Return the text of a wide encoding in UTF-8, a chunk at a time."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()


def as_utf8(lines: bytes, encoding: str) -> bytes:
    """Return whole lines of an encoding that is not wide in UTF-8."""
    if encoding == UTF8:
        return lines
    if encoding == MIXED:
        return lines if is_utf8(lines) else b"".join(map(_line, lines.splitlines(keepends=True)))
    if encoding == "cp1252":
        return _from_cp1252(lines)
    return lines.decode(encoding, "replace").encode()


def _from_cp1252(chunk: bytes) -> bytes:
    """Return a text of Windows-1252 in UTF-8.

    It is Latin-1, which decodes at once, but for 32 bytes of which a text holds a few at most.
    """
    pieces = (chunk[at : at + CHUNK] for at in range(0, len(chunk), CHUNK))
    return b"".join(map(_piece_from_cp1252, pieces))


def _piece_from_cp1252(piece: bytes) -> bytes:
    text = piece.decode("latin-1")
    for byte in set(piece.translate(None, delete=_LATIN)):
        text = text.replace(chr(byte), bytes([byte]).decode("cp1252", "tamis-keep"))
    return text.encode()


def _line(line: bytes) -> bytes:
    return line if _decodes(line) else line.decode("cp1252", "tamis-keep").encode()
