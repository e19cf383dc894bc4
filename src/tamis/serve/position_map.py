"""Where one row stands on earth, on the outlines of the report."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup

from tamis.model.coordinates import coordinates
from tamis.model.report_rows import Box, Spot
from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.render.markup import prose, tag
from tamis.render.territory_map import draw_points

_AWAY: Final = Text(
    fr="Cette position est hors des territoires dessinés : latitude et longitude sont peut-être "
    "inversées.",
    en="This position is outside the territories drawn: latitude and longitude may be swapped.",
)
_NUMBER: Final = re.compile(r"[+-]?\d{1,3}(?:[.,]\d+)?")


def position_map(columns: Sequence[Mapping[str, Any]], cells: Sequence[str]) -> Markup:
    """Return the map of the position that a row has, as HTML; nothing where it has none.

    Args:
        columns: name and type of the field of each column.
        cells: the texts of the row.
    """
    place = _position(columns, cells)
    if place is None:
        return Markup()
    lon, lat = place

    def find(_: float, box: Box) -> Sequence[Spot]:
        west, south, east, north = box
        if west <= lon <= east and south <= lat <= north:
            return [Spot(lon=lon, lat=lat, records=1, faulty=0, row=1)]
        return []

    return Markup(draw_points(find) or tag("p", prose(_AWAY)))  # noqa: S704 it is escaped


def _position(
    columns: Sequence[Mapping[str, Any]], cells: Sequence[str]
) -> tuple[float, float] | None:
    fields = [Field(name=column["name"], type=column["type"]) for column in columns]
    names = coordinates([field for field in fields if field.name])
    if names is None:
        return None
    texts = {field.name: cell for field, cell in zip(fields, cells, strict=False)}
    pair = [texts[names.longitude]]
    if not names.is_geopoint:
        pair.append(texts[names.latitude])
    found = [number for text in pair for number in _NUMBER.findall(_plain(text))]
    if len(found) != 2:  # noqa: PLR2004 a longitude and a latitude
        return None
    return float(found[0].replace(",", ".")), float(found[1].replace(",", "."))


def _plain(text: str) -> str:
    """Return a text whose commas are decimal ones, where they stand between digits alone."""
    return text if text.count(",") == 1 and "." not in text else text.replace(",", " ")
