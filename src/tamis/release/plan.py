"""What a release would be made of, before anything is fetched or read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tamis.model import licence as licences
from tamis.model.errors import RefusedError
from tamis.model.licence import Fit
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.release.inputs import former
from tamis.release.inputs.licences import name_of
from tamis.release.inputs.manifest import Manifest, Source
from tamis.release.merge.duplicate_policy import duplicate_policy
from tamis.release.options import AggregateOptions
from tamis.sources.network_errors import TransportError
from tamis.sources.remote_copy import has_copy


class Action(StrEnum):
    """What would be done to have a source."""

    READ = "read"
    FETCH = "fetch"
    CHECK = "check"
    MISSING = "missing"
    REFUSED = "refused"

    @property
    def text(self) -> Text:
        """The action as a person reads it."""
        return {
            "read": Text(fr="lire", en="read"),
            "fetch": Text(fr="télécharger", en="fetch"),
            "check": Text(fr="demander si elle a changé", en="ask whether it changed"),
            "missing": Text(fr="absente", en="missing"),
            "refused": Text(fr="serveur non nommé", en="host not named"),
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSource:
    """A source, what would be done to have it, and whether its licence allows the release's."""

    source: Source
    action: Action
    licence: str
    fit: Fit


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePlan:
    """What a release would be.

    Attributes:
        schema: the name and the version of the schema.
        key, prefer: what would tell duplicates apart.
        licence: the licence of the release, ``unknown`` where nobody states one.
        sources: its sources, in order.
        withdrawn: ids of the sources of the release before that would leave it.
        former_rows: rows of the release before; None where there is none.
    """

    schema: tuple[str, str]
    key: tuple[str, ...]
    prefer: tuple[str, ...]
    date: str
    licence: str
    sources: tuple[PlannedSource, ...]
    withdrawn: tuple[str, ...]
    former_rows: int | None

    @property
    def is_forbidden(self) -> bool:
        """Whether some sources are known not to allow the licence of the release."""
        return any(source.fit is Fit.FORBIDDEN for source in self.sources)


def plan(whole: Manifest, schema: Schema, folder: Path, options: AggregateOptions) -> ReleasePlan:
    """Return what a release would be; nothing is asked of the hosts of its sources.

    Raises:
        UsageError: a key names no field.
    """
    policy = duplicate_policy(schema, whole)
    before = former.load(options.previous or folder)
    wanted = {source.id for source in whole.sources}
    return ReleasePlan(
        schema=(schema.name, schema.version),
        key=policy.key,
        prefer=policy.prefer,
        date=whole.date,
        licence=name_of(whole.licence),
        sources=tuple(_planned(source, whole, options) for source in whole.sources),
        withdrawn=tuple(sorted(set(before.sources) - wanted)) if before else (),
        former_rows=before.rows if before else None,
    )


def _planned(source: Source, whole: Manifest, options: AggregateOptions) -> PlannedSource:
    return PlannedSource(
        source=source,
        action=_action(source, options),
        licence=name_of(source.licence),
        fit=licences.fit(source.licence, whole.licence),
    )


def _action(source: Source, options: AggregateOptions) -> Action:
    if not source.remote:
        return Action.READ if Path(source.path).exists() else Action.MISSING
    collect = options.collect
    try:
        collect.fetch.ensure_allowed(source.path)
    except (RefusedError, TransportError):
        return Action.REFUSED
    known = collect.cache is not None and has_copy(source.path, collect.cache / "fetched")
    return Action.CHECK if known else Action.FETCH
