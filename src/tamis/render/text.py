"""The report for a person at a terminal: worst first, what is wrong, why, what to write."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, TextIO

import click

from tamis.model.finding import Finding, Group
from tamis.model.report import Report, Unread, Verdict
from tamis.model.rule import Severity
from tamis.model.text import Text, current_lang
from tamis.render import Form, Reports, Style
from tamis.render._shown import clipped, edged, escaped
from tamis.render._words import colon, counted, number, quoted

FORM: Final = Form(suffix=".txt")

_COLORS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_WEIGHT: Final = {
    Severity.ERROR: Text(fr="ERREUR", en="ERROR"),
    Severity.WARNING: Text(fr="AVERTISSEMENT", en="WARNING"),
    Severity.INFO: Text(fr="INFORMATION", en="NOTE"),
}
_VALID = Text(fr="CONFORME", en="VALID")
_INVALID = Text(fr="NON CONFORME", en="NOT VALID")
_UNREAD = Text(fr="ILLISIBLE", en="NOT READ")
_AFTER = Text(
    fr="Après les réparations sûres (tamis normalize) : {counts}.",
    en="After the safe repairs (tamis normalize): {counts}.",
)
_GUESSED = Text(fr="reconnu à ses colonnes, sûr à {n} %", en="known by its columns, {n}% sure")
_LINE = Text(fr="ligne {line}", en="line {line}")
_WRITE = Text(fr="À faire : ", en="To do: ")
_WHY = Text(fr="Pourquoi : ", en="Why: ")
_MORE = Text(fr="… et {n}", en="… and {n}")
_EMPTY = Text(fr="cellule vide", en="empty cell")
_SAMPLES: Final = 3


def write(reports: Reports, out: TextIO, style: Style) -> None:
    """Write each report in turn, then, where there are several, how many are valid."""
    total = valid = 0
    for at, report in enumerate(reports):
        if at and not style.quiet:
            out.write("\n")
        for line in _lines(report, style):
            out.write(line if style.color else click.unstyle(line))
            out.write("\n")
        total, valid = total + 1, valid + (isinstance(report, Report) and report.valid)
    if total > 1:
        files = counted(total, "fichier", "fichiers", "file", "files")
        words = Text(fr=f"\n{valid} / {files} conformes.", en=f"\n{valid} / {files} valid.")
        out.write(f"{words}\n")


def _lines(report: Report | Unread, style: Style) -> Iterator[str]:
    if isinstance(report, Report):
        yield from _Page(report, style).lines()
        return
    mark = click.style(f"✗ {_UNREAD}", fg="red", bold=True)
    yield f"{click.style(escaped(report.path), bold=True)}{colon()}{mark}"
    if not style.quiet:
        yield f"  {clipped(str(report.error), 400)}"


@dataclass(frozen=True, slots=True)
class _Page:
    report: Report
    style: Style

    def lines(self) -> Iterator[str]:
        if self.style.quiet:
            yield f"{escaped(self.report.source.path)}{colon()}{self._verdict()}"
            return
        yield self._source()
        yield self._schema()
        yield ""
        yield self._verdict()
        yield from self._after()
        yield from self._known()
        if self.style.verbose:
            yield ""
            yield from (self._finding(finding) for finding in self.report.findings)
            return
        for merged in _merged(self.report.findings.groups(_SAMPLES)):
            yield ""
            yield from self._group(merged)

    def _source(self) -> str:
        source, stats = self.report.source, self.report.stats
        parts = [source.format.upper()]
        if source.dialect:
            mark = {"\t": "TAB"}.get(source.dialect.delimiter, source.dialect.delimiter)
            parts += [source.encoding, quoted(mark)]
        parts.append(counted(stats.rows, "ligne", "lignes", "row", "rows"))
        parts.append(counted(stats.fields, "colonne", "colonnes", "column", "columns"))
        return f"{click.style(escaped(source.path), bold=True)} · {', '.join(parts)}"

    def _schema(self) -> str:
        schema = self.report.schema
        name = schema.name or schema.path or "—"
        parts = [f"{Text(fr='Schéma', en='Schema')} {escaped(f'{name} {schema.version}'.strip())}"]
        if schema.certainty is not None:
            parts.append(_GUESSED.say(n=round(schema.certainty * 100)))
        profile = self.report.profile.name
        parts.append(Text(fr=f"profil {profile}", en=f"profile {profile}").say())
        return " · ".join(parts)

    def _verdict(self) -> str:
        verdict = self.report.verdict
        mark, words, color = ("✓", _VALID, "green") if verdict.valid else ("✗", _INVALID, "red")
        shown = click.style(f"{mark} {words}", fg=color, bold=True)
        return (
            f"{shown} : {_counts(verdict)}"
            if current_lang() == "fr"
            else (f"{shown}: {_counts(verdict)}")
        )

    def _known(self) -> Iterator[str]:
        if n := self.report.known:
            told = counted(
                n, "anomalie connue", "anomalies connues", "known finding", "known findings"
            )
            yield f"  + {told}"

    def _after(self) -> Iterator[str]:
        if self.report.after.counts != self.report.verdict.counts:
            said = _AFTER.say(counts=_counts(self.report.after))
            yield from self._wrapped(said, "  ", "  ")

    def _group(self, groups: Sequence[Group]) -> Iterator[str]:
        check = groups[0].check
        count = sum(group.count for group in groups)
        weight = click.style(str(_WEIGHT[check.severity]), fg=_COLORS[check.severity], bold=True)
        fields = ", ".join(escaped(group.check.field) for group in groups if group.check.field)
        title = f"{weight} {check.rule.title}" + (f"{colon()}{fields}" if fields else "")
        yield from self._wrapped(title, "", "  ")
        yield f"  {check.code} · {_how_many(check.rule.scope, count, groups)}"
        if check.rule.scope in {"cell", "row", "table"}:
            for finding in groups[0].samples:
                yield from self._sample(finding)
            if count > len(groups[0].samples):
                n = number(count - len(groups[0].samples))
                yield "    " + _MORE.say(n=Text(fr=f"{n} de plus", en=f"{n} more"))
        if len(groups) == 1:
            yield from self._advice(groups[0])
        yield from self._wrapped(f"{_WHY}{check.rule.why}", "  ", "    ")

    def _advice(self, group: Group) -> Iterator[str]:
        first = group.samples[0]
        params = {**group.check.params, "value": clipped(first.value or ""), "note": first.note}
        advice = group.check.rule.repair.say(field=group.check.field, **params)
        yield from self._wrapped(f"{_WRITE}{escaped(advice)}", "  ", "    ")

    def _sample(self, finding: Finding) -> Iterator[str]:
        source = self.report.source
        place = escaped(source.place(finding.line, finding.column))
        if not place:
            place = _LINE.say(line=number(finding.line)) if finding.line else "—"
        if finding.check.rule.scope != "cell":
            yield from self._wrapped(
                f"{place}{colon()}{clipped(finding.message, 160)}", "    ", "      "
            )
            return
        shown = quoted(edged(finding.value)) if finding.value else str(_EMPTY)
        cure = f" → {quoted(edged(finding.proposal))}" if finding.proposal is not None else ""
        yield from self._wrapped(f"{place}{colon()}{shown}{cure}", "    ", "      ")

    def _finding(self, finding: Finding) -> str:
        place = f"{escaped(self.report.source.path)}:{finding.line or 1}:{finding.column or 1}"
        field = f" [{escaped(finding.field)}]" if finding.field else ""
        return f"{place}: {finding.code}{field} {clipped(finding.message, 400)}"

    def _wrapped(self, text: str, first: str, then: str) -> list[str]:
        return textwrap.wrap(
            text,
            width=max(self.style.width, 40) + (9 if self.style.color else 0),
            initial_indent=first,
            subsequent_indent=then,
            break_long_words=False,
            break_on_hyphens=False,
        )


def _merged(groups: Sequence[Group]) -> Iterator[list[Group]]:
    """Put the groups of a header rule together: what differs is the field alone."""

    def alike(group: Group) -> tuple[object, ...]:
        header = group.check.rule.scope == "header"
        return (group.check.code, group.check.severity) if header else (id(group),)

    ordered = sorted(groups, key=lambda g: (-g.check.severity, g.check.rule.scope != "header"))
    heads = [g for g in ordered if g.check.rule.scope == "header"]
    heads.sort(key=lambda g: (-g.check.severity, g.check.code))
    rest = [g for g in ordered if g.check.rule.scope != "header"]
    made = [list(same) for _, same in groupby([*heads, *rest], key=alike)]
    yield from sorted(made, key=lambda same: -same[0].check.severity)


def _how_many(scope: str, count: int, groups: Sequence[Group]) -> str:
    words = {
        "cell": ("cellule", "cellules", "cell", "cells"),
        "row": ("ligne", "lignes", "row", "rows"),
        "table": ("ligne", "lignes", "row", "rows"),
        "header": ("colonne", "colonnes", "column", "columns"),
    }.get(scope, ("fois", "fois", "time", "times"))
    cured = sum(group.cured for group in groups)
    mended = counted(cured, "réparable", "réparables", "repairable", "repairable")
    return counted(count, *words) + (
        str(Text(fr=f", dont {mended}", en=f", {mended}")) if cured else ""
    )


def _counts(verdict: Verdict) -> str:
    errors = counted(verdict.errors, "erreur", "erreurs", "error", "errors")
    warnings = counted(verdict.warnings, "avertissement", "avertissements", "warning", "warnings")
    return f"{errors}, {warnings}"
