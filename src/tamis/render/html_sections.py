"""The parts of a report as HTML: verdicts, what to do, fields, rows, repairs, every finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tamis.model.report import RepairSummary, Report
from tamis.model.rule import Applicability
from tamis.model.text import Text
from tamis.model.verdict import Verdict
from tamis.render import html_findings, sentences, territory_map
from tamis.render.groups import bundles
from tamis.render.markup import prose, row, table, tag, text
from tamis.render.newer_version import newer_version
from tamis.render.row_views import rows_in_place
from tamis.render.words import number, percent

#: Findings of a kind that a page shows.
SAMPLES: Final = 5
_LONGEST: Final = 300

TODO: Final = Text(fr="Ce qu'il y a à corriger", en="What to correct")
BY_FIELD: Final = Text(fr="Conformité par champ", en="Conformance by field")
REPAIRS: Final = Text(fr="Réparations proposées", en="Repairs proposed")
IN_PLACE: Final = Text(fr="Lignes en cause", en="Rows concerned")
MAP: Final = Text(fr="Carte", en="Map")
_DELIVERED: Final = Text(fr="Tel que livré", en="As delivered")
_REPAIRED: Final = Text(
    fr="Après les réparations sûres (tamis normalize)",
    en="After the safe repairs (tamis normalize)",
)
_DONE: Final = Text(fr="sûre : faite par tamis normalize", en="safe: done by tamis normalize")
_SURE: Final = {
    Applicability.SAFE: _DONE,
    Applicability.UNSAFE: Text(
        fr="probable : faite sur demande (--unsafe)", en="likely: done on request (--unsafe)"
    ),
    Applicability.SHOW: Text(
        fr="à vérifier : jamais faite seule", en="to check: never done by itself"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A report on its way to the page.

    Attributes:
        number: which of the page's reports it is, from 1: anchors are made of it.
        list_file: the name of the file that holds every finding; "" where there is none.
    """

    report: Report
    number: int = 1
    list_file: str = ""

    def parts(self) -> Iterator[str]:
        """Return the sections, one after the other."""
        grouped = bundles(self.report.findings, SAMPLES)
        yield _verdicts(self.report)
        yield _facts(self.report)
        sections = {
            TODO: "\n".join(html_findings.kinds(grouped, self.number, self.report.source)),
            BY_FIELD: _fields(self.report),
            IN_PLACE: rows_in_place(self.report, grouped),
            REPAIRS: _repairs(self.report),
            MAP: territory_map.drawn(self.report),
            html_findings.ALL: "\n".join(html_findings.listed(self.report, self.list_file)),
        }
        shown = [(title, part) for title, part in sections.items() if part]
        if len(shown) > 1:
            yield self._contents([title for title, _ in shown])
        for index, (title, part) in enumerate(shown, start=1):
            yield f'<h2 id="s{self.number}-{index}">{title}</h2>'
            yield part

    def _contents(self, titles: Sequence[Text]) -> str:
        links = (
            f'<a href="#s{self.number}-{index}">{title}</a>'
            for index, title in enumerate(titles, start=1)
        )
        return tag("nav", " ".join(links), aria_label=Text(fr="Sommaire", en="Contents"))


def _verdicts(report: Report) -> str:
    cards = _card(_DELIVERED, report.before)
    if report.changes or report.after.counts != report.before.counts:
        cards += _card(_REPAIRED, report.after)
    note = tag("p", prose(sentence)) if (sentence := sentences.baseline_note(report)) else ""
    return tag("div", cards, class_="verdicts") + note


def _card(title: Text, verdict: Verdict) -> str:
    mark, word = ("✓", sentences.VALID) if verdict.valid else ("✗", sentences.INVALID)
    inner = (
        tag("p", prose(title), class_="when")
        + tag("p", f'<span aria-hidden="true">{mark}</span> {word}', class_="word")
        + tag("p", prose(sentences.counts(verdict)))
    )
    return tag("div", inner, class_=f"verdict{' valid' if verdict.valid else ''}")


def _facts(report: Report) -> str:
    source, schema = report.source, report.schema
    facts = {
        Text(fr="Fichier", en="File"): source.path,
        Text(fr="Lu comme", en="Read as"): ", ".join(sentences.reading(report)),
        Text(fr="Schéma", en="Schema"): sentences.schema_name(schema),
        Text(fr="Appliqué", en="Applied"): ", ".join(sentences.application(report)[1:]),
        Text(fr="Version", en="Version"): newer_version(report),
        Text(fr="Feuille", en="Sheet"): source.sheet,
        Text(fr="Empreinte SHA-256", en="SHA-256 hash"): source.sha256,
    }
    inner = "".join(
        f"<dt>{name}</dt><dd>{text(value)}</dd>" for name, value in facts.items() if value
    )
    return tag("dl", inner, class_="facts")


def _fields(report: Report) -> str:
    """Return the share of the rows whose cell has no error, for each column of the file."""
    total, faulty = report.rows, report.findings.faulty()
    if not total or not report.source.labels:
        return ""
    rows = (
        row(text(label, 60) or "—", *_bar(faulty.get(column, 0), total), head=True)
        for column, label in enumerate(report.source.labels, start=1)
    )
    head = (
        Text(fr="Champ", en="Field"),
        Text(fr="Cellules sans erreur", en="Cells without error"),
        Text(fr="Part", en="Share"),
        Text(fr="Cellules en erreur", en="Cells with an error"),
    )
    return table(head, rows, label=str(BY_FIELD), classes="bars")


def _bar(bad: int, total: int) -> tuple[str, str, str]:
    bad = min(bad, total)
    share = 100 * (total - bad) / total
    red = (
        f'<rect class="bad" x="{share:.2f}" width="{100 - share:.2f}" height="10"/>' if bad else ""
    )
    bar = (
        '<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" width="100" height="10"/>'
        f'<rect class="sure" width="{share:.2f}" height="10"/>{red}</svg>'
    )
    return bar, percent(total - bad, total), number(bad) if bad else "0"


def _repairs(report: Report) -> str:
    """Return what repairs do and propose, by repair and field, with an example."""
    rows = (
        row(
            prose(remedy.repair.title),
            text(remedy.field, 60),
            prose(remedy.repair.does),
            prose(_DONE if remedy.done else _SURE[remedy.repair.applicability]),
            number(remedy.count),
            _example(remedy),
            head=True,
        )
        for remedy in report.repair_summaries
    )
    head = (
        Text(fr="Réparation", en="Repair"),
        Text(fr="Champ", en="Field"),
        Text(fr="Ce qu'elle fait", en="What it does"),
        Text(fr="Certitude", en="How sure"),
        Text(fr="Combien", en="How many"),
        Text(fr="Exemple", en="Example"),
    )
    return table(head, rows, label=str(REPAIRS)) if report.repair_summaries else ""


def _example(summary: RepairSummary) -> str:
    if not summary.samples or summary.samples[0][1] is None:
        return ""
    before, after = (text(part, 60) for part in summary.samples[0])
    before_tag, after_tag = (
        tag("span", before, class_="value"),
        tag("span", after, class_="value fix"),
    )
    return f"{before_tag} → {after_tag}"
