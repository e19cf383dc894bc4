"""Write src/tamis/repairs/curable.json: which repairs cure which rules of cells, and how often.

Run from the root of the project, with the catalogue of schema.data.gouv.fr pulled (`tamis schema
pull`) or named: ``python docs/cures.py FOLDER``. Each field of the last version of each published
schema is given the texts of the cases of ``fixtures/repairs/`` and those of its own lists and
examples, badly written: a repair cures a rule of a field where it turns a text that breaks the
rule into one that breaks none.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis import repairs
from tamis.loading import schemas
from tamis.loading.profile import load as load_profile
from tamis.model.errors import TamisError
from tamis.model.rule import Applicability
from tamis.model.schema import Field, Schema
from tamis.plan.compile import compile_plan
from tamis.plan.field_plan import FieldPlan
from tamis.plan.model import Plan

ROOT: Final = Path(__file__).parents[1]
TARGET: Final = ROOT / "src" / "tamis" / "repairs" / "curable.json"
CASES: Final = ROOT / "fixtures" / "repairs"


def case_texts() -> list[str]:
    """Return the texts that the cases of repairs begin with."""
    texts = set()
    for path in (*CASES.glob("*/journal.csv"), *CASES.glob("*/proposals.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            texts |= {row.get("before") or row.get("value") or "" for row in csv.DictReader(file)}
    return sorted(texts - {""})


def misspelt(field: Field) -> Iterator[str]:
    """Yield the values that a field lists or shows, as people write them."""
    allowed = field.constraints.enum or field.categories or ()
    for value in (*list(allowed)[:20], field.example):
        text = "" if value is None else str(value)
        yield from (text.upper(), text.lower(), f" {text} ", text[:-1], text.replace("-", " "))
        yield from (text.lstrip("0"), text.replace(" ", "\u00a0"), f"\u200b{text}")
        if text.isdecimal():
            yield f"{text}.0"
        yield from (text.replace(",", ";"), text.replace("|", ","), text.replace(".", ","))
        yield from (text.removeprefix("https://"), text.replace("é", "Ã©"), f"='{text}'")


def cured(plan: Plan, field: FieldPlan, texts: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each rule and repair of a field such that the repair cures some text of the rule."""
    series = pl.Series(field.raw, texts, dtype=pl.String)
    broken = field.broken_checks(series)
    codes = {str(check.check): plan.checks[check.check].code for check in field.checks}
    wrong = broken.select(pl.any_horizontal(pl.all())).to_series()
    if not wrong.any():
        return
    series, broken = series.filter(wrong), broken.filter(wrong)
    for repair in {r.repair: r for stage in field.stages() for r in stage.repairs}.values():
        rule = plan.repairs[repair.repair]
        if repair.text is None:
            continue
        after = series.to_frame().select(repair.text.alias(field.raw)).to_series()
        right = ~field.broken_checks(after).select(pl.any_horizontal(pl.all())).to_series()
        good = after.ne_missing(series) & after.is_not_null() & (after != "") & right
        for name in broken.columns:
            if rule.may_repair(codes[name]) and (good & broken[name]).any():
                yield codes[name], rule.name


def count(folder: Path) -> Mapping[str, Counter[str]]:
    """Return in how many fields each repair cures each rule."""
    texts, counts = case_texts(), dict[str, Counter[str]]()
    for schema in published(folder):
        plan = compile_plan(schema, tuple(f.name for f in schema.fields), load_profile("publish"))
        for field in plan.fields:
            pairs = cured(plan, field, [*texts, *filter(None, misspelt(field.field))])
            for code, repair in sorted(set(pairs)):
                counts.setdefault(code, Counter())[repair] += 1
    return counts


def published(folder: Path) -> Iterator[Schema]:
    """Yield the last version of each table of the catalogue in `folder`."""
    latest: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.json"), key=_version):
        latest[str(path.relative_to(folder).parent.parent / path.name)] = path
    for path in latest.values():
        try:
            schema = schemas.load(path)
        except TamisError:
            continue
        if isinstance(schema, Schema):
            yield schema


def _version(path: Path) -> tuple[Any, ...]:
    return tuple(int(n) if n.isdigit() else -1 for n in path.parent.name.split("."))


def ordered(counts: Mapping[str, Counter[str]]) -> dict[str, dict[str, int]]:
    """Return the counts, the likeliest repairs of each rule first.

    Those that are done by themselves come first; then those that cure many fields, and little
    else: what deletes characters that nobody sees cures every rule, and is rarely what happened.
    """
    levels = [*Applicability]
    rules = {rule.name: rule for rule in repairs.all_rules()}
    total = sum(counts.values(), Counter[str]())

    def key(item: tuple[str, int]) -> tuple[int, float, str]:
        name, fields = item
        return levels.index(rules[name].applicability), -(fields**3) / total[name] ** 2, name

    return {code: dict(sorted(c.items(), key=key)) for code, c in sorted(counts.items())}


def main(folder: str) -> None:
    """Write the table."""
    table = ordered(count(Path(folder)))
    TARGET.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
