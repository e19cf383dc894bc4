"""One source into a folder of its own: which version of the schema suits it, then its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from tamis.model.errors import SchemaError
from tamis.model.schema import Schema
from tamis.model.text import set_lang
from tamis.release.collect import schema_version
from tamis.release.collect.task import Task
from tamis.release.collect.trial import Tried
from tamis.release.source_result import Choice, Harvest, Trial, keep
from tamis.tables.header import match


class Passes(Protocol):
    """Who runs a source through a plan: here, or on a cluster. What is found does not depend on it.

    Each raises SourceError where the source cannot be read.
    """

    def tried(self, task: Task, schemas: Sequence[Schema]) -> Tried:
        """Hold the source against schemas, which reads it once."""
        ...

    def sifted(self, task: Task, renamed: Mapping[str, str]) -> Harvest:
        """Hold the source against the schema of the release, labels renamed; write its rows."""
        ...


def gather(task: Task, passes: Passes) -> Harvest:
    """Read one source, repair it, part its rows, and write all down.

    Raises:
        SourceError: the source cannot be read.
    """
    set_lang(task.lang)
    declared = task.source.schema_version.lstrip("v")
    known = declared in task.others
    labels: tuple[str, ...] = ()
    if not known or declared == task.schema.version:
        made = passes.sifted(task, {})
        settled = declared == task.schema.version or not made.rejected or not task.others
        choice = Choice(
            declared=declared,
            version=task.schema.version,
            how="declared" if declared == task.schema.version else "target",
        )
        if not settled:
            target = _trial(made, task.schema.version)
            others, labels = _tried(task, task.others, passes)
            trials = (target, *others)
            best, how = schema_version.best(trials)
            choice = replace(choice, version=best.version, how=how, trials=trials)
    else:
        trials, labels = _tried(task, (declared,), passes)
        choice = Choice(declared=declared, version=declared, how="declared", trials=trials)
        made = None
    if choice.version != task.schema.version:
        made, choice = _mapped(task, choice, made, labels, passes)
    assert made is not None  # noqa: S101 one of the branches has read the source
    made = replace(made, choice=choice)
    keep(made)
    return made


def _mapped(
    task: Task, choice: Choice, made: Harvest | None, labels: Sequence[str], passes: Passes
) -> tuple[Harvest, Choice]:
    """Read the source in the layout of its version, mapped to the one that is released."""
    layout = schema_version.mapping(schema_version.of(task.schema, choice.version), task.schema)
    lost = [name for name in layout.lost if name in labels]
    if lost:
        choice = replace(choice, lost=", ".join(lost))
    elif layout.renamed:
        choice = replace(choice, renamed=dict(layout.renamed))
        return passes.sifted(task, layout.renamed), choice
    return made or passes.sifted(task, {}), choice


def _tried(
    task: Task, wanted: Sequence[str], passes: Passes
) -> tuple[tuple[Trial, ...], tuple[str, ...]]:
    """Return what other versions of the schema say of the source, as they load, and its labels."""
    held: dict[str, Schema] = {}
    for version in wanted:
        with suppress(SchemaError):
            held[version] = schema_version.of(task.schema, version)
    tried = passes.tried(task, tuple(held.values()))
    said = dict(zip(held, tried.each, strict=True))
    trials = (
        Trial(
            version=version,
            valid=said[version][0].before.verdict().valid,
            valid_after=said[version][0].after.verdict().valid,
            rejected=said[version][1],
            unknown=_unknown(tried.labels, held[version]),
        )
        if version in said
        else Trial(version=version, valid=False, valid_after=False, rejected=1 << 62)
        for version in wanted
    )
    return tuple(trials), tried.labels


def _unknown(labels: Sequence[str], schema: Schema) -> int:
    """Return how many labels a schema does not know."""
    header = match(labels, [field.name for field in schema.fields])
    return sum(bool(labels[at].strip()) for at in header.unknown)


def _trial(made: Harvest, version: str) -> Trial:
    return Trial(
        version=version,
        valid=made.valid,
        valid_after=made.valid_after,
        rejected=made.rejected,
        unknown=len(made.left_out),
    )
