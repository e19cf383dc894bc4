"""Records that name their own cells (JSON), as a table: the same columns all along."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import polars as pl

from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.readers import Request, too_wide
from tamis.sources.facts import facts
from tamis.sources.path import Local
from tamis.tables.batch import Batch, Fault, Table, column

#: Records that make a batch.
_ROWS: Final = 20_000


class Number(str):
    """A number of a JSON text, digit for digit."""

    __slots__ = ()


class Record(NamedTuple):
    """One record: the physical line at which it starts, and its members."""

    line: int
    members: dict[str, Any]


def decoder() -> json.JSONDecoder:
    """Return a decoder that keeps the digits of numbers as they are written (RFC 8259)."""
    return json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=_refuse)


def _refuse(word: str) -> Any:
    raise ValueError(word)


def text(value: Any) -> str | None:
    """Return the text of a member; None for null."""
    if value is None or isinstance(value, str):
        return value
    return _compact(value)


def _compact(value: Any) -> str:
    """Return the JSON text of a value, its numbers as they were written."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        inner = ", ".join(
            f"{json.dumps(k, ensure_ascii=False)}: {_compact(v)}" for k, v in value.items()
        )
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_compact, value))}]"
    return json.dumps(value, ensure_ascii=False)


def table(
    local: Local, request: Request, format_name: str, records: Callable[[Path], Iterable[Record]]
) -> Table:
    """Return the table of some records, which are gone through twice: names, then cells.

    Args:
        local: the file.
        request: what is asked of the reader.
        format_name: the name of its format.
        records: gives the records of the file.

    Raises:
        SourceError: it cannot be read as that format, or has too many columns.
    """
    names: dict[str, None] = {}
    for record in records(local.path):
        if not names.keys() >= record.members.keys():
            names.update(dict.fromkeys(record.members))
            too_wide(local, len(names), request.limits)
    labels = tuple(names)
    return Table(
        header=labels,
        format=format_name,
        faults=() if labels else (Fault(code="file.empty"),),
        batches=lambda: _batches(records(local.path), labels),
        facts=lambda: facts(local.path),
    )


def _batches(records: Iterable[Record], labels: tuple[str, ...]) -> Iterator[Batch]:
    held: list[Record] = []
    first = 1
    for record in records:
        held.append(record)
        if len(held) == _ROWS:
            yield _batch(held, labels, first)
            first, held = first + len(held), []
    if held:
        yield _batch(held, labels, first)


def _batch(records: list[Record], labels: tuple[str, ...], first: int) -> Batch:
    frame = pl.DataFrame(
        [
            pl.Series(column(at), [text(r.members.get(name)) for r in records], dtype=pl.String)
            for at, name in enumerate(labels)
        ]
    )
    lines = pl.Series([record.line for record in records], dtype=pl.UInt32)
    return Batch(frame=frame, first_row=first, lines=lines)


def damaged(name: str, format_name: str, reason: str, line: int = 0) -> SourceError:
    """Return what to say of a file that is not of its format."""
    fr, en = (f", ligne {line}", f", line {line}") if line else ("", "")
    return SourceError(
        Text(
            fr=f"« {name} » n'est pas du {format_name} lisible{fr} : {reason}.",
            en=f"“{name}” is not readable {format_name}{en}: {reason}.",
        ),
        Text(fr="Vérifiez comment il est produit.", en="Check how it is made."),
    )
