"""The parts of a report as HTML: verdicts, what to do, fields, rows, repairs, every finding."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from tamis.model.finding import Finding
from tamis.model.report import Remedy, Report, Source, Verdict
from tamis.model.rule import Applicability, Severity
from tamis.model.text import Text
from tamis.render import _map, _said
from tamis.render._groups import Bundle, bundles
from tamis.render._markup import prose, row, table, tag, text
from tamis.render._rows import shown_in_place
from tamis.render._words import colon, number, percent

#: Findings of a kind, and findings of the list, that a page holds.
SAMPLES: Final = 5
LISTED: Final = 1_000
_LONGEST: Final = 300

TODO: Final = Text(fr="Ce qu'il y a à corriger", en="What is to be corrected")
_NOTHING: Final = Text(fr="Rien : aucune anomalie.", en="Nothing: there is no finding.")
_WHERE: Final = Text(fr="Où", en="Where")
_VALUE: Final = Text(fr="Valeur", en="Value")
_WRONG: Final = Text(fr="Ce qui ne va pas", en="What is wrong")
_INSTEAD: Final = Text(fr="Proposition", en="Proposal")
_DO: Final = Text(fr="À faire", en="To do")
_WHY: Final = Text(fr="Pourquoi", en="Why")
_BY_RULE: Final = Text(fr="Anomalies par règle", en="Findings by rule")
BY_FIELD: Final = Text(fr="Conformité par champ", en="Conformance by field")
REPAIRS: Final = Text(fr="Réparations proposées", en="Repairs proposed")
IN_PLACE: Final = Text(fr="Lignes en cause", en="Rows concerned")
MAP: Final = Text(fr="Carte", en="Map")
_OPEN: Final = Text(fr="Montrer la liste", en="Show the list")
ALL: Final = Text(fr="Toutes les anomalies", en="All findings")
_DELIVERED: Final = Text(fr="Tel que livré", en="As delivered")
_MENDED: Final = Text(
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
        fr="à vérifier : jamais faite seule", en="to be checked: never done alone"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A report on its way to the page.

    Attributes:
        at: which of the page's reports it is, from 1: anchors are made of it.
        beside: the name of the file that holds every finding; "" where there is none.
    """

    report: Report
    at: int = 1
    beside: str = ""

    def parts(self) -> Iterator[str]:
        """Return the sections, one after the other."""
        found = bundles(self.report.findings, SAMPLES)
        yield _verdicts(self.report)
        yield _facts(self.report)
        sections = {
            TODO: "\n".join(self._kinds(found)),
            BY_FIELD: _fields(self.report),
            IN_PLACE: shown_in_place(self.report, found),
            REPAIRS: _repairs(self.report),
            MAP: _map.drawn(self.report),
            ALL: "\n".join(self._list()),
        }
        held = [(title, part) for title, part in sections.items() if part]
        if len(held) > 1:
            yield self._contents([title for title, _ in held])
        for at, (title, part) in enumerate(held, start=1):
            yield f'<h2 id="s{self.at}-{at}">{title}</h2>'
            yield part

    def _contents(self, titles: Sequence[Text]) -> str:
        links = (f'<a href="#s{self.at}-{at}">{one}</a>' for at, one in enumerate(titles, start=1))
        return tag("nav", " ".join(links), aria_label=Text(fr="Sommaire", en="Contents"))

    def _kinds(self, found: Sequence[Bundle]) -> Iterator[str]:
        if not found:
            yield f"<p>{_NOTHING}</p>"
            return
        if len(found) > 1:
            yield _filter(found)
            yield self._summary(found)
        for at, one in enumerate(found, start=1):
            yield _kind(one, f"k{self.at}-{at}", self.report.source)

    def _summary(self, found: Sequence[Bundle]) -> str:
        rows = (
            row(
                f'<a href="#k{self.at}-{at}">{prose(one.rule.title)}</a>',
                text(one.named, _LONGEST),
                _badge(one.severity),
                prose(one.how_many),
                head=True,
            )
            for at, one in enumerate(found, start=1)
        )
        head = (
            Text(fr="Règle", en="Rule"),
            Text(fr="Champ", en="Field"),
            Text(fr="Gravité", en="Severity"),
            Text(fr="Combien", en="How many"),
        )
        return table(head, rows, label=str(_BY_RULE))

    def _list(self) -> Iterator[str]:
        total = len(self.report.findings)
        if not total:
            return
        source = self.report.source
        rows = [_line(one, source) for one in islice(self.report.findings, LISTED)]
        head = (_WHERE, Text(fr="Champ", en="Field"), _VALUE, _WRONG, _INSTEAD)
        yield f"<details><summary>{_OPEN} ({number(total)})</summary>"
        if total > LISTED:
            yield tag("p", self._rest(total))
        yield table(head, rows, label=str(ALL), classes="listed")
        yield "</details>"

    def _rest(self, total: int) -> str:
        first = Text(
            fr=f"Les {number(LISTED)} premières, sur {number(total)}.",
            en=f"The first {number(LISTED)}, of {number(total)}.",
        )
        if not self.beside:
            more = Text(fr="Toutes : tamis validate -f csv.", en="All: tamis validate -f csv.")
            return prose(f"{first} {more}")
        name = text(self.beside)
        link = f'<a href="{name}">{name}</a>'
        return f"{first} {Text(fr='Toutes', en='All')}{colon()}{link}."


