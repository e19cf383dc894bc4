"""The encoding of a text file, by rule and over the whole of it, never by guess.

A byte order mark says it; else what is UTF-8 from the first byte to the last is UTF-8. That is seen
while the file is read: the first lines that are not UTF-8 decide anew, over the whole file. Where
some characters are UTF-8 and others not, each is read as what it is (`mixed_encodings`); else the
file is Windows-1252 unless another encoding is beyond doubt (`encoding_evidence`). The one used is
always told, and another than these is asked for.

What was read before stays right whatever is decided anew: if a line of it held more than ASCII,
that line is UTF-8, and the file is mixed; else it reads the same in all of these encodings.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

import polars as pl

from tamis.model.dialect import UTF8
from tamis.model.lazy_pattern import lazy_pattern
from tamis.readers.encoding_evidence import USUAL, Choice, choose, counted
from tamis.readers.mixed_encodings import Runs, decoded, has_chance, runs
from tamis.tables.byte_columns import octets

#: What is looked at at once, to stay in the processor's cache.
CHUNK: Final = 1 << 20

#: Some characters UTF-8, the others Windows-1252.
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
#: A word that is not all ASCII.
_WORD: Final = lazy_pattern(rb"[0-9A-Za-z]*[\x80-\xff][0-9A-Za-z\x80-\xff]*")
_ASCII: Final = bytes(range(128))
_LAST: Final = 0x7F
#: What Windows-1252 and Latin-1 have in common.
_LATIN: Final = _ASCII + bytes(range(0xA0, 0x100))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """How a file is read, and what is to be told of it.

    Attributes:
        encoding: its encoding.
        provisional: whether the first lines alone were looked at.
        declared: what it is declared to be in; "" where nobody says.
        certain: whether it may be read so without being asked.
        rivals: other encodings that explain it, where there is a doubt.
        sample: a word that shows the doubt, as it is written.
        odd_lines: where two encodings are mixed, the lines of the rarer and those that have both,
            each with what it is in.
    """

    encoding: str
    provisional: bool = False
    declared: str = ""
    certain: bool = True
    rivals: tuple[str, ...] = ()
    sample: bytes = b""
    odd_lines: tuple[tuple[int, str], ...] = ()

    @property
    def is_contradicted(self) -> bool:
        """Whether the bytes of the file are not in the encoding that is declared."""
        return bool(self.declared) and (self.declared != self.encoding or bool(self.rivals))

    def readings(self) -> str:
        """Return what each encoding in doubt makes of the word that shows it."""
        names = dict.fromkeys((self.encoding, self.declared or USUAL, *self.rivals))
        return ", ".join(f"« {self._reading(name)} » ({name})" for name in names)

    def _reading(self, encoding: str) -> str:
        if encoding == MIXED:
            return decoded(self.sample)
        return self.sample.decode(encoding, "replace")


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


def decide(path: Path, end: bytes) -> Decision:
    """Return the encoding of a file some of which is not UTF-8.

    Args:
        path: the file.
        end: the byte that ends its lines.
    """
    triples: Counter[int] = Counter()
    may_be_mixed, sample = False, b""
    for block in _blocks(path, end):
        cells = octets(block)
        mask = cells > _LAST
        beyond = cells.filter(mask)
        after = cells.slice(1).extend_constant(0x0A, 1).filter(mask)
        triples.update(dict(_triples(cells, mask, beyond, after)))
        may_be_mixed = may_be_mixed or _may_be_utf8(beyond, after)
        sample = sample or _first_word(block)
    mixed = _mixed(path, end) if may_be_mixed else None
    if mixed is not None:
        return replace(mixed, sample=sample)
    choice = choose(counted(triples.items()))
    return _decision(choice, sample if choice.certain else _word(path, end, choice.byte))


def is_surely_utf8(text: bytes) -> bool:
    """Whether all of a text is UTF-8, and none of it by chance."""
    return is_utf8(text) and not has_chance(text)


def _triples(
    cells: pl.Series, mask: pl.Series, beyond: pl.Series, after: pl.Series
) -> Iterator[tuple[int, int]]:
    """Return bytes beyond ASCII with those beside them, in one number, and how many there are."""
    before = cells.shift(1, fill_value=0x0A).filter(mask).cast(pl.UInt32)
    triple = before * 0x10000 + beyond.cast(pl.UInt32) * 0x100 + after.cast(pl.UInt32)
    return triple.value_counts().iter_rows()


def _decision(choice: Choice, sample: bytes) -> Decision:
    return Decision(
        encoding=choice.encoding, certain=choice.certain, rivals=choice.rivals, sample=sample
    )


def _first_word(block: bytes) -> bytes:
    """Return the first word that is not all ASCII."""
    found = None if block.isascii() else _WORD.search(block)
    return found[0] if found else b""


def _word(path: Path, end: bytes, triple: tuple[int, int, int] | None) -> bytes:
    """Return the first word that has a byte between two others."""
    context = bytes(triple or ())
    word = re.compile(
        rb"[0-9A-Za-z\x80-\xff]*" + re.escape(context[1:2]) + rb"[0-9A-Za-z\x80-\xff]*"
    )
    for block in _blocks(path, end):
        at = (b"\n" + block + b"\n").find(context)
        if at >= 0:
            return next(found[0] for found in word.finditer(block) if found.end() > at)
    return context[1:2]


def _may_be_utf8(beyond: pl.Series, after: pl.Series) -> bool:
    """Whether a byte beyond ASCII that begins a character is followed by one that goes on with it.

    Else no line is UTF-8 (RFC 3629, 3), but those of ASCII.
    """
    begins = beyond.is_between(0xC2, 0xF4)
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


def _mixed(path: Path, end: bytes) -> Decision | None:
    """Return the lines of the rarer encoding and those of both, where a file has UTF-8."""
    lines: dict[str, list[int]] = {UTF8: [], USUAL: [], MIXED: []}
    pieces = (block.removesuffix(end).split(end) for block in _blocks(path, end))
    invalid = sure = False
    for number, line in enumerate(chain.from_iterable(pieces), start=1):
        if not line.isascii():
            found = runs(line)
            invalid, sure = invalid or found.invalid, sure or found.sure
            lines[_line_encoding(found)].append(number)
    if not invalid and lines[UTF8]:
        return Decision(encoding=UTF8)
    if not sure:
        return None
    rarer = UTF8 if len(lines[UTF8]) < len(lines[USUAL]) else USUAL
    odd = sorted((number, name) for name in (rarer, MIXED) for number in lines[name])
    return Decision(encoding=MIXED, odd_lines=tuple(odd))


def _line_encoding(found: Runs) -> str:
    if not found.utf8:
        return USUAL
    return MIXED if found.invalid or found.chance else UTF8


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
        return lines if is_surely_utf8(lines) else decoded(lines).encode()
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
