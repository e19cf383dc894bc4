"""A release, from its sources to its folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tamis.model.errors import RefusedError, UsageError
from tamis.model.profile import Profile
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.release import archive, lineage
from tamis.release.account import AccountEntry, ensure_balanced
from tamis.release.collect.continuity import Continuity, find_withdrawn
from tamis.release.collect.former_rows import read_former_rows
from tamis.release.collect.matched import take_matching, without_forbidden
from tamis.release.collect.scheduler import collect_sources
from tamis.release.inputs import fetch, licences
from tamis.release.inputs.former import FormerRelease
from tamis.release.inputs.former import load as load_former
from tamis.release.inputs.manifest import Manifest, Source
from tamis.release.merge import conflicts, rows
from tamis.release.merge.deduplicate import DuplicatePolicy, duplicate_policy
from tamis.release.merge.selection import Selection, select_rows
from tamis.release.options import AggregateOptions
from tamis.release.output import (
    changes,
    changes_page,
    documents,
    feed,
    geo,
    history,
    resources,
    tables,
    verify,
)
from tamis.release.output.changes import Compared
from tamis.release.progress import ProgressStatus, ProgressTracker, Step
from tamis.release.result import Changes, Doubt, ReadSource, Release, UnreadSource
from tamis.release.source_result import SourceResult
from tamis.sources.digest import sha256
from tamis.writers.lock import locked
from tamis.writers.swap import folder_beside, room_beside, tidied

if TYPE_CHECKING:
    import polars as pl

#: The tables of a release, in the order of their importance; the last two not always.
TABLES: Final = (
    "data.csv",
    "data.parquet",
    "data.geojson",
    "rejects.csv",
    "rejects.parquet",
    "duplicates.csv",
    "conflicts.csv",
    "journal.csv",
    changes.TABLE,
    history.TABLE,
    resources.TABLE,
)
#: The folder of the rows by the values of a field, where that was asked.
PARTITIONS: Final = "data"
#: All that may stand in the folder of a release.
FILES: Final = (*TABLES, PARTITIONS, changes_page.PAGE, feed.NAME, *documents.NAMES)


def build(
    manifest: Manifest,
    schema: Schema,
    folder: Path,
    *,
    profile: Profile,
    options: AggregateOptions,
    progress: Callable[[ProgressStatus], None] | None = None,
) -> Release:
    """Make a release and put it in its place.

    Args:
        manifest: its sources.
        schema: what every row must be.
        folder: where to put it; a former release there is replaced.
        profile: what each rule weighs.
        options: how sources become a release.
        progress: called with how far it has gone, now and then.

    Raises:
        RefusedError: the folder holds something else or another run writes it, a source is
            restricted or does not allow the licence, none can be read, no row would be left,
            or the last gate stops a row.
        UsageError: a key, or the field to part rows by, names no field.
    """
    policy = duplicate_policy(schema, manifest)
    _ensure_field(schema, options.partition)
    _ensure_release_folder(folder)
    fetch.refuse_restricted(manifest.sources)
    manifest = without_forbidden(manifest)
    licences.ensure_allowed(manifest)
    tracker = ProgressTracker(progress)
    tracker.begin({source.id: source.path for source in manifest.sources})
    staging = options.collect.spark.staging if options.collect.spark else None
    with locked(folder), _workspace(folder, staging) as workspace:
        former = load_former(options.previous or folder)
        sources = collect_sources(manifest, schema, profile, options.collect, workspace, tracker)
        keep = partial(archive.keep, folder, most=options.keep_releases)
        with folder_beside(folder, keep) as out:
            context = _Context(
                manifest=manifest,
                schema=schema,
                profile=profile,
                policy=policy,
                options=options,
                former=former if former and former.schema == schema.name else None,
                folder=folder,
                out=out,
                workspace=workspace,
                tracker=tracker,
            )
            taken, outcomes = take_matching(manifest, context.stand_in(sources))
            release = _fill(outcomes, replace(context, manifest=taken))
            for replaced in (former, load_former(folder)):
                _ensure_rows(release, replaced)
            return release


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What a release is made of and where: `out` is filled, then takes the place of `folder`."""

    manifest: Manifest
    schema: Schema
    profile: Profile
    policy: DuplicatePolicy
    options: AggregateOptions
    former: FormerRelease | None
    folder: Path
    out: Path
    workspace: Path
    tracker: ProgressTracker

    @property
    def previous(self) -> Path | None:
        """The folder of the release before; None where there is none."""
        previous = self.options.previous or self.folder
        return previous if previous.is_dir() else None

    @property
    def key(self) -> tuple[str, ...]:
        """The fields that name a row; none where duplicates stay."""
        return () if self.policy.keep_all else self.policy.key

    def former_changes(self) -> Changes:
        """Return what the release before says that it changed."""
        return changes.former_changes(self.previous) if self.previous else Changes()

    def stand_in(
        self, outcomes: Sequence[ReadSource | UnreadSource]
    ) -> list[ReadSource | UnreadSource]:
        """Put rows of the release before in place of those of doubtful sources."""
        former = self.former
        continuity = Continuity(former=former, today=self.manifest.date, options=self.options)

        def read_former(doubts: Mapping[Source, Doubt]) -> Mapping[str, SourceResult]:
            if former is None:
                return {}
            limits = self.options.collect.limits
            return read_former_rows(
                former, doubts, self.schema, self.profile, limits, self.workspace
            )

        return continuity.stand_in(outcomes, read_former)


