"""Positions with their numbers swapped, where they are in France on that condition only."""

from __future__ import annotations

import re
from typing import Final

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.schema import Field
from tamis.repairs import points

_NUMBER: Final = r"([+-]?[0-9]+(?:\.[0-9]+)?)"
_IN_GEOJSON: Final = lazy_pattern(rf"\[(\s*){_NUMBER}(\s*,\s*){_NUMBER}(?=\s*[,\]])")
_IN_WKT: Final = lazy_pattern(rf"(?<=[(,])(\s*){_NUMBER}(\s+){_NUMBER}(?=\s*[\s,)])")
_WKT: Final = lazy_pattern(r"\s*(?:SRID=4326;)?\s*[A-Z ]+\(", re.IGNORECASE)


def swap_pair(field: Field, text: str, *, latitude_first: bool) -> str | None:
    """Return a position of one cell with its numbers swapped; None where that is no better."""
    named = points.read_named_pair(text)
    pair = named or points.read_pair(text)
    if pair is None:
        return None
    first, second = pair
    lon, lat = (second, first) if latitude_first and named is None else (first, second)
    if points.is_in_france(lon, lat) or not points.is_in_france(lat, lon):
        return None
    # Read with the latitude first, a pair is written so; what was taken for one is the other.
    swapped = (lon, lat) if latitude_first and named is None else (lat, lon)
    written = points.write(field, *swapped)
    return f"[{written}]" if field.type == "array" else written


def swap_geometry(text: str) -> str | None:
    """Return a geometry, GeoJSON or WKT, with the numbers of every point swapped.

    Nothing else of its text changes. None where some point is not in France on that condition.

    >>> swap_geometry('{"type": "Point", "coordinates": [48.850, 2.35]}')
    '{"type": "Point", "coordinates": [2.35, 48.850]}'
    >>> swap_geometry("POINT (48.85 2.35)"), swap_geometry("POINT (2.35 48.85)")
    ('POINT (2.35 48.85)', None)
    """
    pattern = _IN_WKT if _WKT.match(text) else _IN_GEOJSON
    head, mark, rest = ("", "", text) if pattern is _IN_WKT else text.partition('"coordinates"')
    found = [(match[2], match[4]) for match in pattern.finditer(rest)]
    if not found or "bbox" in text or '"coordinates"' in rest:
        return None
    for first, second in found:
        if points.is_in_france(first, second) or not points.is_in_france(second, first):
            return None
    opening = "[" if pattern is _IN_GEOJSON else ""
    swapped = pattern.sub(lambda m: f"{opening}{m[1]}{m[4]}{m[3]}{m[2]}", rest)
    return f"{head}{mark}{swapped}"
