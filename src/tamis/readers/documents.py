"""The objects that a JSON document lists, one at a time, with the line at which each starts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.readers import Request
from tamis.readers.json_stream import Held
from tamis.readers.records import Names, Record, damaged, decoder, record, too_long
from tamis.sources.local import LocalFile

#: What the list is called that is the whole document; no member has that name, for it is no text.
TOP: Final = None
_ONE: Final = decoder().raw_decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What a document is, by its outermost members.

    Attributes:
        type: the text of its member ``type``, which tells GeoJSON.
        lists: the names of the columns that its lists of objects make, by the name of the member
            that each is (`TOP`: the document); a list with nothing in it makes none.
    """

    type: str = ""
    lists: Mapping[str | None, Names] = field(default_factory=dict)


def outlined(local: LocalFile, request: Request) -> Outline:
    """Return what a document is, having read it through.

    Raises:
        SourceError: it is not JSON, is a list of other things than objects, or has too many
            columns.
    """
    with _opened(local, request) as held:
        if held.next() == "[":
            names = Names(local, request)
            for one in _listed(held, local):
                names.add(one)
            held.ended()
            return Outline(lists={TOP: names})
        kind = ""
        lists: dict[str | None, Names] = {}
        for name in _members(held):
            if held.next() != "[":
                value = held.value(_ONE)
                kind = value if name == "type" and isinstance(value, str) else kind
            elif (names := Names(local, request)).all(_values(held)):
                lists[name] = names
        held.ended()
        return Outline(type=kind, lists=lists)


def elements(
    local: LocalFile, name: str | None, request: Request
) -> Callable[[], Iterator[Record]]:
    """Return what gives the objects of the list that the member `name` is."""
    return lambda: _elements(local, name, request)


def _elements(local: LocalFile, name: str | None, request: Request) -> Iterator[Record]:
    with _opened(local, request) as held:
        if name is TOP:
            yield from _listed(held, local)
            return
        for member in _members(held):
            if member == name:
                yield from _listed(held, local)
            else:
                held.value(_ONE)


def features(
    local: LocalFile, outline: Outline, request: Request
) -> tuple[Names, Callable[[], Iterator[Record]]] | None:
    """Return the columns and the records of a GeoJSON document (RFC 7946), None of another."""
    if outline.type == "FeatureCollection" and "features" in outline.lists:
        return outline.lists["features"], elements(local, "features", request)
    if outline.type != "Feature":
        return None
    with _opened(local, request) as held:
        alone = record(1, held.value(_ONE))
    names = Names(local, request)
    names.add(alone)
    return names, lambda: iter([alone])


def no_objects(name: str, line: int = 0) -> SourceError:
    """Return what to say of JSON that is sound, but no table."""
    fr, en = (f" (ligne {line})", f" (line {line})") if line else ("", "")
    return SourceError(
        Text(
            fr=f"« {name} » est du JSON, mais pas une liste d'objets{fr}.",
            en=f"“{name}” is JSON, but not a list of objects{en}.",
        ),
        Text(
            fr='Une ligne est un objet, et ses membres des valeurs : [{"nom": "Brionne"}].',
            en='A row is an object, and its members are values: [{"nom": "Brionne"}].',
        ),
    )


def reason(error: Exception) -> str:
    """Return what is wrong with a text that is no JSON."""
    return error.msg if isinstance(error, json.JSONDecodeError) else str(error)


@contextmanager
def _opened(local: LocalFile, request: Request) -> Iterator[Held]:
    with local.path.open(encoding="utf-8-sig", newline="") as file:
        held = Held(file.read, request.limits.record)
        try:
            yield held
        except OverflowError as error:
            raise too_long(local, request.limits, held.seen()) from error
        except (ValueError, RecursionError) as error:
            raise damaged(local.name, "JSON", reason(error), held.seen()) from error


def _members(held: Held) -> Iterator[str]:
    """Return the names of the members of an object; what asks for one reads its value."""
    held.skip("{")
    while held.at_value("}"):
        name = held.value(_ONE)
        if not isinstance(name, str):
            raise ValueError(str(name))  # noqa: TRY004 it is a fault of the text
        held.skip(":")
        held.next()
        yield name
    held.skip("}")


def _values(held: Held) -> Iterator[object]:
    """Return the elements of a list, whatever they are."""
    held.skip("[")
    while held.at_value("]"):
        yield held.value(_ONE)
    held.skip("]")


def _listed(held: Held, local: LocalFile) -> Iterator[Record]:
    for value in _values(held):
        if not isinstance(value, dict):
            raise no_objects(local.name, held.line)
        yield record(held.line, value)
