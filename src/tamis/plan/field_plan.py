"""One field of a plan: its checks and its repairs as expressions. Frozen data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from tamis.model.schema import Field
from tamis.tables.cell import Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class CellCheck:
    """A check of one field: its position among the plan's checks, and where it is broken.

    Attributes:
        is_quiet: whether it is reported only where no other check of the field, as heavy as it
            is, is broken.
        is_error: whether a cell that breaks it is invalid.
    """

    check: int
    broken: pl.Expr
    is_quiet: bool
    is_error: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRepair:
    """A repair of one field: its position among the plan's repairs, and the text it writes.

    Attributes:
        text: the repaired text; None for a repair that has nothing to write.
        concerns: where a repair without a text is named; None for the others.
    """

    repair: int
    text: pl.Expr | None
    concerns: pl.Expr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairStage:
    """Repairs of one field that are tried together, on texts that earlier stages left at fault.

    Attributes:
        repairs: in the order in which they are tried, those of earlier stages among them.
        own: those that no earlier stage had.
        curable: the checks that they may cure.
        is_applied: whether what they write is written; else it is proposed.
        is_safe: whether curing one check is enough; else the text must be wholly right afterwards.
    """

    repairs: tuple[CellRepair, ...]
    own: frozenset[int]
    curable: frozenset[int]
    is_applied: bool
    is_safe: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPlan:
    """One field that the file has, from its raw column to its checks.

    Attributes:
        position: the index of its column in the file.
        raw: the name of the text column of the batch.
        text: the expression over `raw` that gives the text, null where it is missing.
        value: the expression over the text (under the name `raw`) that gives the typed value.
        typed: the name under which the value stands beside the text.
        checks: expressions over `raw` (the text) and `typed`.
        stages: compiles the repairs, over `raw` (the text), surest first: most of the work of
            compiling, which a field without a faulty cell never needs.
        lost_zeros: the check of a code that was typed as a number; None for other fields.
        cell: the field as its checks and repairs see it, with what the column shows.
        doubt_needs_value: whether `doubtful` reads the value.
        doubtful: over the texts and, where needed, the values: whether some check is in doubt.
        broken: over the texts and the values: whether some check is broken.
    """

    field: Field
    position: int
    raw: str
    text: pl.Expr
    value: pl.Expr
    typed: str
    checks: tuple[CellCheck, ...]
    stages: Callable[[], tuple[RepairStage, ...]]
    lost_zeros: int | None
    cell: Cell
    doubt_needs_value: bool
    doubtful: pl.Expr
    broken: pl.Expr

    def present(self, cells: pl.Series) -> pl.Series:
        """Return cells as texts, null where they are missing."""
        return cells.alias(self.raw).to_frame().select(self.text.alias(self.raw)).to_series()

    def broken_checks(self, texts: pl.Series) -> pl.DataFrame:
        """Return a Boolean column a check, named by its position: whether each text breaks it.

        Args:
            texts: texts, null where they are missing.
        """
        typed = texts.alias(self.raw).to_frame().with_columns(self.value.alias(self.typed))
        return typed.select(
            check.broken.fill_null(value=False).alias(str(check.check)) for check in self.checks
        )

    def is_invalid(self, broken: pl.DataFrame) -> pl.Series:
        """Return whether each text breaks a check that is an error, out of `broken_checks`."""
        errors = [pl.col(str(check.check)) for check in self.checks if check.is_error]
        return broken.select(
            pl.any_horizontal(*errors, pl.repeat(value=False, n=pl.len()))
        ).to_series()

    def without_quiet(self, broken: pl.DataFrame) -> pl.DataFrame:
        """Return `broken`, a quiet check left out where another one is broken too.

        An error never gives way to what is no error: the verdict stays what it is.
        """
        errors = {str(check.check) for check in self.checks if check.is_error}
        for check in self.checks:
            heavy = errors if check.is_error else broken.columns
            others = [name for name in broken.columns if name in heavy and name != str(check.check)]
            if check.is_quiet and others:
                broken = broken.with_columns(pl.col(str(check.check)) & ~pl.any_horizontal(others))
        return broken