def _verdicts(report: Report) -> str:
    cards = _card(_DELIVERED, report.verdict)
    if report.changes or report.after.counts != report.verdict.counts:
        cards += _card(_MENDED, report.after)
    known = tag("p", prose(said)) if (said := _said.known(report)) else ""
    return tag("div", cards, class_="verdicts") + known


def _card(when: Text, of: Verdict) -> str:
    mark, word = ("✓", _said.VALID) if of.valid else ("✗", _said.INVALID)
    inner = (
        tag("p", prose(when), class_="when")
        + tag("p", f'<span aria-hidden="true">{mark}</span> {word}', class_="word")
        + tag("p", prose(_said.counts(of)))
    )
    return tag("div", inner, class_=f"verdict{' valid' if of.valid else ''}")


def _facts(report: Report) -> str:
    source, schema = report.source, report.schema
    told = {
        Text(fr="Fichier", en="File"): source.path,
        Text(fr="Lu comme", en="Read as"): ", ".join(_said.read(report)),
        Text(fr="Schéma", en="Schema"): _said.named(schema),
        Text(fr="Appliqué", en="Applied"): ", ".join(_said.applied(report)[1:]),
        Text(fr="Feuille", en="Sheet"): source.sheet,
        Text(fr="Empreinte SHA-256", en="SHA-256 hash"): source.sha256,
    }
    inner = "".join(
        f"<dt>{name}</dt><dd>{text(value)}</dd>" for name, value in told.items() if value
    )
    return tag("dl", inner, class_="facts")


def _filter(found: Sequence[Bundle]) -> str:
    fields = sorted({field for one in found for field in one.fields})
    weights = sorted({one.severity for one in found}, reverse=True)
    every = Text(fr="toutes", en="all")
    all_fields = Text(fr="tous", en="all")
    told = Text(fr="{n} sur {all} sortes d'anomalies", en="{n} of {all} kinds of findings")
    options = f'<option value="">{every}</option>' + "".join(
        f'<option value="{one.word}">{_said.WEIGHTS[one]}</option>' for one in weights
    )
    names = f'<option value="">{all_fields}</option>' + "".join(
        tag("option", text(one, 60), value=one) for one in fields
    )
    inner = (
        f'<label>{Text(fr="Chercher", en="Search")}<input type="search"></label>'
        f"<label>{Text(fr='Gravité', en='Severity')}<select>{options}</select></label>"
        f"<label>{Text(fr='Champ', en='Field')}<select>{names}</select></label>"
        + tag("output", "", data_told=told)
    )
    label = Text(fr="Filtrer les anomalies", en="Filter the findings")
    return f'<form class="filter" role="search" aria-label="{label}" hidden>{inner}</form>'


