"""The judges of a contract: of whole documents, of what is around their records, of each record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from tamis import checks
from tamis.contracts import record_lines
from tamis.contracts.explain import Explainer, Fault
from tamis.contracts.finding_log import JudgeOptions
from tamis.contracts.persons import Persons
from tamis.contracts.unknown_members import UnknownMembers
from tamis.model.contract import Contract
from tamis.model.rule import Severity


class Judge:
    """One schema of a contract: decides, explains, and tells what it does not describe."""

    def __init__(self, explainer: Explainer, curious: Callable[[Any], Iterator[Fault]]) -> None:
        self._explainer = explainer
        self._curious = curious

    def faults(self, value: Any) -> list[Fault]:
        """Return what is wrong with a value, and what is new in it."""
        broken = [] if self._explainer.valid(value) else self._explainer.faults(value)
        return [*broken, *self._curious(value)]


class Judges:
    """The parts of a contract, compiled when they are needed.

    `lists` are the lists of its records; those that it seems to have where nobody says.
    """

    def __init__(
        self,
        contract: Contract,
        options: JudgeOptions,
        lists: Collection[record_lines.Path] | None = None,
    ) -> None:
        self.parts = record_lines.split(contract, lists)
        self.contract = contract
        rule = checks.all_rules()["api.unknown-member"]
        heeded = options.profile.severity(rule) is not Severity.IGNORED
        self._unknowns = UnknownMembers(contract) if heeded else None
        self.persons = Persons()

    def _new(self, value: Any, path: record_lines.Path | None = None) -> Iterator[Fault]:
        self.persons.see(value)
        return iter(()) if self._unknowns is None else self._unknowns.first_met(value, path)

    def whole(self) -> Judge:
        """Return the judge of a document."""
        return Judge(Explainer(self.contract, self.contract.descriptor), self._new)

    def envelope(self) -> Judge:
        """Return the judge of what is around the records of a document."""
        return Judge(
            Explainer(self.contract, self.parts.envelope),
            lambda value: self._new(record_lines.emptied(value, self.parts.records)),
        )

    def record(self, path: record_lines.Path) -> Judge:
        """Return the judge of the records that are listed there."""
        return Judge(
            Explainer(self.contract, self.parts.records[path]),
            lambda value: self._new(value, path),
        )
