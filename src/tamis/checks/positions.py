"""What the rules about positions share: where a row says that it stands, read from its texts.

A position is one cell (a ``geopoint``, a text named so, a GeoJSON or WKT geometry, whose first
point counts) or two, a longitude and a latitude.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import polars as pl

from tamis.checks.contract import CellCondition, RowCondition
from tamis.checks.custom import custom_checks
from tamis.model.coordinates import axis_pairs, projected_pairs
from tamis.model.schema import Field
from tamis.tables.cell import Cell, Row
from tamis.values import territories
from tamis.values.axis_order import first_axis
from tamis.values.column_names import Nature, words
from tamis.values.natures import likely_nature

#: A column of that nature may be about a place abroad.
_ABROAD: Final = Nature.COUNTRY
_NUMBER: Final = r"(-?\d+(?:\.\d+)?)"
_PAIR: Final = rf"{_NUMBER}\s*[,;]\s*{_NUMBER}"
_GEOJSON: Final = rf'"coordinates"\s*:\s*[\[\s]*{_NUMBER}\s*,\s*{_NUMBER}'
_WKT: Final = (
    r"(?i)^\s*(?:SRID=4326;)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON)[ZM ]*"
    rf"\(+\s*{_NUMBER}\s+{_NUMBER}"
)
#: Blanks that a position may have.
_B: Final = r"[ \t\n\r]*"
#: Positions in degrees within a box of French territory, whatever their decimals.
_USUAL: Final = (
    (
        rf"{_B}(?:"
        r"(?:-5\.[0-2]|-[0-4]\.\d|9\.[0-6]|[0-8]\.\d)\d*\s*,\s*(?:41\.[2-9]|51\.[01]|(?:4[2-9]|50)\.\d)"
        r"|-61\.[0-8]\d*\s*,\s*(?:15\.[7-9]|16\.[0-5])"
        r"|-(?:61\.[0-2]|60\.[7-9])\d*\s*,\s*14\.[3-9]"
        r"|-5[23]\.\d+\s*,\s*[2-5]\.\d"
        r"|55\.[2-8]\d*\s*,\s*-(?:21\.[0-4]|20\.[89])"
        r"|45\.[0-3]\d*\s*,\s*-12\.[5-9]"
        rf")[0-9]*{_B}"
    )
    .replace(r"\d", "[0-9]")
    .replace(r"\s*", _B)
)
_USUAL_FORMS: Final = {
    "default": rf"\A{_USUAL}\z",
    "array": rf"\A{_B}\[{_USUAL}\]{_B}\z",
}
#: The checks of schemas that say the same, and as an error.
_ANSWERED: Final = ("french-gps-coordinates", "coordonnees-gps-francaises")
#: What a field says whose coordinates are projected.
_PROJECTED: Final = r"lambert|_rgf_?93|_2154_|_projet"
#: The types that a longitude and a latitude may have, each in a field of its own.
_AXIS_TYPES: Final = frozenset({"number", "string", "any"})
#: Where coordinates in metres lie (west, south, east, north): Lambert-93, UTM in the Antilles, in
#: La Réunion and in Mayotte. No coordinates of a territory in another projection that is in use
#: (conic zones, extended Lambert II, Mercator of the web) lie in one of them once swapped.
_METRES: Final = (
    (0, 6_000_000, 1_300_000, 7_200_000),
    (450_000, 1_550_000, 760_000, 2_010_000),
    (310_000, 7_620_000, 390_000, 7_710_000),
    (490_000, 8_550_000, 540_000, 8_620_000),
)
#: Decimals by which a number under x or y, where both have as many, is in degrees.
_DEGREES_FORM: Final = r"^-?[0-9]{1,3}[.,][0-9]{3,}$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a row says that it stands.

    Attributes:
        fields: the field, or the longitude's and the latitude's.
        lon, lat: degrees, over texts alone.
        is_ordered: whether it is known which number is the longitude.
    """

    fields: tuple[str, ...]
    lon: pl.Expr
    lat: pl.Expr
    is_ordered: bool = True


