"""Many files at once, each with its own settings; what a repository or a folder comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from tamis.app import Reading, load_schema, validate, validate_package, weighed
from tamis.loading import schemas
from tamis.model.errors import TamisError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.package import Package
from tamis.model.profile import Profile
from tamis.model.project import Chosen, Settings
from tamis.model.report import Report, Unread
from tamis.project.baseline import Baseline
from tamis.project.together import WORKERS, in_order

if TYPE_CHECKING:
    from tamis.engine.spark import Cluster, Errand


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What became of one of many files: its report, or what stands in its place.

    `gone` counts the findings that a baseline knows and that the file has no longer.
    """

    chosen: Chosen
    report: Report | Unread
    gone: int = 0


def validate_all(
    files: Sequence[Chosen],
    *,
    limits: Limits = DEFAULT,
    baseline: Baseline | None = None,
    keep: bool = False,
    workers: int = WORKERS,
    spark: Cluster | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> Iterator[Judged]:
    """Validate many files, several at a time; the results come in the order of the files.

    A file that cannot be read stops nothing but itself. A ``datapackage.json`` stands for the
    files that it names; files whose schema is one package are judged together.

    Args:
        files: the files, each with its settings (`tamis.project.selection.choose`).
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
    named = dict.fromkeys(one.settings.schema for one in files if one.settings.schema)
    run = _Run(
        loaded={name: load_schema(name) for name in named},
        weights={
            one.settings: weighed(one.settings.profile or "publish", one.settings.ignore)
            for one in files
        },
        limits=limits,
        baseline=baseline,
        keep=keep,
        progress=progress,
    )
    if spark is not None:
        errands = [run.errand(number, one) for number, one in enumerate(files)]
        return map(run.sifted, files, spark.reports(errands))
    return chain.from_iterable(in_order(run.judged, run.families(files), workers))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What all the files of a run share."""

    loaded: Mapping[str, schemas.LoadedSchema]
    weights: Mapping[Settings, Profile]
    limits: Limits
    baseline: Baseline | None
    keep: bool
    progress: Callable[[str, int], None] | None = field(default=None)

    def families(self, files: Sequence[Chosen]) -> list[list[Chosen]]:
        """Return the files by what is judged together: each alone, or the tables of a package."""
        families: dict[object, list[Chosen]] = {}
        for at, one in enumerate(files):
            tied = one.settings.schema and self._is_package(one)
            families.setdefault(one.settings if tied else at, []).append(one)
        return list(families.values())

    def _is_package(self, one: Chosen) -> bool:
        """Whether a file is a package, or one table of a package."""
        if one.settings.schema:
            return isinstance(self.loaded[one.settings.schema], Package)
        return one.path.endswith("datapackage.json")

    def judged(self, family: Sequence[Chosen]) -> list[Judged]:
        """Return what became of files that are judged together."""
        first = family[0]
        try:
            if self._is_package(first):
                return [self.sifted(first, one) for one in self._together(family)]
            return [self.sifted(first, self._alone(first))]
        except TamisError as error:
            return [Judged(chosen=one, report=Unread(path=one.path, error=error)) for one in family]

    def _together(self, family: Sequence[Chosen]) -> list[Report | Unread]:
        said = family[0].settings
        given = self.loaded.get(said.schema)
        made = validate_package(
            family[0].path if given is None else given,
            () if given is None else [one.path for one in family],
            profile=self.weights[said],
            limits=self.limits,
            keep=self.keep,
            progress=self.progress,
        )
        return list(made.values())

    def _alone(self, one: Chosen) -> Report:
        return validate(
            one.path,
            self.loaded.get(one.settings.schema),
            profile=self.weights[one.settings],
            reading=self._reading(one.settings),
            keep=self.keep,
            progress=partial(self.progress, one.path) if self.progress else None,
        )

    def errand(self, number: int, one: Chosen) -> Errand:
        """Return a file as a cluster is asked to judge it."""
        from tamis.engine.spark import Errand

        named = self.loaded.get(one.settings.schema)
        schema = None if named is None else schemas.tabular(named)
        return Errand(
            number=number,
            location=one.path,
            request=self._reading(one.settings).request(schema),
            schema=schema,
            profile=self.weights[one.settings],
            member=one.settings.member,
            limits=self.limits,
        )

    def _reading(self, said: Settings) -> Reading:
        return Reading(format=said.format, sheet=said.sheet, member=said.member, limits=self.limits)

    def sifted(self, one: Chosen, report: Report | Unread) -> Judged:
        """Return a report without what the baseline knows."""
        if self.baseline is None or isinstance(report, Unread):
            return Judged(chosen=one, report=report)
        fresh = self.baseline.sifted(report)
        return Judged(chosen=one, report=fresh, gone=self.baseline.gone(fresh))
