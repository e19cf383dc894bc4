"""The kernel held against frictionless over random fields and cells (hypothesis).

A disagreement fails, but for those that `PARTS` knows; each of its lines stands in
docs/differences.md under the matter that it names.
"""

import re
import warnings
from datetime import date, time
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.agreement import UNKNOWN, compared
from tests.examples import examples

from tamis.loading import profile, table_schema
from tamis.plan.compile import compile_plan
from tamis.plan.run import run
from tamis.tables.batch import Batch

DIFFERENCES = Path(__file__).parents[1] / "docs" / "differences.md"
PROFILE = profile.load("strict").ignoring("cell.outer-space", "schema.", "likely.")

#: Characters that the lexical forms of Table Schema are made of, and some that they are not.
NOISE = st.text(alphabet="0123456789+-.,:/TZPeE %€ ()[]{}\"'abNaINF\u00a0é", max_size=12)


def mixed(*kinds):
    """Return texts that are mostly near values, some of them broken by a letter or two."""
    near = st.one_of(*kinds)

    @st.composite
    def draw(draw):
        text = draw(near)
        for _ in range(draw(st.sampled_from((0, 0, 0, 1, 2)))):
            at = draw(st.integers(0, len(text)))
            cut = draw(st.integers(0, 1))
            text = text[:at] + draw(NOISE)[:2] + text[at + cut :]
        return text

    return st.one_of(draw(), NOISE)


NUMBERS = st.one_of(
    st.integers(-(10**6), 10**6).map(str),
    st.floats(-1e6, 1e6, allow_nan=False).map(repr),
    st.decimals(-1000, 1000, places=2).map(str),
    st.sampled_from(
        ("NaN", "INF", "-INF", "1e3", "1,5", "1 000", "1 000,5", "12%", "€5", ".5", "5.")
    ),
)
INTEGERS = st.one_of(
    st.integers(-(10**9), 10**9).map(str),
    st.sampled_from(("007", "+3", "-0", "1 000", "1,000", "12%", "€5", "1.0")),
)
DATES = st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(date.isoformat)
TIMES = st.times().map(lambda t: time.isoformat(t, "seconds"))
MOMENTS = st.tuples(DATES, TIMES).map("T".join)
DURATIONS = st.sampled_from(("P1Y", "P1DT2H", "PT36H", "P10M", "P1W", "-P1D", "P", "PT0S", "P1.5D"))
POINTS = st.tuples(st.integers(-200, 200), st.integers(-100, 100)).map(lambda p: f"{p[0]},{p[1]}")
JSONS = st.sampled_from(('["a"]', "[]", "[1, 2]", '{"a": 1}', "{}", "null", "3", '"a"', "[1,"))
WORDS = st.sampled_from(("a", "ab", "Abc", "x@y.fr", "https://a.fr", "aGk=", "true", "1"))
YEARS = st.integers(-10, 12000).map(lambda y: f"{y:04}")
MONTHS = st.tuples(st.integers(0, 9999), st.integers(0, 14)).map(lambda p: f"{p[0]:04}-{p[1]:02}")


def field(kind, texts, formats=("default",), **options):
    """Return a strategy of fields of a type, and of cells for it."""
    bounds = st.fixed_dictionaries({}, optional=CONSTRAINTS.get(kind, {}))
    stated = st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in options.items()})
    return st.builds(
        lambda form, more, limits, cell: (
            {"name": "x", "type": kind, "format": form, **more, "constraints": limits},
            cell,
        ),
        st.sampled_from(formats),
        stated,
        bounds,
        mixed(texts),
    )


NUMBER_BOUND = st.sampled_from((-10, 0, 5, 100))
LENGTH = st.sampled_from((0, 1, 2, 5))
REQUIRED = st.booleans()
CONSTRAINTS = {
    "integer": {"minimum": NUMBER_BOUND, "maximum": NUMBER_BOUND, "required": REQUIRED,
                "enum": st.just([1, 7, 1000])},
    "number": {"minimum": NUMBER_BOUND, "maximum": NUMBER_BOUND, "required": REQUIRED,
               "enum": st.just([1, 7.5, 1000])},
    "string": {"minLength": LENGTH, "maxLength": LENGTH, "required": REQUIRED,
               "enum": st.just(["a", "ab", "1"]),
               "pattern": st.sampled_from(("[a-z]+", r"\d+", "a|ab", "^.{2,}$"))},
    "date": {"minimum": st.just("2000-01-01"), "maximum": st.just("2020-06-30")},
    "datetime": {"minimum": st.just("2000-01-01T00:00:00")},
    "time": {"maximum": st.just("12:00:00")},
    "year": {"minimum": st.just(1900), "maximum": st.just(2050)},
    "yearmonth": {"minimum": st.just("2000-06")},
    "array": {"minLength": LENGTH, "maxLength": LENGTH},
    "boolean": {"required": REQUIRED},
    "list": {"minLength": LENGTH, "maxLength": LENGTH},
}  # fmt: skip

