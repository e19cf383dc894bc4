"""The account of a release: for every source, rows in + kept = out + rejected + duplicates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountEntry:
    """What became of the rows of one source, each figure counted at a place of its own.

    Attributes:
        rows: rows that are not blank, counted while the source is read.
        kept: rows of the release before that stand in for those of the source.
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
    kept: int = 0

    @property
    def is_balanced(self) -> bool:
        """Whether every row went somewhere, and to one place only."""
        return self.rows + self.kept == self.out + self.rejected + self.duplicates


class UnbalancedError(RuntimeError):
    """A row was lost or counted twice: a fault of tamis, never of the data."""


def ensure_balanced(entries: Iterable[AccountEntry]) -> tuple[AccountEntry, ...]:
    """Return the account if it balances.

    Raises:
        UnbalancedError: it does not; nothing must be released.
    """
    account = tuple(entries)
    wrong = [entry for entry in account if not entry.is_balanced]
    if wrong:
        raise UnbalancedError(f"the account does not balance: {wrong}")
    return account


def total(entries: Iterable[AccountEntry]) -> AccountEntry:
    """Return the sum of an account."""
    account = tuple(entries)
    return AccountEntry(
        source="",
        rows=sum(entry.rows for entry in account),
        out=sum(entry.out for entry in account),
        rejected=sum(entry.rejected for entry in account),
        duplicates=sum(entry.duplicates for entry in account),
        blank=sum(entry.blank for entry in account),
        kept=sum(entry.kept for entry in account),
    )
