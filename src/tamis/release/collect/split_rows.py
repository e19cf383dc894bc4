"""The rows of one source, parted: sound ones to one side, rejected ones to the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import polars as pl

from tamis import values
from tamis.model.finding import Finding
from tamis.model.rule import Severity
from tamis.plan.model import Plan
from tamis.plan.run import Outcome, rows_at_fault, texts_by_field
from tamis.release.lineage import Origins
from tamis.tables.findings import FindingLog
from tamis.values.formulas import inert_frame


@dataclass(slots=True, kw_only=True)
class SplitCounts:
    """How the rows of a source were parted.

    Attributes:
        parts: how many sound rows each pair of files holds.
        rows: rows that are not blank; blank: the others; rejected: rows with an error.
    """

    parts: list[int] = field(default_factory=list)
    rows: int = 0
    blank: int = 0
    rejected: int = 0

    def add(self, other: SplitCounts) -> None:
        """Count what was parted elsewhere, after this."""
        self.parts += other.parts
        self.rows += other.rows
        self.blank += other.blank
        self.rejected += other.rejected


class RowSplitter:
    """Takes the outcomes of one source in and writes their rows.

    Args:
        plan: the schema compiled for the source.
        origins: gives the lineage of rows.
        folder: where files of sound rows go, a pair a batch.
        rejects: where rejected rows go.
    """

    def __init__(
        self,
        plan: Plan,
        origins: Origins,
        folder: Path,
        rejects: BinaryIO,
    ) -> None:
        self._plan = plan
        self._origins = origins
        self._folder = folder
        self._rejects = rejects
        self._fatal = fatal_of(plan)
        self._absent = [
            pl.lit(None, dtype=values.type_module(field).DTYPE).alias(field.name)
            for field in plan.schema.fields
            if field.name not in {field_plan.field.name for field_plan in plan.fields}
        ]
        self.counts = SplitCounts()

    def take(self, outcome: Outcome) -> None:
        """Write the rows of a batch to the side on which they fall."""
        self.counts.rows += outcome.rows.len()
        self.counts.blank += outcome.height - outcome.rows.len()
        origins = self._origins.lineage(outcome.rows, outcome.lines)
        texts = texts_by_field(self._plan, outcome)
        rejected = at_fault(self._plan, outcome)
        if not rejected.len():
            self._put(origins, texts, self._typed(outcome))
            return
        is_released = ~outcome.rows.is_in(rejected.implode())
        self._put(
            origins.filter(is_released),
            texts.filter(is_released),
            self._typed(outcome).filter(is_released),
        )
        self.counts.rejected += rejected.len()
        reasons = self._reasons(outcome, rejected)
        numbered = origins.with_columns(outcome.rows.alias("row")).filter(~is_released)
        rows = numbered.join(reasons, on="row", how="left", maintain_order="left").drop("row")
        rejects = inert_frame(rows.hstack(texts.filter(~is_released)))
        rejects.write_csv(self._rejects, include_header=False)

    def _typed(self, outcome: Outcome) -> pl.DataFrame:
        """Return the typed values of every field of the schema, null where the file lacks it."""
        typed = outcome.values if outcome.values is not None else pl.DataFrame()
        names = [field.name for field in self._plan.schema.fields]
        if not typed.width:
            typed = pl.DataFrame({"": pl.repeat(None, outcome.rows.len(), eager=True)})
        return typed.with_columns(self._absent).select(names)

    def _put(self, origins: pl.DataFrame, texts: pl.DataFrame, typed: pl.DataFrame) -> None:
        if not origins.height:
            return
        stem = self._folder / f"{len(self.counts.parts):05}"
        pl.concat([texts, origins], how="horizontal").write_csv(
            stem.with_suffix(".csv"), include_header=False
        )
        pl.concat([typed, origins], how="horizontal").write_parquet(
            stem.with_suffix(".parquet"), compression="lz4", statistics=False
        )
        self.counts.parts.append(origins.height)

    def _reasons(self, outcome: Outcome, rejected: pl.Series) -> pl.DataFrame:
        """Return, for each rejected row, the codes and the sentences of its errors."""
        checks = self._plan.checks
        errors = [index for index, check in enumerate(checks) if check.severity is Severity.ERROR]
        occurrences = outcome.repaired.filter(
            pl.col("check").is_in(errors), pl.col("row").is_in(rejected.implode())
        )
        distinct = occurrences.select("check", "value", "note").unique(maintain_order=True)
        findings = [
            Finding(check=checks[check], value=value, note=note or "")
            for check, value, note in distinct.iter_rows()
        ]
        sentences = distinct.with_columns(
            pl.Series("code", [_reason(finding) for finding in findings], dtype=pl.String),
            pl.Series("said", [finding.message for finding in findings], dtype=pl.String),
            pl.Series("column", [finding.check.column for finding in findings], dtype=pl.UInt32),
        )
        named = occurrences.join(
            sentences, on=["check", "value", "note"], how="left", nulls_equal=True
        ).sort("row", "column", "check")
        grouped = named.group_by("row", maintain_order=True).agg(
            pl.col("code").str.join("; "), pl.col("said").str.join(" ")
        )
        before = "; ".join(map(_reason, self._fatal)), " ".join(x.message for x in self._fatal)
        return (
            pl.DataFrame({"row": rejected})
            .join(grouped, on="row", how="left")
            .select(
                "row",
                _after(before[0], "; ", "code").alias("_reasons"),
                _after(before[1], " ", "said").alias("_explained"),
            )
        )


def _after(first: str, between: str, column: str) -> pl.Expr:
    """Return a text column after a text that stands before each of its values."""
    return pl.concat_str(
        pl.lit(first or None, dtype=pl.String), column, separator=between, ignore_nulls=True
    )


def _reason(finding: Finding) -> str:
    return f"{finding.code} [{finding.field}]" if finding.field else finding.code


def at_fault(plan: Plan, outcome: Outcome) -> pl.Series:
    """Return the record numbers that keep an error after repair; all, where the header has one."""
    return outcome.rows if fatal_of(plan) else rows_at_fault(plan, outcome)


def fatal_of(plan: Plan) -> tuple[Finding, ...]:
    """Return the errors of the header that no repair cures: they are every row's."""
    log = FindingLog(plan.checks, plan.repairs)
    log.add(plan.uncured(plan.header_findings))
    return tuple(_serious(log))


def _serious(log: FindingLog) -> Iterator[Finding]:
    return (finding for finding in log if finding.severity is Severity.ERROR and finding.field)
