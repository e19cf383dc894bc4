"""The objects that a JSON document lists, one at a time, with the line at which each starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from tamis.model.api_error import error_in
from tamis.model.errors import SourceError
from tamis.model.parse_errors import parse_reason
from tamis.model.text import Text
from tamis.readers import Request
from tamis.readers.declared_encoding import json_encoding
from tamis.readers.json_stream import JsonStream
from tamis.readers.members import Record, record
from tamis.readers.records import Names, damaged, decoder, too_long
from tamis.sources.local import LocalFile

#: What the list is called that is the whole document; no member has that name, for it is no text.
TOP: Final = None
_DECODE: Final = decoder().raw_decode
#: What answers of APIs call their records.
_RECORDS: Final = frozenset({
    "data", "donnees", "données", "enregistrements", "features", "hits", "items", "records",
    "resources", "results", "resultats", "résultats", "rows", "value", "values",
})  # fmt: skip
#: Lists that are no records where nothing stands beside them.
_ERRORS: Final = frozenset({"errors", "error", "erreurs"})
#: An error is a short document.
_SMALL: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What a document is, by its outermost members.

    Attributes:
        type: the text of its member ``type``, which tells GeoJSON.
        lists: the names of the columns that its lists of objects make, by the name of the member
            that each is (`TOP`: the document); a list with nothing in it makes none.
        size: how many members the document has.
    """

    type: str = ""
    size: int = 0
    lists: Mapping[str | None, Names] = field(default_factory=dict)


def outline_of(local: LocalFile, request: Request) -> Outline:
    """Return what a document is, having read it through.

    Raises:
        SourceError: it is not JSON, is a list of other things than objects, or has too many
            columns.
    """
    with _opened(local, request) as stream:
        if stream.next() == "[":
            names = Names(local, request)
            for record_ in _objects(stream, local):
                names.add(record_)
            stream.ensure_end()
            return Outline(lists={TOP: names})
        kind, size = "", 0
        lists: dict[str | None, Names] = {}
        for name in _members(stream):
            size += 1
            if stream.next() != "[":
                value = stream.value(_DECODE)
                kind = value if name == "type" and isinstance(value, str) else kind
                continue
            names, line = lists.get(name, Names(local, request)), stream.seen()
            if names.add_all(_values(stream)):
                if name in lists:  # it goes on
                    names.add_list_again(name, line)
                lists[name] = names
        stream.ensure_end()
        return Outline(type=kind, lists=lists, size=size)


def elements(
    local: LocalFile, name: str | None, request: Request
) -> Callable[[], Iterator[Record]]:
    """Return what gives the objects of the list that the member `name` is."""
    return lambda: _elements(local, name, request)


def _elements(local: LocalFile, name: str | None, request: Request) -> Iterator[Record]:
    with _opened(local, request) as stream:
        if name is TOP:
            yield from _objects(stream, local)
            return
        for member in _members(stream):
            if member == name:
                yield from _objects(stream, local)
            else:
                stream.value(_DECODE)


def features(
    local: LocalFile, outline: Outline, request: Request
) -> tuple[Names, Callable[[], Iterator[Record]]] | None:
    """Return the columns and the records of a GeoJSON document (RFC 7946), None of another."""
    if outline.type == "FeatureCollection" and "features" in outline.lists:
        return outline.lists["features"], elements(local, "features", request)
    if outline.type != "Feature":
        return None
    with _opened(local, request) as stream:
        feature = record(1, stream.value(_DECODE))
    names = Names(local, request)
    names.add(feature)
    return names, lambda: iter([feature])


def record_lists(outline: Outline) -> list[str | None]:
    """Return the names of the lists of objects of a document: a table has one.

    An answer of no record is an empty table: its list is the only member, or has the name that
    lists of records have.
    """
    full = [name for name, names in outline.lists.items() if names or name is TOP]
    if not full:
        full = [name for name in outline.lists if outline.size == 1 or name in _RECORDS][:1]
    return [name for name in full if name not in _ERRORS or outline.size > 1]


def no_table(local: LocalFile, request: Request) -> SourceError:
    """Return what to say of a document that has no list of objects.

    An error that came as an answer is told as one, without its message where it is restricted.
    """
    if local.path.stat().st_size > _SMALL:
        return no_objects(local.name)
    with _opened(local, request) as stream:
        message = error_in(stream.value(_DECODE))
    return error_answer(local, message) if message else no_objects(local.name)


def ensure_no_lone_error(local: LocalFile, records: Iterator[Record]) -> None:
    """Refuse a list whose only record is an error of an API.

    Raises:
        SourceError: it is; what it says is not told where the file is restricted.
    """
    first = [item.members for item in islice(records, 2)]
    message = error_in(first[0]) if len(first) == 1 else ""
    if message:
        raise error_answer(local, message)


def error_answer(local: LocalFile, message: str) -> SourceError:
    """Return what to say of a file that is the error of an API."""
    text = "" if local.restricted else message[:200]
    fr, en = (f" : {text}", f": {text}") if text else ("", "")
    return SourceError(
        Text(
            fr=f"« {local.name} » est une réponse d'erreur{fr}.",
            en=f"“{local.name}” is an error response{en}.",
        ),
        Text(fr="Demandez de nouveau les données.", en="Ask for the data again."),
    )


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


@contextmanager
def _opened(local: LocalFile, request: Request) -> Iterator[JsonStream]:
    with local.path.open(encoding=json_encoding(request.dialect.encoding)) as file:
        stream = JsonStream(file.read, request.limits.record)
        try:
            yield stream
        except OverflowError as error:
            raise too_long(local, request.limits, stream.seen()) from error
        except (ValueError, RecursionError) as error:
            raise damaged(local.name, "JSON", parse_reason(error), stream.seen()) from error


def _members(stream: JsonStream) -> Iterator[str]:
    """Return the names of the members of an object; what asks for one reads its value."""
    stream.skip("{")
    while stream.at_value("}"):
        name = stream.value(_DECODE)
        if not isinstance(name, str):
            raise ValueError(str(name))  # noqa: TRY004 it is a fault of the text
        stream.skip(":")
        stream.next()
        yield name
    stream.skip("}")


def _values(stream: JsonStream) -> Iterator[object]:
    """Return the elements of a list, whatever they are."""
    stream.skip("[")
    while stream.at_value("]"):
        yield stream.value(_DECODE)
    stream.skip("]")


def _objects(stream: JsonStream, local: LocalFile) -> Iterator[Record]:
    for value in _values(stream):
        if not isinstance(value, dict):
            raise no_objects(local.name, stream.line)
        yield record(stream.line, value)
