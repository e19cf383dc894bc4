"""The release that these tests serve, written without the work that makes one."""

import json
from datetime import date, datetime, time
from pathlib import Path

import polars as pl
from starlette.testclient import TestClient

from tamis.serve.application import build
from tamis.serve.options import ServeOptions
from tamis.serve.rows.options import RowsOptions

ADDRESS = "http://127.0.0.1:8000"


def at(*parts):
    return datetime(*parts)  # noqa: DTZ001 columns hold no time zone


FIELDS = [
    {"name": "id", "type": "string"},
    {"name": "code", "type": "string", "title": "Code INSEE"},
    {"name": "nom", "type": "string"},
    {"name": "Nom", "type": "string"},
    {"name": 'prix d\'été, "net"', "type": "number"},
    {"name": "a__b", "type": "integer"},
    {"name": "grand", "type": "integer"},
    {"name": "ouvert", "type": "boolean"},
    {"name": "jour", "type": "date"},
    {"name": "instant", "type": "datetime"},
    {"name": "mois", "type": "yearmonth"},
    {"name": "étiquettes", "type": "list", "delimiter": ";"},
    {"name": "objet", "type": "object"},
    {"name": "place", "type": "geopoint", "format": "array"},
    {"name": "heure", "type": "time"},
    {"name": "durée", "type": "duration"},
]
LABEL = 'prix d\'été, "net"'
_ROWS = [
    ("a1", "01001", "École", "x", 7.4, 1, 2**62, True, date(2024, 3, 15),
     at(2024, 3, 15, 10, 30), date(2024, 3, 1), ["bio", "vrac"], '{"k": 1}', (2.35, 48.85)),
    ("a2", "2A004", "école", "y", 0.5, -3, 9007199254740993, False, date(2023, 12, 31),
     at(2023, 12, 31, 23, 59, 59), date(2023, 12, 1), [], "[1, 2]", (-1.5, 47.2)),
    ("a3", "97411", "=1+1", None, None, None, None, None, None, None, None, None, None, None),
    ("a4", "01001", "50 % d'eau_douce", "Z", 1e20, 0, 0, True, date(2024, 1, 1),
     at(2024, 1, 1), date(2024, 1, 1), ["a;b"], '"t"', (179.5, -17.0)),
    ("a5", "", 'dit "oui", puis\nnon', "x", -2.0, 7, -(2**63), False, date(2025, 1, 1),
     at(2025, 1, 1, 12), date(2025, 1, 1), ["é"], "null", (-179.5, -16.5)),
]  # fmt: skip


def rows(ids=None):
    """Return the rows as dicts of Python values; a point is a pair."""
    names = [field["name"] for field in FIELDS]
    listed = [dict(zip(names, row, strict=False)) for row in _ROWS]
    return [row for row in listed if ids is None or row["id"] in ids]


def _frame(name):
    rows = pl.DataFrame(
        {
            "id": [row[0] for row in _ROWS],
            "code": [row[1] for row in _ROWS],
            "nom": [row[2] for row in _ROWS],
            "Nom": [row[3] for row in _ROWS],
            LABEL: [row[4] for row in _ROWS],
            "a__b": pl.Series([row[5] for row in _ROWS], dtype=pl.Int64),
            "grand": pl.Series([row[6] for row in _ROWS], dtype=pl.Int64),
            "ouvert": [row[7] for row in _ROWS],
            "jour": [row[8] for row in _ROWS],
            "instant": [row[9] for row in _ROWS],
            "mois": [row[10] for row in _ROWS],
            "étiquettes": pl.Series([row[11] for row in _ROWS], dtype=pl.List(pl.String)),
            "objet": [row[12] for row in _ROWS],
            "place": [row[13] and {"lon": row[13][0], "lat": row[13][1]} for row in _ROWS],
            "heure": [time(8, 30), *[None] * 4],
            "durée": [{"months": 14, "seconds": 0.0}, *[None] * 4],
            "geometry": [b"\x01\x01"] * 5,
        }
    )
    lineage = {
        "_kept": pl.lit(None, pl.String), "_source": pl.lit(name),
        "_record": pl.int_range(1, 6, dtype=pl.UInt32),
        "_line": pl.int_range(2, 7, dtype=pl.UInt32),
        "_modified": pl.lit("2024-07-01"), "_content": pl.lit("9b587d9a4d610746"),
    }  # fmt: skip
    return rows.with_columns(**lineage)


def write_release(folder, name="annecy", change=None, key=("id",)):
    """Write a release; `change` changes its rows. Return its folder."""
    folder.mkdir(parents=True)
    frame = _frame(name)
    frame = change(frame) if change else frame
    frame.write_parquet(folder / "data.parquet")
    frame.select("id", "code").write_csv(folder / "data.csv")
    write_facts(folder, name, key)
    texts = {
        "journal.csv": "source,row,line,field,before,after,repair,applicability,column,detail,"
        "version\n"
        f"{name},1,2,code,1001,01001,leading-zero,safe,2,,2\n"
        f"{name},3,4,nom,'=1+2,'=1+1,trim,safe,3,,2\n",
        "duplicates.csv": "_source,_record,_line,_key,_key_fields,_decided_by,_kept_source,"
        "_kept_record,_kept_line,id,code\n"
        f"autre,9,10,a1,id,latest,{name},1,2,a1,01001\n",
        "conflicts.csv": "_key,_field,_kept_value,_value,_kept_source,_kept_record,_kept_line,"
        "_source,_record,_line\n"
        f"a1,nom,École,Ecole,{name},1,2,autre,9,10\n",
        "changes.csv": "_change,id,_field,_before,_after,_source\n"
        f"changed,a1,nom,Ecole,École,{name}\nadded,a2,,,,{name}\n",
    }  # fmt: skip
    for file, text in texts.items():
        (folder / file).write_text(text, encoding="utf-8")
    return folder


def write_facts(folder, name, key):
    source = {"id": name, "producer": "Grand Annecy", "url": "https://annecy.example/a.csv"}
    report = {"key": list(key), "date": "2026-11-30", "sources": [{**source, "account": {}}]}
    report |= {"schema": {"name": "a/b", "version": "1.0"}, "total": {"out": len(_ROWS)}}
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    package = {"title": "Stations"}
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    schema = {"fields": FIELDS, "primaryKey": list(key)}
    (folder / "schema.json").write_text(json.dumps(schema), encoding="utf-8")


def served(folder, **options):
    """Return a client of a server of a release, to be entered."""
    chosen = {"threads": 2, "memory": 256 << 20, "look": 0.05, "grace": 0.2, **options}
    rows = RowsOptions(folder=Path(folder), **chosen)
    app = build(ServeOptions(jobs=1, rows=rows))
    return TestClient(app, base_url=ADDRESS, headers={"accept-language": "en"})