GROUPS = (" ", ",", ".")
FIELDS = st.one_of(
    field("string", WORDS, ("default", "email", "uri", "uuid", "binary")),
    field("integer", INTEGERS, bareNumber=(True, False)),
    field("number", NUMBERS, bareNumber=(True, False), decimalChar=(".", ","), groupChar=GROUPS),
    field("boolean", WORDS, trueValues=(["oui", "1"],), falseValues=(["non", "0"],)),
    field("date", DATES, ("default", "%d/%m/%Y")),
    field("datetime", MOMENTS),
    field("time", TIMES),
    field("year", YEARS),
    field("yearmonth", MONTHS),
    field("duration", DURATIONS),
    field("geopoint", POINTS, ("default", "array")),
    field("array", JSONS),
    field("object", JSONS),
    field("list", WORDS, itemType=("string", "integer", "number", "date")),
    field("any", WORDS),
)


def ours(descriptor, cell):
    """Return the codes that the kernel finds in a cell."""
    schema = table_schema.build({"fields": [descriptor, {"name": "pad"}]})
    plan = compile_plan(schema, ("x", "pad"), PROFILE)
    frame = pl.DataFrame({"c0": [cell], "c1": ["pad"]})
    found = run(plan, Batch(frame=frame, first_row=1, lines=2)).delivered
    return {plan.checks[at].code for at in found["check"]}


def theirs(descriptor, cell):
    """Return the notes that frictionless has on a cell."""
    from frictionless import Field

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return set(Field.from_descriptor(descriptor).read_cell(cell)[1] or {})


#: Where the two are known to part: the type and format, the cells, the matter that
#: docs/differences.md names.
PARTS = (
    ("string", "binary", r"(?s).*", "base64"),
    ("integer", "default", r"(?s)[^0-9]*\..*", "bare whole numbers"),
    ("date", "default", r"\d{4}-(\d-\d\d?|\d\d-\d)", "two-digit parts of a date"),
    ("year", "default", r"[1-9]\d{4,}", "years beyond 9999"),
    ("yearmonth", "default", r"\d+-\d+", "years beyond 9999"),
    ("duration", "default", r"-?P.*\.\d+[A-Z].*", "decimals of a duration"),
)


def part(descriptor, cell):
    """Return the matter on which the two are known to part over a cell, or ""."""
    kind = descriptor["type"], descriptor["format"]
    known = (matter for *of, form, matter in PARTS if tuple(of) == kind if re.fullmatch(form, cell))
    return next(known, "")


@settings(max_examples=examples(300), deadline=None, derandomize=True)
@given(FIELDS)
def test_the_kernel_and_frictionless_agree(case):
    descriptor, cell = case
    found, noted = ours(descriptor, cell), theirs(descriptor, cell)
    assert bool(found) is bool(noted) or part(descriptor, cell), (found, noted)


@pytest.mark.parametrize(
    ("kind", "form", "cell"),
    [
        ("string", "binary", "x@y.fr"),
        ("integer", "default", ".4"),
        ("date", "default", "2024-2-3"),
        ("year", "default", "12000"),
        ("yearmonth", "default", "12000-01"),
        ("duration", "default", "P1.5D"),
    ],
)
def test_they_still_part(kind, form, cell):
    descriptor = {"name": "x", "type": kind, "format": form}
    if kind == "integer":
        descriptor["bareNumber"] = False
    assert bool(ours(descriptor, cell)) is not bool(theirs(descriptor, cell))
    matter = part(descriptor, cell)
    assert matter
    assert f"| {matter} |" in DIFFERENCES.read_text()


@pytest.mark.corpus
@pytest.mark.slow
def test_cells_of_files_part_for_causes_that_are_known(shared):
    """The figure of docs/differences.md; ``python -m tests.agreement`` writes it anew."""
    _, own, own_causes, every, causes = compared()
    assert own > 50_000
    assert every > 100_000
    assert own_causes.total() < own / 1000
    assert not [name for name in own_causes | causes if name.startswith(UNKNOWN)]
