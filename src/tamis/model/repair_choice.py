"""Which repairs are tried on a table, and which of them are done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tamis.model.rule import Applicability, RepairRule

#: How the reading of a text in a likely encoding is agreed to.
LIKELY_ENCODING: Final = ("likely-encoding", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is asked of repairs: the SAFE ones are done where nothing is said.

    Attributes:
        unsafe: every UNSAFE repair is done too.
        only: names of the repairs tried, where not all are; naming an UNSAFE one asks for it.
        without: names of repairs left out.
        agreed: UNSAFE repairs agreed to for one field: (name of the repair, name of the field).
    """

    unsafe: bool = False
    only: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    agreed: frozenset[tuple[str, str]] = frozenset()

    @property
    def accepts_likely_encoding(self) -> bool:
        """Whether a text may be read in an encoding that is likely, not sure."""
        return self.unsafe or LIKELY_ENCODING in self.agreed

    def tries(self, rule: RepairRule) -> bool:
        """Whether the repair is looked at: what is left out is not even proposed."""
        named = not self.only or rule.name in self.only
        return rule.implied or (named and rule.name not in self.without)

    def does(self, rule: RepairRule, field: str = "") -> bool:
        """Whether the repair is done (in `field`, for one that mends cells)."""
        if not self.tries(rule) or rule.applicability is Applicability.SHOW:
            return False
        is_requested = self.unsafe or rule.name in self.only or (rule.name, field) in self.agreed
        return is_requested or rule.applicability is Applicability.SAFE


#: The SAFE repairs, all of them.
ONLY_SAFE = Choice()
