"""What the cells of a restricted file hold, left out of what is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from tamis.model.report import REDACTED, RepairSummary
from tamis.tables.findings import FindingLog


def findings(log: FindingLog, *, labels: bool) -> FindingLog:
    """Return findings with `REDACTED` in the place of what cells hold.

    Empty cells stay empty, and notes that tell no cell stay as they are.

    Args:
        log: the findings.
        labels: whether the labels of the header are hidden too.
    """
    rules = [check.rule for check in log.checks]
    named = [n for n, rule in enumerate(rules) if rule.scope == "header" and not labels]
    plain = [n for n, rule in enumerate(rules) if rule.plain_note]
    hidden = [_veiled("value", named), _veiled("proposal", named), _veiled("note", plain)]
    return log.mapped(lambda findings: findings.with_columns(hidden))


def _veiled(name: str, open_: list[int]) -> pl.Expr:
    """Return a column of findings, hidden but for empty texts and the checks of `open_`."""
    text, check = pl.col(name), pl.col("check")
    hidden = pl.when(text.is_not_null()).then(pl.lit(REDACTED))
    return pl.when(check.is_in(open_) | (text == "")).then(text).otherwise(hidden).alias(name)


def repair_summaries(summaries: Iterable[RepairSummary]) -> tuple[RepairSummary, ...]:
    """Return what repairs did and propose, without an example."""
    return tuple(replace(summary, samples=()) for summary in summaries)
