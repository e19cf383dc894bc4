"""What several versions of a schema say of one source."""

from __future__ import annotations

from dataclasses import dataclass

from tamis.engine.totals import Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaTrial:
    """What a schema says of a source: whether it conforms, also once repaired, rows at fault."""

    valid: bool
    valid_after: bool
    rejected: int

    @classmethod
    def of(cls, totals: Totals, rejected: int) -> SchemaTrial:
        """Return what a run over a table amounts to."""
        return cls(
            valid=totals.delivered.verdict().valid,
            valid_after=totals.repaired.verdict().valid,
            rejected=rejected,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaTrials:
    """What schemas say of a source.

    Attributes:
        labels: the labels of the source.
        each: what each schema says, in order.
    """

    labels: tuple[str, ...]
    each: tuple[SchemaTrial, ...]
