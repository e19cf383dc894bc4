"""The records of a JSON file, each with its text digit for digit and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from tamis.contracts import documents, record_lines
from tamis.contracts.explain import Fault
from tamis.contracts.judges import Judges
from tamis.contracts.record_lines import Path
from tamis.model.limits import Limits
from tamis.readers.members import RepeatedMembers
from tamis.readers.records import json_text
from tamis.sources.local import LocalFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What is around the records of a document, its lists empty.

    Attributes:
        line: where the document starts.
        path: its place in the file.
        text: its JSON, digit for digit.
        faults: what is wrong with it, which is wrong of each of its records.
        is_foreign: whether it has none of the lists that the schema describes.
    """

    line: int
    path: tuple[str | int, ...]
    text: str
    faults: list[Fault]
    is_foreign: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRecord:
    """A record that was judged.

    Attributes:
        row: its number in the file, from 1; line: where it starts, None where nobody knows.
        path: its place in the file; steps: the members that lead to its list.
        value: what it holds; text: its JSON, digit for digit.
        faults: what is wrong with it.
    """

    row: int
    line: int | None
    path: tuple[str | int, ...]
    steps: Path
    value: Any
    text: str
    faults: list[Fault]


def walk(
    local: LocalFile, judges: Judges, lists: Sequence[Path], limits: Limits
) -> Iterator[Envelope | JudgedRecord]:
    """Return the records of a file in its order, each envelope before its own.

    A file is a document, a list of records or of documents, or one of either a line.

    Args:
        local: the file.
        judges: judge its parts.
        lists: the lists of records of a document; none where a document is a record.
        limits: how much is taken in.

    Raises:
        SourceError: it is not JSON, nests too deep, or is beyond the limits.
    """
    opened = documents.values(local, limits)
    walker = _Walker(judges, lists)
    is_list = () in lists and opened.format != "ndjson"
    if opened.is_document or is_list:
        lines = documents.lines(local)
        repeated = documents.RepeatedNames()
        value = documents.whole(local, limits, repeated=repeated)
        exact = documents.whole(local, limits, exact=True)
        yield from walker.document(value, exact, (), lines, is_repeated=bool(repeated.take()))
        return
    exact_values = documents.values(local, limits, exact=True).read()
    listed = opened.format != "ndjson"
    for index, ((line, value), (_, exact)) in enumerate(
        zip(opened.read(), exact_values, strict=True)
    ):
        path = (index,) if listed else ()
        lines = {record_lines.pointer(*path): line}
        is_repeated = bool(opened.repeated.take())
        if walker.is_document(value):
            yield from walker.document(value, exact, path, lines, is_repeated=is_repeated)
        else:
            yield walker.record(value, exact, path, line, is_repeated=is_repeated)


class _Walker:
    """Takes documents apart, and numbers their records."""

    def __init__(self, judges: Judges, lists: Sequence[Path]) -> None:
        self._lists = lists
        self._numbers = count(1)
        self._envelope = judges.envelope()
        self._whole = judges.whole()
        self._judges = {path: judges.record(path) for path in lists}

    def is_document(self, value: Any) -> bool:
        """Whether a value has lists of records, and is no record by itself."""
        return any(isinstance(record_lines.reached(value, path), list) for path in self._lists)

    def document(
        self,
        value: Any,
        exact: Any,
        path: tuple[str | int, ...],
        lines: Mapping[str, int],
        *,
        is_repeated: bool,
    ) -> Iterator[Envelope | JudgedRecord]:
        """Return the envelope and the records of a document; itself, where it is one."""
        line = lines.get(record_lines.pointer(*path), 1)
        if not self._lists:
            yield self.record(value, exact, path, line, is_repeated=is_repeated)
            return
        is_foreign = not self.is_document(value)
        around = record_lines.emptied(exact, self._lists)
        faults = self._envelope.faults(value)
        if is_repeated:
            faults += _repeated(around)
        yield Envelope(
            line=line, path=path, text=json_text(around), faults=faults, is_foreign=is_foreign
        )
        for steps in self._lists:
            values = record_lines.reached(value, steps)
            exacts = record_lines.reached(exact, steps)
            if not isinstance(values, list):
                continue
            for index, (item, exact_item) in enumerate(zip(values, exacts, strict=True)):
                place = (*path, *steps, index)
                yield JudgedRecord(
                    row=next(self._numbers),
                    line=lines.get(record_lines.pointer(*place)),
                    path=place,
                    steps=steps,
                    value=item,
                    text=json_text(exact_item),
                    faults=[
                        *(_repeated(exact_item) if is_repeated else ()),
                        *self._judges[steps].faults(item),
                    ],
                )

    def record(
        self, value: Any, exact: Any, path: tuple[str | int, ...], line: int, *, is_repeated: bool
    ) -> JudgedRecord:
        """Return a record that stands by itself."""
        steps = self._lists[0] if len(self._lists) == 1 else ()
        judge = self._judges.get(steps, self._whole)
        return JudgedRecord(
            row=next(self._numbers),
            line=line,
            path=path,
            steps=steps,
            value=value,
            text=json_text(exact),
            faults=[*(_repeated(exact) if is_repeated else ()), *judge.faults(value)],
        )


def _repeated(value: Any) -> list[Fault]:
    """Return a fault for each name that stands several times in an object of a value."""
    faults: list[Fault] = []
    todo: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while todo:
        path, part = todo.pop()
        if isinstance(part, RepeatedMembers):
            times = Counter(name for name, _ in part.pairs)
            again = [name for name, number in times.items() if number > 1]
            faults += [Fault(code="api.repeated-member", path=path, value=name) for name in again]
        if isinstance(part, dict):
            todo += [((*path, name), inner) for name, inner in part.items()]
        elif isinstance(part, list):
            todo += [((*path, index), inner) for index, inner in enumerate(part)]
    return faults
