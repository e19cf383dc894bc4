"""The records of a delimited text are counted twice, by ways that share no code."""

import random
from pathlib import Path

import pytest

from tamis import readers, sources
from tamis.model.errors import SourceError
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


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
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
