"""How many cells tamis and frictionless judge alike, and why they part over the others.

``python -m tests.agreement`` writes the table of docs/differences.md (``--check``: says whether it
is in step). Two lots of cells are compared, each cell by itself:

* every cell of the published examples (``../shared/examples``), under its own field;
* every distinct text of these and of ``fixtures/``, under a field of each type.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from tamis import readers, sources
from tamis.loading import catalogue, profile, pull, table_schema
from tamis.model.errors import TamisError
from tamis.plan.compile import compile_plan
from tamis.plan.run import run
from tamis.tables.batch import Batch

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("TAMIS_CORPUS", ROOT.parent / "shared"))
PAGE = ROOT / "docs" / "differences.md"
START, END = "<!-- agreement -->", "<!-- /agreement -->"
PROFILE = profile.load("strict").ignoring("cell.outer-space", "schema.")
TABLES = {".csv", ".tsv", ".xlsx", ".ods", ".xls", ".json", ".geojson", ".ndjson"}

#: A field of each type, and of the formats and options that change how a cell is read.
EVERY_TYPE: tuple[dict[str, Any], ...] = (
    {"type": "string"},
    {"type": "string", "format": "email"},
    {"type": "string", "format": "uri"},
    {"type": "string", "format": "uuid"},
    {"type": "string", "format": "binary"},
    {"type": "string", "constraints": {"pattern": r"\d{5}", "maxLength": 5}},
    {"type": "string", "constraints": {"pattern": r"[\w ]+"}},
    {"type": "number"},
    {"type": "number", "decimalChar": ",", "groupChar": " "},
    {"type": "number", "bareNumber": False},
    {"type": "number", "constraints": {"minimum": 0, "maximum": 100}},
    {"type": "integer"},
    {"type": "integer", "bareNumber": False},
    {"type": "boolean"},
    {"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]},
    {"type": "date"},
    {"type": "date", "format": "%d/%m/%Y"},
    {"type": "datetime"},
    {"type": "time"},
    {"type": "year"},
    {"type": "yearmonth"},
    {"type": "duration"},
    {"type": "geopoint"},
    {"type": "geopoint", "format": "array"},
    {"type": "array"},
    {"type": "object"},
    {"type": "geojson"},
    {"type": "list", "itemType": "integer"},
    {"type": "any"},
)

#: What Table Schema asks of a cell; the other findings are what tamis asks beyond.
CODES = frozenset(
    f"cell.{name}"
    for name in (
        "lost-zeros", "missing", "off-json-schema", "off-list", "off-pattern", "out-of-range",
        "wrong-length", "wrong-type",
    )
)  # fmt: skip

#: What no cause explains.
UNKNOWN = "other"

#: Why they part: the type, the start of the format, the text, the words of XML Schema and others.
CAUSES = (
    ("string", "binary", r"(?s).*", "base64: letters of its alphabet alone (RFC 4648, 3.3)"),
    ("string", "uri", r"(?s).*", "an address has no blank, bracket or bar (RFC 3986)"),
    ("", "", r"(?s).*\d_\d.*", "underscores are Python's, not of numbers"),
    ("number", "", r"(?s).*\d[eE]\d.*", "an exponent beyond all numbers"),
    ("integer", "", r"(?s)\D*\.\D*\d.*", "bare whole numbers: the point is part of the number"),
    *(
        (kind, "", r"(?s).*[+-][^\d.]+\d.*", "a sign apart from its number is none of it")
        for kind in ("integer", "number")
    ),
    ("date", "", r"(?s).*", "two-digit parts of a date"),
    ("datetime", "", r"(?s).*", "the form of a datetime: `T`, `+01:00` (XML Schema 2, 3.2.7)"),
    ("time", "", r"(?s).*", "the form of a time: `+01:00` (XML Schema 2, 3.2.8)"),
    ("year", "", r"[1-9]\d{4,}", "years beyond 9999"),
    ("yearmonth", "", r"\d+-\d+", "years beyond 9999"),
    ("duration", "", r"-?P.*\.\d+[A-Z].*", "decimals of a duration"),
    ("geojson", "", r"(?s).*", "GeoJSON by its rules: rings, degrees (RFC 7946)"),
)


def refused_here(descriptor: dict[str, Any], texts: list[str]) -> list[bool]:
    """Return whether the kernel refuses each cell."""
    schema = table_schema.build({"fields": [{**descriptor, "name": "x"}, {"name": "pad"}]})
    plan = compile_plan(schema, ("x", "pad"), PROFILE)
    if not texts:
        return []
    frame = pl.DataFrame({"c0": texts, "c1": ["pad"] * len(texts)})
    delivered = run(plan, Batch(frame=frame, first_row=0, lines=1)).delivered
    checks = [at for at, check in enumerate(plan.checks) if check.code in CODES]
    rows = set(delivered.filter(pl.col("check").is_in(checks))["row"])
    return [row in rows for row in range(len(texts))]


def refused_there(descriptor: dict[str, Any], texts: list[str]) -> list[bool]:
    """Return whether frictionless refuses each cell."""
    from frictionless import Field

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        field = Field.from_descriptor({**descriptor, "name": "x"})
        return [bool(field.read_cell(text)[1]) for text in texts]


def cause(descriptor: dict[str, Any], text: str) -> str:
    """Return why the two part over a cell."""
    if "pattern" in descriptor.get("constraints", {}):
        return _cause_of_pattern(descriptor["constraints"]["pattern"], text)
    kind, form = descriptor.get("type", "string"), descriptor.get("format", "default")
    for of_type, of_format, shape, matter in CAUSES:
        if of_type in {"", kind} and form.startswith(of_format) and re.fullmatch(shape, text):
            return matter
    return f"{UNKNOWN} ({kind})"


def _cause_of_pattern(pattern: str, text: str) -> str:
    if re.match(pattern, text) and not re.fullmatch(pattern, text):
        return "`pattern` is anchored at both ends"
    return r"what `\d`, `\w` and `\s` take in a pattern"


def cells_of_examples() -> Iterator[tuple[str, dict[str, Any], list[str]]]:
    """Yield each column of the published examples: its field, its cells that are not empty."""
    with tempfile.TemporaryDirectory() as store:
        os.environ["TAMIS_STORE"] = store
        pull.pull(str(SHARED / "catalogue"))
        entries = catalogue.entries()
        for line in (SHARED / "examples" / "INDEX.tsv").read_text().splitlines()[1:]:
            name, version, file = line.split("\t")[:3]
            entry = entries.get(name)
            if entry is None or version not in entry.versions or entry.kind != "tableschema":
                continue
            descriptor = json.loads(entry.versions[version].read_text(encoding="utf-8"))
            path = SHARED / "examples" / name.replace("/", "__") / version / file
            fields = {field["name"]: field for field in descriptor.get("fields", ())}
            for label, texts in columns(path):
                if label in fields:
                    yield path.name, fields[label], texts


def columns(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the columns of a file: label, cells that are not empty; nothing if it is no table."""
    try:
        with sources.open_source(str(path)) as local:
            table = readers.read(local)
            frames = [batch.frame for batch in table.batches()]
    except TamisError:
        return
    if frames:
        whole = pl.concat(frames, how="diagonal")
        for label, column in zip(table.header, whole.columns, strict=False):
            yield label, whole[column].drop_nulls().to_list()


