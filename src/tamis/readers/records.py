"""Records that name their own cells (JSON), as a table: the same columns all along."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, cast

import polars as pl

from tamis.model.errors import LimitError, SourceError
from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.limits import MB, Limits
from tamis.model.text import Text, printable
from tamis.readers import Request, ensure_width
from tamis.readers.members import Record, RepeatedMembers, label, members, record
from tamis.sources.digest import size_and_sha256
from tamis.sources.local import LocalFile
from tamis.tables.batch import Batch, Fault, Table, column

#: How many containers may stand inside one another; the library that judges JSON goes no further.
DEPTH: Final = 200
_SURROGATE: Final = lazy_pattern("[\ud800-\udfff]")
#: Records that make a batch.
_ROWS: Final = 20_000


class Number(str):
    """A number of a JSON text, digit for digit."""

    __slots__ = ()


#: The types of members that are texts already.
_PLAIN: Final = frozenset({str, Number, type(None)})


def decoder() -> json.JSONDecoder:
    """Return a decoder that keeps the digits of numbers as they are written (RFC 8259)."""
    return json.JSONDecoder(
        parse_float=Number,
        parse_int=Number,
        parse_constant=_refuse_constant,
        object_pairs_hook=members,
    )


def json_text(value: Any) -> str:
    """Return the JSON text of a value, its numbers digit for digit.

    A lone surrogate, which no UTF-8 holds, is escaped as it was (RFC 8259, section 8.2).
    """
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", _compact(value))


def _refuse_constant(word: str) -> Any:
    raise ValueError(word)


def text(value: Any, again: set[str] | None = None) -> str | None:
    """Return the text of a member; None for null.

    Names that an object within it has more than once are added to `again`.
    """
    if value is None or isinstance(value, str):
        return value
    return _compact(value, again)


#: Writes a text as JSON, its accents kept.
_json_string: Final = json.encoder.encode_basestring


def _compact(value: Any, again: set[str] | None = None) -> str:
    """Return the JSON text of a value, its numbers as they were written."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        if again is not None and isinstance(value, RepeatedMembers):
            again.update(value.again())
        inner = ", ".join(
            [f"{_json_string(name)}: {_compact(item, again)}" for name, item in value.items()]
        )
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{', '.join([_compact(item, again) for item in value])}]"
    if isinstance(value, str):
        return _json_string(value)
    return json.dumps(value, ensure_ascii=False)


class Names:
    """Names of members in the order in which they are met: the columns of a table."""

    def __init__(self, local: LocalFile, request: Request) -> None:
        self._names: dict[str, None] = {}
        self._clashes: dict[str, int] = {}
        self._again: dict[str, int] = {}
        self._local, self._limits = local, request.limits

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def add(self, record: Record) -> None:
        """Take in the names of a record.

        Raises:
            SourceError: there are too many columns.
        """
        for name in record.clashes:
            self._clashes.setdefault(name, record.line)
        if not self._names.keys() >= record.members.keys():
            self._names.update(dict.fromkeys(record.members))
            ensure_width(self._local, len(self._names), self._limits)

    def add_list_again(self, name: str, line: int) -> None:
        """Take in that the list these records come from stands once more, at a line."""
        self._again.setdefault(name, line)

    def faults(self) -> tuple[Fault, ...]:
        """Return what is to be told of lists and members of one name."""
        return (*self._repeated_lists(), *self._feature_members())

    def _repeated_lists(self) -> Iterator[Fault]:
        if self._again:
            lines, names = list(self._again.values()), list(self._again)
            yield Fault(code="file.repeated-list", lines=lines, values=names)

    def _feature_members(self) -> Iterator[Fault]:
        if not self._clashes:
            return
        names = list(self._clashes)
        columns = [f"feature_{name}" for name in names]
        lines = [max(line, 1) for line in self._clashes.values()]
        yield Fault(code="file.feature-member", lines=lines, values=names, notes=columns)

    def add_all(self, values: Iterable[object]) -> bool:
        """Take in the names of objects, to the last; return whether all of them are objects."""
        objects = True
        for value in values:
            objects = objects and isinstance(value, dict)
            if objects:
                self.add(record(0, cast("dict[str, Any]", value)))
        return objects