def _fill(sources: Sequence[ReadSource | UnreadSource], context: _Context) -> Release:
    """Fill the folder with what was read; return what the release is."""
    read = [source for source in sources if isinstance(source, ReadSource)]
    unread = tuple(source for source in sources if isinstance(source, UnreadSource))
    if not read:
        raise RefusedError(
            Text(fr="Aucune source n'a pu être lue.", en="No source could be read."),
            unread[0].error.text if unread else None,
        )
    out, policy, tracker = context.out, context.policy, context.tracker
    tracker.step(Step.CHOOSING)
    selection = _select(read, context)
    account, clashes, hashes = _write_tables(selection, read, context)
    tracker.step(Step.COMPARING)
    compared = _compare(context)
    tracker.step(Step.CLOSING)
    release = Release(
        folder=context.folder,
        account=account,
        sources=tuple(read),
        unread=unread,
        key=policy.key,
        latest=policy.latest,
        prefer=policy.prefer,
        conflicts=clashes,
        changes=context.former_changes() if compared is None else compared.changes,
        hashes=hashes,
        withdrawn=tuple(find_withdrawn(context.manifest, context.former, sources)),
        licence=licences.name_of(context.manifest.licence),
        unclear_licences=licences.unclear(context.manifest),
    )
    if context.manifest.found:
        resources.write(context.manifest.found, out / resources.TABLE)
    release = _tell_changes(release, compared, context)
    history_ = history.write(context.previous, out, context.manifest, release)
    text = feed.feed(context.manifest, context.schema, history_)
    (out / feed.NAME).write_text(text, encoding="utf-8")
    release = replace(release, files=tuple(name for name in TABLES if (out / name).is_file()))
    documents.write(
        out,
        context.manifest,
        context.schema,
        release,
        marked=policy.keep_all,
        has_origins=context.options.origin_columns,
    )
    return release


def _tell_changes(release: Release, compared: Compared | None, context: _Context) -> Release:
    """Write the page of the changes; return the release, with what it changes.

    Where the rows are those of the release before and nothing new is to be told of the sources,
    its own page is taken over: a run that changes nothing changes nothing here either.
    """
    previous, out = context.previous, context.out
    if compared is None and previous is not None:
        if not changes_page.is_news(release, context.former):
            shutil.copyfile(previous / changes_page.PAGE, out / changes_page.PAGE)
            return release
        compared = changes.nothing(out, context.schema, context.key)
        release = replace(release, changes=compared.changes)
    page = changes_page.page(compared or Compared(changes=Changes()), release, context.former)
    (out / changes_page.PAGE).write_text(page, encoding="utf-8")
    return release


@contextmanager
def _workspace(folder: Path, staging: Path | None) -> Iterator[Path]:
    """Give a folder for intermediate files, once a killed run has been recovered from.

    It stands beside the release, or where every machine of a cluster finds it.
    """
    tidied(folder)
    with room_beside(staging / folder.name if staging else folder) as workspace:
        yield workspace


def _ensure_release_folder(folder: Path) -> None:
    """Refuse a place that holds something else than a release."""
    strange = folder.exists() and not folder.is_dir()
    if folder.is_dir():
        strange = bool({path.name for path in folder.iterdir()} - set(FILES))
    if strange:
        raise RefusedError(
            Text(
                fr=f"« {folder} » contient autre chose qu'une fusion : rien n'y est écrit.",
                en=f"“{folder}” holds something else than a release: nothing is written there.",
            ),
            Text(fr="Donnez un autre dossier à -o.", en="Give -o another folder."),
        )


def _ensure_field(schema: Schema, field: str) -> None:
    """Refuse to part rows by a field that the schema does not have."""
    if field and schema.field(field) is None:
        raise UsageError(
            Text(
                fr=f"Le schéma n'a pas de champ « {field} ».",
                en=f"The schema has no field “{field}”.",
            ),
            Text(fr="Voyez --partition-by.", en="See --partition-by."),
        )


