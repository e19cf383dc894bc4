"""Findings as HTML: by kind with the first ones of each, and one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from tamis.model.finding import Finding
from tamis.model.report import Report, Source
from tamis.model.rule import Severity
from tamis.model.text import Text
from tamis.render import sentences
from tamis.render.groups import Bundle
from tamis.render.markup import prose, row, table, tag, text
from tamis.render.terminal import escaped
from tamis.render.words import colon, number

_LONGEST: Final = 300
#: Findings of the list that a page holds.
LISTED: Final = 1_000
_NOTHING: Final = Text(fr="Rien : aucune anomalie.", en="Nothing: there is no finding.")
_WHERE: Final = Text(fr="Où", en="Where")
_VALUE: Final = Text(fr="Valeur", en="Value")
_WRONG: Final = Text(fr="Ce qui ne va pas", en="What is wrong")
_INSTEAD: Final = Text(fr="Proposition", en="Proposal")
_DO: Final = Text(fr="À faire", en="To do")
_WHY: Final = Text(fr="Pourquoi", en="Why")
_BY_RULE: Final = Text(fr="Anomalies par règle", en="Findings by rule")
_OPEN: Final = Text(fr="Montrer la liste", en="Show the list")
ALL: Final = Text(fr="Toutes les anomalies", en="All findings")


def kinds(bundles: Sequence[Bundle], number: int, source: Source) -> Iterator[str]:
    """Return the findings by kind, with the first ones of each.

    `number` is the report's place on the page.
    """
    if not bundles:
        yield f"<p>{_NOTHING}</p>"
        return
    if len(bundles) > 1:
        yield _filter(bundles)
        yield _summary(bundles, number)
    for nth, bundle in enumerate(bundles, start=1):
        yield _kind(bundle, f"k{number}-{nth}", source)


def _summary(bundles: Sequence[Bundle], number: int) -> str:
    rows = (
        row(
            f'<a href="#k{number}-{nth}">{prose(bundle.rule.title)}</a>',
            text(bundle.named, _LONGEST),
            _badge(bundle.severity),
            prose(bundle.how_many),
            head=True,
        )
        for nth, bundle in enumerate(bundles, start=1)
    )
    head = (
        Text(fr="Règle", en="Rule"),
        Text(fr="Champ", en="Field"),
        Text(fr="Gravité", en="Severity"),
        Text(fr="Combien", en="How many"),
    )
    return table(head, rows, label=str(_BY_RULE))


def listed(report: Report, list_file: str) -> Iterator[str]:
    """Return the findings one by one, the first ones where there are many.

    `list_file` is the name of the file that holds all of them; "" where there is none.
    """
    total = len(report.findings)
    if not total:
        return
    source = report.source
    rows = [_line(finding, source) for finding in islice(report.findings, LISTED)]
    head = (_WHERE, Text(fr="Champ", en="Field"), _VALUE, _WRONG, _INSTEAD)
    yield f"<details><summary>{_OPEN} ({number(total)})</summary>"
    if total > LISTED:
        yield tag("p", _rest(total, list_file))
    yield table(head, rows, label=str(ALL), classes="listed")
    yield "</details>"


def _rest(total: int, list_file: str) -> str:
    first = Text(
        fr=f"Les {number(LISTED)} premières, sur {number(total)}.",
        en=f"The first {number(LISTED)}, of {number(total)}.",
    )
    if not list_file:
        more = Text(fr="Toutes : tamis validate -f csv.", en="All: tamis validate -f csv.")
        return prose(f"{first} {more}")
    name = text(list_file)
    link = f'<a href="{name}">{name}</a>'
    return f"{first} {Text(fr='Toutes', en='All')}{colon()}{link}."


def _filter(bundles: Sequence[Bundle]) -> str:
    fields = sorted({field for bundle in bundles for field in bundle.fields})
    weights = sorted({bundle.severity for bundle in bundles}, reverse=True)
    every = Text(fr="toutes", en="all")
    all_fields = Text(fr="tous", en="all")
    summary = Text(fr="{n} sur {all} sortes d'anomalies", en="{n} of {all} kinds of findings")
    options = f'<option value="">{every}</option>' + "".join(
        f'<option value="{weight.word}">{sentences.WEIGHTS[weight]}</option>' for weight in weights
    )
    names = f'<option value="">{all_fields}</option>' + "".join(
        tag("option", text(field, 60), value=field) for field in fields
    )
    inner = (
        f'<label>{Text(fr="Chercher", en="Search")}<input type="search"></label>'
        f"<label>{Text(fr='Gravité', en='Severity')}<select>{options}</select></label>"
        f"<label>{Text(fr='Champ', en='Field')}<select>{names}</select></label>"
        + tag("output", "", data_told=summary)
    )
    label = Text(fr="Filtrer les anomalies", en="Filter the findings")
    return f'<form class="filter" role="search" aria-label="{label}" hidden>{inner}</form>'


def _badge(severity: Severity) -> str:
    return tag("span", str(sentences.WEIGHTS[severity]), class_=f"badge {severity.word}")


def _kind(bundle: Bundle, anchor: str, source: Source) -> str:
    fields = bundle.named
    title = prose(bundle.rule.title) + (f"{colon()}{text(fields, _LONGEST)}" if fields else "")
    inner = tag("header", _badge(bundle.severity) + tag("h3", title))
    code = tag("code", text(bundle.code))
    inner += tag("p", f"{code} · {prose(bundle.how_many)}", class_="many")
    if bundle.advice:
        inner += tag("p", f"{_DO}{colon()}{prose(bundle.advice, 2 * _LONGEST)}", class_="todo")
    inner += tag("p", f"{_WHY}{colon()}{prose(bundle.why)}")
    if bundle.rule.level != "header" or any(sample.value for sample in bundle.samples):
        inner += _samples(bundle, source)
    attributes = {
        "data_severity": bundle.severity.word,
        "data_fields": json.dumps([escaped(name) for name in bundle.fields]),
    }
    return tag("article", inner, id=anchor, class_=f"kind {bundle.severity.word}", **attributes)


def _samples(bundle: Bundle, source: Source) -> str:
    rows = (
        row(text(sentences.place(finding, source)), _value(finding), _proposal(finding))
        if bundle.rule.level == "cell"
        else row(text(sentences.place(finding, source)), prose(finding.message, _LONGEST))
        for finding in bundle.samples
    )
    head = (_WHERE, _VALUE, _INSTEAD) if bundle.rule.level == "cell" else (_WHERE, _WRONG)
    rest = f"<p>{sentences.MORE.say(n=number(bundle.rest))}</p>" if bundle.rest else ""
    label = f"{bundle.rule.title} {', '.join(bundle.fields)}".strip()
    return table(head, rows, label=label, classes="samples") + rest


def _value(finding: Finding) -> str:
    if not finding.value:
        return tag("span", str(sentences.EMPTY), class_="soft")
    return tag("span", text(finding.value, _LONGEST), class_="value")


def _proposal(finding: Finding) -> str:
    if finding.proposal is None:
        return ""
    return tag("span", text(finding.proposal, _LONGEST), class_="value fix")


def _line(finding: Finding, source: Source) -> str:
    where = f"{text(sentences.place(finding, source))} {_badge(finding.severity)}"
    message = f"{prose(finding.message, _LONGEST)} {tag('code', text(finding.code))}"
    value = _value(finding) if finding.check.rule.level == "cell" else ""
    return row(
        where,
        text(finding.field, 60),
        value,
        message,
        _proposal(finding),
        data_severity=finding.severity.word,
        data_fields=json.dumps([escaped(finding.field)]),
    )
