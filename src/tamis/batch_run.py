"""Many files at once, each with its own settings; what a repository or a folder comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from tamis import failures
from tamis.app import ReadOptions, load_profile, load_schema, validate, validate_package
from tamis.loading import schemas
from tamis.loading.package_files import is_package_file
from tamis.model.errors import TamisError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.package import Package
from tamis.model.profile import Profile
from tamis.model.project import InputFile, Settings
from tamis.model.report import Report, Unread
from tamis.project.apart import AllApart, may_swell
from tamis.project.baseline import Baseline
from tamis.project.parallel import WORKERS, in_order, lots
from tamis.sources.little_text import is_small_text
from tamis.tables.side_by_side import side_by_side

if TYPE_CHECKING:
    from tamis.engine.spark import Cluster, Errand


@dataclass(frozen=True, slots=True, kw_only=True)
class FileResult:
    """What became of one of many files: its report, or what stands in its place.

    `resolved` counts the findings that a baseline knows and that the file has no longer.
    """

    file: InputFile
    report: Report | Unread
    resolved: int = 0


def validate_all(
    files: Sequence[InputFile],
    *,
    limits: Limits = DEFAULT,
    baseline: Baseline | None = None,
    keep: bool = False,
    workers: int = WORKERS,
    spark: Cluster | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> Iterator[FileResult]:
    """Validate many files, several at a time; the results come in the order of the files.

    A file that cannot be read stops nothing but itself. A ``datapackage.json`` stands for the
    files that it names; files whose schema is one package are judged together.

    Args:
        files: the files, each with its settings (`tamis.project.selection.select_files`).
        limits: how much is taken in of each.
        baseline: findings that are known already and are left out.
        keep: whether reports hold the records, for those that show them.
        workers: how many files are read at once.
        spark: the cluster that does the work; this machine where there is none. Records are
            not kept there, nor packages judged.
        progress: told the source and the number of records read so far.

    Raises:
        SchemaError: a schema that the files name cannot be read.
        UsageError: a profile or a rule that the files name does not exist.
    """
    named = dict.fromkeys(file.settings.schema for file in files if file.settings.schema)
    run = _Batch(
        loaded={name: load_schema(name) for name in named},
        weights={
            settings: load_profile(settings.profile or "publish", settings.ignore)
            for settings in dict.fromkeys(file.settings for file in files)
        },
        limits=limits,
        baseline=baseline,
        keep=keep,
        progress=progress,
    )
    if spark is not None:
        errands = [run.errand(number, file) for number, file in enumerate(files)]
        return map(run.without_known, files, spark.reports(errands))
    return _in_order(run, run.families(files), workers)


def _in_order(
    run: _Batch, families: Sequence[Sequence[InputFile]], workers: int
) -> Iterator[FileResult]:
    """Return what becomes of families; of several, those that may swell are read apart."""
    if len(families) < 2 or not run.limits.memory:  # noqa: PLR2004 one costs no other
        yield from chain.from_iterable(in_order(run.results, families, workers))
        return
    processes = AllApart(run.limits, workers)
    try:
        work = partial(_lot_results, run, processes)
        for results in in_order(work, lots(families, run.is_small, workers), workers):
            yield from chain.from_iterable(results)
    finally:
        processes.close()


def _lot_results(
    run: _Batch, processes: AllApart, lot: Sequence[Sequence[InputFile]]
) -> list[list[FileResult]]:
    """Return what becomes of families that are read side by side."""
    return side_by_side(partial(_results, run, processes), lot)


def _results(run: _Batch, processes: AllApart, family: Sequence[InputFile]) -> list[FileResult]:
    if not any(may_swell(file.path) for file in family):
        return run.results(family)
    away = replace(run, progress=None, keep=False)  # neither reaches this process from there
    try:
        results = processes.call(away.results, family, family[0].path)
        return run.results(family) if run.keep else results
    except TamisError as error:
        return [
            FileResult(file=file, report=Unread(path=file.path, error=error)) for file in family
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """What all the files of a run share."""

    loaded: Mapping[str, schemas.LoadedSchema]
    weights: Mapping[Settings, Profile]
    limits: Limits
    baseline: Baseline | None
    keep: bool
    progress: Callable[[str, int], None] | None = field(default=None)

    def families(self, files: Sequence[InputFile]) -> list[list[InputFile]]:
        """Return the files by what is judged together: each alone, or the tables of a package."""
        families: dict[object, list[InputFile]] = {}
        for number, file in enumerate(files):
            is_package = file.settings.schema and self._is_package(file)
            families.setdefault(file.settings if is_package else number, []).append(file)
        return list(families.values())

    def _is_package(self, file: InputFile) -> bool:
        """Whether a file is a package, or one table of a package."""
        if file.settings.schema:
            return isinstance(self.loaded[file.settings.schema], Package)
        return is_package_file(file.path)

    def is_small(self, family: Sequence[InputFile]) -> bool:
        """Whether a family is one file so small that most of the work on it is fixed work."""
        file = family[0]
        return len(family) == 1 and not self._is_package(file) and is_small_text(file.path)

    def results(self, family: Sequence[InputFile]) -> list[FileResult]:
        """Return what became of files that are judged together."""
        first = family[0]
        try:
            with failures.told_as_errors():
                reports = (
                    self._package_reports(family)
                    if self._is_package(first)
                    else [self._report(first)]
                )
                return [self.without_known(first, report) for report in reports]
        except TamisError as error:
            return [
                FileResult(file=file, report=Unread(path=file.path, error=error)) for file in family
            ]

    def _package_reports(self, family: Sequence[InputFile]) -> list[Report | Unread]:
        settings = family[0].settings
        package = self.loaded.get(settings.schema)
        reports = validate_package(
            family[0].path if package is None else package,
            () if package is None else [file.path for file in family],
            profile=self.weights[settings],
            limits=self.limits,
            keep=self.keep,
            progress=self.progress,
        )
        return list(reports.values())

    def _report(self, file: InputFile) -> Report:
        return validate(
            file.path,
            self.loaded.get(file.settings.schema),
            profile=self.weights[file.settings],
            reading=self._reading(file.settings),
            keep=self.keep,
            progress=partial(self.progress, file.path) if self.progress else None,
        )

    def errand(self, number: int, file: InputFile) -> Errand:
        """Return a file as a cluster is asked to judge it."""
        from tamis.engine.spark import Errand

        loaded = self.loaded.get(file.settings.schema)
        schema = None if loaded is None else schemas.tabular(loaded)
        return Errand(
            number=number,
            location=file.path,
            request=self._reading(file.settings).request(schema),
            schema=schema,
            profile=self.weights[file.settings],
            member=file.settings.member,
            limits=self.limits,
        )

    def _reading(self, settings: Settings) -> ReadOptions:
        return ReadOptions(
            format=settings.format,
            sheet=settings.sheet,
            member=settings.member,
            dialect=settings.dialect,
            limits=self.limits,
        )

    def without_known(self, file: InputFile, report: Report | Unread) -> FileResult:
        """Return a report without what the baseline knows."""
        if self.baseline is None or isinstance(report, Unread):
            return FileResult(file=file, report=report)
        remaining = self.baseline.without_known(report)
        return FileResult(file=file, report=remaining, resolved=self.baseline.resolved(remaining))
