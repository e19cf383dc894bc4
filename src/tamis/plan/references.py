"""Values that must stand in other fields, of the same table or of another one of its package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from tamis.plan.keys import KeyTexts
from tamis.plan.model import Plan
from tamis.plan.state import KeyState, together
from tamis.tables import findings

#: A resource of a package, and fields of it.
Target = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkState:
    """What a table refers to, and what others may refer to in it: fed each batch."""

    plan: Plan
    uses: tuple[KeyState, ...] = field(init=False)
    held: Mapping[tuple[str, ...], KeyState] = field(init=False)

    def __post_init__(self) -> None:
        uses = tuple(KeyState(link.check) for link in self.plan.links)
        held = {target.names: KeyState(-1) for target in self.plan.targets}
        object.__setattr__(self, "uses", uses)
        object.__setattr__(self, "held", held)

    def feed(self, uses: tuple[KeyTexts, ...], held: tuple[KeyTexts, ...]) -> None:
        """Take in the keys of a batch."""
        for state, texts in zip(self.uses, uses, strict=True):
            state.feed(texts)
        for state, texts in zip(self.held.values(), held, strict=True):
            state.feed(texts)

    def broken(self, others: Mapping[str, LinkState], *, after: bool) -> pl.DataFrame:
        """Return the findings on rows that refer to none, before or after repair.

        Args:
            others: the states of the other tables of the package, by resource.
            after: whether both sides are taken as repaired.
        """
        found = []
        for link, state in zip(self.plan.links, self.uses, strict=True):
            there = self if link.resource == "" else others.get(link.resource)
            held = there.held.get(link.reference) if there else None
            if held is not None:
                found.append(_orphans(state, held, after=after))
        return findings.stacked(found)


def _orphans(uses: KeyState, held: KeyState, *, after: bool) -> pl.DataFrame:
    """Return the uses whose key is not held, class of keys by class of keys."""
    parts = [
        using.join(known, on="key", how="anti")
        for using, known in together(uses, held, after=after)
    ]
    orphans = pl.concat(parts).sort("row")
    if orphans.is_empty():
        return findings.empty()
    columns = {"row": orphans["row"], "line": orphans["line"], "value": orphans["key"]}
    return findings.frame(uses.check, **columns)
