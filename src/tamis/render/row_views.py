"""Some rows of the source as they stand, their faults marked in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tamis.model.finding import Finding
from tamis.model.report import Report
from tamis.model.report_rows import Row
from tamis.model.rule import Severity
from tamis.model.text import Text
from tamis.render import sentences
from tamis.render.groups import Bundle
from tamis.render.markup import prose, tag, text
from tamis.render.words import counted, number

#: Rows that are shown, and how many for each kind of finding.
MOST: Final = 25
EACH: Final = 2
#: Columns that are always shown: they say which row it is.
NAMING: Final = 2
_LONGEST: Final = 160

_LINE: Final = Text(fr="Ligne", en="Line")
_WHOLE: Final = Text(fr="Ligne entière", en="Whole row")
_EVERY: Final = Text(
    fr="Montrer aussi les colonnes sans anomalie", en="Show columns without findings too"
)


def rows_in_place(report: Report, bundles: Sequence[Bundle]) -> str:
    """Return a table of the first rows of each kind of finding, as the source has them."""
    if report.kept is None:
        return ""
    numbers = dict.fromkeys(
        sample.row
        for bundle in bundles
        for sample in bundle.samples[:EACH]
        if sample.row is not None
    )
    rows = report.kept.some(list(numbers)[:MOST])
    if not rows:
        return ""
    faults: dict[int, list[Finding]] = {}
    for finding in report.findings.in_rows([row.number for row in rows]):
        faults.setdefault(finding.row or 0, []).append(finding)
    concerned = {finding.column for row_faults in faults.values() for finding in row_faults}
    caption = counted(len(rows), "ligne", "lignes", "row", "rows")
    choice = tag("p", f'<label><input type="checkbox"> {_EVERY}</label>', class_="choice")
    body = "".join(_row(row, faults.get(row.number, []), report, concerned) for row in rows)
    inner = f"<caption>{caption}</caption>{_head(report, concerned)}<tbody>{body}</tbody>"
    label = {"role": "region", "tabindex": "0", "aria_label": caption}
    scrolled = tag("div", tag("table", inner), class_="scroll", **label)
    return tag("div", choice + scrolled, class_="rows")


def _column_class(column: int, concerned: set[int]) -> str:
    return "" if column in concerned or column <= NAMING else "sound"


def _head(report: Report, concerned: set[int]) -> str:
    cells = [tag("th", str(_LINE), scope="col")]
    if 0 in concerned:
        cells.append(tag("th", str(_WHOLE), scope="col"))
    for column, label in enumerate(report.source.labels, start=1):
        heading = text(label, 60) or "—"
        cells.append(
            tag("th", heading, scope="col", class_=_column_class(column, concerned) or None)
        )
    return f"<thead><tr>{''.join(cells)}</tr></thead>"


def _row(row: Row, faults: Sequence[Finding], report: Report, concerned: set[int]) -> str:
    by_column: dict[int, list[Finding]] = {}
    for fault in faults:
        by_column.setdefault(fault.column, []).append(fault)
    cells = [tag("th", number(row.line), scope="row")]
    if 0 in concerned:
        cells.append(_cell(None, by_column.get(0, []), ""))
    for column, _ in enumerate(report.source.labels, start=1):
        value = row.cells[column - 1] if column <= len(row.cells) else None
        cells.append(
            _cell(value or "", by_column.get(column, []), _column_class(column, concerned))
        )
    return f"<tr>{''.join(cells)}</tr>"


def _cell(value: str | None, faults: Sequence[Finding], css_class: str) -> str:
    """Return a cell with what is wrong with it; `value` is None for what is said of a row."""
    shown = tag("span", text(value, _LONGEST), class_="value") if value else ""
    if not faults:
        return tag("td", shown, class_=css_class or None)
    worst = max((fault.severity for fault in faults), default=Severity.INFO)
    if value == "":
        shown = tag("span", str(sentences.EMPTY), class_="value")
    messages = "".join(_fault(fault, whole=value is None) for fault in faults)
    inner = tag("mark", shown) if shown else ""
    return tag("td", f"{inner}{messages}", class_=f"bad {worst.word}")


def _fault(finding: Finding, *, whole: bool) -> str:
    message = prose(finding.message, _LONGEST) if whole else prose(finding.check.rule.title)
    if finding.proposal is not None:
        message += f" → {tag('span', text(finding.proposal, _LONGEST), class_='fix value')}"
    return tag("span", message, class_="fault")
