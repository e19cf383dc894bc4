"""A profile: which severity each rule has, for one use of the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from tamis.model.rule import Rule, Severity


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Profile:
    """A named, versioned table of severities; the longest prefix of a code decides.

    `forgive_safe` counts an error that a SAFE repair cures as a warning. `as_of` is the day on
    which the source was last changed (ISO 8601), "" where nobody says: what is after it is to come.
    """

    name: str = "publish"
    version: str = "2"
    severities: Mapping[str, Severity] = field(default_factory=dict)
    forgive_safe: bool = False
    as_of: str = ""

    def severity(self, rule: Rule) -> Severity:
        """Return what `rule` weighs here."""
        code = rule.code
        prefixes = [p for p in self.severities if code == p or code.startswith(p.rstrip(".") + ".")]
        return self.severities[max(prefixes, key=len)] if prefixes else rule.severity

    def ignoring(self, *prefixes: str) -> Self:
        """Return this profile with the rules of those codes or prefixes left out."""
        silent = dict.fromkeys((p.rstrip(".") for p in prefixes), Severity.IGNORED)
        return replace(self, severities={**self.severities, **silent})

    def holding(self, *codes: str) -> Self:
        """Return this profile with the rules of those codes as errors, which reject a row."""
        errors = dict.fromkeys(codes, Severity.ERROR)
        return replace(self, severities={**self.severities, **errors})

    def __repr__(self) -> str:
        return f"<Profile {self.name} {self.version}>"
