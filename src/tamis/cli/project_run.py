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
from tamis.cli import watch as watch_module
from tamis.cli.outputs import Output
from tamis.cli.parameters import gathered, option
from tamis.cli.tally import Tally, findings, note
from tamis.model.errors import UsageError
from tamis.model.report import Report, Unread
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.batch_run import Judged
    from tamis.engine.spark import Cluster
    from tamis.model.limits import Limits
    from tamis.model.project import Chosen, Configuration, Settings
    from tamis.project.baseline import Baseline
    from tamis.render import Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What the options say of the repository.

    Attributes:
        config: the configuration to read; None for the one that is found.
        found: whether one is looked for.
        configured: whether files that it does not name are left out.
        jobs: how many files are read at once; None for as many as pays.
    """

    config: Path | None
    found: bool
    configured: bool
    jobs: int | None

    def configuration(self) -> Configuration:
        """Return the configuration that holds here; an empty one where there is none."""
        from tamis.model.project import Configuration
        from tamis.project import configuration

        path = self.config or (configuration.find(Path.cwd()) if self.found else None)
        return configuration.load(path) if path else Configuration()


_OPTIONS = (
    option(
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FICHIER",
        text=Text(
            fr="Configuration (sinon tamis.toml ou pyproject.toml, ici ou plus haut).",
            en="Configuration (else tamis.toml or pyproject.toml, here or above).",
        ),
    ),
    option(
        "--no-config",
        is_flag=True,
        text=Text(fr="Ne lit aucune configuration.", en="Read no configuration."),
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
        text=Text(fr="Nombre de fichiers lus à la fois.", en="How many files are read at once."),
    ),
)


def _project(given: dict[str, Any]) -> Project:
    """Take what is said of the repository out of the options."""
    return Project(
        config=given.pop("config"),
        found=not given.pop("no_config"),
        configured=given.pop("configured"),
        jobs=given.pop("jobs"),
    )


#: Add the options that say which files are meant; the command gets them as `project`.
options = gathered(_OPTIONS, "project", _project)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What was asked of a run; `show` or `remember` makes it and returns its exit code."""

    project: Project
    files: tuple[str, ...]
    said: Settings
    limits: Limits
    spark: Cluster | None = None
    baseline: Path | None = None
    max_errors: int | None = None

    def show(self, outputs: Sequence[Output], style: Style) -> int:
        """Validate, and show or write the reports; the first output is the main one."""
        from tamis import render
        from tamis.project import baseline as baselines

        configuration = self.project.configuration()
        path = self.baseline or configuration.baseline
        known = baselines.load(path) if path else None
        borne = configuration.max_errors if self.max_errors is None else self.max_errors
        files = self._chosen(configuration)
        _apart(files, [path, *(one.path for one in outputs)])
        if not files and not style.quiet:
            note(Text(fr="aucun fichier à vérifier.", en="no file to validate."))
        package = len(files) == 1 and files[0].path.endswith("datapackage.json")
        alone = outputs[0].format == "text" and len(files) == 1 and not package
        seen = outputs[0].format == "text" and outputs[0].path is None and sys.stdout.isatty()
        tally = Tally(raises=alone, tells=not seen)
        keep = any(render.of(one.format).FORM.keeps for one in outputs)
        reports: Iterable[Report | Unread] = tally.reports(self._judged(files, known, keep=keep))
        if len(outputs) > 1:
            reports = list(reports)
        main, *others = outputs
        main.write(reports, style)
        for one in others:
            one.write(reports, replace(style, quiet=False))
        if not style.quiet:
            tally.explain(borne)
        return tally.code(borne)

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

        watch_module.again(run, self._watched)

    def _watched(self) -> watch_module.Watched:
        configuration = self.project.configuration()
        chosen = self._chosen(configuration)
        schemas = {one.settings.schema for one in chosen if Path(one.settings.schema).is_file()}
        others = schemas | ({str(configuration.path)} if configuration.path else set())
        return watch_module.Watched(
            files={os.path.abspath(one.path): one.path for one in chosen},  # noqa: PTH100 no link is followed
            others=frozenset(os.path.abspath(one) for one in others),  # noqa: PTH100
        )

    def remember(self) -> int:
        """Validate, and write what is found to the baseline."""
        from tamis.project import baseline as baselines

        configuration = self.project.configuration()
        path = self.baseline or configuration.baseline
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
        files = self._chosen(configuration)
        _apart(files, [path])
        tally = Tally()
        judged = self._judged(files, None)
        reports = [one for one in tally.reports(judged) if isinstance(one, Report)]
        made = former.renewed(reports, whole=not self.files and not tally.codes)
        made.write()
        told = findings(len(made))
        note(Text(fr=f"{path} : {told} désormais.", en=f"{path}: {told} from now on."))
        return max(tally.codes, default=0)

    def _chosen(self, configuration: Configuration) -> list[Chosen]:
        from tamis.project.selection import choose

        return choose(self.files, configuration, self.said, configured=self.project.configured)

    def _judged(
        self, files: list[Chosen], known: Baseline | None, *, keep: bool = False
    ) -> Iterator[Judged]:
        from tamis import batch_run
        from tamis.project.together import WORKERS

        with progress.progress(*(one.path for one in files)) as told:
            for judged in batch_run.validate_all(
                files,
                limits=self.limits,
                baseline=known,
                keep=keep,
                workers=self.project.jobs or WORKERS,
                spark=self.spark,
                progress=told.named,
            ):
                told.ended(judged.chosen.path)
                with told.hidden():
                    yield judged


def _apart(files: Sequence[Chosen], written: Iterable[Path | None]) -> None:
    """Refuse to write over the files, their schemas, or what the run goes by."""
    from tamis.writers.distinct_paths import apart

    schemas = {one.settings.schema for one in files if one.settings.schema}
    apart([*(one.path for one in files), *schemas], written)
