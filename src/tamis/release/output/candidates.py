"""candidates.csv: rows of two sources that may be one thing, for a person to decide.

Nothing else of a release depends on it. A decision is a word in the column `decision` of a file
that is given again; a pair is known by its own `pair`, whatever the night.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

import polars as pl

from tamis.model.coordinates import coordinates
from tamis.model.errors import SourceError, UsageError
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.release.lineage import LINE, RECORD, SOURCE
from tamis.release.merge.near import near_pairs
from tamis.release.options import AggregateOptions
from tamis.release.output import geo
from tamis.values.formulas import inert_frame
from tamis.writers import csv

NAME: Final = "candidates.csv"
_PLACE: Final = (SOURCE, RECORD, LINE)
#: The columns before those of both rows.
_HEAD: Final = ("pair", "decision", "score", "metres")


def ensure_possible(schema: Schema, options: AggregateOptions) -> None:
    """Refuse, before anything is read, what cannot be looked for.

    Raises:
        SourceError: the decisions cannot be read.
        UsageError: the schema does not say where rows stand, or the decisions are none.
    """
    if options.decisions is not None:
        read_decisions(options.decisions)
        if not options.near:
            raise UsageError(
                Text(fr="--decisions demande --near.", en="--decisions needs --near."),
            )
    if options.near and geo.of(schema) is None:
        raise UsageError(
            Text(
                fr="--near : le schéma n'a ni champ geopoint, ni longitude et latitude.",
                en="--near: the schema has no geopoint field, nor longitude and latitude.",
            )
        )


def write(
    out: Path, schema: Schema, key: Sequence[str], metres: float, decisions: Path | None
) -> int:
    """Write the pairs of rows of two sources that stand within some metres, the undecided first.

    Args:
        out: the folder of the release, whose tables are written.
        schema: what every row is.
        key: the fields that name a row; none where nothing does.
        metres: how far apart two rows may be.
        decisions: a file that says what was decided of pairs; None where there is none.

    Returns:
        How many pairs nobody has decided of.

    Raises:
        SourceError: the decisions cannot be read.
        UsageError: they have not the columns, or two decisions for one pair.
    """
    place = geo.of(schema)
    if place is None:
        return 0
    fields = [field.name for field in schema.fields]
    texts = pl.read_csv(out / "data.csv", infer_schema=False)
    points = _points(out / "data.parquet", place, texts)
    compared = [name for name in fields if name not in {*key, *(coordinates(schema.fields) or ())}]
    pairs = near_pairs(texts, points, compared, metres)
    first, second = texts[pairs["first"]], texts[pairs["second"]]
    marks = _marks(first, second, key, fields)
    decided = read_decisions(decisions) if decisions else {}
    rows = pairs.select(pl.col("score", "metres").cast(pl.String)).with_columns(
        pair=marks, decision=pl.Series([decided.get(mark) for mark in marks], dtype=pl.String)
    )
    both = (
        frame[name].alias(f"{name}{side}")
        for name in (*_PLACE, *fields)
        for frame, side in ((first, "_a"), (second, "_b"))
    )
    table = rows.select(_HEAD).with_columns(both)
    ordered = table.sort(pl.col("decision").is_not_null(), maintain_order=True)
    with (out / NAME).open("wb") as file:
        csv.CsvWriter(file, ordered.columns)
        inert_frame(ordered).write_csv(file, include_header=False)
    return ordered["decision"].null_count()


def _points(parquet: Path, place: geo.Place, texts: pl.DataFrame) -> pl.DataFrame:
    """Return where each row stands (lon, lat), in the order of the texts; Parquet has another."""
    rows = [pl.col(SOURCE), pl.col(RECORD).cast(pl.UInt32)]
    typed = pl.scan_parquet(parquet).select(*rows, lon=place.longitude, lat=place.latitude)
    points = texts.select(rows).join(
        typed.collect(), on=[SOURCE, RECORD], how="left", maintain_order="left"
    )
    return points.select("lon", "lat")


def _marks(
    first: pl.DataFrame, second: pl.DataFrame, key: Sequence[str], fields: Sequence[str]
) -> pl.Series:
    """Return what each pair is known by: its keys, else its sources and all of its cells."""
    names = list(key) or [SOURCE, *fields]
    sides = ([_mark(row) for row in frame.select(names).iter_rows()] for frame in (first, second))
    pairs = zip(*sides, strict=True)
    return pl.Series("pair", [_mark(sorted(pair)) for pair in pairs], dtype=pl.String)


def _mark(parts: Sequence[str | None]) -> str:
    return sha256("\x1f".join(part or "" for part in parts).encode()).hexdigest()[:16]


def read_decisions(path: Path) -> Mapping[str, str]:
    """Return what was decided of pairs: candidates.csv itself, its column `decision` filled.

    Raises:
        SourceError: the file cannot be read.
        UsageError: it has not the columns, or two decisions for one pair.
    """
    frame = _decision_table(path)
    if not {"pair", "decision"} <= set(frame.columns):
        raise UsageError(
            Text(
                fr=f"« {path} » n'a pas les colonnes pair et decision.",
                en=f"“{path}” has not the columns pair and decision.",
            ),
            Text(
                fr=f"Donnez un {NAME} dont la colonne decision est remplie.",
                en=f"Give a {NAME} whose column decision is filled.",
            ),
        )
    decided: dict[str, str] = {}
    for pair, decision in frame.select("pair", "decision").iter_rows():
        word = (decision or "").strip()
        if not word or not pair:
            continue
        if decided.setdefault(pair.strip(), word) != word:
            raise UsageError(
                Text(
                    fr=f"« {path} » décide deux fois de {pair} : {decided[pair.strip()]}, {word}.",
                    en=f"“{path}” decides twice of {pair}: {decided[pair.strip()]}, {word}.",
                )
            )
    return decided


def _decision_table(path: Path) -> pl.DataFrame:
    """Return a file of decisions as text; a French Excel writes it with semicolons."""
    try:
        head = path.read_bytes()[:4096].decode("utf-8-sig", errors="replace").partition("\n")[0]
        mark = ";" if head.count(";") > head.count(",") else ","
        return pl.read_csv(path, separator=mark, infer_schema=False, encoding="utf8-lossy")
    except (OSError, pl.exceptions.PolarsError) as error:
        raise SourceError(
            Text(
                fr=f"Les décisions « {path} » ne peuvent pas être lues.",
                en=f"The decisions “{path}” cannot be read.",
            )
        ) from error
