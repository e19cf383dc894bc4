"""What several versions of a schema say of one source."""

from __future__ import annotations

from dataclasses import dataclass

from tamis.engine.totals import Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaTrials:
    """What schemas say of a source.

    Attributes:
        labels: the labels of the source.
        each: for each schema, in order, what the source amounts to, and how many rows keep an
            error.
    """

    labels: tuple[str, ...]
    each: tuple[tuple[Totals, int], ...]