def in_cell(cell: Cell) -> Position | None:
    """Return the position that a field holds by itself; None: it holds none."""
    field = cell.field
    if field.type == "geopoint":
        if field.format == "object":
            return _read(cell, rf'"lon"\s*:\s*"?{_NUMBER}"?.*"lat"\s*:\s*"?{_NUMBER}')
        lon, lat = _parts(cell.text)
        return Position(fields=(field.name,), lon=lon, lat=lat)
    if field.type == "geojson":
        return _read(cell, _GEOJSON)
    is_position = likely_nature(field, cell.schema) is Nature.POSITION
    return _in_text(cell) if is_position else None


def _in_text(cell: Cell) -> Position:
    """Return the position that a text field holds."""
    field = cell.field
    if "wkt" in words(field.name) or field.name.lower().endswith("geompoint"):
        return _read(cell, _WKT)
    axis = first_axis(field)
    read = _read(cell, rf"^[^0-9-]*{_PAIR}[^0-9]*$", is_ordered=axis is not None)
    return replace(read, lon=read.lat, lat=read.lon) if axis == "latitude" else read


def _parts(text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return the two numbers of a pair; splitting costs less than a pattern."""
    parts = text.str.strip_chars("[] ").str.split_exact(",", 1).struct
    lon, lat = parts.field("field_0"), parts.field("field_1").str.strip_chars(" ")
    return lon.cast(pl.Float64, strict=False), lat.cast(pl.Float64, strict=False)


def _read(cell: Cell, pattern: str, *, is_ordered: bool = True) -> Position:
    groups = cell.text.str.extract_groups(pattern).struct
    lon, lat = (groups.field(n).cast(pl.Float64, strict=False) for n in ("1", "2"))
    return Position(fields=(cell.field.name,), lon=lon, lat=lat, is_ordered=is_ordered)


def in_pairs(row: Row) -> Iterator[Position]:
    """Return the positions that two fields hold together."""
    fields = [cell.field for cell in row.cells.values()]
    for names in axis_pairs(fields, _AXIS_TYPES):
        lon, lat = (_degrees(row.cells[name]) for name in names)
        yield Position(fields=tuple(names), lon=lon, lat=lat)


def _degrees(cell: Cell) -> pl.Expr:
    return _number(cell.text.meta.output_name(), cell.field.decimal_char)


def _number(raw: str, decimal: str) -> pl.Expr:
    text = pl.col(raw)
    text = text if decimal == "." else text.str.replace(decimal, ".", literal=True)
    return text.cast(pl.Float64, strict=False)


@lru_cache(maxsize=1 << 8)
def _out_of_mainland(lon: str, lat: str, decimal: str) -> pl.Expr:
    """Return whether a pair may be anywhere else; one object for all rules, evaluated once."""
    inside = territories.is_mainland(_number(lon, decimal), _number(lat, decimal))
    return (~inside).fill_null(value=False)


def in_row(row: Row) -> Position | None:
    """Return the position of a row; None where it has none, or several."""
    singles = [position for cell in row.cells.values() if (position := in_cell(cell))]
    pairs = list(in_pairs(row))
    if len(pairs) == 1:
        return pairs[0]
    return singles[0] if len(singles) == 1 and not pairs else None


def is_french(cell: Cell) -> bool:
    """Whether a field must be in France in degrees, and no check of the schema asks for it."""
    schema = cell.schema
    if re.search(_PROJECTED, words(f"{cell.field.title} {cell.field.description}")):
        return False
    answered = any(custom_checks(schema, _ANSWERED, cell.field.name))
    return not answered and not any(likely_nature(f, schema) is _ABROAD for f in schema.fields)


def cell_conditions(cell: Cell, wanted: int) -> Iterator[CellCondition]:
    """Return the condition that a position of one cell has a relation (see `relation`)."""
    position = in_cell(cell)  # most fields have none, and need not be asked where they are
    if position is None or not is_french(cell):
        return
    if wanted == territories.SWAPPED and not position.is_ordered:
        return
    broken = relation(position) == wanted
    yield CellCondition(broken=broken, doubtful=unusual(cell))


def usual_form(field: Field) -> str | None:
    """Return the form of well written positions in France; None where no form tells them."""
    return _USUAL_FORMS.get(field.format) if field.type == "geopoint" else None


def unusual(cell: Cell) -> pl.Expr | None:
    """Return whether a geopoint is none of those that are well written and in France.

    One object for all rules, evaluated once; None: no form tells it.
    """
    form = usual_form(cell.field)
    return None if form is None else _no_match(cell.text.meta.output_name(), form)


@lru_cache(maxsize=1 << 8)
def _no_match(raw: str, form: str) -> pl.Expr:
    return ~pl.col(raw).str.contains(form)


def row_conditions(row: Row, wanted: int) -> Iterator[RowCondition]:
    """Return the condition that a pair of fields has a relation (see `relation`)."""
    for position in in_pairs(row):
        cells = [row.cells[name] for name in position.fields]
        if not all(map(is_french, cells)):
            continue
        raws = [cell.text.meta.output_name() for cell in cells]
        yield RowCondition(
            fields=position.fields,
            broken=relation(position) == wanted,
            note=pl.format(" ; {}", cells[1].text),
            doubtful=_out_of_mainland(*raws, cells[0].field.decimal_char),
            repair=_SWAP if wanted == territories.SWAPPED else "",
        )


#: The repair that swaps the cells of two columns.
_SWAP: Final = "point-swapped"


def swapped_axes(row: Row) -> Iterator[RowCondition]:
    """Return the condition that x and y stand in each other's place, in metres or in degrees."""
    fields = [cell.field for cell in row.cells.values()]
    for names in projected_pairs(fields):
        x, y = (row.cells[name] for name in names)
        broken = _swapped_metres(_degrees(x), _degrees(y))
        if is_french(x) and is_french(y):
            written = x.text.str.contains(_DEGREES_FORM) & y.text.str.contains(_DEGREES_FORM)
            place = territories.relation(_degrees(x), _degrees(y))
            broken |= written & (place == territories.SWAPPED)
        yield RowCondition(
            fields=tuple(names),
            broken=broken,
            note=pl.format(" ; {}", y.text),
            doubtful=broken,
            repair=_SWAP,
        )


def _swapped_metres(x: pl.Expr, y: pl.Expr) -> pl.Expr:
    """Return whether metres are those of a French territory in the other order alone."""
    there, swapped = (
        pl.any_horizontal(
            first.is_between(west, east) & second.is_between(south, north)
            for west, south, east, north in _METRES
        )
        for first, second in ((x, y), (y, x))
    )
    return swapped & ~there


#: Relations of a position to France besides those of `territories`: 0,0 and metres.
NOWHERE, METRES = 3, 4


def relation(position: Position) -> pl.Expr:
    """Return where a position is: in a territory, swapped, away, nowhere (0,0), in metres."""

    def apply(columns: pl.Series) -> pl.Series:
        frame = columns.struct.unnest()
        lon, lat = pl.col("lon"), pl.col("lat")
        is_zero = (lon == 0) & (lat == 0)
        metres = (lon.abs() > 180) | (lat.abs() > 180)  # noqa: PLR2004 degrees end there
        place = territories.relation(lon, lat)
        answer = pl.when(is_zero).then(NOWHERE).when(metres).then(METRES).otherwise(place)
        present = lon.is_not_null() & lat.is_not_null()
        return frame.select(pl.when(present).then(answer.cast(pl.Int8))).to_series()

    return pl.struct(lon=position.lon, lat=position.lat).map_batches(apply, return_dtype=pl.Int8)
