"""The records of a delimited text are counted twice, by ways that share no code."""

import csv as python_csv
import io
import json
import random
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import ALL_EXAMPLES
from tests.readers import test_workbooks
from tests.readers.sheet_count import filled_rows

from tamis import readers, sources
from tamis.loading import schemas
from tamis.model.dialect import TableDialect
from tamis.model.errors import SourceError, TamisError
from tamis.readers import delimited_lines
from tamis.readers.formats import csv
from tamis.readers.record_count import QuickCount, exact_count

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path
    for path in (ROOT / "fixtures").rglob("*")
    if path.suffix in {".csv", ".tsv", ".txt"} and path.is_file()
)
#: Broken or odd files, as those that DuckDB, Polars and pandas test their readers with: how many
#: records each has.
BROKEN = {
    "quote that nothing closes": ('a,b\n1,"x\n2,y\n', 2),
    "quote within a cell": ('a,b\n1,x"y\n2,z\n', 2),
    "quotes within a cell": ('a,b\n1,x"y"z\n2,"w"\n', 2),
    "text after a quoted cell": ('a,b\n1,"x"y\n2,z\n', 2),
    "blank before a quote": ('a,b\n1, "x\n2,y"\n', 2),
    "line end in quotes": ('a,b\n1,"x\ny"\n2,z\n', 2),
    "blank lines in quotes": ('a,b\n1,"x\n\n\ny"\n2,z\n', 2),
    "doubled quotes about a line end": ('a,b\n1,"""\n"""\n2,z\n', 2),
    "empty quotes": ('a,b\n"",""\n2,z\n', 2),
    "blank lines": ("a,b\n\n1,x\n\n", 3),
    "line ends of three kinds": ("a,b\n1,x\r\n2,y\r3,z\n", 3),
    "no line end at the end": ("a,b\n1,x\n2,y", 2),
    "return at the end": ("a,b\n1,x\n2,y\r", 2),
    "quote that nothing closes, at the end": ('a,b\n1,x\n2,"', 2),
    "too few and too many cells": ("a,b\n1\n2,y,z\n", 2),
    "null characters": ("a,b\n1,\0\n2,y\n", 2),
    "one column": ('a\n"x\ny"\nz\n', 2),
    "header alone": ("a,b\n", 0),
    "header that takes two lines": ('a,"b\nc"\n1,x\n', 1),
    "return in a quoted label": ('a,"b\rc"\n1,x\n', 1),
}


def height(path):
    """Return how many records a file has; they are counted twice."""
    with sources.open_source(str(path)) as local:
        return sum(batch.frame.height for batch in readers.read(local).batches())


@pytest.mark.parametrize(
    "path", FILES if ALL_EXAMPLES else FILES[::4], ids=lambda path: str(path.relative_to(ROOT))
)
def test_both_counts_of_a_file_are_equal(path):
    try:
        height(path)
    except SourceError as error:
        assert "second" not in str(error)


@pytest.mark.corpus
def test_both_counts_of_real_files_are_equal(root):
    shared = root.parent / "shared"
    for path in sorted(shared.rglob("*.csv")):
        if path.stat().st_size < 1 << 24:
            try:
                height(path)
            except SourceError as error:
                assert "second" not in str(error), path


@pytest.mark.parametrize("block", [1 << 24, 16])
@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_have_as_many_records_as_their_grammar_says(
    tmp_path, monkeypatch, name, block
):
    monkeypatch.setattr(delimited_lines, "BLOCK", block)
    text, records = BROKEN[name]
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode())
    assert height(path) == records


def test_texts_of_any_shape_are_counted_alike(tmp_path, monkeypatch):
    pieces = ["a", ",", ",", '"', '""', "\n", '"x"', '"x\ny"', " ", "\0", "\u2028", "\ufeff"]
    path, random_ = tmp_path / "t.csv", random.Random(7)  # noqa: S311
    for _ in range(150):
        body = "".join(random_.choice(pieces) for _ in range(random_.randint(1, 30)))
        end = random_.choice(["\n", "\r\n"])
        path.write_bytes(f"id,nom\n{body}".replace("\n", end).encode())
        height(path)


def test_where_the_counts_differ_nothing_is_read(tmp_path, monkeypatch):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,x\n2,y\n")
    monkeypatch.setattr(csv, "_split", lambda _: 1)
    with pytest.raises(SourceError, match=r"2|1"):
        height(path)


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
def test_counts_go_on_from_one_chunk_to_the_next(size):
    data = b'a,b\n1,"x\n""\ny"\n2,z\n"3\n",w'
    count = QuickCount(1)
    chunks = [data[start : start + size] for start in range(0, len(data), size)]
    for chunk in chunks:
        count.add(chunk)
    assert count.records == exact_count(chunks, ",", 1) == 3


TABLES = [
    path
    for path in sorted((ROOT / "fixtures").rglob("*"))
    if path.suffix in {".json", ".ndjson", ".geojson"}
    and path.is_file()
    and path.stat().st_size < 1 << 20
    and "json-schema-suite" not in path.parts
]


def objects(data):
    """Count the objects of each list that holds nothing else, a byte at a time; by depth and place.

    It knows brackets and texts, and no value.
    """
    stack, lists, inside, escaped = [], [], False, False
    for byte in data:
        if inside:
            inside = escaped or byte != ord('"')
            escaped = byte == ord("\\") and not escaped
        elif byte == ord('"'):
            inside = True
        elif byte in b"[{":
            if byte == ord("{") and stack and stack[-1][0] == ord("["):
                stack[-1][1] += 1
            stack.append([byte, 0])
        elif byte in b"]}":
            kind, count = stack.pop()
            if kind == ord("["):
                lists.append((len(stack), count))
    return lists


