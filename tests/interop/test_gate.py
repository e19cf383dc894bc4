"""What the kernel finds valid passes the last gate; what a value shows is wrong, neither takes."""

import csv
import datetime as dt

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples

import tamis
from tamis import values
from tamis.model.rule import Severity

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 9))
#: For each type: texts that are often equal, and bounds among them.
TEXTS = {
    "string": st.sampled_from(["a", "b", "ab", "é", "e\u0301", " a", "1"]),
    "any": st.sampled_from(["a", "1"]),
    "integer": st.sampled_from(["1", "01", "-0", "0", " 1 ", "2", "9007199254740993"]),
    "number": st.sampled_from(
        ["1", "1.0", "-0", "0", "NaN", "INF", "-INF", "0.1", "0.10000000000000001", "2"]
    ),
    "boolean": st.sampled_from(["true", "1", "false"]),
    "date": DAYS.map(str),
    "datetime": DAYS.map(lambda day: f"{day}T00:00:00"),
    "time": st.sampled_from(["08:00:00", "24:00:00", "00:00:00"]),
    "year": st.sampled_from(["2020", "2021"]),
    "yearmonth": st.sampled_from(["2020-01", "2020-02"]),
    "duration": st.sampled_from(["P1D", "PT24H", "P1M"]),
    "geopoint": st.sampled_from(["2, 48", "2.0,48.0", "-0, 0", "0, 0"]),
    "geojson": st.sampled_from(['{"type": "Point", "coordinates": [2, 48]}']),
    "array": st.sampled_from(["[1]", "[ 1 ]", '["a"]']),
    "object": st.sampled_from(["{}", '{"a": 1}']),
    "list": st.sampled_from(["a", "a,b", "b", "a|b"]),
}
LENGTHS = st.sampled_from([0, 1, 2, 2.0])
ORDERED = ("integer", "number", "date", "datetime", "time", "year", "yearmonth", "duration")


@st.composite
def tables(draw, kind):
    texts = TEXTS[kind]
    limits = {"required": draw(st.booleans()), "unique": draw(st.booleans())}
    choices = st.lists(texts, min_size=1, max_size=3)
    if draw(st.integers(0, 3)) == 0:
        limits["enum"] = draw(choices)
    if kind in ORDERED and draw(st.booleans()):
        names = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]
        limits[draw(st.sampled_from(names))] = draw(texts)
    if kind == "string" and draw(st.booleans()):
        limits["pattern"] = draw(st.sampled_from([r"\w+", r"[a-b]+", r"\d", r"(a|é)"]))
    if kind in {"string", "any", "array", "list", "object"} and draw(st.booleans()):
        limits[draw(st.sampled_from(["minLength", "maxLength"]))] = draw(LENGTHS)
    schema = {"fields": [{"name": "x", "type": kind, "constraints": limits}, {"name": "y"}]}
    key = draw(st.sampled_from(["", "primaryKey", "uniqueKeys"]))
    if key:
        names = draw(st.sampled_from([["x"], ["x", "y"], ["y"]]))
        schema[key] = [names] if key == "uniqueKeys" else names
    cells = st.tuples(st.one_of(st.none(), texts), st.sampled_from([None, "p", "q"]))
    rows = st.lists(cells.filter(any), min_size=1, max_size=5)
    return schema, draw(rows)


def typed(schema, rows):
    """Return the frame of the values that the texts are read as."""
    return pl.DataFrame(
        [
            values.read(field, [row[at] for row in rows])
            .cast(values.type_module(field).DTYPE)
            .alias(field.name)
            for at, field in enumerate(schema.fields)
        ]
    )


def passes(contract, table):
    import pandera.errors

    try:
        contract.validate(table, lazy=True)
    except pandera.errors.SchemaErrors:
        return False
    return True


def said(rows, schema, folder):
    """Return the codes of the errors of a validation."""
    path = folder / "t.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("x", "y"), *rows])
    report = tamis.validate(path, schema)
    return {one.code for one in report.findings if one.severity is Severity.ERROR}


#: What a typed value no longer shows: the text, and numbers that floats cannot tell apart.
UNSEEN = {"cell.wrong-length", "cell.off-pattern"}


def agree(descriptor, rows, folder):
    """Hold the verdict of the kernel and that of the gate together."""
    schema = tamis.load_schema(descriptor)
    errors = said(rows, schema, folder)
    passed = passes(tamis.to_pandera(schema), typed(schema, rows))
    kind = schema.fields[0].type
    if not errors:
        assert passed
    if kind == "string":
        assert passed is not bool(errors)  # a text shows all there is to see
    elif passed:
        keys = {"table.duplicate-key", "table.duplicate-value"} if kind == "number" else set()
        bounds = {"cell.out-of-range"} if kind == "duration" else set()
        assert not errors - UNSEEN - keys - bounds


def options(most):
    checks = [HealthCheck.function_scoped_fixture]
    return settings(max_examples=most, deadline=None, suppress_health_check=checks)


@pytest.mark.parametrize("kind", sorted(TEXTS))
@options(examples(40))
@given(data=st.data())
def test_the_kernel_and_the_gate_agree(kind, data, tmp_path):
    agree(*data.draw(tables(kind)), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(TEXTS))
@options(500)
@given(data=st.data())
def test_they_agree_on_many(kind, data, tmp_path):
    agree(*data.draw(tables(kind)), tmp_path)
