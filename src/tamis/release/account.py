"""The account of a release: for every source, rows in = out + rejected + duplicates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What became of the rows of one source, each figure counted at a place of its own.

    Attributes:
        rows: rows that are not blank, counted while the source is read.
        out: rows in the release, counted in the file that was written.
        rejected: rows in ``rejects.csv``; duplicates: rows in ``duplicates.csv``.
        blank: blank rows, which are no rows.
    """

    source: str
    rows: int
    out: int
    rejected: int
    duplicates: int
    blank: int = 0

    @property
    def balanced(self) -> bool:
        """Whether every row went somewhere, and to one place only."""
        return self.rows == self.out + self.rejected + self.duplicates


class UnbalancedError(RuntimeError):
    """A row was lost or counted twice: a fault of tamis, never of the data."""


def balanced(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the account if it balances.

    Raises:
        UnbalancedError: it does not; nothing must be released.
    """
    account = tuple(entries)
    wrong = [entry for entry in account if not entry.balanced]
    if wrong:
        raise UnbalancedError(f"the account does not balance: {wrong}")
    return account


def total(entries: Iterable[Entry]) -> Entry:
    """Return the sum of an account."""
    listed = tuple(entries)
    return Entry(
        source="",
        rows=sum(one.rows for one in listed),
        out=sum(one.out for one in listed),
        rejected=sum(one.rejected for one in listed),
        duplicates=sum(one.duplicates for one in listed),
        blank=sum(one.blank for one in listed),
    )
