"""The report for a person at a terminal: worst first, what is wrong, why, what to write."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TextIO

import click

from tamis.model.finding import Finding
from tamis.model.report import Report, Unread
from tamis.model.rule import Applicability, Severity
from tamis.model.text import Text
from tamis.render import Reports, Style, repair_lines, sentences, text_form
from tamis.render.groups import Bundle, bundles
from tamis.render.newer_version import newer_version
from tamis.render.terminal import clipped, edged, escaped
from tamis.render.words import colon, number, quoted

_COLORS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_WRITE = Text(fr="À faire : ", en="To do: ")
_WHY = Text(fr="Pourquoi : ", en="Why: ")
_SAMPLES: Final = 3


@text_form(
    suffix=".txt",
    audience=Text(fr="une personne devant un terminal", en="a person at a terminal"),
    content=Text(
        fr="les sortes d'anomalies, les pires d'abord, avec les premières cellules de "
        "chacune, quoi écrire et pourquoi ; de plusieurs fichiers, les conformes ne sont que "
        "comptés ; `-v` chaque fichier et chaque anomalie, une par ligne ; `-q` le verdict",
        en="kinds of findings, worst first, with the first cells of each, what to write and "
        "why; of several files, valid ones are only counted; `-v` every file and every finding, "
        "one per line; `-q` the verdict",
    ),
    console=True,
)
def write(reports: Reports, out: TextIO, style: Style) -> None:
    """Write each report in turn, then, where there are several, how many are valid.

    Of several files, a valid one is only counted, or told in a line where it has warnings.
    """
    total = valid = 0
    is_first = True
    for report, is_alone in _with_company(reports):
        total, valid = total + 1, valid + (isinstance(report, Report) and report.valid)
        lines = _lines(report, style) if is_alone or style.verbose else _in_company(report, style)
        for number_of_line, line in enumerate(lines):
            if not (number_of_line or is_first or style.quiet):
                out.write("\n")
            is_first = False
            out.write(line if style.color else click.unstyle(line))
            out.write("\n")
    if total > 1:
        conform = Text(fr=f"\n{valid} / {total} conformes.", en=f"\n{valid} / {total} valid.")
        single = Text(fr=f"\n{valid} / {total} conforme.", en=f"\n{valid} / {total} valid.")
        out.write(f"{conform if valid > 1 else single}\n")


def _with_company(reports: Reports) -> Iterator[tuple[Report | Unread, bool]]:
    """Give each report, and whether it is the only one."""
    rest = iter(reports)
    first = next(rest, None)
    if first is None:
        return
    second = next(rest, None)
    yield first, second is None
    if second is not None:
        yield second, False
        yield from ((report, False) for report in rest)


def _in_company(report: Report | Unread, style: Style) -> Iterator[str]:
    """Return the lines of a report among others."""
    if isinstance(report, Report) and report.valid and not style.quiet:
        yield from _Page(report, style).brief()
    else:
        yield from _lines(report, style)


def _lines(report: Report | Unread, style: Style) -> Iterator[str]:
    if isinstance(report, Report):
        yield from _Page(report, style).lines()
        return
    mark = click.style(f"✗ {sentences.UNREAD}", fg="red", bold=True)
    yield f"{click.style(escaped(report.path), bold=True)}{colon()}{mark}"
    if not style.quiet:
        yield f"  {clipped(str(report.error), 400)}"


#: What rules are about whose findings are shown one by one.
_SHOWN = frozenset({"cell", "row", "table", "column", "api", "schema"})


@dataclass(frozen=True, slots=True)
class _Page:
    report: Report
    style: Style

    def lines(self) -> Iterator[str]:
        if self.style.quiet:
            yield f"{escaped(self.report.source.path)}{colon()}{self._verdict()}"
            return
        path = click.style(escaped(self.report.source.path), bold=True)
        yield f"{path} · {', '.join(sentences.reading(self.report))}"
        yield " · ".join(sentences.application(self.report))
        if older := newer_version(self.report):
            yield older
        yield ""
        yield self._verdict()
        yield from self._wrapped(sentences.other_state(self.report), "  ", "  ")
        yield from self._wrapped(sentences.baseline_note(self.report), "  ", "  ")
        if self.style.verbose:
            yield ""
            path = self.report.source.path
            yield from (sentences.one_line(finding, path) for finding in self.report.findings)
            return
        for bundle in bundles(self.report.findings, _SAMPLES):
            yield ""
            yield from self._bundle(bundle)
        yield from self._remedies()

    def brief(self) -> Iterator[str]:
        """Return nothing where there is no finding, known or new, else a line for each sort."""
        known = sentences.baseline_note(self.report)
        if self.report.counts or known:
            path = click.style(escaped(self.report.source.path), bold=True)
            yield f"{path}{colon()}{self._verdict()}"
            yield from self._wrapped(known, "  ", "  ")

    def _remedies(self) -> Iterator[str]:
        """Say what repairs do, and what they propose, a line a repair and field."""
        for title, chosen in repair_lines.by_kind(self.report.repair_summaries):
            yield ""
            yield click.style(str(title), bold=True)
            for remedy in chosen:
                yield from self._wrapped(repair_lines.line(remedy), "  ", "    ")

    def _verdict(self) -> str:
        valid = self.report.valid
        mark, color = ("✓", "green") if valid else ("✗", "red")
        shown = click.style(f"{mark} {sentences.verdict(self.report)}", fg=color, bold=True)
        return f"{shown}{colon()}{sentences.counts(self.report.verdict)}"

    def _bundle(self, bundle: Bundle) -> Iterator[str]:
        rule = bundle.rule
        word = str(sentences.WEIGHTS[bundle.severity]).upper()
        weight = click.style(word, fg=_COLORS[bundle.severity], bold=True)
        fields = ", ".join(map(escaped, bundle.fields))
        title = f"{weight} {rule.title}" + (f"{colon()}{fields}" if fields else "")
        yield from self._wrapped(title, "", "  ")
        yield f"  {rule.code} · {bundle.how_many}"
        is_shown = rule.is_told_whole or rule.level in _SHOWN
        for finding in bundle.samples:
            if is_shown or _has_guess(finding):
                yield from self._sample(finding)
        if is_shown and bundle.rest:
            yield f"    {sentences.MORE.say(n=number(bundle.rest))}"
        if bundle.advice:
            yield from self._wrapped(f"{_WRITE}{clipped(bundle.advice, 600)}", "  ", "    ")
        yield from self._wrapped(f"{_WHY}{bundle.why}", "  ", "    ")

    def _sample(self, finding: Finding) -> Iterator[str]:
        place = sentences.place(finding, self.report.source)
        if finding.check.rule.level != "cell":
            message = clipped(finding.message, 160)
            message = message if place == "—" else f"{place}{colon()}{message}"
            if _has_guess(finding):
                message += f" → {_instead(finding.proposal or '')}"
            yield from self._wrapped(message, "    ", "      ")
            return
        shown = quoted(edged(finding.value)) if finding.value else str(sentences.EMPTY)
        proposal = "" if finding.proposal is None else f" → {_instead(finding.proposal)}"
        yield from self._wrapped(f"{place}{colon()}{shown}{proposal}", "    ", "      ")

    def _wrapped(self, text: str, first: str, then: str) -> list[str]:
        return textwrap.wrap(
            text,
            width=max(self.style.width, 40) + (9 if self.style.color else 0),
            initial_indent=first,
            subsequent_indent=then,
            break_long_words=False,
            break_on_hyphens=False,
        )


def _has_guess(finding: Finding) -> bool:
    """Whether something is proposed that nothing else shows, such as a column's other label."""
    return finding.proposal is not None and finding.applicability is Applicability.SHOW


def _instead(proposal: str) -> str:
    return quoted(edged(proposal)) if proposal else str(sentences.EMPTY)
