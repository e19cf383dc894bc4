"""All the rows that are asked for, sent as they come: CSV, JSON, GeoJSON."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tamis.serve.rows import grammar, links, service
from tamis.serve.rows.cells import as_record, as_text, csv_writer
from tamis.serve.rows.columns import Column, Kind, Table
from tamis.serve.rows.errors import invalid
from tamis.serve.rows.query import Box, Query
from tamis.serve.rows.releases import Release
from tamis.serve.rows.routes import KEPT, ResourceRoutes, answered, ensure_open, unchanged

_BOX: Final = "bbox"
#: The hidden columns of a table whose rows have a position.
_POINT: Final = tuple(
    Column(name=name, identifier=name, kind=Kind.NUMBER) for name in ("__lon", "__lat")
)
Rows = Sequence[tuple[Any, ...]]
Texts = Iterator[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """A form of rows: its media type, how its name ends, and what writes it."""

    media_type: str
    ending: str
    write: Callable[[Table, Sequence[Column], Iterator[Rows]], Texts]


def _csv(table: Table, columns: Sequence[Column], lots: Iterator[Rows]) -> Texts:
    write = csv_writer(is_inert=table.is_inert)
    yield write([[column.name for column in columns]])
    for rows in lots:
        yield write(
            [as_text(column, value) for column, value in zip(columns, row, strict=True)]
            for row in rows
        )


def _json(_: Table, columns: Sequence[Column], lots: Iterator[Rows]) -> Texts:
    before = "["
    for rows in lots:
        texts = [_dumped(as_record(columns, row)) for row in rows]
        yield before + ",\n".join(texts)
        before = ",\n"
    yield "[]\n" if before == "[" else "]\n"


def _geojson(_: Table, columns: Sequence[Column], lots: Iterator[Rows]) -> Texts:
    before = '{"type":"FeatureCollection","features":[\n'
    yield before
    between = ""
    for rows in lots:
        texts = [_feature(columns, row) for row in rows]
        yield between + ",\n".join(texts)
        between = ",\n"
    yield "\n]}\n"


def _feature(columns: Sequence[Column], row: tuple[Any, ...]) -> str:
    """Return a feature (RFC 7946): the last two values are its position."""
    *values, lon, lat = row
    properties = as_record(columns[: len(values)], values)
    point = {"type": "Point", "coordinates": [lon, lat]}
    feature = {"type": "Feature", "geometry": point, "properties": properties}
    number = properties.get("__id")
    return _dumped(feature if number is None else {"id": number, **feature})


def _dumped(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


_CSV: Final = _Form(media_type="text/csv; charset=utf-8", ending="csv", write=_csv)
_JSON: Final = _Form(media_type="application/json", ending="json", write=_json)
_GEOJSON: Final = _Form(media_type="application/geo+json", ending="geojson", write=_geojson)


@dataclass(frozen=True, slots=True)
class StreamRoutes:
    """Answers that are as long as the table.

    Args:
        resources: reads what is asked of a table.
    """

    resources: ResourceRoutes

    def routes(self) -> list[Route]:
        """Return the routes."""
        below = "/api/resources/{rid}/data"
        return [
            Route(f"{below}/csv/", answered(self.csv)),
            Route(f"{below}/json/", answered(self.json)),
            Route(f"{below}/geojson/", answered(self.geojson)),
        ]

    async def csv(self, request: Request) -> Response:
        """Give rows as CSV."""
        return await self._answer(request, _CSV)

    async def json(self, request: Request) -> Response:
        """Give rows as a list of JSON objects."""
        return await self._answer(request, _JSON)

    async def geojson(self, request: Request) -> Response:
        """Give the rows that have a position, in a box where one is named."""
        return await self._answer(request, _GEOJSON)

    async def _answer(self, request: Request, form: _Form) -> Response:
        name = request.path_params["rid"]
        with ExitStack() as stack:
            release, table = stack.enter_context(self.resources.releases.reading(name))
            ensure_open(release, name)
            query = self._query(request, name, table, form)
            tag = links.etag(request, table.digest)
            if links.is_fresh(request, tag):
                return unchanged(tag)
            texts = _texts(release, table, query, form)
            first = await self.resources.workers.run(lambda: next(texts, None))
            kept = stack.pop_all()  # the release is read until the last row is sent
        headers = {
            **KEPT,
            "ETag": tag,
            "Content-Disposition": f'attachment; filename="{_plain(name)}.{form.ending}"',
        }
        sending = self._sending(first, texts)
        return _Stream(sending, kept, media_type=form.media_type, headers=headers)

    async def _sending(self, first: str | None, texts: Texts) -> AsyncIterator[str]:
        text = first
        while text is not None:
            yield text
            text = await self.resources.workers.run(lambda: next(texts, None))

    def _query(self, request: Request, name: str, table: Table, form: _Form) -> Query:
        options = self.resources.releases.options
        arguments = grammar.split_query(links.raw_query(request))
        box = None
        if form is _GEOJSON:
            box = next((_box(value or "") for key, value in arguments if key == _BOX), _ANYWHERE)
            arguments = [(key, value) for key, value in arguments if key != _BOX]
        asked = grammar.parse(
            arguments,
            table,
            aggregates=options.aggregates(name),
            most_rows=options.most_rows,
        )
        if box is not None:
            _ensure_placed(table, asked)
        return replace(asked, box=box)


#: Every position: rows that have none are left out.
_ANYWHERE: Final[Box] = (-180.0, -90.0, 180.0, 90.0)


def _texts(release: Release, table: Table, query: Query, form: _Form) -> Texts:
    columns = service.shown_columns(table, query)
    if form is _GEOJSON:
        columns = (*columns, *_POINT)
        query = replace(query, columns=columns)
    return form.write(table, columns, service.lots(release, table, query))


def _box(text: str) -> Box:
    parts = text.split(",")
    try:
        west, south, east, north = map(float, parts)
    except ValueError:
        west = south = east = north = float("nan")
    is_whole = -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90  # noqa: PLR2004
    if not is_whole:
        raise invalid(
            "« bbox » est ouest,sud,est,nord, en degrés (-5.2,47.2,-1.0,48.9).",
            "'bbox' is west,south,east,north, in degrees (-5.2,47.2,-1.0,48.9).",
        )
    return west, south, east, north


def _ensure_placed(table: Table, query: Query) -> None:
    if not table.is_placed:
        raise invalid(
            f"Les lignes de « {table.name} » n'ont pas de position.",
            f"The rows of '{table.name}' have no position.",
        )
    if query.is_aggregated:
        raise invalid("Des groupes n'ont pas de position.", "Groups have no position.")


def _plain(name: str) -> str:
    """Return a name that a header can hold."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in name)


class _Stream(StreamingResponse):
    """An answer that lets go of what it reads, once it is sent or given up."""

    def __init__(self, content: AsyncIterator[str], kept: ExitStack, **more: Any) -> None:
        super().__init__(content, **more)
        self._kept = kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._kept:
            await super().__call__(scope, receive, send)
