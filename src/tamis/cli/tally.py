"""What a run over many files amounts to: its exit code, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from tamis.cli import screen
from tamis.model.report import Report, Unread
from tamis.model.rule import Severity
from tamis.model.text import Text
from tamis.render.words import counted

if TYPE_CHECKING:
    from tamis.batch_run import Judged


@dataclass(slots=True)
class Tally:
    """What a run amounts to, as its reports go by.

    Attributes:
        raises: whether a file that cannot be read ends the run.
        tells: whether it is told apart from the reports, which may be elsewhere.
        codes: the exit codes of the files that could not be read.
        failing: how many findings weigh enough to fail.
        gone: how many known findings are no more.
    """

    raises: bool = False
    tells: bool = True
    codes: list[int] = field(default_factory=list)
    failing: int = 0
    gone: int = 0

    def reports(self, judged: Iterable[Judged]) -> Iterator[Report | Unread]:
        """Return the reports, or what stands in their place.

        Raises:
            TamisError: a file cannot be read, and that is all there is to say.
        """
        for one in judged:
            if isinstance(one.report, Unread):
                self._unread(one.report)
            else:
                early = one.chosen.settings.fail_on is Severity.WARNING
                verdict = one.report.verdict
                self.failing += verdict.errors + (verdict.warnings if early else 0)
                self.gone += one.gone
            yield one.report

    def _unread(self, unread: Unread) -> None:
        if self.raises:
            raise unread.error
        self.codes.append(unread.error.exit_code)
        if self.tells:
            screen.told(unread.error, unread.path)

    def code(self, borne: int) -> int:
        """Return the exit code."""
        return max(self.codes, default=int(self.failing > borne))

    def explain(self, borne: int) -> None:
        """Say what the reports do not: why a run with errors passes, what a baseline keeps."""
        if 0 < self.failing <= borne:
            n = counted(self.failing, "anomalie", "anomalies", "finding", "findings")
            note(
                Text(
                    fr=f"{n}, pas plus que --max-errors {borne} : code 0.",
                    en=f"{n}, no more than --max-errors {borne}: exit code 0.",
                )
            )
        if self.gone:
            told = findings(self.gone)
            note(
                Text(
                    fr=f"{told} en trop dans la référence : --write-baseline la met à jour.",
                    en=f"{told} too many in the baseline: --write-baseline renews it.",
                )
            )


def findings(n: int) -> str:
    """Return how many findings are known, in words."""
    return counted(n, "anomalie connue", "anomalies connues", "known finding", "known findings")


def note(text: Text) -> None:
    """Say something beside the reports."""
    click.echo(f"→ {text}", err=True)
