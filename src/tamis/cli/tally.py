"""What a run over many files amounts to: its exit code, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from tamis.cli import screen
from tamis.model.report import Report, Unread
from tamis.model.rule import Severity
from tamis.model.text import Text
from tamis.render.words import counted

if TYPE_CHECKING:
    from tamis.batch_run import FileResult
    from tamis.model.project import Settings


@dataclass(slots=True)
class Tally:
    """What a run amounts to, as its reports go by.

    Attributes:
        raises: whether a file that cannot be read ends the run.
        announces: whether it is told apart from the reports, which may be elsewhere.
        codes: the exit codes of the files that could not be read.
        failing: how many findings weigh enough to fail.
        within: how many of those do not count, as few as they are in their file.
        resolved: how many known findings are no more.
    """

    raises: bool = False
    announces: bool = True
    codes: list[int] = field(default_factory=list)
    failing: int = 0
    within: int = 0
    resolved: int = 0

    def reports(self, results: Iterable[FileResult]) -> Iterator[Report | Unread]:
        """Return the reports, or what stands in their place.

        Raises:
            TamisError: a file cannot be read, and that is all there is to say.
        """
        for result in results:
            if isinstance(result.report, Unread):
                self._unread(result.report)
            else:
                settings, verdict = result.file.settings, result.report.verdict
                self.failing += verdict.errors
                if settings.fail_on is Severity.WARNING:
                    self.failing += verdict.warnings
                    self.failing -= 0 if settings.counts_likely else _likely(result.report)
                within = within_shares(result.report, settings)
                self.failing -= within
                self.within += within
                self.resolved += result.resolved
            yield result.report

    def _unread(self, unread: Unread) -> None:
        if self.raises:
            raise unread.error
        self.codes.append(unread.error.exit_code)
        if self.announces:
            screen.show_error(unread.error, unread.path)

    def code(self, allowed: int) -> int:
        """Return the exit code."""
        return max(self.codes, default=int(self.failing > allowed))

    def explain(self, allowed: int) -> None:
        """Say what the reports do not: why a run with errors passes, what a baseline keeps."""
        if 0 < self.failing <= allowed:
            n = counted(self.failing, "anomalie", "anomalies", "finding", "findings")
            note(
                Text(
                    fr=f"{n}, pas plus que --max-errors {allowed} : code 0.",
                    en=f"{n}, no more than --max-errors {allowed}: exit code 0.",
                )
            )
        if self.within:
            n = counted(self.within, "anomalie", "anomalies", "finding", "findings")
            note(
                Text(
                    fr=f"{n} sous le seuil de leur règle (--max-share) : sans effet sur le code.",
                    en=f"{n} below the threshold of their rule (--max-share): no effect on the "
                    "exit code.",
                )
            )
        if self.resolved:
            count = findings(self.resolved)
            note(
                Text(
                    fr=f"{count} en trop dans la référence : --write-baseline la met à jour.",
                    en=f"{count} of the baseline no longer there: --write-baseline updates it.",
                )
            )


def within_shares(report: Report, settings: Settings) -> int:
    """Return how many findings that would make a run fail are few enough not to.

    Those of a code, or of all codes of a prefix, are no more than its share of the rows.
    """
    if not settings.max_share:
        return 0
    failing = _failing(report, settings)
    within: set[str] = set()
    for prefix, share in settings.max_share:
        codes = {code for code in failing if is_under(code, prefix)}
        if sum(failing[code] for code in codes) <= share * report.rows:
            within |= codes
    return sum(failing[code] for code in within)


def _failing(report: Report, settings: Settings) -> Mapping[str, int]:
    """Return how many findings of each code make a run fail."""
    failing: Counter[str] = Counter()
    for group in report.findings.groups(samples=1):
        rule = group.check.rule
        if group.check.severity is Severity.ERROR:
            failing[rule.code] += group.count - group.forgiven
        counts = settings.counts_likely or rule.scope != "likely"
        if settings.fail_on is Severity.WARNING and counts:
            is_warning = group.check.severity is Severity.WARNING
            failing[rule.code] += group.count if is_warning else group.forgiven
    return failing


def is_under(code: str, prefix: str) -> bool:
    """Whether `prefix` is a code, or the beginning of it up to a dot.

    >>> is_under("cell.missing", "cell."), is_under("cell.missing", "cell.miss")
    (True, False)
    """
    return code == prefix or code.startswith(prefix.rstrip(".") + ".")


def _likely(report: Report) -> int:
    """Return how many warnings are about what is likely: they count where it is asked alone."""
    if not any(code.startswith("likely.") for code in report.verdict.counts):
        return 0
    groups = report.findings.groups(samples=1)
    likely = (group for group in groups if group.check.rule.scope == "likely")
    return sum(group.count for group in likely if group.severity is Severity.WARNING)


def findings(n: int) -> str:
    """Return how many findings are known, in words."""
    return counted(n, "anomalie connue", "anomalies connues", "known finding", "known findings")


def note(text: Text) -> None:
    """Say something beside the reports."""
    click.echo(f"→ {text}", err=True)
