"""The bytes of a delimited text on their way: a block of whole lines at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tamis.model.dialect import Dialect
from tamis.model.errors import LimitError, SourceError
from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.limits import MB, Limits
from tamis.model.text import Text
from tamis.readers import Request, encodings
from tamis.readers.dialect import Head
from tamis.readers.last_item import with_last
from tamis.readers.record_count import QuickCount, exact_count
from tamis.sources.local import LocalFile
from tamis.tables.prefetch import prefetched

_LINE_END: Final = lazy_pattern(rb"\r\n|\n|\r")
#: How many bytes make a batch, about.
BLOCK: Final = 16 << 20


@dataclass(slots=True, kw_only=True)
class Facts:
    """Facts known once the last byte is read."""

    encoding: str
    count: QuickCount
    certain: bool = True
    provisional: bool = False
    size: int = 0
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class DelimitedSource:
    """A file before its records are read; `facts` fill up meanwhile.

    `end` is the byte that ends its lines.
    """

    local: LocalFile
    mark: int
    end: bytes
    head: Head
    facts: Facts
    request: Request

    @property
    def limits(self) -> Limits:
        """How much is taken in."""
        return self.request.limits

    def dialect(self) -> Dialect:
        """Return how the file is written."""
        return Dialect(
            encoding=self.facts.encoding,
            certain=self.facts.certain,
            bom=bool(self.mark),
            delimiter=self.head.delimiter,
            line_end=self.head.line_end,
            header_line=self.head.line,
        )


def blocks(source: DelimitedSource) -> Iterator[bytes]:
    """Return the text, narrow, about a batch at a time, and count and hash the raw bytes."""
    facts = source.facts
    with source.local.path.open("rb") as file:
        facts.digest.update(file.read(source.mark))
        facts.size = source.mark

        def chunks() -> Iterator[bytes]:
            for chunk in encodings.whole_lines(file, BLOCK):
                facts.digest.update(chunk)
                facts.size += len(chunk)
                yield chunk

        read = prefetched(chunks())
        if facts.encoding in encodings.WIDE:
            read = prefetched(encodings.narrowed(read, facts.encoding))
        for chunk in read:
            facts.count.add(chunk)
            yield chunk


def ensure_records(source: DelimitedSource, records: int) -> None:
    """Make sure that a second count finds as many records below the header.

    Raises:
        SourceError: it does not.
    """
    if source.facts.count.records == records:
        return
    with source.local.path.open("rb") as file:
        file.seek(source.mark)
        chunks = encodings.whole_lines(file, BLOCK)
        if source.facts.encoding in encodings.WIDE:
            chunks = encodings.narrowed(chunks, source.facts.encoding)
        found = exact_count(
            chunks, source.head.delimiter, source.head.end - 1 + source.head.returns
        )
    if found != records:
        raise _uncertain(source.local, records, found)


def _uncertain(local: LocalFile, records: int, found: int) -> SourceError:
    return SourceError(
        Text(
            fr=f"« {local.name} » : {records} enregistrements ont été lus, et un second compte en "
            f"trouve {found}.",
            en=f"“{local.name}”: {records} records were read, and a second count finds {found}.",
        ),
        Text(
            fr="Les guillemets ou les fins de ligne se contredisent : enregistrez de nouveau le "
            "fichier en CSV UTF-8.",
            en="Quotes or line endings contradict each other: save the file again as CSV UTF-8.",
        ),
    )


def blocks_of_lines(
    source: DelimitedSource, chunks: Iterator[bytes]
) -> Iterator[tuple[bytes, bool]]:
    """Return whole lines below the header, block after block, and whether they are the last.

    Args:
        source: the file.
        chunks: its text (`blocks`).

    Raises:
        SourceError: a line is beyond the limit.
    """
    mark = b"\r" if source.head.line_end == "\r" else b"\n"
    carry, above = b"", source.head.end - 1 + source.head.returns
    for chunk, last in with_last(chunks, b""):
        data, carry = _cut(carry + chunk if carry else chunk, mark, last=last)
        if max(len(carry), _longest(data, mark, source.limits)) > source.limits.record:
            raise endless(source.local, source.limits)
        while above and (end := _LINE_END.search(data)):
            data, above = data[end.end() :], above - 1
        if data or last:
            yield data, last


def _cut(data: bytes, mark: bytes, *, last: bool) -> tuple[bytes, bytes]:
    r"""Return whole lines, which end as they do, and what is left of a line.

    Where CR ends lines, a LF may follow: nothing is cut before it is known whether one does.
    """
    if last:
        return (data if not data or data.endswith(b"\n") else data + b"\n"), b""
    if mark == b"\n" and data.endswith(mark):
        return data, b""
    end = data.rfind(mark, 0, len(data) - (mark == b"\r")) + 1
    end += data.startswith(b"\n", end) and mark == b"\r"
    return data[:end], data[end:]


def _longest(data: bytes, mark: bytes, limits: Limits) -> int:
    """Return the length of the longest line, where a block may hold one beyond the limit."""
    return max(map(len, data.split(mark))) if limits.record < BLOCK else 0


def endless(local: LocalFile, limits: Limits) -> LimitError:
    """Return what to say of a line beyond the limit."""
    megabytes = limits.record // MB
    return LimitError(
        Text(
            fr=f"« {local.name} » a une ligne de plus de {megabytes} Mo.",
            en=f"“{local.name}” has a line of more than {megabytes} MB.",
        ),
        Text(
            fr="Ce n'est sans doute pas du CSV, ou ses fins de ligne sont perdues. "
            "Si c'est voulu : --max-record.",
            en="It may not be a CSV at all, or it may have lost its line endings. If that is "
            "intended: --max-record.",
        ),
    )
