"""A saved answer against the contract of its API, as an ordinary report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from tamis import sources
from tamis.contracts.run import run
from tamis.contracts.told import Order
from tamis.loading import apis
from tamis.model.api import Api, Operation
from tamis.model.errors import UsageError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.profile import Profile
from tamis.model.report import Report
from tamis.model.text import Text
from tamis.sources import sidecar
from tamis.sources.path import Local

#: Up to this size, every contract of an API is tried to know which one is meant.
_SMALL: Final = 32 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A saved answer, and what it is held against."""

    location: str
    api: Api
    operation: str = ""
    limits: Limits = DEFAULT
    member: str = ""


def check(
    answer: Answer, profile: Profile, *, progress: Callable[[int], None] | None = None
) -> Report:
    """Hold a saved answer (JSON, NDJSON, GeoJSON) against the contract of its operation.

    Values of a restricted API are kept out of the report.

    Raises:
        SourceError: it cannot be read.
        UsageError: the API has no such operation, or none that has a contract.
    """
    order = Order(
        location=answer.location,
        profile=profile,
        limits=answer.limits,
        hidden=answer.api.restricted or sidecar.is_restricted(answer.location),
        progress=progress,
    )
    with sources.opened(answer.location, member=answer.member, limits=answer.limits) as local:
        operation = _operation(answer, local, order)
        nothing = operation.empty and local.path.stat().st_size == 0
        read = replace(local, name=f"{local.name}.ndjson") if nothing else local
        return run(read, apis.contract(answer.api, operation.contract), order)


def _operation(answer: Answer, local: Local, order: Order) -> Operation:
    """Return the operation that answered: the one named, the one noted, else the likeliest."""
    named = answer.operation or _noted(answer)
    if named:
        found = apis.operation(answer.api, named)
        if found.contract:
            return found
    held = {one.contract: one for one in answer.api.operations.values() if one.contract}
    if not held or named:
        raise UsageError(
            Text(
                fr=f"Le registre n'a pas de contrat JSON pour « {answer.api.name} » {named}.",
                en=f"The registry has no JSON contract for “{answer.api.name}” {named}.",
            ),
            Text(fr=f"Voyez : tamis api show {answer.api.name}.",
                 en=f"See: tamis api show {answer.api.name}."),
        )  # fmt: skip
    if len(held) == 1:
        return next(iter(held.values()))
    if local.path.stat().st_size > _SMALL:
        raise UsageError(
            Text(
                fr="Ce fichier est trop gros pour deviner quelle opération a répondu.",
                en="This file is too large to guess which operation answered.",
            ),
            Text(fr="Nommez-la : --operation.", en="Name it: --operation."),
        )
    if local.path.stat().st_size == 0:
        return next((one for one in held.values() if one.empty), next(iter(held.values())))

    def faults(one: Operation) -> tuple[int, int]:
        report = run(local, apis.contract(answer.api, one.contract), order)
        return report.verdict.errors, report.verdict.infos

    return min(held.values(), key=faults)


def _noted(answer: Answer) -> str:
    origin = sidecar.read(answer.location)
    return origin.operation if origin and origin.api == answer.api.name else ""
