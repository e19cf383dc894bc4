"""Small batches of several files, run as one: each gets what it would have had by itself."""

from dataclasses import fields
from random import Random

import polars as pl
import pytest
from tests.plan.tables import batch_of, plan_of

from tamis.model.repair_choice import Choice
from tamis.plan.evidence import Evidence, Marks
from tamis.plan.joined import run_beside
from tamis.plan.rows import KeyTexts
from tamis.plan.run import run
from tamis.plan.text_cache import TextCache
from tamis.tables.batch import Fault
from tamis.tables.side_by_side import side_by_side

FIELDS = [
    {"name": "id", "type": "integer", "constraints": {"required": True}},
    {"name": "debut", "type": "date"},
    {"name": "fin", "type": "date"},
    {"name": "nom"},
]
MORE = {
    "primaryKey": "id",
    "foreignKeys": [{"fields": "nom", "reference": {"resource": "", "fields": "id"}}],
    "custom_checks": [
        {
            "name": "compare-columns-value",
            "params": {"column": "debut", "op": "<=", "column2": "fin"},
        }
    ],
}
TEXTS = [
    ["1", "2", "3", "1 000", "x", "", "07"],
    ["2024-01-01", "02/01/2024", "", "2024-13-01"],
    ["2024-01-02", "2023-12-31", "hier"],
    ["a", " b ", "", "Total", "1", "é"],
]


def batches(seed, count=7):
    random = Random(seed)  # noqa: S311 no secret
    for number in range(count):
        height = random.choice([1, 2, 30])
        rows = [[random.choice(texts) for texts in TEXTS] for _ in range(height)]
        if number % 3 == 1:
            rows[0] = ["", "", "", " "]
        lines = 2 if number % 2 else pl.Series(range(5, 5 + 2 * height, 2), dtype=pl.UInt32)
        first = random.choice([1, 41])
        yield batch_of(*zip(*rows, strict=True), first_row=first, lines=lines)


def ensure_alike(one, other):
    """Compare two of anything that an outcome is made of."""
    assert type(one) is type(other)
    if isinstance(one, pl.DataFrame):
        assert one.schema == other.schema
        assert one.equals(other, null_equal=True), (one, other)
    elif isinstance(one, pl.Series):
        assert one.to_list() == other.to_list()
    elif isinstance(one, tuple):
        assert len(one) == len(other)
        for part, its_other in zip(one, other, strict=True):
            ensure_alike(part, its_other)
    elif isinstance(one, KeyTexts | Marks):
        for part in fields(one):
            ensure_alike(getattr(one, part.name), getattr(other, part.name))
    elif isinstance(one, Evidence):
        ensure_alike(one.delivered, other.delivered)
        ensure_alike(one.repaired or one.delivered, other.repaired or other.delivered)
        ensure_alike((one.rows, one.lines), (other.rows, other.lines))
    else:
        assert one == other


@pytest.mark.parametrize("values", [False, True])
@pytest.mark.parametrize("labels", [("id", "debut", "fin", "nom"), ("id", "", "fin", "nom")])
@pytest.mark.parametrize("choice", [Choice(), Choice(unsafe=True)], ids=["safe", "unsafe"])
def test_each_file_gets_what_it_would_have_had_alone(values, labels, choice):
    plan = plan_of(FIELDS, labels=labels, choice=choice, **MORE)
    given = list(batches(seed=len(labels[1])))
    cache = TextCache()
    together = side_by_side(lambda batch: run_beside(plan, batch, cache, values=values), given)
    for batch, outcome in zip(given, together, strict=True):
        alone = run(plan, batch, TextCache(), values=values)
        for part in fields(alone):
            if part.name != "emptied":  # nobody asks for it once the plan has run
                ensure_alike(getattr(outcome, part.name), getattr(alone, part.name))


def test_files_of_several_plans_and_files_with_faults_are_told_apart():
    plans = [plan_of(FIELDS, **MORE), plan_of(FIELDS[:1] + FIELDS[1:][::-1])]
    ragged = Fault(
        code="row.missing-cells", rows=[1], lines=[2], cells=[2], notes=["2"], values=["x"]
    )
    given = [(plans[n % 2], batch) for n, batch in enumerate(batches(seed=3))]
    given.append((plans[0], batch_of(["1"], [None], [None], [None], faults=(ragged,))))
    cache = {id(plan): TextCache() for plan in plans}
    together = side_by_side(lambda item: run_beside(*item, cache[id(item[0])]), given)
    for (plan, batch), outcome in zip(given, together, strict=True):
        alone = run(plan, batch)
        ensure_alike(outcome.delivered, alone.delivered)
        ensure_alike(outcome.changes, alone.changes)


def test_files_without_a_fault_have_none_together():
    plan = plan_of(FIELDS)
    given = [
        batch_of([str(n), "9"], ["2024-01-01"] * 2, ["2024-01-02"] * 2, ["a", "b"], first_row=n)
        for n in (1, 5, 8)
    ]
    cache = TextCache()
    together = side_by_side(lambda batch: run_beside(plan, batch, cache), given)
    for n, outcome in zip((1, 5, 8), together, strict=True):
        assert outcome.rows.to_list() == [n, n + 1]
        assert outcome.texts["c0"].to_list() == [str(n), "9"]
        for frame in (outcome.delivered, outcome.repaired, outcome.changes):
            assert frame.is_empty()


def test_a_file_by_itself_is_run_by_itself():
    plan = plan_of(FIELDS, **MORE)
    for batch in batches(seed=5, count=3):
        outcome, alone = (
            run_beside(plan, batch, TextCache(), values=True),
            run(plan, batch, values=True),
        )
        for part in fields(alone):
            ensure_alike(getattr(outcome, part.name), getattr(alone, part.name))
        (again,) = side_by_side(lambda batch: run_beside(plan, batch, TextCache()), [batch])
        ensure_alike(again.delivered, alone.delivered)
        ensure_alike(again.texts, alone.texts)
