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
from tamis.model.report import Report, Unread
from tamis.model.report_rows import Row
from tamis.model.rule import Severity
from tamis.model.sheet_columns import column_letters
from tamis.model.text import Text
from tamis.render import Reports, Style, binary_form, sentences
from tamis.render.groups import bundles
from tamis.render.newer_version import newer_version
from tamis.render.sheet import Book, Sheet
from tamis.render.words import colon, number

#: Cells beyond which the rows that have a finding are shown alone, for the spreadsheet's sake.
MOST_CELLS: Final = 4_000_000
#: Rows of a sheet, the header apart.
MOST_ROWS: Final = 1_048_575
#: Comments and links beyond which a spreadsheet becomes slow, or refuses.
MOST_COMMENTS: Final = 2_000
MOST_LINKS: Final = 20_000

_SUMMARY: Final = Text(fr="À faire", en="To do")
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
    Text(fr="Champ", en="Field"),
    Text(fr="À faire", en="To do"),
    Text(fr="Défaut", en="Defect"),
    Text(fr="Combien", en="How many"),
    Text(fr="D'abord en", en="First in"),
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
        summary = book.sheet(str(_SUMMARY), widths=(14, 24, 48, 30, 18, 12, 44))
        for number, report in enumerate(reports, start=1):
            if isinstance(report, Unread):
                summary.line(f"{report.path}{colon()}{sentences.UNREAD}", "bold")
                summary.line(str(report.error))
            else:
                suffix = "" if number == 1 else f" {number}"
                table = None if style.quiet else _table_of(report, book, suffix)
                _summarise(report, summary, table)
                if not style.quiet:
                    _detail(report, book, suffix, summary, table)
            summary.line("")


def _summarise(report: Report, out: Sheet, table: _Table | None) -> None:
    """Write the verdict, what there is to do, then what was read and how."""
    verdict = f"{sentences.verdict(report)}{colon()}{sentences.counts(report.verdict)}"
    out.line(f"{report.source.path} · {verdict}", "bold")
    for sentence in (
        newer_version(report),
        sentences.other_state(report),
        sentences.baseline_note(report),
    ):
        if sentence:
            out.line(sentence)
    grouped = bundles(report.findings, 1)
    if grouped:
        out.row([str(label) for label in _KINDS], "head")
    for bundle in grouped:
        where = table.cell(bundle.samples[0]) if table else ""
        cells = [
            str(sentences.WEIGHTS[bundle.severity]),
            ", ".join(bundle.fields),
            bundle.advice or bundle.samples[0].advice(),
            str(bundle.rule.title),
            bundle.how_many,
            where,
            str(bundle.why),
        ]
        out.row(cells, "wrapped", {0: bundle.severity})
        if table and where:
            out.link(5, table.out.name, where)
    out.line(" · ".join(sentences.reading(report)))
    out.line(" · ".join(sentences.application(report)))


def _table_of(report: Report, book: Book, suffix: str) -> _Table | None:
    """Return the sheet of the producer's own table, where its records were kept."""
    if report.kept is None or not report.source.labels:
        return None
    return _Table(report, book.sheet(f"{_DATA}{suffix}"))


def _detail(report: Report, book: Book, suffix: str, summary: Sheet, table: _Table | None) -> None:
    if table is not None:
        if len(report.findings):
            only = _FAULTY_ONLY.say(n=number(MOST_ROWS))
            summary.line(only if table.is_partial else str(_LEGEND))
        table.write()
    if len(report.findings) > MOST_ROWS:
        summary.line(_CUT.say(n=number(MOST_ROWS)))
    if len(report.findings):
        widths = (14, 34, 12, 12, 24, 30, 80, 24, 22)
        _list(report, book.sheet(f"{_FOUND}{suffix}", widths=widths), table)


def _list(report: Report, out: Sheet, table: _Table | None) -> None:
    out.row([str(label) for label in _HEAD], "head")
    out.filters(len(_HEAD))
    out.keep_in_sight()
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
    """The producer's table in a sheet: each row stands where it does in the file.

    Attributes:
        is_partial: only the rows that have a finding are shown.
        is_in_place: rows of the sheet are the lines, or the rows, that findings cite.
        header: the row of the labels, from 1.
    """

    report: Report
    out: Sheet
    is_partial: bool = False
    is_in_place: bool = False
    header: int = 1
    comments: int = 0
    places: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        report, source = self.report, self.report.source
        size = report.rows * len(source.labels)
        self.is_partial = size > MOST_CELLS or report.rows > MOST_ROWS
        first = next(iter(report.kept or ()), None)
        if self.is_partial or first is None or not (source.dialect or source.sheet):
            return
        header = source.dialect.header_line if source.dialect else first.line - 1
        self.is_in_place = 0 < header < first.line
        self.header = header if self.is_in_place else 1

    @property
    def left(self) -> int:
        """How many columns stand before the first."""
        return self.report.source.first_column - 1 if self.is_in_place else 0

    def cell(self, finding: Finding) -> str:
        """Return where a finding stands in the sheet; "" where it does not."""
        column = column_letters(max(finding.column, 1) + self.left)
        if finding.row is None:
            return f"{column}{self.header}" if finding.column else ""
        if self.is_in_place:
            return f"{column}{finding.line}" if finding.line else ""
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
        self.out.skip_to(self.header - 1)
        self._row(self.report.source.labels, header_findings, "head")
        self.out.filters(len(self.report.source.labels), self.left)
        self.out.keep_in_sight()
        for row, faults in self._together(first, by_row):
            if faults or not self.is_partial:
                if self.is_in_place:
                    self.out.skip_to(row.line - 1)
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
        shown: list[object] = [*[None] * self.left, *cells]
        severities: dict[int, Severity] = {}
        comments: dict[int, list[str]] = {}
        for fault in faults:
            if fault.code == "row.extra-cells":
                shown.append(fault.value)
                column = len(shown) - 1
            else:
                column = max(fault.column - 1, 0) + self.left
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
