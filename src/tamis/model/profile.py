"""A profile: which severity each rule has, for one use of the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Self

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


#: Profiles with a day, each with the one that it was made of, by the identity of that one.
_DATED: dict[tuple[int, str], tuple[Profile, Profile]] = {}
_MOST_DATED: Final = 64


def dated(profile: Profile, day: str) -> Profile:
    """Return a profile that knows a day, the same object for files of one day.

    What is compiled is kept for an object: another one would be compiled anew.
    """
    if profile.as_of == day:
        return profile
    former, new = _DATED.get((id(profile), day), (None, None))
    if former is not profile or new is None:
        new = replace(profile, as_of=day)
        if len(_DATED) >= _MOST_DATED:
            _DATED.clear()
        _DATED[id(profile), day] = (profile, new)
    return new
