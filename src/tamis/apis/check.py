"""A saved answer against the contract of its API, as an ordinary report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tamis.apis import match
from tamis.apis.signed import open_answer
from tamis.contracts.explain import Fault
from tamis.contracts.finding_log import JudgeOptions
from tamis.contracts.run import run
from tamis.loading import apis
from tamis.model.api import Api, Operation
from tamis.model.limits import DEFAULT, Limits
from tamis.model.origin import Origin
from tamis.model.profile import Profile
from tamis.model.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAnswer:
    """A saved answer, and what it is held against: the contract of a status, else of success."""

    location: str
    api: Api
    operation: str = ""
    status: str = ""
    limits: Limits = DEFAULT
    member: str = ""
    encoding: str = ""
    keys: Path | None = None


def check(
    answer: SavedAnswer, profile: Profile, *, progress: Callable[[int], None] | None = None
) -> Report:
    """Hold a saved answer (JSON, NDJSON, GeoJSON) against the contract of its operation.

    Values of a restricted API are kept out of the report.

    Raises:
        SourceError: it cannot be read.
        UsageError: the API has no such operation, or none that has a contract.
    """
    with open_answer(answer.location, answer.keys, answer.limits, member=answer.member) as opened:
        local = replace(opened, encoding=answer.encoding)
        options = JudgeOptions(
            location=answer.location,
            profile=profile,
            limits=answer.limits,
            hidden=answer.api.restricted or local.restricted,
            progress=progress,
        )
        operation = match.operation(answer.api, answer.operation, local, options, answer.status)
        nothing = operation.empty and local.path.stat().st_size == 0
        options = replace(options, faults=_known_faults(answer, operation, local.origin()))
        read = replace(local, name=f"{local.name}.ndjson") if nothing else local
        named = apis.status_contract(answer.api, operation, answer.status)
        return run(read, apis.contract(answer.api, named), options)


def _known_faults(
    answer: SavedAnswer, operation: Operation, origin: Origin | None
) -> tuple[Fault, ...]:
    """Return what stands beside an answer says of it: that the API has more.

    An answer that reaches the API's own ceiling says so itself.
    """
    if origin is None or not origin.cut or origin.api != answer.api.name:
        return ()
    paging = operation.paging
    is_one_page = origin.pages <= 1 and not answer.location.endswith(".ndjson")
    if paging is not None and is_one_page and 0 < paging.cut <= origin.total:
        return ()
    total = str(origin.total) if origin.total >= 0 else "?"
    return (Fault(code="api.cut-short", path=(), value=total, params={"most": origin.records}),)
