"""A period ends before it begins."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamis.checks.contract import RowCondition, row_rule
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell, Row
from tamis.values.column_names import Nature, words
from tamis.values.natures import likely_nature

RULE = Rule(
    code="likely.reversed-period",
    severity=Severity.WARNING,
    about="row",
    title=Text(
        fr="Fin avant le début",
        en="End before the beginning",
    ),
    message=Text(
        fr="« {value} » (« {field} ») vient après la fin, « {note} ».",
        en="“{value}” (“{field}”) comes after the end, “{note}”.",
    ),
    why=Text(
        fr="Une période qui finit avant de commencer n'a pas de durée.",
        en="A period that ends before it begins has no duration.",
    ),
    repair=Text(
        fr="Vérifiez les deux dates : elles sont peut-être échangées.",
        en="Check both dates: they may be swapped.",
    ),
)


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for pairs of columns named alike but for the beginning and the end."""
    ends = _by_stem(row, Nature.END)
    for stem, begin in _by_stem(row, Nature.BEGIN).items():
        end = ends.get(stem)
        if end is None or (begin.field.type, begin.field.format) != (
            end.field.type,
            end.field.format,
        ):
            continue
        if _is_compared(row, begin.field.name, end.field.name):
            continue
        is_iso = begin.field.format == "default" and begin.field.type in {"date", "yearmonth"}
        yield RowCondition(
            fields=(begin.field.name, end.field.name),
            broken=begin.value > end.value,
            note=end.text,
            doubtful=begin.text > end.text if is_iso else begin.text != end.text,
        )


def _is_compared(row: Row, begin: str, end: str) -> bool:
    """Whether a check of the schema compares two fields itself: it tells what is wrong, once."""
    return any(
        {begin, end} <= set(map(str, check.params.values())) for check in row.schema.custom_checks
    )


def _by_stem(row: Row, nature: Nature) -> dict[str, Cell]:
    """Return the fields of a nature by the rest of their names."""
    cells = (c for c in row.cells.values() if likely_nature(c.field, row.schema) is nature)
    return {
        re.sub(
            r"_(debut|deb|start|begin|fin|end|cloture|du|au)_", "_", words(cell.field.name)
        ): cell
        for cell in cells
        if cell.field.type != "time"
    }
