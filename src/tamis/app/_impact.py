"""What a new version of a schema does to the files that follow the former one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from tamis.app._normalize import normalize
from tamis.app._options import ReadOptions, SchemaSource, as_profile
from tamis.app._validate import validate
from tamis.loading import schemas
from tamis.loading.migration import Move, move
from tamis.model.errors import TamisError
from tamis.model.profile import Profile
from tamis.model.report import Report
from tamis.model.rule import Severity
from tamis.tables import unfinished

if TYPE_CHECKING:
    from tamis.release.inputs.manifest import Source
    from tamis.release.options import AggregateOptions


#: Fewer files are judged before other processes have started.
_WORTH_A_PROCESS = 8


class Fate(StrEnum):
    """What becomes of a file."""

    STAYS = "stays-valid"
    BECOMES = "becomes-valid"
    BREAKS = "breaks"
    REMAINS = "stays-invalid"
    UNREAD = "unread"


#: A rule that a field breaks under the newer version and did not under the older one.
Breach = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceImpact:
    """What becomes of one file.

    Attributes:
        source: what it is called, without what is nobody's business.
        producer: who made it, "" where nobody says.
        before, after: its errors under each version.
        migrated: its errors under the newer one once migrated.
        breaches: the cells that break each rule anew, by code and field.
        why: why it could not be read.
    """

    source: str
    producer: str
    fate: Fate
    before: int = 0
    after: int = 0
    migrated: int = 0
    breaches: dict[Breach, int] = field(default_factory=dict)
    why: str = ""

    @property
    def is_cured(self) -> bool:
        """Whether it breaks, and migrating makes it valid by SAFE repairs alone."""
        return self.fate is Fate.BREAKS and not self.migrated


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What a version does to some files.

    Attributes:
        move: what became of the columns.
        files: what becomes of each file, in the order given.
    """

    move: Move
    files: tuple[SourceImpact, ...]

    def count(self, fate: Fate) -> int:
        """Return how many files have this fate."""
        return sum(each.fate is fate for each in self.files)

    @property
    def cured(self) -> int:
        """How many of those that break are cured by migrating."""
        return sum(each.is_cured for each in self.files)

    @property
    def read(self) -> int:
        """How many files could be read."""
        return len(self.files) - self.count(Fate.UNREAD)

    def breaches(self) -> list[tuple[Breach, int, int]]:
        """Return what breaks: code and field, how many files, how many cells; the most first."""
        in_files: Counter[Breach] = Counter()
        in_cells: Counter[Breach] = Counter()
        for each in self.files:
            if each.fate is Fate.BREAKS:
                in_files.update(each.breaches.keys())
                in_cells.update(each.breaches)
        ordered = sorted(in_files, key=lambda breach: (-in_files[breach], breach))
        return [(breach, in_files[breach], in_cells[breach]) for breach in ordered]

    def producers(self) -> dict[str, Counter[Fate]]:
        """Return what becomes of the files of each producer."""
        tally: dict[str, Counter[Fate]] = {}
        for each in self.files:
            tally.setdefault(each.producer, Counter())[each.fate] += 1
        return dict(sorted(tally.items()))


def impact(
    older: SchemaSource,
    newer: SchemaSource,
    sources: Sequence[str | Path] = (),
    *,
    profile: str | Profile = "publish",
    options: AggregateOptions | None = None,
    progress: Callable[[int, int], None] | None = None,
    workers: int = 1,
) -> Impact:
    """Say what a new version of a schema does to files: which stay valid, which break, on what.

    Args:
        older: the version that files follow: a catalogue name, a path, a descriptor.
        newer: the version that is to be published.
        sources: files, patterns, folders, or manifests, which say who made each file.
        profile: what each rule weighs.
        options: the resources of data.gouv.fr (`datagouv`), how they are fetched.
        progress: told how many files are done, of how many.
        workers: how many processes judge files at once. Beyond one, the calling script needs the
            usual ``if __name__ == "__main__"``.

    Raises:
        SourceError: a path leads to no file.
        SchemaError: a schema cannot be read.
        UsageError: nothing is given.
    """
    from tamis.release.inputs.sources import build_manifest, restrict_hosts
    from tamis.release.options import AggregateOptions

    moved = move(schemas.tabular(older), schemas.tabular(newer))
    weights = as_profile(profile)
    named = [str(source) for source in sources]
    chosen = options or AggregateOptions()
    manifest = build_manifest(named, moved.older, chosen)
    chosen = restrict_hosts(chosen, manifest, named)
    done: list[SourceImpact] = []
    with unfinished.temporary_folder("impact") as folder:
        judge = partial(
            _of_source, moved=moved, profile=weights, options=chosen, folder=Path(folder)
        )
        for result in _in_order(judge, manifest.sources, workers):
            done.append(result)
            if progress:
                progress(len(done), len(manifest.sources))
    return Impact(move=moved, files=tuple(done))


def _in_order(
    judge: Callable[[Source], SourceImpact], sources: Sequence[Source], workers: int
) -> Iterator[SourceImpact]:
    """Judge sources, so many at once, and give what becomes of each in the order given."""
    if workers < 2 or len(sources) < _WORTH_A_PROCESS:  # noqa: PLR2004 one is no crowd
        yield from map(judge, sources)
        return
    # Polars does not live through a fork.
    with ProcessPoolExecutor(min(workers, len(sources)), get_context("spawn")) as pool:
        yield from pool.map(judge, sources)


def _of_source(
    source: Source, *, moved: Move, profile: Profile, options: AggregateOptions, folder: Path
) -> SourceImpact:
    from tamis.sources.remote_copy import fetch_copy

    collect = options.collect
    name = source.shown if source.remote else source.id
    reading = ReadOptions(
        format=source.format,
        sheet=source.sheet,
        member=source.member,
        encoding=source.encoding,
        delimiter=source.delimiter,
        dialect=collect.dialect,
        limits=collect.limits,
    )
    try:
        path: str | Path = source.path
        if source.remote:
            path = fetch_copy(source.path, collect.cache or folder, collect.fetch).path
        before = validate(path, moved.older, profile=profile, reading=reading)
        after = validate(path, moved.newer, profile=profile, reading=reading)
        migrated = normalize(path, moved.target, profile=profile, reading=reading).report
    except TamisError as error:
        return SourceImpact(source=name, producer=source.producer, fate=Fate.UNREAD, why=str(error))
    return SourceImpact(
        source=name,
        producer=source.producer,
        fate=_fate(before, after),
        before=before.before.errors,
        after=after.before.errors,
        migrated=migrated.after.errors,
        breaches=dict(_breaches(before, after, moved)),
    )


def _fate(before: Report, after: Report) -> Fate:
    if before.before.valid:
        return Fate.STAYS if after.before.valid else Fate.BREAKS
    return Fate.BECOMES if after.before.valid else Fate.REMAINS


def _breaches(before: Report, after: Report, moved: Move) -> Iterator[tuple[Breach, int]]:
    """Return the errors that the newer version finds and the older did not."""
    former = Counter(
        (group.check.rule.code, moved.renamed.get(group.check.field, group.check.field))
        for group in before.findings.groups()
        if group.severity is Severity.ERROR
    )
    counts: Counter[Breach] = Counter()
    for group in after.findings.groups():
        if group.severity is Severity.ERROR:
            counts[group.check.rule.code, group.check.field] += group.count
    yield from ((breach, n) for breach, n in counts.items() if breach not in former)
