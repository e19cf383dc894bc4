"""Texts with two readings are read as their column is, and by nothing else."""

import csv
import json

import pytest

import tamis
from tamis import repairs
from tamis.model.rule import Applicability

NUMBER, WHOLE, DAY = {"type": "number"}, {"type": "integer"}, {"type": "date"}


def normalized(write, tmp_path, field, texts, **options):
    """Return what a column becomes, and what is proposed for each of its texts."""
    rows = "".join(f'"{text}";1\n' for text in texts)
    path = write("t.csv", f"x;n\n{rows}")
    schema = {"fields": [{"name": "x", **field}, {"name": "n"}]}
    out = tmp_path / "out.csv"
    result = tamis.normalize(path, schema, out, choice=tamis.Choice(**options))
    lines = out.read_text().splitlines()[1:]
    after = [line.rpartition(",")[0].strip('"') for line in lines]
    proposed = {one.value: one.proposal for one in result.report.findings if one.proposal}
    return after, proposed


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        # Nothing says what the mark is.
        (NUMBER, ["2,500"], ["2,500"]),
        (WHOLE, ["1.000", "12.000"], ["1.000", "12.000"]),
        (NUMBER, ["1.200 €"], ["1.200 €"]),
        (NUMBER, ["2,500 €"], ["2,500 €"]),
        # The column does.
        (NUMBER, ["2,500", "12,5"], ["2.500", "12.5"]),
        (NUMBER, ["2,500", "1.234,5"], ["2.500", "1234.5"]),
        (NUMBER, ["1.200 €", "3.50 €"], ["1.200", "3.50"]),
        (NUMBER, ["1.200 €", "1.234,50 €"], ["1200", "1234.50"]),
        (NUMBER, ["2,500", "1,234.56"], ["2500", "1234.56"]),
        (WHOLE, ["1.000", "12.000", "1.234.567"], ["1000", "12000", "1234567"]),
        (WHOLE, ["1.000", "12.0"], ["1", "12"]),
        (NUMBER, ["1.000", "12.000", "1.234.567"], ["1000", "12000", "1234567"]),
        # The column says both.
        (NUMBER, ["2,500", "12,5", "3.25"], ["2,500", "12.5", "3.25"]),
        (NUMBER, ["2,500", "12,5", "1,234.56"], ["2,500", "12.5", "1234.56"]),
        (WHOLE, ["1.000", "12.0", "1.234.567"], ["1.000", "12", "1234567"]),
        # One reading whatever the column.
        (NUMBER, ["0,500", "1234,567", "1 234,567"], ["0.500", "1234.567", "1234.567"]),
        (DAY, ["01/02/2024", "25/12/2024"], ["2024-02-01", "2024-12-25"]),
        (DAY, ["01/02/2024"], ["2024-02-01"]),
        # Months first: 1 February is nowhere.
        (DAY, ["01/02/2024", "12/25/2024"], ["01/02/2024", "12/25/2024"]),
        (DAY, ["01022024", "12252024"], ["01022024", "12252024"]),
        (DAY, ["01/02/2024", "12/25/2024", "25/12/2024"],
         ["01/02/2024", "12/25/2024", "2024-12-25"]),
        ({"type": "datetime"}, ["01/02/2024 08:30", "12/25/2024 08:30"],
         ["01/02/2024 08:30", "12/25/2024 08:30"]),
        ({"type": "date", "format": "%d/%m/%Y"}, ["1/2/2024", "12/25/2024"],
         ["1/2/2024", "12/25/2024"]),
    ],
)  # fmt: skip
def test_readings(write, tmp_path, field, before, after):
    for order in (before, before[::-1]):
        made, _ = normalized(write, tmp_path, field, order)
        assert made == (after if order is before else after[::-1])


def test_an_american_column_is_read_as_such_on_request(write, tmp_path):
    texts = ["01/02/2024", "12/25/2024"]
    _, proposed = normalized(write, tmp_path, DAY, texts)
    assert proposed == {"01/02/2024": "2024-01-02", "12/25/2024": "2024-12-25"}
    made, _ = normalized(write, tmp_path, DAY, texts, unsafe=True)
    assert made == ["2024-01-02", "2024-12-25"]


