"""A position is far from the commune that its row names."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tamis.checks import places, positions
from tamis.checks.contract import RowCondition, row_rule
from tamis.model.finding import NOTE_PARTS
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell, Row
from tamis.values import territories
from tamis.values.column_names import Nature
from tamis.values.distinct import by_distinct_pair, where

RULE = Rule(
    code="likely.far-from-commune",
    severity=Severity.WARNING,
    about="row",
    title=Text(
        fr="Position loin de la commune déclarée",
        en="Position far from the commune of the row",
    ),
    message=Text(
        fr="Déclaré à {note1}, se trouve à {note2} km de {note3}.",
        en="Declared in {note1}, but located {note2} km from {note3}.",
    ),
    why=Text(
        fr="La carte montre la ligne dans une autre commune que celle qu'elle nomme.",
        en="The map shows the row in a commune other than the one it names.",
    ),
    repair=Text(
        fr="Vérifiez la position et le code de la commune : l'un des deux est faux.",
        en="Check the position and the code of the commune: one of them is wrong.",
    ),
)


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for positions in France that are far from the commune, or out of its département."""
    position = positions.in_row(row)
    if position is None or not position.is_ordered:
        return
    place = _place(row)
    if place is None:
        return
    code, cells = place
    parts = pl.struct(code=code, lon=position.lon, lat=position.lat)
    broken = parts.map_batches(_is_far, return_dtype=pl.Boolean)
    yield RowCondition(
        fields=(cells[0].field.name, *position.fields),
        broken=broken,
        note=parts.map_batches(_notes, return_dtype=pl.String),
        doubtful=broken,
        reads=tuple(cell.field.name for cell in cells[1:]),
    )


def _place(row: Row) -> tuple[pl.Expr, tuple[Cell, ...]] | None:
    """Return the code of the commune of each row, and the cells that say it.

    Without a column of codes, a name leads to a commune with a postal code or a département.
    """
    commune, name = (places.cell(row, n) for n in (Nature.COMMUNE, Nature.COMMUNE_NAME))
    if commune is not None:
        return commune.text, (commune,)
    beside = (Nature.POSTAL, Nature.DEPARTEMENT, Nature.DEPARTEMENT_NAME)
    other = next((found for n in beside if (found := places.cell(row, n)) is not None), None)
    if name is None or other is None:
        return None
    code = by_distinct_pair(name.text, other.text, places.commune_of, pl.String)
    return code, (name, other)


def _is_far(parts: pl.Series) -> pl.Series:
    """Return which positions are far; those out of France, or swapped, are reported as such."""
    frame = parts.struct.unnest()
    is_doubted = frame["code"].is_in(_doubted_codes(frame).implode())
    return where(frame, is_doubted, _are_far)


def _are_far(frame: pl.DataFrame) -> pl.Series:
    lon, lat = pl.col("lon"), pl.col("lat")
    distance = places.distance(lon, lat, pl.col("x"), pl.col("y"))
    is_known = pl.col("x").is_not_null()
    is_far = pl.when(is_known).then(distance > pl.col("reach")).otherwise(~_within(lon, lat))
    is_there = territories.relation(lon, lat) == territories.THERE
    return _placed(frame).select(is_far & is_there).to_series()


def _doubted_codes(frame: pl.DataFrame) -> pl.Series:
    """Return the codes for which some corner of the box of their positions is far."""
    corners = (
        frame.drop_nulls()
        .group_by("code")
        .agg(
            left=pl.col("lon").min(),
            right=pl.col("lon").max(),
            bottom=pl.col("lat").min(),
            top=pl.col("lat").max(),
        )
    )
    left, right, bottom, top = map(pl.col, ("left", "right", "bottom", "top"))
    farthest = pl.max_horizontal(
        places.distance(lon, lat, pl.col("x"), pl.col("y"))
        for lon in (left, right)
        for lat in (bottom, top)
    )
    is_out = ~(_within(left, bottom) & _within(right, top))
    is_doubted = pl.when(pl.col("x").is_null()).then(is_out).otherwise(farthest > pl.col("reach"))
    return _placed(corners).filter(is_doubted)["code"]


def _placed(frame: pl.DataFrame) -> pl.DataFrame:
    """Return rows with the centre of their commune, else the box of its département."""
    centred = frame.join(places.centres(), on="code", how="left", maintain_order="left")
    return centred.join(places.boxes_of_codes(), on="code", how="left", maintain_order="left")


def _within(lon: pl.Expr, lat: pl.Expr) -> pl.Expr:
    """Return whether a point lies in the box of the département; null where there is none."""
    return lon.is_between(pl.col("west"), pl.col("east")) & lat.is_between(
        pl.col("south"), pl.col("north")
    )


def _notes(parts: pl.Series) -> pl.Series:
    """Return what a person of the trade would say: which commune is declared, where it stands."""
    frame = parts.struct.unnest()
    near = places.nearest(frame["lon"], frame["lat"])
    codes = frame["code"].unique()
    declared = dict(zip(codes, map(_declared, codes), strict=True))
    names = {code: places.commune_name(code) for code in near["code"].drop_nulls().unique()}
    return near.select(
        pl.concat_str(
            frame["code"].replace_strict(declared, return_dtype=pl.String),
            pl.col("kilometres").round().cast(pl.Int64).cast(pl.String).fill_null("?"),
            pl.col("code").replace_strict(names, return_dtype=pl.String).fill_null("?"),
            separator=NOTE_PARTS,
        )
    ).to_series()


def _declared(code: str) -> str:
    return places.called(places.current(code)) or code
