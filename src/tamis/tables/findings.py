"""Findings in columns: what a run gathers, kept small, spilled to disk when it grows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import Final

import polars as pl

from tamis.model.finding import Check, Finding, Group
from tamis.model.fingerprint import same
from tamis.model.report import Verdict
from tamis.model.rule import Applicability, RepairRule, Severity
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
    given = {name: values for name, values in columns.items() if values is not None}
    made = pl.DataFrame(given) if given else pl.DataFrame({"row": [None]})
    absent = {name: pl.lit(None) for name in COLUMNS if name not in made.columns}
    return made.with_columns(**{**absent, "check": pl.lit(check)}).select(
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
        self._forgive = forgive_safe
        self._checks = tuple(checks)
        self._repairs = tuple(repairs)
        self._frames: list[pl.DataFrame] = []
        self._held = 0
        self._tally: dict[int, list[int]] = {}
        self._scratch = Scratch("findings")
        self._parts: list[Path] = []

    def add(self, found: pl.DataFrame) -> None:
        """Take a findings frame in."""
        if found.is_empty():
            return
        safe = [r.applicability is Applicability.SAFE for r in self._repairs]
        cured = pl.col("repair").is_in([at for at, one in enumerate(safe) if one]).sum()
        tally = found.group_by("check").agg(n=pl.len(), cured=cured)
        for check, n, safely in tally.iter_rows():
            counts = self._tally.setdefault(check, [0, 0])
            counts[0] += n
            counts[1] += safely
        self._frames.append(found)
        self._held += found.height
        if self._held >= SPILL_ROWS:
            self._flush()

    def altered(self, change: Callable[[pl.DataFrame], pl.DataFrame]) -> FindingLog:
        """Return the findings, each frame of them as `change` makes it."""
        made = FindingLog(self._checks, self._repairs, forgive_safe=self._forgive)
        for found in chain(map(pl.read_ipc, self._parts), self._frames):
            made.add(change(found))
        return made

    def _flush(self) -> None:
        part = self._scratch.folder / f"{len(self._parts):06}.arrow"
        pl.concat(self._frames).write_ipc(part, compression="lz4")
        self._parts.append(part)
        self._frames, self._held = [], 0

    def lazy(self) -> pl.LazyFrame:
        """Return all findings, in no particular order, to be computed on."""
        held = pl.concat([empty(), *self._frames]).lazy()
        if not self._parts:
            return held
        return pl.concat([pl.scan_ipc(self._parts), held])

    def errors(self) -> pl.LazyFrame:
        """Return the findings that count as errors and stand in a record, in no order."""
        weighs = [at for at, one in enumerate(self._checks) if one.severity is Severity.ERROR]
        found = self.lazy().filter(pl.col("check").is_in(weighs), pl.col("row").is_not_null())
        if not self._forgive:
            return found
        safe = [
            at for at, one in enumerate(self._repairs) if one.applicability is Applicability.SAFE
        ]
        return found.filter(~pl.col("repair").is_in(safe).fill_null(value=False))

    def of(self, rows: Collection[int]) -> list[Finding]:
        """Return the findings of the records of these numbers, in the order of the file."""
        wanted = pl.Series(sorted(rows), dtype=pl.UInt32).implode()
        found = self.lazy().filter(pl.col("row").is_in(wanted))
        return list(self._made(self._ordered(found).collect()))

    def frame(self) -> pl.DataFrame:
        """Return all findings in file order: line, then column, then check."""
        return self._ordered(self.lazy()).collect(engine="streaming")

    def _ordered(self, found: pl.LazyFrame) -> pl.LazyFrame:
        columns = pl.Series([check.column for check in self._checks], dtype=pl.UInt32)
        at = pl.col("check")
        place = at.replace_strict(range(len(columns)), columns, return_dtype=pl.UInt32)
        return found.sort("line", "row", place, at, nulls_last=False, maintain_order=True)

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
                yield from self._made(stretch)

    def _made(self, found: pl.DataFrame) -> Iterator[Finding]:
        for at, row, line, value, note, repair, proposal, pointer in found.iter_rows():
            check = self._checks[at]
            cure = None if repair is None else self._repairs[repair]
            safe = cure is not None and cure.applicability is Applicability.SAFE
            yield Finding(
                check=check,
                row=row,
                line=line,
                value=value,
                note=note or "",
                repair=cure.name if cure else "",
                applicability=cure.applicability if cure else None,
                proposal=proposal,
                forgiven=safe and self._forgives(check),
                pointer=pointer or "",
            )

    def _forgives(self, check: Check) -> bool:
        """Whether the profile counts an error of `check` that is cured as a warning."""
        return self._forgive and check.severity is Severity.ERROR

    def counts(self) -> dict[str, int]:
        """Return the exact number of findings of each code, in the order of the codes."""
        return dict(self.verdict().counts)

    def verdict(self, *, repaired: bool = False) -> Verdict:
        """Return the verdict that these findings amount to; `repaired`: without what is cured."""
        counts: dict[str, int] = {}
        weights = dict.fromkeys(Severity, 0)
        for at, (all_of_it, safely) in self._tally.items():
            n, cured = (all_of_it - safely, 0) if repaired else (all_of_it, safely)
            if not n:
                continue
            check = self._checks[at]
            counts[check.code] = counts.get(check.code, 0) + n
            forgiven = cured if self._forgives(check) else 0
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
        for at, value, n in alike.iter_rows():
            check = self._checks[at]
            yield check.code, check.field, same(check.code, check.field, value), n

    def without_known(self, known: Mapping[str, int]) -> FindingLog:
        """Return the findings without the first ones of each mark, as many as are known."""
        left = FindingLog(self._checks, self._repairs, forgive_safe=self._forgive)
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
            left.add(marked.filter(rank >= pl.col("borne")).select(COLUMNS.keys()))
        return left

    def _marked(self, frame: pl.DataFrame, known: Mapping[str, int]) -> pl.DataFrame:
        """Return each check and value of a frame with its mark and how many are known of it."""
        pairs = frame.select("check", "value").unique()
        checks = ((self._checks[at], value) for at, value in pairs.iter_rows())
        marks = [same(check.code, check.field, value) for check, value in checks]
        borne = [known.get(mark, 0) for mark in marks]
        return pairs.with_columns(
            mark=pl.Series(marks, dtype=pl.String), borne=pl.Series(borne, dtype=pl.Int64)
        )

    def groups(self, samples: int = 3) -> list[Group]:
        """Return the findings by check, worst and most numerous first, with their first ones."""
        if not self._tally:
            return []
        parts = [_first(pl.scan_ipc(part), samples) for part in self._parts]
        held = _first(pl.concat([empty(), *self._frames]).lazy(), samples)
        first = _first(pl.concat([*parts, held]).lazy(), samples).partition_by(
            "check", as_dict=True
        )
        made = [
            Group(
                check=self._checks[check],
                count=n,
                cured=cured,
                samples=tuple(self._made(first[(check,)])),
                forgiven=cured if self._forgives(self._checks[check]) else 0,
            )
            for check, (n, cured) in sorted(self._tally.items())
        ]
        return sorted(made, key=lambda g: (-g.severity, -g.count, g.check.code))

    def faulty(self) -> dict[int, int]:
        """Return how many records have an error in each column (from 1), where some have."""
        errors = {
            at: one.column
            for at, one in enumerate(self._checks)
            if one.severity is Severity.ERROR and one.column and at in self._tally
        }
        if not errors:
            return {}
        at = pl.col("check")
        counted = (
            self.errors()
            .filter(at.is_in(list(errors)))
            .group_by(at.replace_strict(errors, return_dtype=pl.UInt32).alias("column"))
            .agg(pl.col("row").n_unique())
            .collect(engine="streaming")
        )
        return dict(sorted(counted.iter_rows()))


def _first(found: pl.LazyFrame, n: int) -> pl.DataFrame:
    """Return the first `n` findings of each check, in the order of the file."""
    ordered = found.sort("line", "row", nulls_last=False, maintain_order=True)
    return ordered.group_by("check", maintain_order=True).head(n).select(COLUMNS.keys()).collect()


def stacked(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return one findings frame out of several."""
    held = [one for one in frames if one.height]
    return pl.concat(held) if held else empty()