def test_what_is_undecided_is_proposed(write, tmp_path):
    assert normalized(write, tmp_path, NUMBER, ["2,500"])[1] == {"2,500": "2.500"}
    assert normalized(write, tmp_path, WHOLE, ["2.500"])[1] == {"2.500": "2500"}
    made, _ = normalized(write, tmp_path, NUMBER, ["2,500"], unsafe=True)
    assert made == ["2.500"]


def test_codes_that_may_be_years(write, tmp_path):
    field = {"constraints": {"pattern": r"^\d{5}$"}}
    schema = {"fields": [{"name": "code_insee", **field}, {"name": "n"}]}
    for texts, last in ((["2024", "35238"], "2024"), (["2024", "1004"], "02024")):
        path = write("t.csv", "code_insee,n\n" + "".join(f"{text},1\n" for text in texts))
        tamis.normalize(path, schema, tmp_path / "out.csv")
        assert (tmp_path / "out.csv").read_text().splitlines()[1] == f"{last},1"


#: The records that a batch has here.
MANY = 100


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr("tamis.readers.records._ROWS", MANY)


def batches(write, tmp_path, field, texts):
    """Return what a column of several batches becomes."""
    path = write("t.ndjson", "".join(json.dumps({"x": x, "n": "1"}) + "\n" for x in texts))
    schema = {"fields": [{"name": "x", **field}, {"name": "n"}]}
    tamis.normalize(path, schema, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="") as file:
        return [row["x"] for row in csv.DictReader(file)]


LATE = [
    (NUMBER, "2,500", "12,5", "2.500"),
    (NUMBER, "2,500", "1,234.56", "2500"),
    (DAY, "01/02/2024", "12/25/2024", "01/02/2024"),
    (WHOLE, "1.000", "1.234.567", "1000"),
    (NUMBER, "1,2", "1,2,3", "1,2"),
    ({"type": "time"}, "8:30", "75:12", "8:30"),
    (DAY, "2024/02/03", "2024/25/12", "2024/02/03"),
]


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize(("field", "text", "witness", "after"), LATE)
def test_the_last_row_decides_for_the_first(write, tmp_path, field, text, witness, after):
    """Many batches: what a later one shows makes the run begin again."""
    made = batches(write, tmp_path, field, [text] * MANY + [witness])
    assert len(made) == MANY + 1
    assert set(made[:-1]) == {after}


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize(("field", "text", "witness", "after"), LATE)
def test_the_first_row_decides_for_the_last(write, tmp_path, field, text, witness, after):
    made = batches(write, tmp_path, field, [witness] + [""] * MANY + [text])
    assert made[-1] == after


@pytest.mark.parametrize(("field", "text", "witness", "after"), LATE)
def test_validate_proposes_what_normalize_does(write, tmp_path, field, text, witness, after):
    rows = f'"{text}";1\n' * 3 + f'"{witness}";1\n'
    schema = {"fields": [{"name": "x", **field}, {"name": "n"}]}
    path = write("t.csv", f"x;n\n{rows}")
    journal = tmp_path / "j.csv"
    tamis.normalize(path, schema, tmp_path / "out.csv", journal=journal)
    with journal.open(newline="") as file:
        changed = {row["before"] for row in csv.DictReader(file) if row["row"]}
    safe = {rule.name for rule in repairs.all_rules() if rule.applicability is Applicability.SAFE}
    report = tamis.validate(path, schema)
    proposed = {one.value for one in report.findings if one.repair in safe}
    assert (text in proposed) is (after != text)
    assert proposed == changed


def test_texts_without_a_comma_say_nothing_of_commas():
    import polars as pl

    from tamis.model.schema import Field, Schema
    from tamis.model.text import Text
    from tamis.repairs.witnesses import witness
    from tamis.tables.cell import Cell
    from tamis.tables.witness import NO_WITNESS, ColumnWitness

    field = Field(name="x", type="number")
    cell = Cell(
        field=field,
        schema=Schema(name="s", fields=(field,)),
        text=pl.col("text"),
        value=pl.col("value"),
        expected=Text(fr="", en=""),
    )
    few, many = ["12.5"] * 2000, [f"{n}.5" for n in range(2000)]
    for texts in (few, many):
        shown = witness(cell, pl.Series(texts), NO_WITNESS)
        assert shown == ColumnWitness(point_decimals=True)
        assert witness(cell, pl.Series(["12,5"]), shown).comma_decimals
    known = ColumnWitness(point_decimals=True, point_thousands=True, undecided=True)
    assert witness(cell, pl.Series(few), known) == known
