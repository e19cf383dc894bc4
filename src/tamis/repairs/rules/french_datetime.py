"""French dates and times."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="french-datetime",
    title=Text(fr="Dates et heures à la française", en="French dates and times"),
    does=Text(
        fr="Écrit 2024-12-31T08:30:00 pour « 31/12/2024 08:30 » ou « 2024-12-31 8h30 ».",
        en="Writes 2024-12-31T08:30:00 for “31/12/2024 08:30” or “2024-12-31 8h30”.",
    ),
    form=Text(
        fr="JJ/MM/AAAA hh:mm → AAAA-MM-JJThh:mm:ss", en="DD/MM/YYYY hh:mm → YYYY-MM-DDThh:mm:ss"
    ),
    cures=("cell.wrong-type",),
)
RANK = 30

_ZONE = r"((?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)"
#: Minutes may lack after "h", the last sign of an hour, and not after ":".
_CLOCK = rf"(?:T| | à )([0-9]{{1,2}})(?:h|[:h]([0-9]{{2}})(?:[:m]([0-9]{{2}}))?s?{_ZONE})\z"
_FRENCH = rf"\A([0-9]{{1,2}})[/-]([0-9]{{1,2}})[/-]([0-9]{{4}}){_CLOCK}"
_ISO = rf"\A([0-9]{{4}})[/-]([0-9]{{1,2}})[/-]([0-9]{{1,2}}){_CLOCK}"
_LAST_MONTH = 12


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Write the day first by its year, then the time with its seconds."""
    if cell.field.type != "datetime" or cell.field.format != "default":
        return None
    if cell.witness.other_kind:
        return None  # beside 02:15 PM, 08:30 may be in the evening
    french, iso = (_read(cell.text, *shape) for shape in ((_FRENCH, "321"), (_ISO, "123")))
    if cell.witness.month_first:
        day = cell.text.str.extract(r"\A([0-9]{1,2})[/-]", 1).cast(pl.Int32)
        french = pl.when(day > _LAST_MONTH).then(french)
    if cell.witness.day_second:
        day = cell.text.str.extract(r"\A[0-9]{4}[/-][0-9]{1,2}[/-]([0-9]{1,2})", 1).cast(pl.Int32)
        iso = pl.when(day > _LAST_MONTH).then(iso)
    return pl.coalesce(french, iso, cell.text)


def _read(text: pl.Expr, shape: str, order: str) -> pl.Expr:
    parts = text.str.extract_groups(shape).struct
    day = pl.concat_str(*(parts.field(n).str.zfill(2) for n in order), separator="-")
    clock = pl.concat_str(
        parts.field("4").str.zfill(2),
        *(parts.field(n).fill_null("00") for n in "56"),
        separator=":",
    )
    return pl.concat_str(day, pl.lit("T"), clock, parts.field("7").fill_null(""))
