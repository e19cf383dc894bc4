"""A position is far from the commune that its row names."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tamis.checks import places, positions
from tamis.checks.contract import RowCondition, row_rule
from tamis.model.finding import NOTE_PARTS
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Row
from tamis.values import territories
from tamis.values.column_names import Nature

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
        en="Declared in {note1}, stands at {note2} km from {note3}.",
    ),
    why=Text(
        fr="La carte montre la ligne dans une autre commune que celle qu'elle nomme.",
        en="The map shows the row in another commune than the one that it names.",
    ),
    repair=Text(
        fr="Vérifiez la position et le code de la commune : l'un des deux est faux.",
        en="Check the position and the code of the commune: one of them is wrong.",
    ),
)


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for positions in France that are far from the commune, or out of its département."""
    commune, position = places.cell(row, Nature.COMMUNE), positions.in_row(row)
    if commune is None or position is None or not position.is_ordered:
        return
    parts = pl.struct(code=commune.text, lon=position.lon, lat=position.lat)
    broken = parts.map_batches(_is_far, return_dtype=pl.Boolean)
    yield RowCondition(
        fields=(commune.field.name, *position.fields),
        broken=broken,
        note=parts.map_batches(_notes, return_dtype=pl.String),
        doubtful=broken,
    )


def _is_far(parts: pl.Series) -> pl.Series:
    """Return which positions are far; those out of France, or swapped, are reported as such."""
    lon, lat = pl.col("lon"), pl.col("lat")
    frame = parts.struct.unnest()
    placed = frame.join(places.centres(), on="code", how="left", maintain_order="left")
    is_far = places.distance(lon, lat, pl.col("x"), pl.col("y")) > pl.col("reach")
    far = placed.select(is_far.fill_null(value=False).alias("far")).to_series()
    unplaced = placed["x"].is_null() & placed["code"].is_not_null()
    if unplaced.any():
        far |= unplaced & _is_out_of_departement(frame)
    if not far.any():
        return far
    there = frame.select(territories.relation(lon, lat) == territories.THERE).to_series()
    return far & there


def _is_out_of_departement(frame: pl.DataFrame) -> pl.Series:
    """Return which positions are out of the box of the département that their codes stand for."""
    lon, lat = pl.col("lon"), pl.col("lat")
    boxed = frame.join(places.boxes_of_codes(), on="code", how="left", maintain_order="left")
    inside = lon.is_between(pl.col("west"), pl.col("east")) & lat.is_between(
        pl.col("south"), pl.col("north")
    )
    return boxed.select((~inside).fill_null(value=False)).to_series()


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
