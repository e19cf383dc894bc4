"""One page that holds all, for a person with a browser: from a mail attachment, without network.

With several reports, a scorecard stands above them. A report of more findings than a page can
hold shows its kinds and its first findings, and the whole list stands beside it as CSV.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TextIO

from tamis.model.report import Report, Unread
from tamis.model.text import Text
from tamis.model.version import VERSION
from tamis.render import (
    Reports,
    Style,
    html_findings,
    html_sections,
    markup,
    overview,
    sentences,
    text_form,
)
from tamis.render.finding_table import Table
from tamis.render.markup import prose, tag, text
from tamis.render.overview import Score

__all__ = ["Score", "page", "write"]

#: Characters of details that a page of several reports holds; beyond, scores alone.
MOST: Final = 15_000_000
_TITLE: Final = Text(fr="Rapport de validation", en="Validation report")
_MADE: Final = Text(
    fr="Fait le {date} par tamis {version}. Cette page ne charge et n'envoie rien.",
    en="Made on {date} by tamis {version}. This page fetches and sends nothing.",
)
_LEFT: Final = Text(
    fr="La page est pleine : validez ce fichier seul pour en voir le détail.",
    en="The page is full: validate this file alone to see its details.",
)


@text_form(
    suffix=".html",
    audience=Text(
        fr="une personne dans un navigateur, depuis une pièce jointe",
        en="a person in a browser, from a mail attachment",
    ),
    content=Text(
        fr="une page sans réseau : les deux verdicts, les sortes avec un filtre, la "
        "conformité par champ, les lignes avec leurs défauts en place, les réparations "
        "proposées, une carte, la liste ; clair, sombre et sur papier",
        en="one page without network: both verdicts, kinds with a filter, conformance by "
        "field, rows with their faults in place, repairs proposed, a map, the list; "
        "light, dark and on paper",
    ),
    keeps=True,
)
def write(reports: Reports, out: TextIO, style: Style) -> None:
    """Write a page of reports."""
    page(reports, out, style)


def page(
    reports: Reports,
    out: TextIO,
    style: Style,
    *,
    title: str = "",
    scores: Iterable[Score] | None = None,
) -> None:
    """Write a page of reports under a title and, where there are several, a scorecard.

    Args:
        reports: the reports, as they come; each is let go once its part is written.
        out: where the page goes.
        style: `path` says beside which file the whole lists stand, `theme` which style sheet
            replaces the report's own, `quiet` leaves the details out.
        title: what the page is about; else its only source, or that it is a report.
        scores: the lines of the scorecard, such as a release's account; else one a report.
    """
    with ExitStack() as stack:
        spool = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8"))
        body = _Body(spool, style)
        body.take(reports, stack)
        lines = list(scores) if scores is not None else body.scores
        only_source = body.scores[0].source if len(body.scores) == 1 and scores is None else ""
        heading = title or (f"{_TITLE} · {Path(only_source).name}" if only_source else str(_TITLE))
        out.write(markup.top(heading, style.theme))
        out.write(f'<header class="top"><h1>{text(heading)}</h1></header>\n<main id="main">\n')
        if len(lines) > 1 or scores is not None:
            out.write(overview.table(lines))
        if len(body.scores) > 1:
            out.write(f"{_heading(1, body.scores[0].source)}\n")
        spool.seek(0)
        shutil.copyfileobj(spool, out)
        date = sentences.today().date().isoformat()
        footer = _MADE.say(date=date, version=VERSION)
        out.write(f'</main>\n<footer class="foot">{tag("p", prose(footer))}</footer>\n')
        out.write(markup.bottom())


def _heading(number: int, path: str) -> str:
    return tag("h2", text(path), class_="file", id=f"r{number}")


@dataclass(slots=True)
class _Body:
    """The details of the reports, written aside while their scores are gathered."""

    out: TextIO
    style: Style
    scores: list[Score] = field(default_factory=list)
    size: int = 0
    full_list: Table | None = None

    def take(self, reports: Reports, stack: ExitStack) -> None:
        """Write the details of each report."""
        for number, report in enumerate(reports, start=1):
            self.scores.append(overview.score(report, f"#r{number}"))
            self._put('<section class="report" data-report>\n')
            for part in self._parts(report, number, stack):
                if part:
                    self._put(f"{part}\n")
            self._put("</section>\n")

    def _put(self, part: str) -> None:
        self.out.write(part)
        self.size += len(part)

    def _parts(self, report: Report | Unread, number: int, stack: ExitStack) -> Iterator[str]:
        path = report.path if isinstance(report, Unread) else report.source.path
        if number > 1:
            yield _heading(number, path)
        if isinstance(report, Unread):
            word = tag("p", str(sentences.UNREAD), class_="word")
            inner = tag("p", text(path), class_="when") + word + tag("p", prose(report.error))
            yield tag("div", tag("div", inner, class_="verdict"), class_="verdicts")
        elif self.style.quiet or self.size > MOST:
            yield tag(
                "p", prose(f"{sentences.verdict(report)}, {sentences.counts(report.verdict)}")
            )
            yield "" if self.style.quiet else tag("p", prose(_LEFT))
        else:
            list_file = self._write_list(report, stack)
            yield from html_sections.Page(report=report, number=number, list_file=list_file).parts()

    def _write_list(self, report: Report, stack: ExitStack) -> str:
        """Write the whole list of findings beside the page, where the page cannot hold it."""
        path = self.style.path
        if path is None or len(report.findings) <= html_findings.LISTED:
            return ""
        place = path.with_name(f"{path.stem}.findings.csv")
        if self.full_list is None and not Table.may_replace(place):
            return ""
        if self.full_list is None:
            self.full_list = stack.enter_context(Table.beside(place))
        self.full_list.write(report)
        return place.name
