"""A draft of a schema, made of a file: what was decided, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tamis.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided of a column: its field as a descriptor, and why, a sentence a reason."""

    field: Mapping[str, Any]
    why: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Draft:
    """A Table Schema draft.

    Attributes:
        descriptor: the Table Schema.
        decisions: one for each field, in order.
        remarks: what was seen of the whole, and what a person must complete.
        rows: how many rows were looked at.
    """

    descriptor: Mapping[str, Any]
    decisions: tuple[Decision, ...]
    remarks: tuple[Text, ...]
    rows: int

    def __repr__(self) -> str:
        return (
            f"<Draft {self.descriptor['name']!r}: {len(self.decisions)} fields, {self.rows} rows>"
        )
