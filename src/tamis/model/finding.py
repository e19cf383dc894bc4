"""A finding: one thing that is wrong with the data, and where."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from tamis.model.rule import Applicability, Rule, Severity
from tamis.model.text import Lang, Text

if TYPE_CHECKING:
    from tamis.model.verdict import Verdict


#: What parts a note in up to three, which a sentence may name apart: {note1}, {note2}, {note3}.
NOTE_PARTS: Final = " | "


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A rule bound to a place of one table: what a compiled plan looks for.

    Attributes:
        rule: the rule looked for.
        severity: what its findings weigh under the profile in force.
        field: the field's name, or "" for a check that is not about one field.
        column: the column in the file, from 1; 0 where there is none.
        params: what the sentence needs besides the value (pattern, minimum, candidates…).
    """

    rule: Rule
    severity: Severity
    field: str = ""
    column: int = 0
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def code(self) -> str:
        """The rule's code."""
        return self.rule.code

    @property
    def why(self) -> Text:
        """Why it matters: what the field holds says it more closely than the rule alone."""
        why = self.params.get("why")
        return why if isinstance(why, Text) else self.rule.why


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Finding:
    """One occurrence of a check.

    Attributes:
        row: the data record, from 1; None above the data.
        line: the physical line in the file, from 1, the header's being 1 where nothing stands
            above it; None where the finding is about the whole file.
        value: the cell as the file has it.
        note: what only this occurrence knows (the line first seen, the number of cells…).
        repair: the name of the repair that cures it, or "".
        proposal: the text that the repair would write, or None.
        forgiven: whether the profile counts it as a warning, because a SAFE repair cures it.
        pointer: where the value stands in a JSON document (RFC 6901); "" in a table.
    """

    check: Check
    row: int | None = None
    line: int | None = None
    value: str | None = None
    note: str = ""
    repair: str = ""
    applicability: Applicability | None = None
    proposal: str | None = None
    forgiven: bool = False
    pointer: str = ""

    @property
    def code(self) -> str:
        """The rule's code."""
        return self.check.rule.code

    @property
    def severity(self) -> Severity:
        """What it weighs."""
        return Severity.WARNING if self.forgiven else self.check.severity

    @property
    def field(self) -> str:
        """The field's name, or ""."""
        return self.check.field

    @property
    def column(self) -> int:
        """The column in the file, from 1; 0 where there is none."""
        return self.check.column

    @property
    def message(self) -> str:
        """The sentence in the current language."""
        return self.say()

    def say(self, lang: Lang | None = None) -> str:
        """Return the sentence in `lang`."""
        return self._filled(self.check.rule.message, lang)

    def advice(self, lang: Lang | None = None) -> str:
        """Return what to do about it, in `lang`."""
        return self._filled(self.check.rule.repair, lang)

    def _filled(self, text: Text, lang: Lang | None) -> str:
        parts = self.note.split(NOTE_PARTS)
        notes = {f"note{n}": parts[min(n, len(parts)) - 1] for n in (1, 2, 3)}
        params = {**self.check.params, **notes, "note": self.note, "value": self.value or ""}
        return text.say(lang, field=self.check.field, **params)

    def __repr__(self) -> str:
        field = f" {self.field!r}" if self.field else ""
        line = f" line {self.line}" if self.line else ""
        return f"<Finding {self.code}{field}{line}: {self.severity.word}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """All findings of one check: how many, how many a repair cures, and a few of them.

    `forgiven` are those that the profile counts as warnings, because a SAFE repair cures them.
    """

    check: Check
    count: int
    cured: int
    samples: tuple[Finding, ...]
    forgiven: int = 0

    @property
    def severity(self) -> Severity:
        """The highest severity of its findings."""
        return Severity.WARNING if self.forgiven == self.count else self.check.severity


class Findings(Protocol):
    """Every finding of a run, in the order of the file."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Finding]: ...

    def counts(self) -> dict[str, int]:
        """Return the exact number of findings of each code."""
        ...

    def groups(self, samples: int = 3) -> list[Group]:
        """Return the findings by check, worst and most numerous first."""
        ...

    def in_rows(self, rows: Collection[int]) -> list[Finding]:
        """Return the findings of the records of these numbers, in the order of the file."""
        ...

    def faulty(self) -> dict[int, int]:
        """Return how many records have an error in each column (from 1), where some have."""
        ...

    def verdict(self, *, repaired: bool = False) -> Verdict:
        """Return what they amount to; `repaired`: once SAFE repairs are done."""
        ...

    def marks(self) -> Iterable[tuple[str, str, str, int]]:
        """Return code, field, mark (`fingerprint.same`) and number of findings alike."""
        ...

    def without_known(self, known: Mapping[str, int]) -> Findings:
        """Return the findings without the first ones of each mark, as many as are known."""
        ...
