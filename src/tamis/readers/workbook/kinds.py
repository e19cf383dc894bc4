"""What is a workbook by its bytes."""

from __future__ import annotations

from typing import Final

#: Each kind, and the endings that go with it.
KINDS: Final = {
    "xlsx": (".xlsx", ".xlsm"),
    "xlsb": (".xlsb",),
    "xls": (".xls",),
    "ods": (".ods",),
    "fods": (".fods",),
    "spreadsheetml": (),
    "html-table": (),
}
