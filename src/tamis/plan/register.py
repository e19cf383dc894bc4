"""The checks and repairs of a plan, numbered while it is compiled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tamis import checks, repairs
from tamis.model.finding import Check
from tamis.model.profile import Profile
from tamis.model.repair_choice import Choice
from tamis.model.rule import Severity


class Register:
    """Numbers checks as they are bound, and repairs as they are tried. It changes.

    Args:
        profile: what each rule weighs.
        choice: which repairs are tried and applied.
    """

    def __init__(self, profile: Profile, choice: Choice) -> None:
        self.profile = profile
        self.choice = choice
        self.checks: list[Check] = []
        self.repairs = repairs.all_rules()
        tried = (pair for pair in enumerate(self.repairs) if choice.tries(pair[1]))
        self.index = {rule.name: index for index, rule in tried}

    def add(self, code: str, **place: Any) -> int | None:
        """Number a check; None where the profile ignores its rule, which says what it weighs."""
        rule = checks.module_of(code).RULE
        severity = self.profile.severity(rule)
        if severity is Severity.IGNORED:
            return None
        self.checks.append(Check(rule=rule, **{"severity": severity, **place}))
        return len(self.checks) - 1

    def applied(self) -> Iterator[int]:
        """Return the positions of the repairs that are applied."""
        agreed = {name for name, _ in self.choice.agreed}
        for index, rule in enumerate(self.repairs):
            if self.choice.does(rule) or (rule.name in agreed and self.choice.tries(rule)):
                yield index
