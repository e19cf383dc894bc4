"""The checks and repairs of a plan, gathered while it is made: parts name them by position."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tamis import checks, repairs
from tamis.model.finding import Check
from tamis.model.profile import Profile
from tamis.model.repair_choice import Choice
from tamis.model.rule import Severity


class Register:
    """Numbers checks as they are bound, and repairs as they stand.

    Args:
        profile: what each rule weighs.
        choice: which repairs are tried and done.
    """

    def __init__(self, profile: Profile, choice: Choice) -> None:
        self.profile = profile
        self.choice = choice
        self.checks: list[Check] = []
        self.repairs = repairs.all_rules()
        tried = (pair for pair in enumerate(self.repairs) if choice.tries(pair[1]))
        self.index = {rule.name: at for at, rule in tried}

    def check(self, code: str, **place: Any) -> int | None:
        """Register a check; None where the profile ignores its rule."""
        rule = checks.all_rules()[code]
        severity = self.profile.severity(rule)
        if severity is Severity.IGNORED:
            return None
        self.checks.append(Check(rule=rule, severity=severity, **place))
        return len(self.checks) - 1

    def doing(self) -> Iterator[int]:
        """Return the repairs that are done."""
        agreed = {name for name, _ in self.choice.agreed}
        for at, rule in enumerate(self.repairs):
            if self.choice.does(rule) or (rule.name in agreed and self.choice.tries(rule)):
                yield at
