"""The list of objects of an envelope that is itself a member: ``{"data": {"items": […]}}``."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tamis.readers import Request
from tamis.readers.documents import (
    _DECODE,
    _ERRORS,
    _RECORDS,
    _members,
    _objects,
    _opened,
    _values,
)
from tamis.readers.members import Record
from tamis.readers.records import Names
from tamis.sources.local import LocalFile


def inner_list(
    local: LocalFile, request: Request
) -> tuple[Names, Callable[[], Iterator[Record]]] | None:
    """Return the columns and the records of the only list within a member that holds records.

    None where there are several, or where an object stands beside it: it may say as much as the
    list does.
    """
    lists: dict[tuple[str, str], Names] = {}
    with _opened(local, request) as stream:
        for outer in _members(stream):
            if outer not in _RECORDS or stream.next() != "{":
                stream.value(_DECODE)
                continue
            for inner in _members(stream):
                if stream.next() == "{" or (outer, inner) in lists:
                    return None
                if stream.next() != "[":
                    stream.value(_DECODE)
                elif (names := Names(local, request)).add_all(_values(stream)):
                    lists[outer, inner] = names
        stream.ensure_end()
    full = [place for place, names in lists.items() if names or place[1] in _RECORDS]
    if len(full) != 1 or len(lists) != 1 or full[0][1] in _ERRORS:
        return None
    return lists[full[0]], lambda: _elements(local, full[0], request)


def _elements(local: LocalFile, place: tuple[str, str], request: Request) -> Iterator[Record]:
    with _opened(local, request) as stream:
        for outer in _members(stream):
            if outer != place[0] or stream.next() != "{":
                stream.value(_DECODE)
                continue
            for inner in _members(stream):
                if inner == place[1]:
                    yield from _objects(stream, local)
                else:
                    stream.value(_DECODE)
