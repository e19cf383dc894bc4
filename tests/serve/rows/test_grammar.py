"""Filters and orders answered by the database are those that Python gives of the same rows."""

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.serve.rows.release import rows, write_release

from tamis.serve.rows import grammar, service, sql
from tamis.serve.rows.columns import Column, Kind, Table
from tamis.serve.rows.errors import RequestError
from tamis.serve.rows.groups import read_group
from tamis.serve.rows.options import RowsOptions
from tamis.serve.rows.query import Period
from tamis.serve.rows.releases import Releases

ROWS = rows()
PLAIN = {
    "id": str, "code": str, "nom": str, "Nom": str, "a__b": int, "ouvert": bool, "jour": date,
    "prix d'été, \"net\"": float, "instant": datetime,
}  # fmt: skip
ORDERED = ("less", "greater", "strictly_less", "strictly_greater")


@pytest.fixture(scope="module")
def ask():
    """Return what gives the ids of the rows that a query asks for."""
    with tempfile.TemporaryDirectory() as room:
        folder = write_release(Path(room) / "r")
        releases = Releases(RowsOptions(folder=folder), Path(room))
        with releases.reading("data") as (release, table):

            def asked(arguments):
                query = grammar.parse(arguments, table)
                found, total = service.page_and_total(release, table, query)
                assert total == len(found) == service.count(release, table, query)
                return [row["id"] for row in found]

            yield asked
        releases.close()


def written(value):
    """Return a value as it is written in an address."""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)


def values(column):
    """Return values of a column: those that it has, and others near them."""
    there = [row[column] for row in ROWS if row.get(column) is not None]
    kind = PLAIN[column]
    near = {
        str: st.text("aàÉeœ10Zx\"',.()%_\\ \n", max_size=5),
        int: st.integers(-5, 9),
        float: st.floats(-1e21, 1e21),
        bool: st.booleans(),
        date: st.dates(date(2023, 12, 1), date(2025, 2, 1)),
        datetime: st.sampled_from(there).map(lambda at: at + timedelta(seconds=1)),
    }[kind]
    return st.one_of(st.sampled_from(there), near)


def naive(cell, operator, value):
    """Return whether a cell answers to a condition: null where nobody can tell, as in SQL."""
    if operator == "isnull":
        return cell is None
    if operator == "isnotnull":
        return cell is not None
    if operator == "differs":
        return cell is None or cell != value
    if cell is None:
        return None
    return {
        "exact": lambda: cell == value,
        "less": lambda: cell <= value,
        "greater": lambda: cell >= value,
        "strictly_less": lambda: cell < value,
        "strictly_greater": lambda: cell > value,
        "contains": lambda: value.lower() in cell.lower(),
        "notcontains": lambda: value.lower() not in cell.lower(),
        "in": lambda: cell in value,
        "notin": lambda: cell not in value,
    }[operator]()


@st.composite
def conditions(draw):
    """Draw a column, an operator and a value that goes with them."""
    column = draw(st.sampled_from(sorted(PLAIN)))
    kind = PLAIN[column]
    operators = ["exact", "differs", "in", "notin", "isnull", "isnotnull", *ORDERED]
    operators += ["contains", "notcontains"] if kind is str else []
    operator = draw(st.sampled_from(operators))
    if operator in {"isnull", "isnotnull"}:
        return column, operator, None
    if operator in {"in", "notin"}:
        return column, operator, draw(st.lists(values(column), min_size=1, max_size=4))
    return column, operator, draw(values(column))


