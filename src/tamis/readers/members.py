"""The members of JSON objects as the cells of a record: a name that repeats loses no value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

#: Between a name and its number, where it is not the first of that name in an object.
_AGAIN: Final = "\0\0"
#: The members of a feature that RFC 7946 defines and that are no column of their own.
_OF_FEATURES: Final = frozenset({"type", "properties", "geometry", "id", "bbox"})

#: The members of a record of Opendatasoft, and those that tell it from any other object.
_OF_PORTALS: Final = frozenset({
    "datasetid", "recordid", "fields", "geometry", "record_timestamp", "id", "timestamp", "size",
})  # fmt: skip
#: Members whose own members are the cells of a record.
_INNER: Final = ("properties", "fields", "record")
#: Members without one of which an object is a record as it stands.
_NESTING: Final = frozenset({"type", "fields", "record"})
_IDENTIFIERS: Final = frozenset({"recordid", "datasetid", "record_timestamp", "timestamp"})


class Record(NamedTuple):
    """One record.

    Attributes:
        line: the physical line at which it starts.
        members: its cells by name (`label`).
        clashes: the members of a feature that have the name of a property.
    """

    line: int
    members: dict[str, Any]
    clashes: tuple[str, ...] = ()


class RepeatedMembers(dict[str, Any]):
    """An object some of whose names stand more than once; as a mapping, it has the last of each."""

    def __init__(self, pairs: Sequence[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs

    def items(self) -> Any:  # no view: what writes an object as JSON asks for no more
        """Return the members as they are written, those that repeat included."""
        return self.pairs

    def again(self) -> set[str]:
        """Return the names that stand more than once."""
        return {
            name for name, count in Counter(name for name, _ in self.pairs).items() if count > 1
        }


def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object out of its members, as `json` gives them."""
    unique = dict(pairs)
    return unique if len(unique) == len(pairs) else RepeatedMembers(pairs)


def label(name: str) -> str:
    """Return the label of the column that a member makes.

    Members of one name make columns of one label, which is an error of the header.
    """
    return name.partition(_AGAIN)[0]


def record(line: int, object_: dict[str, Any]) -> Record:
    """Return an object as a record; a feature of GeoJSON is its properties, then its geometry.

    A record of Opendatasoft (API v1, and v2 where it wraps them) is its fields, then its own
    members. The identifier of a feature stands first, and members that RFC 7946 does not know last.
    Where one has the name of a property, it has a column of its own (``feature_id``), unless both
    are equal.
    """
    if isinstance(object_, RepeatedMembers):
        object_ = _unified(object_)
    if _NESTING.isdisjoint(object_):
        return Record(line, distinct(object_))
    fields = _portal_fields(object_)
    if fields is not None:
        inner, own = fields
        return _nested(line, inner, own, prefix="record_")
    properties = object_.get("properties") or {}
    if object_.get("type") != "Feature" or not isinstance(properties, dict):
        return Record(line, distinct(object_))
    others = {name: value for name, value in object_.items() if name not in _OF_FEATURES}
    own = {"geometry": object_.get("geometry"), **others}
    if "id" in object_:
        own = {"id": object_["id"], **own}
    return _nested(line, properties, own, prefix="feature_")


def _unified(object_: RepeatedMembers) -> dict[str, Any]:
    """Return an object whose inner objects of one name are one: each has its members again."""
    for name in _INNER:
        again = [value for key, value in object_.pairs if key == name]
        if len(again) > 1 and all(isinstance(value, dict) for value in again):
            inner = members([pair for value in again for pair in value.items()])
            others = [(key, value) for key, value in object_.pairs if key != name]
            return {**distinct(RepeatedMembers(others)), name: inner}
    is_feature = object_.get("type") == "Feature" and "properties" in object_
    return distinct(object_) if is_feature or isinstance(object_.get("fields"), dict) else object_


def _portal_fields(object_: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return the fields and the own members of a record of Opendatasoft; None of another object."""
    wrapped = object_.get("record")
    if isinstance(wrapped, dict) and set(object_) <= {"record", "links"}:
        object_ = _unified(wrapped) if isinstance(wrapped, RepeatedMembers) else wrapped
    fields = object_.get("fields")
    if not isinstance(fields, dict) or not set(object_) <= _OF_PORTALS:
        return None
    if _IDENTIFIERS.isdisjoint(object_):
        return None
    return fields, {name: value for name, value in object_.items() if name != "fields"}


def _nested(line: int, inner: dict[str, Any], own: dict[str, Any], *, prefix: str) -> Record:
    """Return the cells of the inner object of a record, with the record's own members."""
    cells = distinct(inner)
    clashes = tuple(name for name in own if name in cells and own[name] != cells[name])
    alone = {name: value for name, value in own.items() if name not in cells}
    renamed = dict(_renamed(own, clashes, cells, prefix))
    first = {name: alone.pop(name) for name in ("id",) if name in alone}
    return Record(line, {**first, **cells, **renamed, **alone}, clashes)


def distinct(object_: dict[str, Any]) -> dict[str, Any]:
    """Return the members of an object under different names."""
    if not isinstance(object_, RepeatedMembers):
        return object_
    cells: dict[str, Any] = {}
    for name, value in object_.pairs:
        key, number = name, 1
        while key in cells:
            number += 1
            key = f"{name}{_AGAIN}{number}"
        cells[key] = value
    return cells


def _renamed(
    own: dict[str, Any], clashes: Sequence[str], taken: dict[str, Any], prefix: str
) -> Iterator[tuple[str, Any]]:
    for name in clashes:
        free = f"{prefix}{name}"
        while free in taken:
            free += "_"
        yield free, own[name]