def _ensure_rows(release: Release, former: FormerRelease | None) -> None:
    """Refuse to replace a release that has rows by one that has none."""
    if former is not None and former.rows and not release.total.out:
        raise RefusedError(
            Text(
                fr=f"La publication n'aurait aucune ligne, celle d'avant en a {former.rows} : elle "
                "reste en place.",
                en=f"The release would have no row, and the one before has {former.rows}: it stays "
                "in place.",
            ),
            Text(
                fr="Voyez pourquoi chaque source est vide, illisible ou rejetée ; pour publier "
                "tout de même, donnez un autre dossier à -o.",
                en="See why each source is empty, not readable or rejected; to release all the "
                "same, give -o another folder.",
            ),
        )


def _select(read: Sequence[ReadSource], context: _Context) -> Selection:
    """Return the rows of the sources that are not held back, and the duplicates among them."""
    return select_rows(
        [source.released for source in read if source.released is not None],
        context.schema,
        context.profile,
        context.policy,
        {source.id: source.priority for source in context.manifest.sources},
        context.options.collect.spark,
    )


def _write_tables(
    selection: Selection, read: Sequence[ReadSource], context: _Context
) -> tuple[tuple[AccountEntry, ...], int, dict[str, str]]:
    """Write the tables and pass the gate; return the account, the conflicts, known hashes."""
    out, tracker = context.out, context.tracker
    lots = context.workspace / "lots"
    lots.mkdir()
    is_asked = context.options.origin_columns
    origins = lineage.origin_columns(context.manifest.sources) if is_asked else None
    with ThreadPoolExecutor(2, thread_name_prefix="tamis-text") as beside:
        tracker.step(Step.WRITING)
        texts = beside.submit(_write_text, selection, out / "data.csv", origins)
        beside.submit(verify.ready)
        tables.data_parquet(selection, out / "data.parquet", lots, tracker.within, origins)
        tracker.step(Step.CHECKING)
        height = verify.check(out / "data.parquet", selection.schema, unique=not selection.marked)
        written, digest = texts.result()
        if written != height:
            raise RuntimeError("data.csv and data.parquet do not have the same rows")
    tracker.step(Step.LISTING)
    clashes = _write_leftovers(selection, read, out)
    if context.options.partition:
        tables.partitions(out / "data.parquet", context.options.partition, out / PARTITIONS)
    return _account(selection, read, out), clashes, {"data.csv": digest}


def _write_leftovers(selection: Selection, read: Sequence[ReadSource], out: Path) -> int:
    """Write what was left out, what was repaired, and the points; return the conflicts."""
    results = [result for source in read for result in _results(source)]
    tables.rejects_csv(selection.schema, read, out / "rejects.csv")
    tables.rejects_parquet(out / "rejects.csv", out / "rejects.parquet")
    tables.duplicates_csv(selection, out / "duplicates.csv")
    tables.journal_csv(results, out / "journal.csv")
    place = geo.of(selection.schema)
    if place is not None:
        names = rows.text_columns(selection.schema)
        geo.geojson(out / "data.parquet", names, place, out / "data.geojson")
    return conflicts.write(selection, out / "conflicts.csv")


def _results(source: ReadSource) -> tuple[SourceResult, ...]:
    """Return what a source delivers, and its former rows where these stand in."""
    kept = () if source.kept is None else (source.kept.result,)
    return kept if source.delivered is None else (source.delivered, *kept)


def _write_text(selection: Selection, path: Path, origins: pl.DataFrame | None) -> tuple[int, str]:
    """Write the rows as text; count and hash them in what was written."""
    tables.data_csv(selection, path, origins)
    return tables.height(path), sha256(path)


def _account(
    selection: Selection, read: Sequence[ReadSource], out: Path
) -> tuple[AccountEntry, ...]:
    """Return the account, each figure counted in a file of its own."""
    released = tables.counted(out / "data.parquet")
    rejected = tables.counted(out / "rejects.csv")
    duplicates = {} if selection.marked else tables.counted(out / "duplicates.csv")
    return ensure_balanced(
        AccountEntry(
            source=source.source.id,
            rows=source.delivered.rows if source.delivered else 0,
            kept=source.kept.result.rows if source.kept else 0,
            out=released.get(source.source.id, 0),
            rejected=rejected.get(source.source.id, 0),
            duplicates=duplicates.get(source.source.id, 0),
            blank=source.delivered.blank if source.delivered else 0,
        )
        for source in read
    )


def _compare(context: _Context) -> Compared | None:
    """Write the table of what changes against the release before."""
    return changes.compare(
        context.previous, context.out, context.schema, context.key, context.workspace
    )
