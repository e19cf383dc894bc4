"""A workbook for a person: what there is to do, their own table with its faults, every finding.

The table stands as it was delivered, every cell as text, so that nothing is lost or reread by
the spreadsheet: faulty cells are coloured and carry a comment. Nothing in it is a formula.
Rows are written as they are read back from disk: the memory taken does not grow with the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import BinaryIO, Final

from tamis.model.finding import Finding
from tamis.model.report import Report, Row, Unread
from tamis.model.rule import Severity
from tamis.model.sheet_columns import column_letters
from tamis.model.text import Text
from tamis.render import Reports, Style, binary_form, sentences
from tamis.render.groups import bundles
from tamis.render.sheet import Book, Sheet
from tamis.render.words import colon, number

#: Cells beyond which the rows that have a finding are shown alone, for the spreadsheet's sake.
MOST_CELLS: Final = 4_000_000
#: Rows of a sheet, the header apart.
MOST_ROWS: Final = 1_048_575
#: Comments and links beyond which a spreadsheet becomes slow, or refuses.
MOST_COMMENTS: Final = 2_000
MOST_LINKS: Final = 20_000

_SUMMARY: Final = Text(fr="Résumé", en="Summary")
_DATA: Final = Text(fr="Données", en="Data")
_FOUND: Final = Text(fr="Anomalies", en="Findings")
_HEAD: Final = (
    Text(fr="Gravité", en="Severity"),
    Text(fr="Défaut", en="Defect"),
    Text(fr="Cellule", en="Cell"),
    Text(fr="Ligne du fichier", en="Line of the file"),
    Text(fr="Champ", en="Field"),
    Text(fr="Valeur", en="Value"),
    Text(fr="Ce qui ne va pas", en="What is wrong"),
    Text(fr="Valeur proposée", en="Proposed value"),
    Text(fr="Règle", en="Rule"),
)
_KINDS: Final = (
    Text(fr="Gravité", en="Severity"),
    Text(fr="Défaut", en="Defect"),
    Text(fr="Champ", en="Field"),
    Text(fr="Combien", en="How many"),
    Text(fr="À faire", en="To do"),
    Text(fr="Pourquoi", en="Why"),
)
_PROPOSED: Final = Text(fr="Proposition : {text}", en="Proposal: {text}")
_LEGEND: Final = Text(
    fr="Les cellules fautives sont colorées ; leur commentaire dit quoi écrire.",
    en="Faulty cells are coloured; their comment says what to write.",
)
_FAULTY_ONLY: Final = Text(
    fr="Le fichier est trop grand pour un tableur : seules les lignes qui ont une anomalie sont "
    "montrées, {n} au plus.",
    en="The file is too large for a spreadsheet: only the rows with a finding are shown, "
    "{n} at most.",
)
_CUT: Final = Text(
    fr="Les {n} premières anomalies sont listées ; le format csv les a toutes.",
    en="The first {n} findings are listed; the csv format has them all.",
)


@binary_form(
    suffix=".xlsx",
    audience=Text(fr="une personne dans un tableur", en="a person in a spreadsheet"),
    content=Text(
        fr="ce qu'il y a à faire ; sa propre table telle que livrée, les cellules fautives "
        "colorées et commentées ; chaque anomalie, avec un lien vers sa cellule",
        en="what there is to do; their own table as delivered, faulty cells coloured and "
        "commented; every finding, with a link to its cell",
    ),
    keeps=True,
)
def write(reports: Reports, out: BinaryIO, style: Style) -> None:
    """Write a summary of all reports, then, for each, its table and its findings."""
    with Book(out, sentences.today()) as book:
        summary = book.sheet(str(_SUMMARY), widths=(18, 34, 24, 24, 60, 60))
        for number, report in enumerate(reports, start=1):
            if isinstance(report, Unread):
                summary.row([report.path, str(sentences.UNREAD)], "bold")
                summary.row([str(report.error)])
            else:
                _summarise(report, summary)
                if not style.quiet:
                    _detail(report, book, "" if number == 1 else f" {number}", summary)
            summary.row([])


def _summarise(report: Report, out: Sheet) -> None:
    out.row(
        [
            report.source.path,
            f"{sentences.verdict(report)}{colon()}{sentences.counts(report.verdict)}",
        ],
        "bold",
    )
    out.row([" · ".join(sentences.reading(report))])
    out.row([" · ".join(sentences.application(report))])
    for sentence in (sentences.other_state(report), sentences.baseline_note(report)):
        if sentence:
            out.row([sentence])
    out.row([])
    grouped = bundles(report.findings, 1)
    if grouped:
        out.row([str(bundle) for bundle in _KINDS], "head")
    for bundle in grouped:
        cells = [
            str(sentences.WEIGHTS[bundle.severity]),
            str(bundle.rule.title),
            ", ".join(bundle.fields),
            bundle.how_many,
            bundle.advice,
            str(bundle.why),
        ]
        out.row(cells, "wrapped", {0: bundle.severity})


def _detail(report: Report, book: Book, suffix: str, summary: Sheet) -> None:
    table = None
    if report.kept is not None and report.source.labels:
        table = _Table(report, book.sheet(f"{_DATA}{suffix}", frozen=True))
        if len(report.findings):
            only = _FAULTY_ONLY.say(n=number(MOST_ROWS))
            summary.row([only if table.is_partial else str(_LEGEND)])
        table.write()
    if len(report.findings) > MOST_ROWS:
        summary.row([_CUT.say(n=number(MOST_ROWS))])
    if len(report.findings):
        widths = (14, 34, 12, 12, 24, 30, 80, 24, 22)
        _list(report, book.sheet(f"{_FOUND}{suffix}", widths=widths, frozen=True), table)


def _list(report: Report, out: Sheet, table: _Table | None) -> None:
    out.row([str(label) for label in _HEAD], "head")
    out.filters(len(_HEAD))
    for index, finding in enumerate(islice(report.findings, MOST_ROWS), start=1):
        where = table.cell(finding) if table else ""
        cells: list[object] = [
            str(sentences.WEIGHTS[finding.severity]),
            str(finding.check.rule.title),
            where,
            finding.line,
            finding.field,
            finding.value,
            finding.message,
            finding.proposal,
            finding.code,
        ]
        out.row(cells, "plain", {0: finding.severity})
        if table and where and index <= MOST_LINKS:
            out.link(2, table.out.name, where)


@dataclass(slots=True)
class _Table:
    """The producer's table in a sheet; `part`: only the rows that have a finding."""

    report: Report
    out: Sheet
    is_partial: bool = False
    comments: int = 0
    places: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        size = self.report.rows * len(self.report.source.labels)
        self.is_partial = size > MOST_CELLS or self.report.rows > MOST_ROWS

    def cell(self, finding: Finding) -> str:
        """Return where a finding stands in the sheet; "" where it does not."""
        column = column_letters(max(finding.column, 1))
        if finding.row is None:
            return f"{column}1" if finding.column else ""
        row = self.places.get(finding.row, 0) if self.is_partial else finding.row + 1
        return f"{column}{row}" if row else ""

    def write(self) -> None:
        """Write the header, then the rows, each with what is wrong with it."""
        by_row = groupby(self.report.findings, key=lambda finding: finding.row)
        first = next(by_row, None)
        header_findings: list[Finding] = []
        if first is not None and first[0] is None:
            header_findings = list(first[1])
            first = next(by_row, None)
        self._row(self.report.source.labels, header_findings, "head")
        self.out.filters(len(self.report.source.labels))
        for row, faults in self._together(first, by_row):
            if faults or not self.is_partial:
                self._row(row.cells, faults, "plain")
                if self.is_partial:
                    self.places[row.number] = self.out.height
                    if self.out.height > MOST_ROWS:
                        return

    def _together(
        self,
        first: tuple[int | None, Iterator[Finding]] | None,
        by_row: Iterable[tuple[int | None, Iterator[Finding]]],
    ) -> Iterator[tuple[Row, list[Finding]]]:
        """Return the rows with their findings: both come in the order of the file."""
        remaining = iter(by_row)
        current = first
        for row in self.report.kept or ():
            while current is not None and (current[0] or 0) < row.number:
                current = next(remaining, None)
            if current is not None and current[0] == row.number:
                yield row, list(current[1])
                current = next(remaining, None)
            else:
                yield row, []

    def _row(self, cells: Iterable[str | None], faults: list[Finding], form: str) -> None:
        shown: list[object] = list(cells)
        severities: dict[int, Severity] = {}
        comments: dict[int, list[str]] = {}
        for fault in faults:
            if fault.code == "row.extra-cells":
                shown.append(fault.value)
                column = len(shown) - 1
            else:
                column = max(fault.column - 1, 0)
            severities[column] = max(severities.get(column, Severity.INFO), fault.severity)
            comments.setdefault(column, []).append(_comment(fault))
        self.out.row(shown, form, severities)
        for column, lines in comments.items():
            if self.comments < MOST_COMMENTS:
                self.comments += 1
                self.out.comment(column, "\n".join(lines))


def _comment(finding: Finding) -> str:
    proposal = f"\n{_PROPOSED.say(text=finding.proposal)}" if finding.proposal is not None else ""
    return f"{sentences.WEIGHTS[finding.severity]}{colon()}{finding.message}{proposal}"
