"""JSON files as values to be judged: whole, an element at a time, or a line at a time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from tamis.loading import pointer_lines
from tamis.loading.bounds import too_deep
from tamis.model.errors import SourceError
from tamis.model.limits import Limits
from tamis.model.parse_errors import parse_reason
from tamis.model.text import Text
from tamis.readers.declared_encoding import json_encoding
from tamis.readers.formats import csv, ndjson
from tamis.readers.json_stream import JsonStream
from tamis.readers.ndjson_records import lines as json_lines
from tamis.readers.non_tables import ensure_table
from tamis.readers.records import DEPTH, damaged, deep, too_long
from tamis.readers.records import decoder as exact_decoder
from tamis.sources.copying import too_large
from tamis.sources.local import LocalFile
from tamis.sources.sniff import sniff_format

_HEAD: Final = 1 << 20
#: Up to this size, the values of a document are given their line.
_LOCATED: Final = 64 << 20
#: What files of tables are by their bytes (`sniff_format`).
_TABLES: Final = frozenset(
    {"xlsx", "xlsb", "xls", "ods", "fods", "spreadsheetml", "html-table", "parquet", "arrow"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """The values of a file, each with the line at which it starts.

    Attributes:
        format: json, geojson or ndjson.
        is_document: whether the file is one document, as opposed to a list or lines of them.
        read: gives the values.
        repeated: the names that stand several times in an object of the last value.
    """

    format: str
    is_document: bool
    read: Callable[[], Iterator[tuple[int, Any]]]
    repeated: RepeatedNames


class RepeatedNames:
    """The names that stand several times in an object, as they are met."""

    def __init__(self) -> None:
        self._names: dict[str, None] = {}

    def object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Return an object out of its members, the last of each name."""
        unique = dict(pairs)
        if len(unique) != len(pairs):
            times = Counter(name for name, _ in pairs)
            self._names.update(dict.fromkeys(name for name, n in times.items() if n > 1))
        return unique

    def take(self) -> list[str]:
        """Return the names that were met since the last time."""
        names = list(self._names)
        self._names.clear()
        return names


def values(local: LocalFile, limits: Limits, *, exact: bool = False) -> Values:
    """Open a JSON file.

    Args:
        local: the file.
        limits: how much is taken in.
        exact: whether numbers are kept digit for digit (`readers.records.Number`).

    Raises:
        SourceError: it is not JSON, or is beyond the limits.
    """
    repeated = RepeatedNames()
    decoder = _decoder(repeated, exact=exact)
    kind = sniff_format(local.path)
    ensure_table(local, kind)
    _ensure_document(local, kind)
    start = _start(local)
    if local.suffix in ndjson.SUFFIXES or (local.suffix != ".geojson" and kind == "ndjson"):
        return Values(
            format="ndjson",
            is_document=False,
            read=lambda: _lines(local, limits, decoder),
            repeated=repeated,
        )
    if start.startswith("["):
        return Values(
            format="json",
            is_document=False,
            read=lambda: _elements(local, limits, decoder),
            repeated=repeated,
        )
    named = "geojson" if local.suffix == ".geojson" else "json"
    return Values(
        format=named,
        is_document=True,
        read=lambda: iter([(1, _whole(local, limits, decoder))]),
        repeated=repeated,
    )


def _ensure_document(local: LocalFile, kind: str) -> None:
    """Refuse a table: a JSON Schema describes documents.

    Raises:
        SourceError: the file is a table by its bytes, or a text that its name calls one.
    """
    if kind in _TABLES or (not kind and local.suffix in csv.SUFFIXES):
        raise SourceError(
            Text(
                fr=f"« {local.name} » est un tableau, et ce schéma (JSON Schema) décrit des "
                "documents JSON.",
                en=f"“{local.name}” is a table, and this schema (a JSON Schema) describes JSON "
                "documents.",
            ),
            Text(
                fr="Prenez un schéma de tableau (tamis schema list --kind tableschema), ou "
                "donnez le fichier JSON.",
                en="Take a schema of tables (tamis schema list --kind tableschema), or give the "
                "JSON file.",
            ),
        )


