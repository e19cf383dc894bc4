"""A rule: a code, its sentences, its default severity."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Self

from tamis.model.text import Text


class Severity(IntEnum):
    """How much a finding weighs. No ERROR: the file is valid. IGNORED: it is not looked for."""

    IGNORED = 0
    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The name used in reports: ignored, info, warning or error."""
        return self.name.lower()

    @property
    def label(self) -> Text:
        """The name as a person reads it."""
        return (
            Text(fr="ignorée", en="ignored"),
            Text(fr="information", en="note"),
            Text(fr="avertissement", en="warning"),
            Text(fr="erreur", en="error"),
        )[self]

    @classmethod
    def named(cls, word: str) -> Self:
        """Return the severity called `word`. Raises KeyError on another word."""
        return cls[word.upper()]


class Applicability(StrEnum):
    """How sure a repair is.

    SAFE: the text has one reading only. UNSAFE: a likely reading, done on request.
    SHOW: proposed to a person, never done.
    """

    SAFE = "safe"
    UNSAFE = "unsafe"
    SHOW = "show"

    @property
    def label(self) -> Text:
        """How sure it is, as a person reads it."""
        return {
            "safe": Text(fr="sûre", en="safe"),
            "unsafe": Text(fr="sur demande", en="on request"),
            "show": Text(fr="proposée", en="proposed"),
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is looked for, and what to say of it.

    Attributes:
        code: ``scope.defect``; it names what is wrong, never the cure.
        title: the defect in a few words.
        message: one occurrence; may name {field}, {value}, {note}, a part of it ({note1}) and the
            check's parameters.
        why: why it matters to those who reuse the data.
        repair: what to write instead.
        alias: the frictionless error type that answers to it, or "".
        severity: what it weighs where no profile says otherwise.
        about: what one finding is about, where the scope does not say: cell, row, table.
        plain_note: whether {note} tells nothing that a cell holds (a line, a number, names of
            columns): it is shown even where the cells of a file must not be.
        since: the version of tamis that brought it.
        is_cause: whether it may put cells under other columns than theirs: it is shown before
            what is wrong with cells, which may be its effects.
        is_told_whole: whether its message is shown where others of a file are told by their title:
            it names sheets, rows or columns that the title does not.
    """

    code: str
    title: Text
    message: Text
    why: Text
    repair: Text
    alias: str = ""
    severity: Severity = Severity.ERROR
    plain_note: bool = False
    is_told_whole: bool = False
    about: str = ""
    is_cause: bool = False
    since: str = "0.1.0"

    @property
    def scope(self) -> str:
        """The part of the code before the dot (see `tamis.checks.SCOPES`)."""
        return self.code.partition(".")[0]

    @property
    def level(self) -> str:
        """What one finding is about: file, header, row, cell, table, api, schema."""
        return self.about or self.scope


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairRule:
    """What a repair does, and how sure it is.

    Attributes:
        name: its name in journals and options, such as ``decimal-comma``.
        cures: codes of the rules whose findings it may cure, or what such codes begin with
            ("cell.").
        form: how what it repairs is written before and after, in words that hold for every text
            ("jj/mm/aaaa → aaaa-mm-jj"): reports set it before the text of the case at hand.
        implied: whether writing a table anew implies it: it cannot be left out.
    """

    name: str
    title: Text
    does: Text
    cures: tuple[str, ...]
    applicability: Applicability = Applicability.SAFE
    form: Text | None = None
    implied: bool = False

    def may_repair(self, code: str) -> bool:
        """Whether it may cure findings of the rule `code`."""
        return any(
            code == cure or (cure[-1] == "." and code.startswith(cure)) for cure in self.cures
        )
