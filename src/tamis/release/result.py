"""What a release amounts to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from tamis.checks.rules import file_likely_restricted
from tamis.model.errors import TamisError
from tamis.model.text import Text
from tamis.release.account import AccountEntry, total
from tamis.release.inputs.manifest import Source
from tamis.release.source_result import SourceResult


class Doubt(StrEnum):
    """Why what a source delivers now is not released as it is."""

    UNREAD = "unread"
    EMPTY = "empty"
    SHRUNK = "shrunk"
    FOREIGN = "foreign"
    REJECTED = "rejected"

    @property
    def text(self) -> Text:
        """The reason as a person reads it."""
        return _DOUBTS[self.value]


_DOUBTS: Final = {
    "unread": Text(fr="n'a pas pu être lue", en="could not be read"),
    "empty": Text(fr="n'a aucune ligne", en="has no row"),
    "shrunk": Text(fr="a perdu trop de lignes", en="lost too many rows"),
    "foreign": Text(
        fr="donne les lignes d'autres sources en place des siennes",
        en="delivers rows of other sources in place of its own",
    ),
    "rejected": Text(fr="a trop de lignes rejetées", en="has too many rejected rows"),
}


class Absence(StrEnum):
    """Why the rows of a source of the release before are not wanted any more."""

    LEFT = "left"
    MARKED = "marked"
    GONE = "gone"

    @property
    def text(self) -> Text:
        """The reason as a person reads it."""
        return _ABSENCES[self.value]


_ABSENCES: Final = {
    "left": Text(fr="n'est plus dans la liste des sources", en="left the list of sources"),
    "marked": Text(fr="est marquée comme retirée", en="is marked as withdrawn"),
    "gone": Text(
        fr="son serveur la dit retirée pour de bon (410)",
        en="is gone for good, according to its server (410)",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRead:
    """The last reading of a source that was released: its day ("" for none), its rows."""

    date: str
    rows: int
    conforming: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRows:
    """Rows of the release before that stand in for those of a source.

    Attributes:
        result: these rows, judged under the schema of today.
        last_read: when they were read.
        error: why the source could not be read, where it could not.
    """

    result: SourceResult
    last_read: LastRead
    error: TamisError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadSource:
    """A source that could not be read and of which nothing is kept, and why."""

    source: Source
    error: TamisError


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawnSource:
    """A source of the release before that is not wanted any more; `rows` is what it had there."""

    id: str
    producer: str
    rows: int
    absence: Absence


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSource:
    """A source that is in the account: it was read, or its former rows stand in.

    Attributes:
        result: what reading it gave; where it could not be read, its kept rows.
        doubt: what is wrong with it as a whole; None where nothing is.
        kept: the rows of the release before that stand in; None where its own are released.
        held_back: whether too many of its rows are rejected for any to be released.
        stale: why an earlier copy of it stands in, "" where the source itself was had.
        reused: whether a former run had read the same bytes, so that it was not read again.
        last_read: its last good reading; None where it never had one.
        cut: whether what stands beside it says that its API has more than it holds.
    """

    source: Source
    result: SourceResult
    doubt: Doubt | None = None
    kept: KeptRows | None = None
    held_back: bool = False
    stale: str = ""
    reused: bool = False
    last_read: LastRead | None = None
    cut: bool = False

    @property
    def state(self) -> str:
        """What became of it, in a word or two: ``released``, ``kept: shrunk``, ``held back``."""
        if self.kept is not None and self.doubt is not None:
            return f"kept: {self.doubt.value}"
        if self.held_back:
            return "held back"
        if self.doubt is not None:
            return f"released: {self.doubt.value}"
        return "stale" if self.stale else "released"

    @property
    def delivered(self) -> SourceResult | None:
        """What the source delivers now; None where it could not be read."""
        return None if self.kept is not None and self.kept.error is not None else self.result

    @property
    def released(self) -> SourceResult | None:
        """The result whose rows are released; None where none are."""
        if self.kept is not None:
            return self.kept.result
        return None if self.held_back else self.result


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a release changes against the one before: rows, by key; all 0 for the first one.

    Attributes:
        moved: rows that another source delivers now, which is no change of data.
        fields: how many values changed of each field.
        sources: the same by source: ``added``, ``removed``, ``changed``, ``moved_in``,
            ``moved_out``; those of which nothing changed are not there.
        first: whether there was no release before.
    """

    added: int = 0
    removed: int = 0
    changed: int = 0
    moved: int = 0
    fields: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    first: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Release:
    """What was released.

    Attributes:
        folder: where it stands.
        account: what became of the rows of each source, in order.
        sources: what each source that was read gave, in the same order.
        unread: the sources that could not be read and of which nothing is kept.
        withdrawn: the sources of the release before that are not wanted any more.
        key, latest, prefer: what told duplicates apart.
        conflicts: how many values rows of one key do not agree on.
        changes: what it changes against the one before.
        licence: its licence, ``unknown`` where nobody states one.
        unclear_licences: the sources of which it is not known whether they allow it.
        files: the files of the folder, in the order of their importance.
        hashes: the SHA-256 of those that were read again already.
        candidates: pairs of rows that may be one thing, of which nobody has decided; None where
            they were not looked for.
        later: the day of the release before where it is later than that of this one, else "".
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
    withdrawn: tuple[WithdrawnSource, ...] = ()
    licence: str = ""
    unclear_licences: tuple[str, ...] = ()
    candidates: int | None = None
    later: str = ""

    @property
    def kept(self) -> tuple[str, ...]:
        """The ids of the sources whose former rows stand in."""
        return tuple(source.source.id for source in self.sources if source.kept is not None)

    @property
    def doubles(self) -> Mapping[str, str]:
        """The ids of the sources that deliver the very bytes of one before them, with its id."""
        firsts: dict[str, str] = {}
        doubles = {}
        for source in self.sources:
            if source.delivered is not None and source.delivered.rows:
                name = source.source.id
                first = firsts.setdefault(source.delivered.sha256, name)
                if first != name:
                    doubles[name] = first
        return doubles

    @property
    def is_as_wished(self) -> bool:
        """Whether every source was read and is released as it came."""
        doubtful = any(source.doubt or source.held_back or source.stale for source in self.sources)
        return not (self.unread or self.withdrawn or doubtful)

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