def compared() -> tuple[int, int, Counter[str], int, Counter[str]]:
    """Return how many cells were compared, and the causes of those that differ, lot by lot."""
    texts: dict[str, None] = {}
    own, own_causes = 0, Counter[str]()
    for _, field, cells in cells_of_examples():
        own += len(cells)
        texts.update(dict.fromkeys(cells))
        own_causes += differences(field, cells)
    for path in sorted((ROOT / "fixtures").rglob("*")):
        if path.suffix in TABLES:
            for _, cells in columns(path):
                texts.update(dict.fromkeys(cells))
    causes = Counter[str]()
    for field in EVERY_TYPE:
        causes += differences(field, list(texts))
    return len(texts), own, own_causes, len(texts) * len(EVERY_TYPE), causes


def differences(field: dict[str, Any], cells: list[str]) -> Counter[str]:
    """Return how many cells the two judge otherwise, by cause."""
    distinct = Counter(cells)
    texts = list(distinct)
    both = zip(texts, refused_here(field, texts), refused_there(field, texts), strict=True)
    counted = Counter[str]()
    for text, here, there in both:
        if here is not there:
            counted[cause(field, text)] += distinct[text]
            if "-v" in sys.argv:
                print(field.get("type"), field.get("format"), repr(text[:80]), here, there)
    return counted


def table() -> str:
    """Return the figure, as a table of Markdown."""
    _, own, own_causes, every, causes = compared()
    lines = [
        "| cause | of published cells | of every text under every type |",
        "|---|---|---|",
        f"| compared | {own:,} | {every:,} |",
        f"| judged alike | {own - own_causes.total():,} | {every - causes.total():,} |",
    ]
    lines += [f"| {name} | {own_causes[name]:,} | {causes[name]:,} |"
              for name in sorted(own_causes | causes)]  # fmt: skip
    return "\n".join(lines)


def main() -> int:
    """Write the table, or say whether it is in step."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    written = f"{before}{START}\n{table()}\n{END}{after}"
    if "--check" in sys.argv:
        return 0 if written == page else 1
    PAGE.write_text(written, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
