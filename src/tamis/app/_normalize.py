"""Writing a file again as its schema wants it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tamis import repairs
from tamis.app._options import (
    DEFAULT_READ_OPTIONS,
    DataSource,
    Progress,
    ReadOptions,
    SchemaSource,
    as_profile,
    location_of,
)
from tamis.app._recognize import recognize
from tamis.loading import schemas
from tamis.loading.newer import newer_version
from tamis.model.edits import NO_EDITS, Edits
from tamis.model.errors import UsageError
from tamis.model.profile import Profile
from tamis.model.repair_choice import ONLY_SAFE, Choice
from tamis.model.report import RepairSummary
from tamis.model.rule import Applicability
from tamis.model.suggest import did_you_mean
from tamis.model.text import Text
from tamis.sources import contents

if TYPE_CHECKING:
    from tamis.detect.tables import DetectedSchema
    from tamis.writers.corrected import Job, Normalized


def normalize(  # noqa: PLR0913 keyword-only options of the public face
    source: DataSource,
    schema: SchemaSource | None = None,
    output: str | Path | None = None,
    *,
    journal: str | Path | None = None,
    choice: Choice = ONLY_SAFE,
    edits: Edits = NO_EDITS,
    in_place: bool = False,
    excel: bool = False,
    ask: Callable[[RepairSummary], bool] | None = None,
    profile: str | Profile = "publish",
    reading: ReadOptions = DEFAULT_READ_OPTIONS,
    progress: Progress | None = None,
) -> Normalized:
    """Write the file again as the schema wants it, without losing a value.

    SAFE repairs are done, and those that `choice` or `ask` add; each change is journalled. The
    report lists what remains; its verdicts are those before and after.

    Args:
        source: a path, an address, ``-`` for standard input, bytes, an open file, or a frame.
        schema: a catalogue name, a path, a descriptor, or a loaded schema; without one, the
            published schema that the header looks like.
        output: the file to write: CSV (UTF-8, commas), or a workbook where it ends in .xlsx;
            None says what would be done, and writes nothing.
        journal: where to write the journal (.csv, .json or .xlsx), if anywhere.
        choice: which repairs are tried and done.
        edits: cells written and records taken out by hand, journalled as such, before all repairs.
        in_place: replace the source, which must be a CSV file, and keep a copy (``.orig``).
        excel: write a CSV output as a French Excel opens it: semicolons, a byte order mark.
        ask: asked, once for each UNSAFE repair and field, whether it may be done.
        profile: what each rule weighs.
        reading: how to read the source: format, sheet, archive member, limits.
        progress: told the number of records read so far, now and then.

    Raises:
        SourceError: the file cannot be read, or the output cannot be written.
        SchemaError: the schema cannot be read.
        UsageError: an output is the source or the other output, the source cannot be replaced,
            the header looks like no schema, `choice` names a repair that does not exist or is
            never done, or an edit is of a cell that the table does not have.
    """
    _ensure_doable(choice)
    from tamis.writers import csv
    from tamis.writers.corrected import Job

    location = location_of(source)
    if hasattr(source, "read"):  # it is read once, and may be asked for again
        source = contents.whole(source, reading.limits)
    weights = as_profile(profile)
    detected = recognize(source, reading, weights) if schema is None else None
    loaded = detected.schema if detected else schemas.tabular(schema or "")
    job = Job(
        location=location,
        content=source if contents.is_content(source) else None,
        schema=loaded,
        profile=weights,
        request=reading.request(loaded, accept_unsure=choice.accepts_likely_encoding),
        limits=reading.limits,
        member=reading.member,
        output=None if output is None else Path(output),
        journal=None if journal is None else Path(journal),
        choice=choice,
        edits=edits,
        in_place=in_place,
        dialect=csv.EXCEL if excel else csv.PLAIN,
        ask=ask,
        progress=progress,
    )
    return _finish(job, detected)


def _finish(job: Job, detected: DetectedSchema | None) -> Normalized:
    """Write the file; return what became of it, and what may write it later where it is not."""
    from tamis.writers.corrected import correct

    result = correct(job)
    ref = replace(
        result.report.schema,
        certainty=detected.certainty if detected else None,
        declared=detected is not None and detected.declared,
        newer=newer_version(job.schema),
    )
    result = replace(result, report=replace(result.report, schema=ref))
    if job.output is None and not job.in_place and job.ask is None:
        return replace(result, again=lambda path: correct(replace(job, output=path, journal=None)))
    return result


def _ensure_doable(choice: Choice) -> None:
    """Refuse a choice of repairs that makes no sense."""
    known = {rule.name: rule for rule in repairs.all_rules()}
    for name in sorted(choice.only | choice.without):
        if name not in known:
            raise UsageError(
                Text(
                    fr=f"Il n'y a pas de réparation « {name} ».", en=f"There is no repair “{name}”."
                ),
                did_you_mean(
                    name, list(known), Text(fr="La liste : tamis rules.", en="See tamis rules.")
                ),
            )
    for name in sorted(choice.only):
        if known[name].applicability is Applicability.SHOW:
            raise UsageError(
                Text(
                    fr=f"La réparation « {name} » est proposée, jamais faite.",
                    en=f"The repair “{name}” is only proposed, never made.",
                )
            )
    for name in sorted(choice.without):
        if known[name].implied:
            raise UsageError(
                Text(
                    fr=f"Réécrire le fichier implique « {name} » : on ne peut pas s'en passer.",
                    en=f"Rewriting the file implies “{name}”: it cannot be left out.",
                )
            )
