"""Which files, with which settings, and what a run over them amounts to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tamis.cli import progress
from tamis.cli.outputs import Output
from tamis.cli.parameters import combined, option
from tamis.cli.tally import Tally, findings, note
from tamis.cli.watch import Watched, run_on_save
from tamis.loading.package_files import is_package_file
from tamis.model.errors import UsageError
from tamis.model.report import Report, Unread
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.batch_run import FileResult
    from tamis.engine.spark import Cluster
    from tamis.model.limits import Limits
    from tamis.model.project import InputFile, Settings
    from tamis.project.baseline import Baseline
    from tamis.project.configurations import Configurations
    from tamis.render import Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What the options say of the repository.

    Attributes:
        config: the configuration to read; None for the one that is found.
        found: whether one is looked for.
        configured: whether files that their configuration does not name are left out.
        jobs: how many files are read at once; None for as many as pays.
    """

    config: Path | None
    search: bool
    configured: bool
    jobs: int | None

    def configurations(self) -> Configurations:
        """Return the configurations that hold here and below; none where none is looked for."""
        from tamis.project import configuration, configurations

        if self.config is not None:
            return configurations.Configurations(root=configuration.load(self.config))
        if self.search:
            return configurations.working(Path.cwd())
        return configurations.Configurations()


_OPTIONS = (
    option(
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FICHIER",
        text=Text(
            fr="Configuration (sinon tamis.toml ou pyproject.toml, ici ou plus haut).",
            en="Configuration (by default tamis.toml or pyproject.toml, here or above).",
        ),
    ),
    option(
        "--no-config",
        is_flag=True,
        text=Text(fr="Ne lit aucune configuration.", en="Ignore configuration files."),
    ),
    option(
        "--configured",
        is_flag=True,
        text=Text(
            fr="Laisse de côté les fichiers que la configuration ne nomme pas.",
            en="Leave out files that the configuration does not name.",
        ),
    ),
    option(
        "-j",
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        text=Text(fr="Nombre de fichiers lus à la fois.", en="Number of files read at once."),
    ),
)


def _project(values: dict[str, Any]) -> Project:
    """Take what is said of the repository out of the options."""
    return Project(
        config=values.pop("config"),
        search=not values.pop("no_config"),
        configured=values.pop("configured"),
        jobs=values.pop("jobs"),
    )


#: Add the options that say which files are meant; the command gets them as `project`.
options = combined(_OPTIONS, "project", _project)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What was asked of a run; `show` or `remember` makes it and returns its exit code."""

    project: Project
    files: tuple[str, ...]
    settings: Settings
    limits: Limits
    spark: Cluster | None = None
    baseline: Path | None = None
    max_errors: int | None = None

    def show(self, outputs: Sequence[Output], style: Style) -> int:
        """Validate, and show or write the reports; the first output is the main one."""
        from tamis import render
        from tamis.project import baseline as baselines

        configurations = self.project.configurations()
        configuration = configurations.root
        path = self.baseline or configuration.baseline
        baseline = baselines.load(path) if path else None
        allowed = configuration.max_errors if self.max_errors is None else self.max_errors
        files = self._files(configurations)
        _ensure_apart(files, [path, *(output.path for output in outputs)])
        if not files and not style.quiet:
            note(Text(fr="aucun fichier à vérifier.", en="no file to validate."))
        package = len(files) == 1 and is_package_file(files[0].path)
        is_single = outputs[0].format == "text" and len(files) == 1 and not package
        on_screen = outputs[0].format == "text" and outputs[0].path is None and sys.stdout.isatty()
        tally = Tally(raises=is_single, announces=not on_screen)
        keep = any(render.form(output.format).keeps for output in outputs)
        reports: Iterable[Report | Unread] = tally.reports(
            self._results(files, baseline, keep=keep)
        )
        if len(outputs) > 1:
            reports = list(reports)
        main, *others = outputs
        main.write(reports, style)
        for other in others:
            other.write(reports, replace(style, quiet=False))
        if not style.quiet:
            tally.explain(allowed)
        return tally.code(allowed)

    def watch(self, outputs: Sequence[Output], style: Style) -> None:
        """Validate, then again each time a file is saved, until interrupted."""
        if "-" in self.files:
            raise UsageError(
                Text(
                    fr="L'entrée standard ne peut pas être surveillée.",
                    en="Standard input cannot be watched.",
                )
            )

        def run(files: tuple[str, ...] | None) -> int:
            return (self if files is None else replace(self, files=files)).show(outputs, style)

        run_on_save(run, self._watched_paths)

    def _watched_paths(self) -> Watched:
        configurations = self.project.configurations()
        files = self._files(configurations)
        schemas = {file.settings.schema for file in files if Path(file.settings.schema).is_file()}
        others = schemas | {str(each.path) for each in configurations.loaded() if each.path}
        return Watched(
            files={os.path.abspath(file.path): file.path for file in files},  # noqa: PTH100 no link is followed
            others=frozenset(os.path.abspath(other) for other in others),  # noqa: PTH100
        )

    def remember(self) -> int:
        """Validate, and write what is found to the baseline."""
        from tamis.project import baseline as baselines

        configurations = self.project.configurations()
        path = self.baseline or configurations.root.baseline
        if path is None:
            raise UsageError(
                Text(
                    fr="--write-baseline ne sait pas où écrire.",
                    en="--write-baseline does not know where to write.",
                ),
                Text(
                    fr="Donnez --baseline FICHIER, ou baseline dans tamis.toml.",
                    en="Give --baseline FILE, or baseline in tamis.toml.",
                ),
            )
        former = baselines.load(path) if path.exists() else baselines.Baseline(path=path)
        files = self._files(configurations)
        _ensure_apart(files, [path])
        tally = Tally()
        results = self._results(files, None)
        reports = [report for report in tally.reports(results) if isinstance(report, Report)]
        renewed = former.renewed(
            reports,
            whole=not self.files and not tally.codes,
            counts_likely=any(file.settings.counts_likely for file in files),
        )
        renewed.write()
        count = findings(len(renewed))
        note(Text(fr=f"{path} : {count} désormais.", en=f"{path}: {count} from now on."))
        return max(tally.codes, default=0)

    def _files(self, configurations: Configurations) -> list[InputFile]:
        from tamis.project.selection import select_files

        return select_files(
            self.files, configurations, self.settings, configured=self.project.configured
        )

    def _results(
        self, files: list[InputFile], baseline: Baseline | None, *, keep: bool = False
    ) -> Iterator[FileResult]:
        from tamis import batch_run
        from tamis.project.parallel import WORKERS

        with progress.progress(*(file.path for file in files)) as bar:
            for result in batch_run.validate_all(
                files,
                limits=self.limits,
                baseline=baseline,
                keep=keep,
                workers=self.project.jobs or WORKERS,
                spark=self.spark,
                progress=bar.named,
            ):
                bar.ended(result.file.path)
                with bar.hidden():
                    yield result


def _ensure_apart(files: Sequence[InputFile], written: Iterable[Path | None]) -> None:
    """Refuse to write over the files, their schemas, or what the run goes by."""
    from tamis.writers.distinct_paths import ensure_distinct

    schemas = {file.settings.schema for file in files if file.settings.schema}
    ensure_distinct([*(file.path for file in files), *schemas], written)
