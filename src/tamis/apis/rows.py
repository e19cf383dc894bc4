"""Records as rows: which member goes to which column, without two of them in one cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tamis.apis.answer import has_member
from tamis.model.api_error import error_in
from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.readers.records import json_text

#: What parts the items of a list in a cell.
_BAR: Final = "|"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of texts under labels, and what they do not hold (see `FlattenResult`)."""

    labels: Sequence[str]
    cells: Sequence[Sequence[str | None]]
    left_out: tuple[str, ...] = ()
    unmapped: tuple[str, ...] = ()
    without_items: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """A table whose columns name the members that they are made of.

    Attributes:
        fields: the label of each column and its members (``./`` from the item).
        known: the members of every column, those left out among them.
        explode: the list inside each record that gives a row an item; "" for none.
    """

    fields: Sequence[tuple[str, str]]
    known: Sequence[str]
    explode: str

    def rows(self, records: Sequence[Any]) -> Rows:
        """Return the rows of records.

        Raises:
            SourceError: one of them is an error, or no record of this table.
        """
        cells: list[list[str | None]] = []
        empty = 0
        for number, record in enumerate(records, start=1):
            self._ensure_record(record, number)
            items = reach(record, self.explode) if self.explode else [None]
            if not isinstance(items, list):
                items = [] if items is None else [items]
            empty += not items
            cells += [
                [cell_text(_from(record, item, place)) for _, place in self.fields]
                for item in items or [None]
            ]
        return Rows(
            labels=[label for label, _ in self.fields],
            cells=cells,
            unmapped=self._unmapped(records),
            without_items=empty,
        )

    def _ensure_record(self, record: Any, number: int) -> None:
        places = [*self.known, *([self.explode] if self.explode else [])]
        roots = {place.partition("/")[0] for place in places if not place.startswith("./")}
        has_any = isinstance(record, list) or (
            isinstance(record, dict) and not roots.isdisjoint(record)
        )
        message = error_in(record)
        if has_any and not (message and len(roots & set(record)) < 2):  # noqa: PLR2004 by chance
            return
        detail = f" : {message[:200]}" if message else ""
        raise SourceError(
            Text(
                fr=f"L'enregistrement {number} n'appartient pas à cette table{detail}.",
                en=f"Record {number} does not belong to this table{detail}.",
            ),
            Text(
                fr="Voyez ce que l'API a répondu : tamis api check.",
                en="See what the API answered: tamis api check.",
            ),
        )

    def _unmapped(self, records: Iterable[Any]) -> tuple[str, ...]:
        """Return the members that no column is made of, the outermost that say it all."""
        known = {_whole_place(place, self.explode) for place in self.known}
        found: dict[str, None] = {}
        for record in records:
            found |= dict.fromkeys(_uncovered(record, (), known))
        return tuple(found)


def _whole_place(place: str, explode: str) -> Path:
    """Return the members that lead to a cell from the record, positions in lists left aside."""
    whole = f"{explode}/{place[2:]}" if place.startswith("./") else place
    return tuple(part for part in whole.split("/") if not part.isdigit())


def _uncovered(value: Any, above: Path, known: set[Path]) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _uncovered(item, above, known)
        return
    if not isinstance(value, dict):
        return
    for name, inner in value.items():
        place = (*above, name)
        if place in known:
            continue
        if any(other[: len(place)] == place for other in known):
            yield from _uncovered(inner, place, known)
        else:
            yield "/".join(place)


def records_of(values: Iterable[Any], place: str | None) -> Iterator[Any]:
    """Return the records of answers, of lists of them, or of lines that are records.

    Raises:
        SourceError: an answer is an error, or has null in the place of the list.
    """
    for number, value in enumerate(values, start=1):
        listed = reach(value, place) if place else value
        if place is None:
            _ensure_no_error(value, number)
            yield value
        elif isinstance(listed, list):
            yield from listed
        elif place and has_member(value, place):
            raise _no_list(number, place)
        else:
            _ensure_no_error(value, number)
            yield value


def _ensure_no_error(value: Any, number: int) -> None:
    message = error_in(value)
    if message:
        raise SourceError(
            Text(
                fr=f"La réponse {number} est une erreur : {message[:200]}.",
                en=f"Answer {number} is an error: {message[:200]}.",
            )
        )


def _no_list(number: int, place: str) -> SourceError:
    return SourceError(
        Text(
            fr=f"La réponse {number} n'a pas de liste dans « {place} ».",
            en=f"Answer {number} has no list in “{place}”.",
        )
    )


def all_members(records: Sequence[Any]) -> Rows:
    """Return a row a record, and a column a member: inner ones under names joined by ``_``.

    Where two members would share a column, the names of the inner one are joined by ``.``.
    """
    flat = [dict(_members(record)) for record in records]
    places = list(dict.fromkeys(place for row in flat for place in row))
    labels = _labels(places)
    return Rows(
        labels=[labels[place] for place in places],
        cells=[[row.get(place) for place in places] for row in flat],
    )


def _labels(places: Sequence[Path]) -> Mapping[Path, str]:
    """Return a label for each member, no two alike; members of the record itself keep theirs."""
    labels: dict[Path, str] = {}
    taken: set[str] = set()
    for place in sorted(places, key=len):
        label = next(joined for joined in _names(place) if joined not in taken)
        labels[place] = label
        taken.add(label)
    return labels


def _names(place: Path) -> Iterator[str]:
    escaped = [_escaped(name) for name in place] or ["value"]
    yield "_".join(escaped)
    yield ".".join(escaped)
    number = 2
    while True:
        yield f"{'.'.join(escaped)} ({number})"
        number += 1


def _members(value: Any, above: Path = ()) -> Iterator[tuple[Path, str | None]]:
    """Return the members of a record, those of inner objects by the way that leads to them."""
    if not isinstance(value, dict):
        yield above, cell_text(value)
        return
    for name, inner in value.items():
        if isinstance(inner, dict) and inner:
            yield from _members(inner, (*above, name))
        else:
            yield (*above, name), cell_text(inner)


def reach(value: Any, place: str) -> Any:
    """Return what members, and positions in lists, separated by slashes lead to.

    >>> reach({"a": [{"b": 1}]}, "a/0/b")
    1
    """
    for part in place.split("/"):
        if isinstance(value, list):
            value = value[int(part)] if part.isdigit() and int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, dict) else None
    return value


def _from(record: Any, item: Any, place: str) -> Any:
    return reach(item, place[2:]) if place.startswith("./") else reach(record, place)


def cell_text(value: Any) -> str | None:
    """Return the cell of a value: items of a list parted by ``|``, anything nested as JSON.

    A list that ``|`` would not give back, such as one of an item that has it, is JSON too.

    >>> cell_text(["x", "y"]), cell_text(["x|y"]), cell_text([]), cell_text([""])
    ('x|y', '["x|y"]', '[]', '[""]')
    """
    if value is None:
        return None
    if isinstance(value, str):
        return _escaped(value)
    if isinstance(value, list) and value and all(_is_plain(item) for item in value):
        return _BAR.join(_escaped(item) if isinstance(item, str) else json_text(item)
                         for item in value)  # fmt: skip
    return json_text(value)


def _is_plain(item: Any) -> bool:
    """Whether an item of a list can be told from what stands beside it."""
    if isinstance(item, str):
        return bool(item) and _BAR not in item and not item.startswith("[")
    return isinstance(item, bool | int | float)


def _escaped(text: str) -> str:
    """Return a text that UTF-8 can hold: a lone surrogate as JSON escapes it."""
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text)