def quoted(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def value_text(value, *, inside):
    if isinstance(value, list):
        items = ",".join(quoted(written(item)) for item in value)
        return f"({items})" if inside else items
    return quoted(written(value)) if inside else written(value)


def part_text(part):
    word, *rest = part
    if word in {"and", "or"}:
        return f"{word}({','.join(part_text(one) for one in rest[0])})"
    operator, value = rest
    name = quoted(word)
    end = "" if value is None else f".{value_text(value, inside=True)}"
    return f"{name}__{operator}{end}"


def part_naive(part, row):
    word, *rest = part
    if word not in {"and", "or"}:
        return naive(row.get(word), *rest)
    told = [part_naive(one, row) for one in rest[0]]
    if word == "and":
        return False if False in told else None if None in told else True
    return True if True in told else None if None in told else False


def groups():
    leaf = conditions()
    word = st.sampled_from(["and", "or"])

    def above(inner):
        return st.tuples(word, st.lists(inner, min_size=1, max_size=3))

    return above(st.recursive(leaf, above, max_leaves=6))


def expected(told):
    return [row["id"] for row in ROWS if all(part is True for part in told(row))]


@settings(max_examples=150, deadline=None)
@given(st.lists(conditions(), max_size=3))
def test_filters_are_those_of_python(ask, drawn):
    arguments = [
        (f"{column}__{operator}", None if value is None else value_text(value, inside=False))
        for column, operator, value in drawn
    ]
    query = "&".join(
        quote(name) + ("" if text is None else f"={quote(text)}") for name, text in arguments
    )
    assert grammar.split_query(query) == arguments
    assert ask(arguments) == expected(
        lambda row: [naive(row.get(column), op, value) for column, op, value in drawn]
    )


@settings(max_examples=100, deadline=None)
@given(groups())
def test_groups_are_those_of_python(ask, group):
    text = part_text(group)
    word, inner = text.split("(", 1)
    assert ask([(word, f"({inner}")]) == expected(lambda row: [part_naive(group, row)])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(PLAIN)), st.booleans()), max_size=3))
def test_orders_are_those_of_python(ask, sorts):
    wanted = list(ROWS)
    for column, descending in reversed(sorts):
        cells = [row.get(column) for row in wanted]
        filled = [cell for cell in cells if cell is not None]
        low = min(filled)
        wanted.sort(
            key=lambda row, c=column, low=low: (row.get(c) is None, row.get(c) or low)
            if not isinstance(row.get(c), int | float) else (False, row.get(c)),
            reverse=descending,
        )  # fmt: skip
    words = [(f"{column}__sort", "desc" if down else "asc") for column, down in sorts]
    assert ask(words) == [row["id"] for row in wanted]


@settings(max_examples=200, deadline=None)
@given(st.text('ab_".,()\\= eéxactornd1', max_size=40))
def test_any_text_is_a_query_or_is_refused(ask, text):
    try:
        ask(grammar.split_query(text))
    except RequestError as error:
        assert error.status in {400, 403}
    try:
        ask([("or", text)])
    except RequestError as error:
        assert error.status == 400


def test_deep_groups_are_refused():
    with pytest.raises(RequestError):
        read_group("or(" * 13 + "a__isnull" + ")" * 13)


def test_nothing_of_a_question_stands_in_the_statement():
    column = Column(name='x" OR 1=1; --', identifier="c0", kind=Kind.TEXT)
    table = Table(name="t", identifier="t", columns=(column,), height=1, digest="", file="t")
    asked = grammar.parse([('x" OR 1=1; --__exact', "'; DROP TABLE t; --")], table)
    statement = sql.numbers(table, asked)
    assert statement.text == (
        "SELECT __id FROM t WHERE ((c0 = ?)) ORDER BY __id ASC NULLS LAST LIMIT ? OFFSET ?"
    )
    assert statement.values == ("'; DROP TABLE t; --", 20, 0)


def test_a_month_is_a_period():
    column = Column(name="d", identifier="c0", kind=Kind.DATE)
    table = Table(name="t", identifier="t", columns=(column,), height=1, digest="", file="t")
    (condition,) = grammar.parse([("d__exact", "9999-12")], table).where.parts
    assert condition.values == (Period(start=date(9999, 12, 1), end=None),)