def _badge(severity: Severity) -> str:
    return tag("span", str(_said.WEIGHTS[severity]), class_=f"badge {severity.word}")


def _kind(one: Bundle, anchor: str, source: Source) -> str:
    fields = one.named
    title = prose(one.rule.title) + (f"{colon()}{text(fields, _LONGEST)}" if fields else "")
    inner = tag("header", _badge(one.severity) + tag("h3", title))
    code = tag("code", text(one.code))
    inner += tag("p", f"{code} · {prose(one.how_many)}", class_="many")
    if len(one.fields) <= 1:
        inner += tag("p", f"{_DO}{colon()}{prose(one.advice, 2 * _LONGEST)}", class_="todo")
    inner += tag("p", f"{_WHY}{colon()}{prose(one.rule.why)}")
    if one.rule.scope != "header" or any(sample.value for sample in one.samples):
        inner += _samples(one, source)
    told = {"data_severity": one.severity.word, "data_fields": json.dumps(one.fields)}
    return tag("article", inner, id=anchor, class_=f"kind {one.severity.word}", **told)


def _samples(one: Bundle, source: Source) -> str:
    rows = (
        row(text(_said.place(found, source)), _value(found), _proposal(found))
        if one.rule.scope == "cell"
        else row(text(_said.place(found, source)), prose(found.message, _LONGEST))
        for found in one.samples
    )
    head = (_WHERE, _VALUE, _INSTEAD) if one.rule.scope == "cell" else (_WHERE, _WRONG)
    rest = f"<p>{_said.MORE.say(n=number(one.rest))}</p>" if one.rest else ""
    label = f"{one.rule.title} {', '.join(one.fields)}".strip()
    return table(head, rows, label=label, classes="samples") + rest


def _value(found: Finding) -> str:
    if not found.value:
        return tag("span", str(_said.EMPTY), class_="soft")
    return tag("span", text(found.value, _LONGEST), class_="value")


def _proposal(found: Finding) -> str:
    if found.proposal is None:
        return ""
    return tag("span", text(found.proposal, _LONGEST), class_="value fix")


def _line(one: Finding, source: Source) -> str:
    where = f"{text(_said.place(one, source))} {_badge(one.severity)}"
    said = f"{prose(one.message, _LONGEST)} {tag('code', text(one.code))}"
    value = _value(one) if one.check.rule.scope == "cell" else ""
    return row(
        where,
        text(one.field, 60),
        value,
        said,
        _proposal(one),
        data_severity=one.severity.word,
        data_fields=json.dumps([one.field]),
    )


def _fields(report: Report) -> str:
    """Return the share of the rows whose cell has no error, for each column of the file."""
    total, faulty = report.rows, report.findings.faulty()
    if not total or not report.source.labels:
        return ""
    rows = (
        row(text(label, 60) or "—", *_bar(faulty.get(at, 0), total), head=True)
        for at, label in enumerate(report.source.labels, start=1)
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
            prose(one.repair.title),
            text(one.field, 60),
            prose(one.repair.does),
            prose(_DONE if one.done else _SURE[one.repair.applicability]),
            number(one.count),
            _example(one),
            head=True,
        )
        for one in report.remedies
    )
    head = (
        Text(fr="Réparation", en="Repair"),
        Text(fr="Champ", en="Field"),
        Text(fr="Ce qu'elle fait", en="What it does"),
        Text(fr="Sûreté", en="How sure"),
        Text(fr="Combien", en="How many"),
        Text(fr="Exemple", en="Example"),
    )
    return table(head, rows, label=str(REPAIRS)) if report.remedies else ""


def _example(one: Remedy) -> str:
    if not one.samples or one.samples[0][1] is None:
        return ""
    before, after = (text(part, 60) for part in one.samples[0])
    was, then = tag("span", before, class_="value"), tag("span", after, class_="value fix")
    return f"{was} → {then}"
