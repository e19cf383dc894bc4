"""What repairs do and propose for one source, as one object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tamis.model.presentation import presentation

if TYPE_CHECKING:
    from tamis.model.report import RepairSummary


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RepairPlan:
    """The repairs of a source, by repair and field: done, to confirm, or only proposed."""

    summaries: tuple[RepairSummary, ...]

    def __len__(self) -> int:
        return len(self.summaries)

    def __iter__(self) -> Iterator[RepairSummary]:
        return iter(self.summaries)

    def __repr__(self) -> str:
        done = sum(summary.count for summary in self.summaries if summary.done)
        total = sum(summary.count for summary in self.summaries)
        return f"<RepairPlan: {done} of {total} changes are done>"

    def _repr_html_(self) -> str:
        return presentation().html(self)
