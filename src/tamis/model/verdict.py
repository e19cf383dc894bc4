"""A verdict: how many findings of each severity a table has, in one of its states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Verdict:
    """How many findings of each severity and code; no error is the condition of validity."""

    errors: int
    warnings: int
    infos: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        """Whether there is no error."""
        return self.errors == 0

    def __repr__(self) -> str:
        word = "valid" if self.valid else "not valid"
        return f"<Verdict: {word}, {self.errors} errors, {self.warnings} warnings>"
