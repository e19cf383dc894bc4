"""Resources that a search found without their stating a schema: which of them are taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tamis.model import licence as licences
from tamis.model.licence import Fit
from tamis.release.inputs.found import LeftOut
from tamis.release.inputs.manifest import Manifest
from tamis.release.result import ReadSource, UnreadSource

Outcome = ReadSource | UnreadSource


def without_forbidden(manifest: Manifest) -> Manifest:
    """Return the manifest without what a search found under a licence that forbids the release."""
    left_out = {
        source.id: LeftOut.LICENCE
        for source in manifest.sources
        if source.found_by and licences.fit(source.licence, manifest.licence) is Fit.FORBIDDEN
    }
    return _without(manifest, left_out)


def take_matching(
    manifest: Manifest, outcomes: Sequence[Outcome]
) -> tuple[Manifest, list[Outcome]]:
    """Leave out what a search found and that is no such table; what was kept of it stays."""
    left_out = {
        outcome.source.id: reason
        for outcome in outcomes
        if outcome.source.found_by and (reason := _reason(outcome)) is not None
    }
    taken = [outcome for outcome in outcomes if outcome.source.id not in left_out]
    return _without(manifest, left_out), taken


def _reason(outcome: Outcome) -> LeftOut | None:
    if isinstance(outcome, UnreadSource):
        return LeftOut.UNREAD
    result = outcome.result
    if outcome.kept is None and 2 * result.conforming <= result.rows:
        return LeftOut.NOT_CONFORMING
    return None


def _without(manifest: Manifest, left_out: Mapping[str, LeftOut]) -> Manifest:
    if not left_out:
        return manifest
    return replace(
        manifest,
        sources=tuple(source for source in manifest.sources if source.id not in left_out),
        found=tuple(
            replace(resource, left_out=left_out.get(resource.resource, resource.left_out))
            for resource in manifest.found
        ),
    )
