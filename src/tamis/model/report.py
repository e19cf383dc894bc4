"""A report: what one run found in one source. Data only; sentences are made by renderers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from tamis.model.address import redact
from tamis.model.dialect import Dialect
from tamis.model.errors import TamisError
from tamis.model.finding import Findings
from tamis.model.presentation import presentation
from tamis.model.profile import Profile
from tamis.model.repair_plan import RepairPlan
from tamis.model.report_rows import Rows
from tamis.model.rule import RepairRule, Rule, Severity
from tamis.model.sheet_columns import column_letters
from tamis.model.text import printable
from tamis.model.verdict import Verdict

#: What stands for a text that must not be shown.
REDACTED: Final = "•••"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What was read: where from, in which format, how it was written down.

    `bytes` is the size as stored; `sha256` is the hexadecimal hash of those bytes. `sheet` and
    `first_column` say where the table stands in a workbook, `other_sheets` which sheets are
    shown beside it. `labels` is the header as it stands.
    `restricted`: what the file holds must not be shown, `REDACTED` stands in its place.
    `path` shows no secret of an address, and is text whatever the name of the file is.
    """

    path: str
    format: str
    encoding: str = ""
    dialect: Dialect | None = None
    bytes: int = 0
    sha256: str = ""
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    first_column: int = 1
    labels: tuple[str, ...] = ()
    restricted: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", printable(redact(self.path)))

    def place(self, line: int | None, column: int) -> str:
        """Return where a cell stands, as a person says it; "" where a line says it all.

        >>> Source(path="a.xlsx", format="xlsx", sheet="Feuille 1").place(12, 3)
        'Feuille 1!C12'
        """
        if not self.sheet or not line:
            return ""
        letters = column_letters(column - 1 + self.first_column) if column else ""
        return f"{self.sheet}!{letters}{line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """A published schema that a file looks like, and how sure that is, from 0 to 1."""

    name: str
    version: str
    certainty: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Newer:
    """The latest version of the schema that a file follows, and what moving to it takes.

    Attributes:
        since: the day that it says it is from, "" where it does not.
        to_fill: required fields that the older version does not have.
        renamed: how many fields are called otherwise.
        dropped: fields that have no place any more.
        tightened: how many rules a file may break that it did not.
    """

    version: str
    since: str = ""
    to_fill: tuple[str, ...] = ()
    renamed: int = 0
    dropped: tuple[str, ...] = ()
    tightened: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaRef:
    """Which schema was applied.

    Attributes:
        certainty: from 0 to 1, only where tamis chose it itself.
        likely: another schema, which the columns look like much more.
        declared: whether the file itself says, in its properties, that it follows it.
        newer: the latest version, where another is applied.
    """

    name: str
    version: str
    path: str
    certainty: float | None = None
    likely: Likely | None = None
    declared: bool = False
    newer: Newer | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", printable(redact(self.path)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """How much was read and how long it took."""

    rows: int
    fields: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairSummary:
    """What one repair did, or proposes, in one field.

    Attributes:
        field: the field's name, or "" for rows and headers.
        count: how many cells or rows.
        done: whether it is done where the SAFE repairs, and those asked for, are; else proposed.
        samples: a few texts, each with what is written in its place (None: nothing to propose).
    """

    repair: RepairRule
    field: str
    count: int
    done: bool
    samples: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Unread:
    """A source that could not be read: what stands in place of its report."""

    path: str
    error: TamisError

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", printable(redact(self.path)))

    def __repr__(self) -> str:
        return f"<Unread {self.path!r}: {type(self.error).__name__}>"


class State(StrEnum):
    """The two states of a table: as it came, and once the chosen repairs are done."""

    DELIVERED = "delivered"
    REPAIRED = "repaired"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Report:
    """What one run found in one source.

    Attributes:
        state: the state of the data that `findings`, `verdict`, `counts`, `valid` and `worst`
            speak of: as delivered, or as repaired after `normalize`.
        before: the verdict on the data as delivered.
        after: the verdict on the data as repaired: once its SAFE repairs, and those chosen, are
            done, or as it would be.
        changes: how many cells, rows and headers each repair changes, by repair name.
        rules: the rules that have a finding, so that a saved report can be shown again.
        repair_summaries: what repairs do and propose, by repair and field.
        kept: the records themselves, where they were asked for.
        known: how many findings were left out because a baseline has them.
        again: judges the same source again and keeps its records, where that can be done.
    """

    source: Source
    schema: SchemaRef
    profile: Profile
    stats: Stats
    before: Verdict
    after: Verdict
    findings: Findings
    rules: Mapping[str, Rule]
    changes: Mapping[str, int] = field(default_factory=dict)
    repair_summaries: tuple[RepairSummary, ...] = ()
    kept: Rows | None = None
    known: int = 0
    state: State = State.DELIVERED
    again: Callable[[], Report] | None = field(default=None, compare=False)

    @property
    def verdict(self) -> Verdict:
        """The verdict on the data in the state that the findings are about."""
        return self.before if self.state is State.DELIVERED else self.after

    @property
    def valid(self) -> bool:
        """Whether the data, in that state, has no finding of severity error."""
        return self.verdict.valid

    @property
    def rows(self) -> int:
        """The number of data records."""
        return self.stats.rows

    @property
    def counts(self) -> Mapping[str, int]:
        """The exact number of findings of each code."""
        return self.verdict.counts

    @property
    def worst(self) -> Severity:
        """The highest severity found (INFO where nothing was)."""
        if self.verdict.errors:
            return Severity.ERROR
        return Severity.WARNING if self.verdict.warnings else Severity.INFO

    @property
    def repairs(self) -> RepairPlan:
        """What repairs do and propose, as one object."""
        return RepairPlan(summaries=self.repair_summaries)

    def to_polars(self) -> Any:
        """Return the findings as a Polars frame, a row each, in the order of the file."""
        return presentation().frame(self)

    def to_pandas(self) -> Any:
        """Return the findings as a pandas frame, a row each, in the order of the file."""
        return self.to_polars().to_pandas()

    def to_json(self) -> str:
        """Return the whole report as JSON, as ``tamis validate -f json`` does."""
        return presentation().json(self)

    def save(self, path: str | Path) -> None:
        """Write the report to a file, in the form that its name means (.html, .xlsx, .json…).

        Raises:
            UsageError: no form ends so.
        """
        presentation().save(self, path)

    def _repr_html_(self) -> str:
        return presentation().html(self)

    def __repr__(self) -> str:
        word = "valid" if self.valid else "not valid"
        errors, warnings = self.verdict.errors, self.verdict.warnings
        return (
            f"<Report {self.source.path!r}: {word}, {errors} errors, {warnings} warnings, "
            f"{self.rows} rows>"
        )
