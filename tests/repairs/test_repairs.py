"""Repairs: one reading only, done once, nothing lost."""

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

import tamis
from tamis import repairs, values
from tamis.model.schema import Constraints, Field, Schema
from tamis.tables.cell import Cell

FIELDS = [
    Field(name="x", type="number"),
    Field(name="x", type="integer"),
    Field(name="x", type="date"),
    Field(name="x", type="boolean"),
    Field(name="x", type="boolean", true_values=("oui",), false_values=("non",)),
    Field(name="x", constraints=Constraints(enum=("Accès libre", "Accès réservé", "Voirie"))),
    Field(name="x"),
    Field(name="x", type="datetime"),
    Field(name="x", type="time"),
    Field(name="x", type="array"),
    Field(name="x", type="geopoint"),
    Field(name="x", type="geopoint", format="array"),
    Field(name="x", format="email"),
    Field(name="x", format="uri"),
    Field(name="x", constraints=Constraints(pattern=r"a(\|a)*")),
    *(Field(name=name) for name in ("code_insee", "code_postal", "code_departement", "siren",
                                    "siret", "telephone", "horaires")),
]  # fmt: skip

#: What the cases of fixtures/repairs hold before they are repaired, and after.
MET = [
    row[-1]
    for path in sorted((Path(__file__).parents[2] / "fixtures" / "repairs").glob("*/[ab]*.csv"))
    for row in csv.reader(path.read_text(encoding="utf-8").splitlines()[1:])
    if row
]


def mended(leaf, field, texts):
    kind = values.type_module(field)
    cell = Cell(
        field=field,
        schema=Schema(name="", fields=(field,)),
        text=pl.col("t"),
        value=kind.parse(field, pl.col("t")),
        expected=kind.expected(field),
    )
    text = leaf.bind(cell)
    frame = pl.DataFrame({"t": pl.Series(texts, dtype=pl.String)})
    return texts if text is None else frame.select(text.alias("t"))["t"].to_list()


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("number", "12,5", "12.5"),
        ("number", "1 234,5", "1234.5"),
        ("number", "1\u202f234\u00a0567", "1234567"),
        ("number", "\u00a012.5 ", "12.5"),
        ("integer", "1 000", "1000"),
        ("date", "31/12/2024", "2024-12-31"),
        ("date", "1-2-2024", "2024-02-01"),
        ("date", "2024-12-31T00:00:00", "2024-12-31"),
        ("date", "31/12/2024 00:00:00", "2024-12-31"),
        ("boolean", "OUI", "true"),
        ("boolean", "faux", "false"),
        ("boolean", "VRAI", "true"),
    ],
)
def test_what_is_repaired(kind, before, after, write, tmp_path):
    schema = {"fields": [{"name": "x", "type": kind}, {"name": "y"}]}
    path = write("a.csv", f'x;y\n"{before}";a\n')
    result = tamis.normalize(path, schema, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == f"x,y\n{after},a\n"
    assert result.after.valid
    assert not result.before.valid


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", "1,234,567"),
        ("number", "12 34"),
        ("number", "douze"),
        ("integer", "12,5"),
        ("integer", "1,0"),
        ("date", "31/02/2024"),
        ("date", "12/31/2024"),
        ("date", "31/12/24"),
        ("date", "2024-12-31T08:00:00"),
        ("boolean", "peut-être"),
    ],
)
def test_what_is_left_and_told(kind, text, write, tmp_path):
    schema = {"fields": [{"name": "x", "type": kind}, {"name": "y"}]}
    path = write("a.csv", f'x;y\n"{text}";a\n')
    result = tamis.normalize(path, schema, tmp_path / "out.csv", journal=tmp_path / "j.csv")
    assert text in (tmp_path / "out.csv").read_text()
    assert dict(result.after.counts) == {"cell.wrong-type": 1}
    # The form of the file alone is changed: its delimiter and its quotes.
    lines = (tmp_path / "j.csv").read_text().splitlines()[1:]
    assert all("csv-form" in line for line in lines)


@settings(max_examples=12, deadline=None)
@given(
    texts=st.lists(
        st.one_of(
            st.sampled_from(MET),
            st.text(max_size=12),
            st.floats(allow_nan=False).map(str),
            st.floats(-1e6, 1e6).map(lambda n: f"{n:,.2f}".replace(",", " ").replace(".", ",")),
            st.dates().map(lambda d: d.strftime("%d/%m/%Y")),
            st.dates().map(lambda d: f"{d.isoformat()} 00:00"),
            st.sampled_from(["OUI", " non", "acces libre", "VOIRIE ", "vrai"]),
        ),
        min_size=1,
        max_size=30,
    )
)
@pytest.mark.parametrize(
    "name", [name for name, leaf in repairs.modules().items() if hasattr(leaf, "bind")]
)
def test_twice_is_once(name, texts):
    leaf = repairs.modules()[name]
    for field in FIELDS:
        once = mended(leaf, field, texts)
        assert mended(leaf, field, once) == once


@settings(max_examples=examples(100), deadline=None)
@given(st.dates())
def test_the_date_meant_is_the_date_read(day):
    leaf = repairs.modules()["french-date"]
    texts = [f"{day.day}/{day.month}/{day.year:04}"]
    (after,) = mended(leaf, Field(name="x", type="date"), texts)
    assert values.read(Field(name="x", type="date"), [after])[0] == day


@settings(max_examples=examples(100), deadline=None)
@given(st.decimals(-1_000_000, 1_000_000, places=2))
def test_the_number_meant_is_the_number_read(number):
    field = Field(name="x", type="number")
    texts = [f"{number:,}".replace(",", "\u202f").replace(".", ",")]
    for name in ("group-space", "decimal-comma"):
        texts = mended(repairs.modules()[name], field, texts)
    assert values.read(field, texts)[0] == float(number)


def test_the_journal_holds_every_change(write, tmp_path):
    schema = {"fields": [{"name": "prix", "type": "number"}, {"name": "jour", "type": "date"}]}
    path = write("a.csv", "Jour;PRIX;\n31/12/2024;1 234,5;\n;;\n2024-01-01;2;\n")
    out, journal = tmp_path / "out.csv", tmp_path / "j.csv"
    tamis.normalize(path, schema, out, journal=journal)
    assert out.read_text() == "prix,jour\n1234.5,2024-12-31\n2,2024-01-01\n"
    told = pl.read_csv(journal, infer_schema=False)
    assert told.select("row", "line", "field", "before", "after", "repair").rows() == [
        (None, "1", "jour", "Jour", "jour", "header-name"),
        (None, "1", "prix", "PRIX", "prix", "header-name"),
        (None, "1", None, "Jour, PRIX, ", "prix, jour", "column-order"),
        (None, "1", "", None, None, "trailing-delimiter"),
        ("1", "2", "jour", "31/12/2024", "2024-12-31", "french-date"),
        ("1", "2", "prix", "1 234,5", "1234,5", "group-space"),
        ("1", "2", "prix", "1234,5", "1234.5", "decimal-comma"),
        ("2", "3", None, None, None, "blank-row"),
    ] or sorted(told["repair"].to_list()) == sorted(
        ["header-name", "header-name", "column-order", "trailing-delimiter", "french-date",
         "group-space", "decimal-comma", "blank-row", "csv-form", "csv-form"]
    )  # fmt: skip


def test_the_source_is_never_written_over(write):
    path = write("a.csv", "x\n1\n")
    with pytest.raises(tamis.UsageError):
        tamis.normalize(path, {"fields": [{"name": "x"}]}, path)
    assert path.read_text() == "x\n1\n"
