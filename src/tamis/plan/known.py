"""What was seen of texts in the batches before: the same few texts come back in every batch."""

from __future__ import annotations

from typing import Final, NamedTuple

#: Texts of a field beyond which a new memory is begun.
_MOST: Final = 8192


class Look(NamedTuple):
    """Whether a text of a field stands for no value, and whether it may break a check."""

    lacks: bool
    suspect: bool


class Known:
    """What was found of texts, by field. No state: without it, all is judged alike, only slower.

    Threads may share it: each looks up the texts that it was given in what `of` gave it.
    """

    def __init__(self) -> None:
        self._fields: dict[str, dict[str | None, Look]] = {}

    def of(self, field: str) -> dict[str | None, Look]:
        """Return what is known of the texts of a field, to be added to."""
        seen = self._fields.get(field)
        if seen is None or len(seen) > _MOST:
            seen = self._fields[field] = {}
        return seen
