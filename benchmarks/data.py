"""Files to measure with: charging points (IRVE static 2.3.1, 40 columns), as many as wanted.

``python -m benchmarks.data FILE ROWS SHARE DIALECT`` writes one: the share of dirty rows (0 to 1),
and ``utf8``, ``windows``, ``ragged``, ``french`` (one cell in ten is to be repaired), ``addresses``
(23 columns, nearly every cell its own text, a primary key), ``sirene`` (54 columns, many of them
empty, dates), ``people`` (long texts, accents, quotes) or ``objects`` (a JSON array of small
objects).
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from benchmarks import FOLDER, SCHEMA, addresses, establishments, people

#: Rows made at once.
BLOCK = 100_000

FIELDS = [field["name"] for field in json.loads(SCHEMA.read_text(encoding="utf-8"))["fields"]]
EXAMPLES = {
    field["name"]: field["example"]
    for field in json.loads(SCHEMA.read_text(encoding="utf-8"))["fields"]
}

#: What dirt looks like: a field, and how its good text becomes a faulty one.
DIRT = {
    "puissance_nominale": pl.lit("7,4"),
    "date_maj": pl.lit("15/03/2024"),
    "gratuit": pl.lit("Non"),
    "condition_acces": pl.lit("acces libre"),
    "code_insee_commune": pl.lit("2711"),
    "contact_operateur": pl.lit(""),
}

#: Kinds of rows that have a module of their own, with their ``SCHEMA``.
KINDS = {"addresses": addresses, "sirene": establishments, "people": people}

KEY = "id_pdc_itinerance"
STATION = "id_station_itinerance"

#: What small objects are.
OBJECT = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "power", "place"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "string", "pattern": "^FR[A-Z0-9]{4,33}$"},
            "power": {"type": "number", "minimum": 0},
            "opened": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
            "place": {
                "type": "object",
                "required": ["commune"],
                "properties": {
                    "commune": {"type": "string", "pattern": "^[0-9AB]{5}$"},
                    "name": {"type": "string", "maxLength": 80},
                },
            },
            "plugs": {"type": "array", "items": {"enum": ["T2", "EF", "CCS"]}},
        },
    },
}


#: One cell in ten, of forty, written the French way in every row: all of them have one reading.
FRENCH = {
    "puissance_nominale": pl.format("{},4", pl.col("n") % 300),
    "date_maj": pl.col("date_maj").str.to_date().dt.to_string("%d/%m/%Y"),
    "gratuit": pl.when(pl.col("n") % 3 == 0).then(pl.lit("Oui")).otherwise(pl.lit("Non")),
    "condition_acces": pl.lit("acces libre"),
}


def french(frame: pl.DataFrame) -> pl.DataFrame:
    """Return rows of which every tenth cell is to be repaired."""
    numbered = frame.with_row_index("n")
    return numbered.with_columns(**FRENCH).select(frame.columns)


def rows(start: int, count: int, dirty: float) -> pl.DataFrame:
    """Return rows number `start` and on; a share of them, `dirty`, has one faulty cell."""
    number = pl.int_range(start, start + count).alias("n")
    frame = pl.select(number).with_columns(
        pl.lit(str(value)).alias(name) for name, value in EXAMPLES.items()
    )
    n = pl.col("n")
    frame = frame.with_columns(
        id_station_itinerance=pl.format("FRVLTP{}", (n // 2).cast(pl.String).str.zfill(9)),
        id_pdc_itinerance=pl.format("FRVLTE{}", n.cast(pl.String).str.zfill(9)),
        id_pdc_local=pl.format("pdc-{}", n),
        nom_station=pl.format("Gare n°{} été", n // 2),
        adresse_station=pl.format("{} rue de l'Église 27800 Brionne", n % 400),
        id_station_local=pl.format("station-{}", n // 2),
        # Around Brionne, where the commune of every row says that it is.
        coordonneesXY=pl.format(
            "[0.6{}1, 49.1{}1]",
            (n % 9000).cast(pl.String).str.zfill(4),
            (n // 9000 % 9000).cast(pl.String).str.zfill(4),
        ),
        puissance_nominale=pl.when(n % 3 == 0).then(pl.lit("22")).otherwise(pl.lit("150.0")),
        date_maj=(pl.lit("2023-01-01").str.to_date() + pl.duration(days=n % 600)).cast(pl.String),
    )
    if dirty:
        every = round(1 / dirty)
        hit = n % every == every // 2
        turn = n // every % len(DIRT)
        frame = frame.with_columns(
            pl.when(hit & (turn == at)).then(text).otherwise(pl.col(name)).alias(name)
            for at, (name, text) in enumerate(DIRT.items())
        )
    return frame.select(FIELDS)


def blocks(count: int, dirty: float, dialect: str) -> Iterator[pl.DataFrame]:
    """Return `count` rows, a block at a time."""
    make = KINDS[dialect].rows if dialect in KINDS else rows
    for start in range(0, count, BLOCK):
        block = make(start, min(BLOCK, count - start), dirty)
        yield french(block) if dialect == "french" else block


def schema_of(dialect: str) -> Path:
    """Write the schema of a kind of file that has one of its own."""
    path = FOLDER / f"{dialect}.schema.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(KINDS[dialect].SCHEMA), encoding="utf-8")
    return path


def keyed(*, linked: bool = False) -> Path:
    """Write the schema with a primary key and, if wanted, with a reference from row to row."""
    path = FOLDER / ("linked.json" if linked else "keyed.json")
    descriptor = {**json.loads(SCHEMA.read_text(encoding="utf-8")), "primaryKey": KEY}
    if linked:
        reference = {"resource": "", "fields": STATION}
        descriptor["foreignKeys"] = [{"fields": STATION, "reference": reference}]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    return path


def objects(path: Path, count: int, dirty: float) -> None:
    """Write the JSON Schema of small objects, and as many of them as wanted."""
    (path.parent / "objects.schema.json").write_text(json.dumps(OBJECT), encoding="utf-8")
    every = round(1 / dirty) if dirty else 0
    with path.open("w", encoding="utf-8") as out:
        for n in range(count):
            bad = every and n % every == every // 2
            made = {
                "id": n if bad else f"FRVLTE{n:09}",
                "power": n % 350,
                "opened": f"20{n % 25:02}-0{1 + n % 9}-11",
                "place": {"commune": f"{n % 95_000:05}", "name": f"Gare n°{n} été"},
                "plugs": ["T2", "EF"][: 1 + n % 2],
            }
            out.write(("[" if not n else ",") + json.dumps(made, ensure_ascii=False) + "\n")
        out.write("]\n")


def write(path: Path, count: int, *, dirty: float = 0.0, dialect: str = "utf8") -> Path:
    """Write a file, if it is not there.

    `dialect`: ``utf8`` (commas), ``windows`` (Windows-1252, semicolons), ``ragged`` (one row in a
    thousand has a cell too many), ``french`` (one cell in ten is to be repaired), one of `KINDS`.
    """
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    delimiter, encoding = (";", "cp1252") if dialect == "windows" else (",", "utf-8")
    part = path.with_suffix(".part")
    if dialect == "objects":
        objects(part, count, dirty)
        return part.rename(path)
    with part.open("wb") as out:
        head = io.StringIO()
        own = KINDS[dialect].SCHEMA["fields"] if dialect in KINDS else []
        labels = [field["name"] for field in own] or FIELDS
        csv.writer(head, delimiter=delimiter, lineterminator="\n").writerow(labels)
        out.write(head.getvalue().encode(encoding))
        for block in blocks(count, dirty, dialect):
            text = block.write_csv(include_header=False, separator=delimiter)
            if dialect == "ragged":
                text = re.sub(r"((?:.*\n){999}.*)\n", r"\1,surplus\n", text)
            out.write(text.encode(encoding))
    part.rename(path)
    return path


if __name__ == "__main__":
    target, rows_wanted, share, how = sys.argv[1:]
    write(Path(target), int(rows_wanted), dirty=float(share), dialect=how)
