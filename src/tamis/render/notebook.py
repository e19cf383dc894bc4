"""Reports and repairs as HTML for a notebook: no script, no style sheet, and never too much.

A notebook keeps what it shows, and sends it wherever it goes: `MOST` bounds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from tamis.model.finding import Finding
from tamis.model.repair_plan import RepairPlan
from tamis.model.report import Report, Source
from tamis.model.rule import Severity
from tamis.model.text import Text
from tamis.render import repair_lines, sentences
from tamis.render.groups import Bundle, bundles
from tamis.render.markup import prose, row, tag, text
from tamis.render.words import colon, number

#: Bytes of what a notebook is given.
MOST: Final = 200_000
#: Bytes kept for what closes it.
_MARGIN: Final = 2_000
_LONGEST: Final = 160
_COLORS: Final = {Severity.ERROR: "#b3261e", Severity.WARNING: "#8a6100", Severity.INFO: "#2b579a"}
_HEAD: Final = (
    Text(fr="Gravité", en="Severity"),
    Text(fr="Défaut", en="Defect"),
    Text(fr="Champ", en="Field"),
    Text(fr="Combien", en="How many"),
    Text(fr="Par exemple", en="For instance"),
    Text(fr="À faire", en="To do"),
)
_MORE: Final = Text(
    fr="Le reste est dans report.to_polars(), report.to_pandas() et report.save(…).",
    en="The rest is in report.to_polars(), report.to_pandas() and report.save(…).",
)
_NOTHING: Final = Text(fr="Aucune réparation.", en="No repair.")


def report_html(report: Report) -> str:
    """Return a report: the verdict, then a row a kind of finding, worst first."""
    color = "#1b6e3c" if report.valid else _COLORS[Severity.ERROR]
    verdict = tag("strong", prose(sentences.verdict(report)), style=f"color:{color}")
    reading = prose(", ".join(sentences.reading(report)))
    lines = [
        f"{tag('strong', text(report.source.path, _LONGEST))} · {reading}",
        prose(" · ".join(sentences.application(report))),
        f"{verdict}{colon()}{prose(sentences.counts(report.verdict))}",
        prose(sentences.other_state(report)),
    ]
    start = "".join(tag("div", line) for line in lines if line)
    rows = (_kind(bundle, report.source) for bundle in bundles(report.findings))
    return tag("div", start + _bounded_table(_HEAD, rows, len(start)), lang=None)


def repairs_html(plan: RepairPlan) -> str:
    """Return a plan of repairs: what is done, what waits for a yes, what is only proposed."""
    parts = []
    for title, summaries in repair_lines.by_kind(plan.summaries):
        lines = (tag("li", prose(repair_lines.line(summary), 400)) for summary in summaries)
        parts.append(tag("strong", prose(title)) + tag("ul", _bounded(lines, MOST // 4)))
    return tag("div", "".join(parts) or prose(_NOTHING))


def _kind(bundle: Bundle, source: Source) -> str:
    weight = str(sentences.WEIGHTS[bundle.severity])
    return row(
        tag("span", prose(weight), style=f"color:{_COLORS[bundle.severity]}"),
        prose(bundle.rule.title) + "<br>" + tag("code", text(bundle.code)),
        text(bundle.named, _LONGEST),
        prose(bundle.how_many),
        "<br>".join(_sample(finding, source) for finding in bundle.samples),
        prose(bundle.advice, 2 * _LONGEST),
    )


def _sample(finding: Finding, source: Source) -> str:
    place = prose(sentences.place(finding, source))
    if finding.check.rule.level != "cell":
        return f"{place}{colon()}{prose(finding.message, _LONGEST)}"
    value = tag("code", text(finding.value, _LONGEST)) if finding.value else str(sentences.EMPTY)
    after = finding.proposal
    return f"{place}{colon()}{value}" + (
        "" if after is None else f" → {tag('code', text(after, _LONGEST))}"
    )


def _bounded_table(head: Iterable[Text], rows: Iterable[str], used: int) -> str:
    inside = _bounded(rows, MOST - _MARGIN - used)
    if not inside:
        return ""
    labels = "".join(tag("th", prose(label), style="text-align:left") for label in head)
    return tag("table", tag("thead", tag("tr", labels)) + tag("tbody", inside))


def _bounded(parts: Iterable[str], room: int) -> str:
    """Return the first parts that fit in so many bytes; what is left out is told."""
    return "".join(_first(parts, room))


def _first(parts: Iterable[str], room: int) -> Iterator[str]:
    for nth, part in enumerate(parts):
        room -= len(part.encode())
        if room < 0:
            yield row(f"… ({number(nth)}) {prose(_MORE)}")
            return
        yield part
