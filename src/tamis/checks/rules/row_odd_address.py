"""Parts of an address disagree, or lack what is recommended (Base Adresse Locale)."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tamis.checks import addresses, places
from tamis.checks.contract import RowCondition, row_rule
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Row
from tamis.values.distinct import which_pairs
from tamis.values.projections import legal_metres

RULE = Rule(
    code="row.odd-address",
    severity=Severity.WARNING,
    plain_note=True,
    title=Text(fr="Adresse à revoir", en="Address to check"),
    message=Text(fr="{reason} : {note}.", en="{reason}: {note}."),
    why=Text(
        fr="L'adresse est acceptée, et l'une de ses parties est fausse ou manquante.",
        en="The address is accepted, but one of its parts is wrong or missing.",
    ),
    repair=Text(
        fr="Faites concorder les deux parties, ou remplissez ce qui manque.",
        en="Make both parts agree, or fill in what is missing.",
    ),
)

CUSTOM_CHECKS = addresses.CUSTOM_CHECKS
#: Metres between both positions of a row, at most.
_TOLERANCE = 10
_WANTED = ("commune_nom", "position", "source", "date_der_maj")
_PROJECTED = Text(
    fr="x, y ne sont pas là où sont long, lat, à tant de mètres près",
    en="x, y are not where long, lat are, by so many metres",
)
_LACKS = Text(fr="Il manque", en="Missing")
_SAME = Text(
    fr="Le complément répète le nom de la voie", en="The complement repeats the name of the street"
)
_PART = Text(
    fr="La commune déléguée n'est pas de cette commune",
    en="The delegated commune is not part of that commune",
)


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Compare what a row says twice, and look for what is recommended."""
    if not addresses.is_asked(row.schema):
        return
    yield from _positions(row)
    yield from _delegated(row)
    yield from _complement(row)
    yield from _details(row)


def _positions(row: Row) -> Iterator[RowCondition]:
    names = ("x", "y", "long", "lat")
    if not all(name in row.cells for name in names):
        return
    x, y, lon, lat = (row.cells[name].text.cast(pl.Float64, strict=False) for name in names)
    metres = pl.struct(x=x, y=y, lon=lon, lat=lat).map_batches(_apart, return_dtype=pl.Float64)
    yield RowCondition(
        fields=names,
        broken=metres > _TOLERANCE,
        note=metres.round().cast(pl.Int64).cast(pl.String),
        doubtful=x.is_not_null() & lon.is_not_null(),
        params={"reason": _PROJECTED},
    )


def _apart(positions: pl.Series) -> pl.Series:
    """Return the metres between x, y and where the longitude and the latitude lie."""
    frame = positions.struct.unnest()
    east, north = legal_metres(frame["lon"], frame["lat"])
    return ((frame["x"] - east).pow(2) + (frame["y"] - north).pow(2)).sqrt()


def _delegated(row: Row) -> Iterator[RowCondition]:
    names = ("commune_deleguee_insee", "commune_insee")
    if not all(name in row.cells for name in names):
        return
    part, whole = (row.cells[name].text.str.to_uppercase() for name in names)

    def is_elsewhere(code: str, commune: str) -> bool:
        now = places.current(code)
        return bool(now) and code != commune and now.isdisjoint(places.current(commune))

    broken = which_pairs(part, whole, is_elsewhere)
    yield RowCondition(fields=names, broken=broken, note=part, params={"reason": _PART})


def _complement(row: Row) -> Iterator[RowCondition]:
    name = addresses.street(row)
    if not name or "lieudit_complement_nom" not in row.cells:
        return
    street, complement = (row.cells[n].text for n in (name, "lieudit_complement_nom"))
    same = street.str.to_lowercase() == complement.str.to_lowercase()
    fields = ("lieudit_complement_nom", name)
    yield RowCondition(fields=fields, broken=same, note=street, params={"reason": _SAME})


def _details(row: Row) -> Iterator[RowCondition]:
    numero = row.cells.get("numero")
    there = tuple(
        name for name in _WANTED if name in row.cells and not row.cells[name].field.required
    )
    if not there or numero is None:
        return
    lacks = {name: row.cells[name].text.is_null() for name in there}
    if "position" in lacks:
        lacks["position"] &= numero.text != addresses.NO_NUMBER
    named = [pl.when(empty).then(pl.lit(name)) for name, empty in lacks.items()]
    yield RowCondition(
        fields=(*there, "numero"),
        broken=pl.any_horizontal(*lacks.values()),
        note=pl.concat_str(named, separator=", ", ignore_nulls=True),
        params={"reason": _LACKS},
    )
