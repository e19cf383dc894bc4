"""The findings as a table, one a row, for a spreadsheet or a tracking tool."""

from __future__ import annotations

from typing import TextIO

from tamis.model.report import Unread
from tamis.model.text import Text
from tamis.render import Reports, Style, text_form
from tamis.render.finding_table import Table


@text_form(
    suffix=".csv",
    audience=Text(fr="un tableau de suivi", en="a tracking table"),
    content=Text(
        fr="une ligne par anomalie ; une valeur qu'un tableur exécuterait comme une formule "
        "est précédée d'une apostrophe",
        en="a row per finding; a value that a spreadsheet would run as a formula has an "
        "apostrophe before it",
    ),
)
def write(reports: Reports, out: TextIO, style: Style) -> None:
    """Write a header, then the findings of every report (none where only verdicts are wanted)."""
    table = Table(out, excel=style.excel)
    for report in reports:
        if isinstance(report, Unread):
            table.unread(report)
        elif not style.quiet:
            table.write(report)
