"""Zones of times without their colon."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="zone-colon",
    title=Text(fr="Fuseaux horaires sans deux-points", en="Time zones without their colon"),
    does=Text(
        fr="Écrit 2024-12-31T08:30:00+01:00 pour « …+0100 » ou « …+01 ».",
        en="Writes 2024-12-31T08:30:00+01:00 for “…+0100” or “…+01”.",
    ),
    cures=("cell.wrong-type",),
)
RANK = 28

_CLOCK = r"\A((?:.*[T ])?[0-9]{1,2}[:h][0-9]{2}"
_SECONDS = r":[0-9]{2}(?:\.[0-9]+)?"
#: The zones that there are: -12 to +14, by quarters of an hour.
_EAST, _WEST = r"(?:0[0-9]|1[0-4])", r"(?:0[0-9]|1[0-2])"
_MINUTES = r"(00|15|30|45)?"
#: Those of an hour that nothing comes after.
_BEYOND = r"(?:\+14|-12):?(?:15|30|45)\z"
#: A dash after a time, or after one without seconds, may lead to the end of a span: 08:30-0930.
_AFTER_TIME = rf"(?:{_SECONDS})? ?\+{_EAST}"
_AFTER_DATE = rf"{_SECONDS} ?-{_WEST}|{_AFTER_TIME}"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Write the offset as XML Schema does (part 2, 3.2.7.3)."""
    if cell.field.type not in {"datetime", "time"} or cell.field.format != "default":
        return None
    zone = _AFTER_TIME if cell.field.type == "time" else _AFTER_DATE
    parts = cell.text.str.extract_groups(rf"{_CLOCK}(?:{zone})){_MINUTES}\z").struct
    minutes = parts.field("2").fill_null("00")
    start = parts.field("1").str.replace(r" ([+-][0-9]{2})\z", "$1")
    written = pl.concat_str(start, pl.lit(":"), minutes)
    return pl.coalesce(pl.when(~cell.text.str.contains(_BEYOND)).then(written), cell.text)
