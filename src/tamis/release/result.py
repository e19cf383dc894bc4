"""What a release amounts to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tamis.checks.rules import file_likely_restricted
from tamis.model.errors import TamisError
from tamis.release.account import AccountEntry, total
from tamis.release.inputs.manifest import Source
from tamis.release.source_result import SourceResult


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadSource:
    """A source that could not be read, and why."""

    source: Source
    error: TamisError


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSource:
    """A source that was read.

    Attributes:
        result: what reading it gave.
        held_back: whether too many of its rows are rejected for any to be released.
        stale: why an earlier copy of it stands in, "" where the source itself was had.
        reused: whether a former run had read the same bytes, so that it was not read again.
    """

    source: Source
    result: SourceResult
    held_back: bool = False
    stale: str = ""
    reused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a release changes against the one before: rows, by key; all 0 for the first one.

    `fields` counts the changes of each field; `first` is true where there was no release before.
    """

    added: int = 0
    removed: int = 0
    changed: int = 0
    fields: Mapping[str, int] = field(default_factory=dict)
    first: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Release:
    """What was released.

    Attributes:
        folder: where it stands.
        account: what became of the rows of each source, in order.
        sources: what each source that was read gave, in the same order.
        unread: the sources that could not be read.
        key, latest, prefer: what told duplicates apart.
        conflicts: how many values rows of one key do not agree on.
        changes: what it changes against the one before.
        files: the files of the folder, in the order of their importance.
        hashes: the SHA-256 of those that were read again already.
    """

    folder: Path
    account: tuple[AccountEntry, ...]
    sources: tuple[ReadSource, ...]
    unread: tuple[UnreadSource, ...]
    key: tuple[str, ...]
    latest: str
    prefer: tuple[str, ...]
    conflicts: int
    changes: Changes = field(default_factory=Changes)
    files: tuple[str, ...] = ()
    hashes: Mapping[str, str] = field(default_factory=dict)

    @property
    def total(self) -> AccountEntry:
        """The account of the whole."""
        return total(self.account)

    @property
    def held_back(self) -> tuple[str, ...]:
        """The ids of the sources held back."""
        return tuple(source.source.id for source in self.sources if source.held_back)

    @property
    def personal(self) -> tuple[str, ...]:
        """The ids of the sources whose fields look like those of personal or restricted data."""
        code = file_likely_restricted.RULE.code
        return tuple(source.source.id for source in self.sources if code in source.result.counts)

    def __repr__(self) -> str:
        total, sources = self.total, len(self.account)
        return (
            f"<Release {str(self.folder)!r}: {total.out} of {total.rows} rows, {sources} sources>"
        )
