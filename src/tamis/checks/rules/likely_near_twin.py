"""Two rows of one name stand within a few metres."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import polars as pl

from tamis.checks import positions
from tamis.checks.contract import Likeness, likeness_rule
from tamis.checks.places import distance
from tamis.checks.thresholds import thresholds
from tamis.model.finding import NOTE_PARTS
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell, Row
from tamis.values.column_names import words
from tamis.values.natures import likely_nature

RULE = Rule(
    code="likely.near-twin",
    severity=Severity.WARNING,
    about="row",
    title=Text(
        fr="Même nom à quelques mètres",
        en="Same name a few metres away",
    ),
    message=Text(
        fr="« {value} » (« {field} ») est à {note2} m de la ligne {note1}, qui a le même nom.",
        en="“{value}” (“{field}”) stands {note2} m from line {note1}, which has the same name.",
    ),
    why=Text(
        fr="Une chose comptée deux fois fausse tout compte.",
        en="A thing counted twice makes every count wrong.",
    ),
    repair=Text(
        fr="Supprimez la ligne en trop, ou donnez à chacune ce qui la distingue.",
        en="Delete the extra row, or give each row what sets it apart.",
    ),
)

_LIMITS: Final = thresholds("near")
_NAMED: Final = r"^_(nom|name|libelle|intitule|designation|denomination|enseigne|appellation)_"
#: Names of what a row is part of, or of who looks after it.
_OTHERS: Final = (
    r"amenageur|operateur|gestionnaire|exploitant|proprietaire|porteur|producteur|maitre|voie|rue|"
    r"commune|ville|quartier|departement|region|epci|contact|responsable|station|parking|ligne|"
    r"nom_enseigne|reseau|usage|fichier|famille|type|categorie|installation|site"
)
#: What parts a name from its position in what is kept of a row.
_SIGN: Final = "\x1f"
_LEAST: Final = 3


@likeness_rule
def likenesses(row: Row) -> Iterator[Likeness]:
    """Compare the positions of rows of one name."""
    position = positions.in_row(row)
    names = [cell for cell in row.cells.values() if _is_name(cell)]
    if position is None or len(names) != 1:
        return
    (name,) = names
    plain = name.text.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    is_told = (plain.str.len_chars() >= _LEAST) & position.lon.is_not_null()
    mark = pl.when(is_told & position.lat.is_not_null()).then(
        plain.hash(seed=0).reinterpret(signed=True)
    )
    parts = (name.text, *(part.cast(pl.String) for part in (position.lon, position.lat)))
    yield Likeness(
        fields=(name.field.name, *position.fields),
        mark=mark,
        value=pl.concat_str(parts, separator=_SIGN),
        judge=_judge,
    )


def _is_name(cell: Cell) -> bool:
    name = words(cell.field.name)
    if cell.field.type != "string" or likely_nature(cell.field, cell.schema) is not None:
        return False
    return re.search(_NAMED, name) is not None and re.search(_OTHERS, name) is None


def _judge(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that an earlier row of the same name is within a few metres of."""
    size = pl.len().over("mark")
    namesakes = rows.filter((size > 1) & (size <= _LIMITS["namesakes"]))
    parts = pl.col("value").str.split_exact(_SIGN, 2).struct
    placed = namesakes.select(
        "mark",
        "row",
        "line",
        value=parts.field("field_0"),
        lon=parts.field("field_1").cast(pl.Float64),
        lat=parts.field("field_2").cast(pl.Float64),
    )
    pairs = placed.join(placed.select("mark", "row", "line", "lon", "lat"), on="mark", suffix="_1")
    metres = 1000 * distance(pl.col("lon"), pl.col("lat"), pl.col("lon_1"), pl.col("lat_1"))
    near = (
        pairs.filter(pl.col("row_1") < pl.col("row"))
        .with_columns(metres=metres.round().cast(pl.Int64))
        .filter(pl.col("metres") <= _LIMITS["metres"])
        .sort("row", "row_1")
        .unique("row", keep="first", maintain_order=True)
    )
    note = pl.concat_str(pl.col("line_1", "metres").cast(pl.String), separator=NOTE_PARTS)
    found = near.select("row", "line", "value", note=note)
    return (
        found
        if found.height <= max(_LIMITS["few"], _LIMITS["share"] * rows.height)
        else found.clear()
    )
