"""Saved answers of one operation, all together, beside the contract that they should keep to."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tamis.apis import match
from tamis.apis.signed import open_answer
from tamis.contracts import drift as contract_drift
from tamis.contracts.finding_log import JudgeOptions
from tamis.loading import apis
from tamis.model.api import Api
from tamis.model.limits import DEFAULT, Limits
from tamis.model.profile import Profile
from tamis.model.report import Report
from tamis.sources import sidecar


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAnswers:
    """Saved answers, and the operation that they are of; "" for the likeliest of the first."""

    locations: Sequence[str]
    api: Api
    operation: str = ""
    status: str = ""
    limits: Limits = DEFAULT
    keys: Path | None = None


def drift(answers: SavedAnswers, profile: Profile) -> Report:
    """Tell how answers differ from their contract, whether it allows it or not.

    Values of a restricted API are kept out of the report.

    Raises:
        SourceError: one cannot be read.
        UsageError: the API has no such operation, or none that has a contract.
    """
    first, *others = answers.locations
    options = JudgeOptions(
        location=first if not others else f"{first} (+{len(others)})",
        profile=profile,
        limits=answers.limits,
        hidden=answers.api.restricted or any(map(sidecar.is_restricted, answers.locations)),
    )
    with ExitStack() as stack:
        files = [
            stack.enter_context(open_answer(location, answers.keys, answers.limits))
            for location in answers.locations
        ]
        guess = JudgeOptions(location=first, profile=profile, limits=answers.limits)
        operation = match.operation(answers.api, answers.operation, files[0], guess, answers.status)
        named = apis.status_contract(answers.api, operation, answers.status)
        return contract_drift.report(apis.contract(answers.api, named), files, options)
