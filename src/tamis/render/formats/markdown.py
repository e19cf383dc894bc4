"""Markdown for a pull request's comment or a job's summary, within what a comment may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TextIO

from tamis.model.finding import Finding
from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.report import Report, Source, Unread
from tamis.model.text import Text
from tamis.render import Reports, Style, sentences, text_form
from tamis.render.groups import Bundle, bundles
from tamis.render.newer_version import newer_version
from tamis.render.terminal import clipped, edged
from tamis.render.words import colon, number

#: GitHub refuses comments above 65,536 characters.
MOST: Final = 60_000
_SAMPLES: Final = 5
#: What Markdown, or a forge, takes for its own: marks, tags, tables, names, numbers of issues.
_SPECIAL: Final = lazy_pattern(r"[\\`*_\[\]<>|~&$#@]|://")
_LABELS: Final = Text(fr="| où | valeur | proposition |", en="| where | value | proposal |")
_WHY: Final = Text(fr="Pourquoi : ", en="Why: ")
_WRITE: Final = Text(fr="À faire : ", en="To do: ")
_CUT: Final = Text(
    fr="Le rapport est trop long pour un commentaire ; la suite est dans les autres formats.",
    en="The report is too long for a comment; the rest is in the other formats.",
)


@text_form(
    suffix=".md",
    audience=Text(
        fr="un commentaire de demande de fusion, le résumé d'une tâche",
        en="a comment on a pull request, a job's summary",
    ),
    content=Text(
        fr="les sortes d'anomalies, coupées à 60 000 caractères (GitHub en prend 65 536)",
        en="kinds of findings, cut at 60,000 characters (GitHub takes 65,536)",
    ),
)
def write(reports: Reports, out: TextIO, style: Style) -> None:
    """Write a section a report; what does not fit in a comment is left out, and said so."""
    room = MOST
    for report in reports:
        for part in _parts(report, style):
            if len(part) > room:
                out.write(f"\n*{_CUT}*\n")
                return
            out.write(part)
            room -= len(part)


def _parts(report: Report | Unread, style: Style) -> Iterator[str]:
    if isinstance(report, Unread):
        yield f"## ❌ {code(report.path)}\n\n"
        yield f"**{sentences.UNREAD}**{colon()}{plain(str(report.error))}\n\n"
        return
    mark = "✅" if report.valid else "❌"
    yield f"## {mark} {code(report.source.path)}\n\n"
    verdict = f"**{sentences.verdict(report)}**{colon()}{sentences.counts(report.verdict)}"
    yield f"{verdict} · {plain(', '.join(sentences.reading(report)))}  \n"
    yield f"{plain(' · '.join(sentences.application(report)))}\n\n"
    if older := newer_version(report):
        yield f"{plain(older)}\n\n"
    if after := sentences.other_state(report):
        yield f"{plain(after)}\n\n"
    if not style.quiet:
        for bundle in bundles(report.findings, _SAMPLES):
            yield "\n".join(_bundle(bundle, report.source)) + "\n\n"


def _bundle(bundle: Bundle, source: Source) -> Iterator[str]:
    rule = bundle.rule
    fields = ", ".join(map(code, bundle.fields))
    yield f"### {sentences.WEIGHTS[bundle.severity]} · {plain(str(rule.title))}" + (
        f"{colon()}{fields}" if fields else ""
    )
    yield ""
    yield f"{code(rule.code)} · {bundle.how_many}"
    yield ""
    if rule.level == "cell":
        yield str(_LABELS)
        yield "|---|---|---|"
        yield from (_row(finding, source) for finding in bundle.samples)
        yield ""
    elif rule.is_told_whole or rule.level in {"row", "table", "column", "api"}:
        for sample in bundle.samples:
            place = plain(sentences.place(sample, source))
            yield f"* {place}{colon()}{plain(clipped(sample.message, 200))}"
        yield ""
    if rule.level in {"cell", "row", "table", "column", "api"} and bundle.rest:
        yield f"{sentences.MORE.say(n=number(bundle.rest))}\n"
    if bundle.advice:
        yield f"{_WRITE}{plain(clipped(bundle.advice, 400))}  "
    yield f"{_WHY}{plain(str(bundle.why))}"


def _row(finding: Finding, source: Source) -> str:
    value = code(edged(finding.value)) if finding.value else f"*{sentences.EMPTY}*"
    proposal = code(edged(finding.proposal)) if finding.proposal is not None else ""
    return f"| {plain(sentences.place(finding, source))} | {value} | {proposal} |"


def plain(text: str) -> str:
    """Return `text` so that Markdown takes nothing in it for its own.

    >>> plain("a_b @c")
    'a&#95;b &#64;c'
    """
    return _SPECIAL.sub(lambda match: "".join(f"&#{ord(char)};" for char in match[0]), text)


def code(text: str) -> str:
    r"""Return `text` as code, fit for a cell of a table.

    >>> code("a`b|c")
    '``a`b\\|c``'
    """
    shown = clipped(text, 200).replace("|", "\\|")
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    fence = "`" * (longest + 1)
    room = " " if shown[:1] in {"`", " "} or shown[-1:] in {"`", " "} else ""
    return f"{fence}{room}{shown}{room}{fence}"
