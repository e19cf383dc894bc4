"""Bringing a file from one version of its schema to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tamis.app._normalize import normalize
from tamis.app._options import DEFAULT_READ_OPTIONS, ReadOptions, SchemaSource, as_profile
from tamis.app._recognize import recognize
from tamis.loading import schemas
from tamis.loading.migration import Move, move, newer_than
from tamis.model.profile import Profile
from tamis.model.repair_choice import ONLY_SAFE, Choice
from tamis.model.report import Report
from tamis.model.rule import Severity
from tamis.writers.corrected import Normalized


@dataclass(frozen=True, slots=True, kw_only=True)
class CellToFill:
    """What only a person can say: a cell, or a whole column where `line` is None.

    Attributes:
        line: the physical line in the older file.
        value: what stands there now.
        why: what is wrong with it, or what is asked.
        advice: what to write.
    """

    field: str
    line: int | None
    value: str
    why: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """What bringing a file to another version gave.

    Attributes:
        move: what became of the columns.
        normalized: what was written, and what remains.
    """

    move: Move
    normalized: Normalized

    @property
    def report(self) -> Report:
        """The report on the file that was written, or would be."""
        return self.normalized.report

    def to_fill(self) -> Iterator[CellToFill]:
        """Give what only a person can say, in the order of the file."""
        for finding in self.report.findings:
            if finding.severity is Severity.ERROR:
                yield CellToFill(
                    field=finding.field,
                    line=finding.line if finding.row else None,
                    value=finding.value or "",
                    why=finding.message,
                    advice=finding.advice(),
                )


def migrate(  # noqa: PLR0913 keyword-only options of the public face
    source: str | Path,
    to: str = "latest",
    output: str | Path | None = None,
    *,
    schema: SchemaSource | None = None,
    journal: str | Path | None = None,
    renames: Mapping[str, str] | None = None,
    choice: Choice = ONLY_SAFE,
    profile: str | Profile = "publish",
    reading: ReadOptions = DEFAULT_READ_OPTIONS,
) -> Migration:
    """Write a file again as another version of its schema wants it, without losing a cell.

    Columns that were renamed get their new name, required ones that the file lacks are laid out
    empty, those that have no place any more stand at the right. Then SAFE repairs are done. With
    the journal, the older file can be had again, cell by cell.

    Args:
        source: a path or an address.
        to: the version wanted, ``latest``, or the name or path of a schema.
        output: the file to write; None: nothing is written.
        schema: the version that the file follows; else the published one that it looks like.
        journal: where to write every change.
        renames: what a person says was renamed, by the older name.
        choice: which repairs are done.
        profile: what each rule weighs.
        reading: how to read the source.

    Raises:
        SourceError: the file cannot be read, or the output cannot be written.
        SchemaError: a schema cannot be read.
        UsageError: the file looks like no known schema, or a rename names no field.
    """
    weights = as_profile(profile)
    older = (
        recognize(source, reading, weights).schema if schema is None else schemas.tabular(schema)
    )
    moved = move(older, newer_than(older, to), renames)
    result = normalize(
        source,
        moved.target,
        output,
        journal=journal,
        choice=choice,
        profile=weights,
        reading=reading,
    )
    return Migration(move=moved, normalized=result)
