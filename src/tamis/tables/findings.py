"""Findings in columns: what a run gathers, kept small, spilled to disk when it grows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import Final

import polars as pl

from tamis.model.finding import Check, Finding, Group
from tamis.model.fingerprint import same
from tamis.model.rule import Applicability, RepairRule, Severity
from tamis.model.verdict import Verdict
from tamis.tables.scratch import Scratch

#: One row a finding. `check` and `repair` are positions in the plan's own lists.
COLUMNS: Final = {
    "check": pl.UInt16,
    "row": pl.UInt32,
    "line": pl.UInt32,
    "value": pl.String,
    "note": pl.String,
    "repair": pl.UInt8,
    "proposal": pl.String,
    "pointer": pl.String,
}

#: Above this many findings held in memory, they are written to a temporary file.
SPILL_ROWS: Final = 500_000

_EMPTY: Final = pl.DataFrame(schema=COLUMNS)


def empty() -> pl.DataFrame:
    """Return a findings frame without a row."""
    return _EMPTY.clone()


def frame(check: int, **columns: pl.Series | Sequence[object] | None) -> pl.DataFrame:
    """Return a findings frame of one check; columns that are not given are null."""
    present = {name: values for name, values in columns.items() if values is not None}
    partial = pl.DataFrame(present) if present else pl.DataFrame({"row": [None]})
    absent = {name: pl.lit(None) for name in COLUMNS if name not in partial.columns}
    return partial.with_columns(**{**absent, "check": pl.lit(check)}).select(
        pl.col(name).cast(dtype) for name, dtype in COLUMNS.items()
    )


class FindingLog:
    """Every finding of one run. Add frames, then read: in file order, by group, or as a frame."""

    def __init__(
        self,
        checks: Sequence[Check],
        repairs: Sequence[RepairRule] = (),
        *,
        forgive_safe: bool = False,
    ) -> None:
        self._forgive_safe = forgive_safe
        self._checks = tuple(checks)
        self._repairs = tuple(repairs)
        self._frames: list[pl.DataFrame] = []
        self._in_memory = 0
        self._tally: dict[int, list[int]] = {}
        self._scratch = Scratch("findings")
        self._parts: list[Path] = []

    def add(self, frame: pl.DataFrame) -> None:
        """Add a findings frame."""
        if frame.is_empty():
            return
        cured = pl.col("repair").is_in(self._safe_repairs()).sum()
        tally = frame.group_by("check").agg(n=pl.len(), cured=cured)
        for check, n, cured_here in tally.iter_rows():
            counts = self._tally.setdefault(check, [0, 0])
            counts[0] += n
            counts[1] += cured_here
        self._frames.append(frame)
        self._in_memory += frame.height
        if self._in_memory >= SPILL_ROWS:
            self._flush()

    def mapped(self, change: Callable[[pl.DataFrame], pl.DataFrame]) -> FindingLog:
        """Return the findings, each frame of them as `change` returns it."""
        log = FindingLog(self._checks, self._repairs, forgive_safe=self._forgive_safe)
        for frame in chain(map(pl.read_ipc, self._parts), self._frames):
            log.add(change(frame))
        return log

    def _flush(self) -> None:
        part = self._scratch.folder / f"{len(self._parts):06}.arrow"
        pl.concat(self._frames).write_ipc(part, compression="lz4")
        self._parts.append(part)
        self._frames, self._in_memory = [], 0

    def lazy(self) -> pl.LazyFrame:
        """Return all findings, in no particular order, to be computed on."""
        in_memory = pl.concat([empty(), *self._frames]).lazy()
        if not self._parts:
            return in_memory
        return pl.concat([pl.scan_ipc(self._parts), in_memory])

    def errors(self) -> pl.LazyFrame:
        """Return the findings that count as errors and stand in a record, in no order."""
        checks = [n for n, check in enumerate(self._checks) if check.severity is Severity.ERROR]
        errors = self.lazy().filter(pl.col("check").is_in(checks), pl.col("row").is_not_null())
        if not self._forgive_safe:
            return errors
        return errors.filter(~pl.col("repair").is_in(self._safe_repairs()).fill_null(value=False))

    def _safe_repairs(self) -> list[int]:
        safe = Applicability.SAFE
        return [n for n, repair in enumerate(self._repairs) if repair.applicability is safe]

    def in_rows(self, rows: Collection[int]) -> list[Finding]:
        """Return the findings of the records of these numbers, in the order of the file."""
        wanted = pl.Series(sorted(rows), dtype=pl.UInt32).implode()
        chosen = self.lazy().filter(pl.col("row").is_in(wanted))
        return list(self._findings(self._ordered(chosen).collect()))

    def frame(self) -> pl.DataFrame:
        """Return all findings in file order: line, then column, then check."""
        return self._ordered(self.lazy()).collect(engine="streaming")

    def _ordered(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        columns = pl.Series([check.column for check in self._checks], dtype=pl.UInt32)
        check = pl.col("check")
        column = check.replace_strict(range(len(columns)), columns, return_dtype=pl.UInt32)
        return frame.sort("line", "row", column, check, nulls_last=False, maintain_order=True)

    def _stretches(self) -> Iterator[pl.DataFrame]:
        """Return all findings in file order, a stretch of lines at a time.

        What is on disk is never held whole: each stretch is read for itself.
        """
        if not self._parts:
            yield self.frame()
            return
        line = pl.col("line")
        lines = self.lazy().select(line).drop_nulls().collect(engine="streaming")["line"].sort()
        ends = [*lines.gather_every(SPILL_ROWS), *lines.tail(1)] or [0]
        yield self._ordered(self.lazy().filter(line.is_null() | (line <= ends[0]))).collect()
        for low, high in pairwise(dict.fromkeys(ends)):
            yield self._ordered(self.lazy().filter(line > low, line <= high)).collect()

    def tally(self) -> Mapping[int, int]:
        """Return the exact number of findings of each check, by its position."""
        return {check: n for check, (n, _) in self._tally.items()}

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks that `check` counts in."""
        return self._checks

    def __len__(self) -> int:
        return sum(n for n, _ in self._tally.values())

    def __iter__(self) -> Iterator[Finding]:
        if len(self):
            for stretch in self._stretches():
                yield from self._findings(stretch)

    def _findings(self, frame: pl.DataFrame) -> Iterator[Finding]:
        for n, row, line, value, note, index, proposal, pointer in frame.iter_rows():
            check = self._checks[n]
            repair = None if index is None else self._repairs[index]
            is_safe = repair is not None and repair.applicability is Applicability.SAFE
            yield Finding(
                check=check,
                row=row,
                line=line,
                value=value,
                note=note or "",
                repair=repair.name if repair else "",
                applicability=repair.applicability if repair else None,
                proposal=proposal,
                forgiven=is_safe and self._forgives(check),
                pointer=pointer or "",
            )

    def _forgives(self, check: Check) -> bool:
        """Whether the profile counts an error of `check` that is cured as a warning."""
        return self._forgive_safe and check.severity is Severity.ERROR

    def counts(self) -> dict[str, int]:
        """Return the exact number of findings of each code, in the order of the codes."""
        return dict(self.verdict().counts)

    def verdict(self, *, repaired: bool = False) -> Verdict:
        """Return the verdict that these findings amount to; `repaired`: without what is cured."""
        counts: dict[str, int] = {}
        weights = dict.fromkeys(Severity, 0)
        for index, (total, cured) in self._tally.items():
            n = total - cured if repaired else total
            if not n:
                continue
            check = self._checks[index]
            counts[check.code] = counts.get(check.code, 0) + n
            forgiven = cured if self._forgives(check) and not repaired else 0
            weights[check.severity] += n - forgiven
            weights[Severity.WARNING] += forgiven
        return Verdict(
            errors=weights[Severity.ERROR],
            warnings=weights[Severity.WARNING],
            infos=weights[Severity.INFO],
            counts=dict(sorted(counts.items())),
        )

    def marks(self) -> Iterator[tuple[str, str, str, int]]:
        """Return code, field, mark (`fingerprint.same`) and number of findings alike."""
        alike = self.lazy().group_by("check", "value").len().collect(engine="streaming")
        for index, value, n in alike.iter_rows():
            check = self._checks[index]
            yield check.code, check.field, same(check.code, check.field, value), n

    def without_known(self, known: Mapping[str, int]) -> FindingLog:
        """Return the findings without the first ones of each mark, as many as are known."""
        remaining = FindingLog(self._checks, self._repairs, forgive_safe=self._forgive_safe)
        if len(self):
            frame = self.frame()
            marked = frame.join(
                self._marked(frame, known),
                on=["check", "value"],
                how="left",
                nulls_equal=True,
                maintain_order="left",
            )
            rank = pl.int_range(pl.len()).over("mark")
            remaining.add(marked.filter(rank >= pl.col("known")).select(COLUMNS.keys()))
        return remaining

    def _marked(self, frame: pl.DataFrame, known: Mapping[str, int]) -> pl.DataFrame:
        """Return each check and value of a frame with its mark and how many are known of it."""
        pairs = frame.select("check", "value").unique()
        checks = ((self._checks[index], value) for index, value in pairs.iter_rows())
        marks = [same(check.code, check.field, value) for check, value in checks]
        counts = [known.get(mark, 0) for mark in marks]
        return pairs.with_columns(
            mark=pl.Series(marks, dtype=pl.String), known=pl.Series(counts, dtype=pl.Int64)
        )

    def groups(self, samples: int = 3) -> list[Group]:
        """Return the findings by check, worst and most numerous first, with their first ones."""
        if not self._tally:
            return []
        parts = [_first(pl.scan_ipc(part), samples) for part in self._parts]
        in_memory = _first(pl.concat([empty(), *self._frames]).lazy(), samples)
        first = _first(pl.concat([*parts, in_memory]).lazy(), samples).partition_by(
            "check", as_dict=True
        )
        groups = [
            Group(
                check=self._checks[check],
                count=n,
                cured=cured,
                samples=tuple(self._findings(first[(check,)])),
                forgiven=cured if self._forgives(self._checks[check]) else 0,
            )
            for check, (n, cured) in sorted(self._tally.items())
        ]
        return sorted(groups, key=lambda group: (-group.severity, -group.count, group.check.code))

    def faulty(self) -> dict[int, int]:
        """Return how many records have an error in each column (from 1), where some have."""
        columns = {
            index: check.column
            for index, check in enumerate(self._checks)
            if check.severity is Severity.ERROR and check.column and index in self._tally
        }
        if not columns:
            return {}
        check = pl.col("check")
        counted = (
            self.errors()
            .filter(check.is_in(list(columns)))
            .group_by(check.replace_strict(columns, return_dtype=pl.UInt32).alias("column"))
            .agg(pl.col("row").n_unique())
            .collect(engine="streaming")
        )
        return dict(sorted(counted.iter_rows()))


def _first(frame: pl.LazyFrame, n: int) -> pl.DataFrame:
    """Return the first `n` findings of each check, in the order of the file."""
    ordered = frame.sort("line", "row", nulls_last=False, maintain_order=True)
    return ordered.group_by("check", maintain_order=True).head(n).select(COLUMNS.keys()).collect()


def stacked(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return one findings frame out of several."""
    filled = [frame for frame in frames if frame.height]
    return pl.concat(filled) if filled else empty()