def table(
    local: LocalFile,
    format_name: str,
    names: Names,
    records: Callable[[], Iterable[Record]],
) -> Table:
    """Return the table of some records.

    Args:
        local: the file.
        format_name: the name of its format.
        names: those that the members of all records have.
        records: gives the records of the file.
    """
    keys = tuple(names)
    return Table(
        header=tuple(printable(label(key)) for key in keys),
        format=format_name,
        faults=names.faults() if keys else (Fault(code="file.empty"),),
        batches=lambda: _batches(local.name, records(), keys),
        facts=lambda: size_and_sha256(local.path),
    )


def _batches(name: str, records: Iterable[Record], labels: tuple[str, ...]) -> Iterator[Batch]:
    remaining, first = iter(records), 1
    while chunk := list(islice(remaining, _ROWS)):
        try:
            batch = _batch(chunk, labels, first)
        except RecursionError as error:
            raise deep(name, chunk[0].line) from error
        yield batch
        first += len(chunk)


def _batch(records: list[Record], labels: tuple[str, ...], first: int) -> Batch:
    again: set[str] = set()
    cells = [record.members for record in records]
    frame = pl.DataFrame(
        [
            _column(column(position), _texts([row.get(name) for row in cells], again))
            for position, name in enumerate(labels)
        ]
    )
    lines = pl.Series([record.line for record in records], dtype=pl.UInt32)
    faults = (*_nulls(frame, lines), *(_repeated_members(records, first) if again else ()))
    return Batch(frame=frame, first_row=first, lines=lines, faults=faults)


def _texts(values: list[Any], again: set[str]) -> list[str | None]:
    """Return the texts of the members of one name; most columns hold nothing else."""
    if _PLAIN.issuperset(map(type, values)):
        return values
    return [text(value, again) for value in values]


def _repeated_members(records: Sequence[Record], first: int) -> Iterator[Fault]:
    """Tell the records in whose cells an object has a member more than once."""
    repeats: list[tuple[int, int, str]] = []
    for row, (line, cells, _) in enumerate(records, start=first):
        again: set[str] = set()
        for value in cells.values():
            text(value, again)
        if again:
            repeats.append((row, line, ", ".join(sorted(again))))
    rows, lines, names = map(list, zip(*repeats, strict=True))
    yield Fault(code="row.repeated-member", rows=rows, lines=lines, values=names)


def _nulls(frame: pl.DataFrame, lines: pl.Series) -> Iterator[Fault]:
    """Tell the cells that hold a null character, as those of a text are told."""
    hits = [
        (int(lines[row]), str(texts[row])[:80])
        for texts in frame
        for row in texts.str.contains("\0", literal=True).fill_null(value=False).arg_true()
    ]
    if hits:
        yield Fault(
            code="file.null-bytes",
            lines=[line for line, _ in hits],
            values=[value for _, value in hits],
        )


def _column(name: str, texts: list[str | None]) -> pl.Series:
    """Return a column; halves of pairs (RFC 8259, section 8.2), which no table holds, are spelt."""
    try:
        return pl.Series(name, texts, dtype=pl.String)
    except UnicodeEncodeError:
        spelt = [None if cell is None else printable(cell) for cell in texts]
        return pl.Series(name, spelt, dtype=pl.String)


def too_long(local: LocalFile, limits: Limits, line: int) -> LimitError:
    """Return what to say of a record beyond the limit."""
    megabytes = limits.record // MB
    return LimitError(
        Text(
            fr=f"« {local.name} » a un enregistrement de plus de {megabytes} Mo, ligne {line}.",
            en=f"“{local.name}” has a record of more than {megabytes} MB, line {line}.",
        ),
        Text(fr="Si c'est voulu : --max-record.", en="If that is intended: --max-record."),
    )


def deep(name: str, line: int) -> SourceError:
    """Return what to say of a document that nests too deep."""
    fr, en = (f", ligne {line}", f", line {line}") if line else ("", "")
    return SourceError(
        Text(
            fr=f"« {name} »{fr} imbrique plus de {DEPTH} niveaux : la lecture s'arrête.",
            en=f"“{name}”{en} nests more than {DEPTH} levels: reading stops.",
        ),
        Text(fr="Vérifiez comment il est produit.", en="Check how it is made."),
    )


def damaged(name: str, format_name: str, reason: Text, line: int = 0) -> SourceError:
    """Return what to say of a file that is not of its format."""
    fr, en = (f", ligne {line}", f", line {line}") if line else ("", "")
    return SourceError(
        Text(
            fr=f"« {name} » n'est pas du {format_name} lisible{fr} : {reason.fr}.",
            en=f"“{name}” is not readable {format_name}{en}: {reason.en}.",
        ),
        Text(fr="Vérifiez comment il est produit.", en="Check how it is made."),
    )