def whole(
    local: LocalFile,
    limits: Limits,
    *,
    exact: bool = False,
    repeated: RepeatedNames | None = None,
) -> Any:
    """Return the content of a file that has to be read whole; `exact` as for `values`.

    `repeated` takes the names that stand several times in an object.

    Raises:
        SourceError: it is not JSON, or is beyond the limits.
    """
    return _whole(local, limits, _decoder(repeated or RepeatedNames(), exact=exact))


def lines(local: LocalFile) -> Mapping[str, int]:
    """Return the line of each value of a document, by its pointer; nothing of a large one."""
    if local.path.stat().st_size > _LOCATED:
        return {}
    return pointer_lines.lines(local.path.read_text(encoding=json_encoding(local.encoding)))


def _whole(local: LocalFile, limits: Limits, decoder: json.JSONDecoder) -> Any:
    if local.path.stat().st_size > limits.document:
        raise too_large(local.name, limits.document)
    with _ReadErrors(local, limits):
        text = local.path.read_text(encoding=json_encoding(local.encoding))
        return _shallow(decoder.decode(text), text.count("{") + text.count("["), local, 0)


def _start(local: LocalFile) -> str:
    with local.path.open("rb") as file:
        return file.read(_HEAD).decode(json_encoding(local.encoding), errors="replace").lstrip()


def _decoder(repeated: RepeatedNames, *, exact: bool) -> json.JSONDecoder:
    if exact:
        return exact_decoder()
    return json.JSONDecoder(parse_constant=_refuse, object_pairs_hook=repeated.object)


def _refuse(word: str) -> Any:
    raise ValueError(word)


class _ReadErrors:
    """Raise what is no JSON as an error of its source."""

    def __init__(self, local: LocalFile, limits: Limits, kind: str = "JSON") -> None:
        self._local, self._limits, self._kind, self.line = local, limits, kind, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, OverflowError):
            raise too_long(self._local, self._limits, max(self.line, 1)) from error
        if isinstance(error, RecursionError):
            raise deep(self._local.name, self.line) from error
        if isinstance(error, ValueError):
            line = self.line or getattr(error, "lineno", 0)
            raise damaged(self._local.name, self._kind, parse_reason(error), line) from error


def _shallow(value: Any, containers: int, local: LocalFile, line: int) -> Any:
    """Return `value`, which does not nest too deep.

    Raises:
        SourceError: it does.
    """
    if containers > DEPTH and too_deep(value, DEPTH):
        raise deep(local.name, line)
    return value


def _lines(
    local: LocalFile, limits: Limits, decoder: json.JSONDecoder
) -> Iterator[tuple[int, Any]]:
    read_one = decoder.decode
    errors = _ReadErrors(local, limits, "NDJSON")
    with errors, local.path.open(encoding=json_encoding(local.encoding)) as file:
        for errors.line, text in enumerate(json_lines(file, local, limits), start=1):
            if bare := text.strip():
                containers = bare.count("{") + bare.count("[")
                yield errors.line, _shallow(read_one(bare), containers, local, errors.line)


def _elements(
    local: LocalFile, limits: Limits, decoder: json.JSONDecoder
) -> Iterator[tuple[int, Any]]:
    read_one = decoder.raw_decode
    errors = _ReadErrors(local, limits)
    with errors, local.path.open(encoding=json_encoding(local.encoding)) as file:
        stream = JsonStream(file.read, limits.record)
        stream.skip("[")
        while stream.at_value():
            value = stream.value(read_one)
            errors.line = stream.line
            yield stream.line, _shallow(value, stream.containers(), local, stream.line)
        stream.skip("]")
        stream.ensure_end()
