"""One source into a folder of its own: which version of the schema suits it, then its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from tamis.loading.version_layout import mapping
from tamis.model.errors import SchemaError
from tamis.model.schema import Schema
from tamis.model.text import set_lang
from tamis.release.collect import schema_version
from tamis.release.collect.cut_row import without_cut_row
from tamis.release.collect.task import Task
from tamis.release.collect.trial import SchemaTrials
from tamis.release.source_result import SourceResult, VersionChoice, VersionTrial, save
from tamis.tables.header import match


class SourceRunner(Protocol):
    """Who runs a source through a plan: here, or on a cluster. What is found does not depend on it.

    Each raises SourceError where the source cannot be read.
    """

    def try_schemas(self, task: Task, schemas: Sequence[Schema]) -> SchemaTrials:
        """Hold the source against schemas, which reads it once."""
        ...

    def split(self, task: Task, renamed: Mapping[str, str]) -> SourceResult:
        """Hold the source against the schema of the release, labels renamed; write its rows."""
        ...


def collect_source(task: Task, runner: SourceRunner) -> SourceResult:
    """Read one source, repair it, part its rows, and write all down.

    Raises:
        SourceError: the source cannot be read.
    """
    set_lang(task.lang)
    declared = task.source.schema_version.lstrip("v")
    declared_exists = declared in task.others
    labels: tuple[str, ...] = ()
    if not declared_exists or declared == task.schema.version:
        result = runner.split(task, {})
        settled = declared == task.schema.version or not result.rejected or not task.others
        choice = VersionChoice(
            declared=declared,
            version=task.schema.version,
            how="declared" if declared == task.schema.version else "target",
        )
        if not settled:
            target = _trial(result, task.schema.version)
            others, labels = _try_versions(task, task.others, runner)
            trials = (target, *others)
            best, how = schema_version.best(trials)
            choice = replace(choice, version=best.version, how=how, trials=trials)
    else:
        trials, labels = _try_versions(task, (declared,), runner)
        choice = VersionChoice(declared=declared, version=declared, how="declared", trials=trials)
        result = None
    if choice.version != task.schema.version:
        result, choice = _mapped(task, choice, result, labels, runner)
    assert result is not None  # noqa: S101 one of the branches has read the source
    result = without_cut_row(task, replace(result, choice=choice))
    save(result, task.source.id)
    return result


def _mapped(
    task: Task,
    choice: VersionChoice,
    result: SourceResult | None,
    labels: Sequence[str],
    runner: SourceRunner,
) -> tuple[SourceResult, VersionChoice]:
    """Read the source in the layout of its version, mapped to the one that is released."""
    layout = mapping(schema_version.of(task.schema, choice.version), task.schema)
    lost = [name for name in layout.lost if name in labels]
    if lost:
        choice = replace(choice, lost=", ".join(lost))
    elif layout.renamed:
        choice = replace(choice, renamed=dict(layout.renamed))
        return runner.split(task, layout.renamed), choice
    return result or runner.split(task, {}), choice


def _try_versions(
    task: Task, wanted: Sequence[str], runner: SourceRunner
) -> tuple[tuple[VersionTrial, ...], tuple[str, ...]]:
    """Return what other versions of the schema say of the source, as they load, and its labels."""
    schemas: dict[str, Schema] = {}
    for version in wanted:
        with suppress(SchemaError):
            schemas[version] = schema_version.of(task.schema, version)
    tried = runner.try_schemas(task, tuple(schemas.values()))
    outcomes = dict(zip(schemas, tried.each, strict=True))
    trials = (
        VersionTrial(
            version=version,
            valid=outcomes[version].valid,
            valid_after=outcomes[version].valid_after,
            rejected=outcomes[version].rejected,
            unknown=_unknown(tried.labels, schemas[version]),
        )
        if version in outcomes
        else VersionTrial(version=version, valid=False, valid_after=False, rejected=1 << 62)
        for version in wanted
    )
    return tuple(trials), tried.labels


def _unknown(labels: Sequence[str], schema: Schema) -> int:
    """Return how many labels a schema does not know."""
    header = match(labels, [field.name for field in schema.fields])
    return sum(bool(labels[index].strip()) for index in header.unknown)


def _trial(result: SourceResult, version: str) -> VersionTrial:
    return VersionTrial(
        version=version,
        valid=result.valid,
        valid_after=result.valid_after,
        rejected=result.rejected,
        unknown=len(result.left_out),
    )