@pytest.mark.parametrize("path", TABLES, ids=lambda path: str(path.relative_to(ROOT)))
def test_records_of_documents_are_as_many_as_a_second_way_counts(path):
    """A table has no record that its file has not, and lacks none but those that are told."""
    try:
        with sources.open_source(str(path)) as local:
            table = readers.read(local)
            batches = list(table.batches())
    except TamisError:
        return
    rows = sum(batch.frame.height for batch in batches)
    data = path.read_bytes()
    if table.format == "ndjson":
        assert rows == sum(bool(line.strip()) for line in data.split(b"\n"))
        return
    counts = objects(data)
    if any(fault.code == "file.repeated-list" for fault in table.faults):
        assert rows == sum(count for depth, count in counts if depth == counts[0][0])
        return
    assert rows in {count for _, count in counts} | {1 if b'"Feature"' in data else -1}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    records=st.lists(
        st.dictionaries(
            st.text('a"[{]}\\', min_size=1, max_size=4),
            st.text('b"[{]}\\\n') | st.lists(st.integers()),
        ),
        min_size=1,
    )
)
def test_records_of_any_document_are_counted_alike(tmp_path, records):
    text = json.dumps({"meta": 1, "data": records})
    (tmp_path / "t.json").write_text(text)
    (tmp_path / "t.ndjson").write_text("\n".join(map(json.dumps, records)))
    if not any(records):
        return
    assert height(tmp_path / "t.json") == max(objects(text.encode()), key=lambda one: -one[0])[1]
    assert height(tmp_path / "t.ndjson") == len(records)


@pytest.mark.parametrize("quote", ["'", '"'])
@pytest.mark.parametrize("escape", ["", "\\"])
def test_texts_of_odd_dialects_are_counted_alike_by_pythons_csv(tmp_path, quote, escape):
    pieces = ["a", ";", "\n", f"{quote}x\ny{quote}", f"{quote}{quote * 2}{quote}", " "]
    path, random_ = tmp_path / "t.csv", random.Random(3)  # noqa: S311
    dialect = TableDialect(
        delimiter=";", quote_char=quote, escape_char=escape, skip_initial_space=True, header=True
    )
    header = ";".join(f"c{n}" for n in range(30))  # lines of which no text here makes
    for _ in range(40):
        text = f"{header}\n" + ";".join(
            random_.choice(pieces) for _ in range(random_.randint(2, 20))
        )
        path.write_text(text)
        known = python_csv.reader(
            io.StringIO(text, newline=""),
            delimiter=";", quotechar=quote, escapechar=escape or None, skipinitialspace=True,
        )  # fmt: skip
        with sources.open_source(str(path)) as local:
            table = readers.read(local, readers.Request(dialect=dialect))
            assert sum(b.frame.height for b in table.batches()) == len(list(known)) - 1


BOOKS = [
    path
    for path in sorted((ROOT / "fixtures").rglob("*"))
    if path.suffix in {".xlsx", ".xlsm", ".ods"} and path.stat().st_size < 1 << 20
]


def ensure_no_row_is_lost(path, fields=()):
    """Check that the rows read of a sheet are those that a second way finds filled, no other."""
    with sources.open_source(str(path)) as local:
        table = readers.read(local, readers.Request(fields=fields))
        rows, told = set(), set()
        for batch in table.batches():
            filled = batch.frame.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
            rows |= set(batch.places(filled.arg_true())[1]) if batch.frame.width else set()
            odd = (
                f
                for f in batch.faults
                if f.code in {"row.repeated-header", "row.template-example", *UNREAD}
            )
            told |= {line for fault in odd for line in fault.lines}
    above = {fault.code: fault for fault in table.faults}
    titles = json.loads(above["file.title-lines"].details[0]) if "file.title-lines" in above else []
    first = 0 if "file.no-header" in above else table.header_line
    counted = filled_rows(path, table.sheet)
    left_out = {first, *(line for line, _ in titles)} if first else set()
    assert rows - counted == set()
    assert counted - rows - told - left_out == set()


#: What holds something, and has no value: told, and empty.
UNREAD = {"row.uncomputed-formula", "row.unreadable-cell"}


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_rows_of_a_workbook_are_those_that_a_second_way_finds(path):
    try:
        ensure_no_row_is_lost(path)
    except TamisError:
        return


CASES = [case for case in test_workbooks.CASES if case.suffix in {"xlsx", "ods"}]


@pytest.mark.parametrize("at", range(4))
def test_rows_of_made_workbooks_are_those_that_a_second_way_finds(tmp_path, at):
    for case in CASES[at::4]:
        path = tmp_path / f"t.{case.suffix}"
        path.write_bytes(case.content())
        fields = schemas.load({"name": "corpus", "fields": list(case.fields)}).fields
        try:
            ensure_no_row_is_lost(path, fields)
        except AssertionError as error:
            raise AssertionError(f"{case.name}.{case.suffix}: {error}") from error


@pytest.mark.corpus
def test_rows_of_published_workbooks_are_those_that_a_second_way_finds(root):
    for path in sorted((root.parent / "shared").rglob("*")):
        if path.suffix in {".xlsx", ".ods"} and path.stat().st_size < 1 << 22:
            try:
                ensure_no_row_is_lost(path)
            except AssertionError as error:
                raise AssertionError(f"{path}: {error}") from error
            except TamisError:
                continue
