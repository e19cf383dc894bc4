"""A release, from its sources to its folder."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from tamis.model.errors import RefusedError, SourceError
from tamis.model.profile import Profile
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.plan.compile import compile_plan
from tamis.plan.parts import Plan
from tamis.release import emit, gate
from tamis.release.account import Entry, balanced
from tamis.release.describe import Release, Unread, describe
from tamis.release.gather import Gathered, gather
from tamis.release.keys import Policy, losers, policy
from tamis.release.manifest import Manifest, Source
from tamis.writers import journal
from tamis.writers._swap import folder_beside

#: The files of a release.
FILES: Final = (
    "data.csv",
    "data.parquet",
    "rejects.csv",
    "duplicates.csv",
    "journal.csv",
    "report.json",
    "datapackage.json",
)

Progress = Callable[[str, int], None]


def build(
    manifest: Manifest,
    schema: Schema,
    folder: Path,
    *,
    profile: Profile,
    progress: Progress | None = None,
) -> Release:
    """Make a release and put it in its place.

    Args:
        manifest: its sources.
        schema: what every row must be.
        folder: where to put it; a former release there is replaced.
        profile: what each rule weighs.
        progress: told the source and the number of records read so far.

    Raises:
        RefusedError: the folder holds something else, no source can be read, or the last gate
            stops a row.
        UsageError: a key names no field.
    """
    rule = policy(schema, manifest)
    _guard(folder)
    with tempfile.TemporaryDirectory(prefix="tamis-release-") as held, folder_beside(folder) as out:
        with (out / "journal.csv").open("wb") as told:
            read = list(_read(manifest, schema, profile, Path(held), told, progress))
        gathered = [one for one in read if isinstance(one, Gathered)]
        unread = tuple(one for one in read if isinstance(one, Unread))
        if not gathered:
            raise RefusedError(
                Text(fr="Aucune source n'a pu être lue.", en="No source could be read."),
                unread[0].error.text,
            )
        plan = compile_plan(schema, tuple(field.name for field in schema.fields), profile)
        account = _emit(plan, gathered, rule, out)
        release = Release(
            folder=folder,
            account=account,
            reports=tuple(one.report for one in gathered),
            unread=unread,
            key=rule.keys[0] if rule.keys else (),
            latest=rule.latest,
        )
        describe(out, manifest, schema, release, gathered)
    return release


def _guard(folder: Path) -> None:
    """Refuse a place that holds something else than a release."""
    strange = folder.exists() and not folder.is_dir()
    if folder.is_dir():
        strange = bool({one.name for one in folder.iterdir()} - set(FILES))
    if strange:
        raise RefusedError(
            Text(
                fr=f"« {folder} » contient autre chose qu'une fusion : rien n'y est écrit.",
                en=f"“{folder}” holds something else than a release: nothing is written there.",
            ),
            Text(fr="Donnez un autre dossier à -o.", en="Give -o another folder."),
        )


def _read(
    manifest: Manifest,
    schema: Schema,
    profile: Profile,
    held: Path,
    told: BinaryIO,
    progress: Progress | None,
) -> Iterator[Gathered | Unread]:
    """Read each source in turn; one that cannot be read stops nothing but itself."""
    sink = journal.CsvSink(told, "source", *journal.LABELS)
    for source in manifest.sources:
        try:
            yield gather(
                source,
                schema,
                profile,
                folder=held,
                journal=partial(_journal, sink, source),
                progress=partial(progress, source.id) if progress else None,
            )
        except SourceError as error:
            yield Unread(source=source, error=error)


def _journal(sink: journal.Sink, source: Source, plan: Plan) -> journal.Journal:
    return journal.Journal(sink, plan, source.id)


def _emit(plan: Plan, gathered: list[Gathered], rule: Policy, out: Path) -> tuple[Entry, ...]:
    """Write the tables, pass the gate, and return the account."""
    parts = tuple(part for one in gathered for part in one.parts)
    lost = losers(emit.numbered(plan, parts), plan, rule)
    sound = emit.Sound(plan=plan, parts=parts, lost=lost)
    emit.data_csv(sound, out / "data.csv")
    emit.data_parquet(sound, out / "data.parquet")
    rejects = [part for one in gathered for part in one.rejects]
    emit.rejects_csv(plan, rejects, out / "rejects.csv")
    emit.duplicates_csv(sound, out / "duplicates.csv")
    gate.check(out / "data.parquet", plan.schema)
    gone, again = emit.counted(out / "rejects.csv"), emit.counted(out / "duplicates.csv")
    released = emit.counted(out / "data.csv")
    return balanced(
        Entry(
            source=one.source.id,
            rows=one.rows,
            out=released.get(one.source.id, 0),
            rejected=gone.get(one.source.id, 0),
            duplicates=again.get(one.source.id, 0),
            blank=one.blank,
        )
        for one in gathered
    )
