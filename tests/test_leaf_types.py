"""A module that lacks what its folder promises fails the type check where it is defined."""

import subprocess
import sys

#: Each line with a mark must be refused, and no other.
WRONG = """
from collections.abc import Iterator
from typing import BinaryIO, TextIO

import polars as pl

from tamis.checks.contract import CellCondition, cell_rule
from tamis.cli.groups import command
from tamis.model.text import Text
from tamis.readers import Request, reader
from tamis.render import Reports, Style, binary_form, text_form
from tamis.repairs.contract import cell_repair
from tamis.sources.local import LocalFile
from tamis.tables.batch import Table
from tamis.tables.cell import Cell

T = Text(fr="a", en="a")


@text_form(suffix=".txt", audience=T, content=T)  # refused
def no_style(reports: Reports, out: TextIO) -> None: ...


@text_form(suffix=".txt", audience=T, content=T)  # refused
def bytes_as_text(reports: Reports, out: BinaryIO, style: Style) -> None: ...


@binary_form(suffix=".bin", audience=T)  # refused
def no_content(reports: Reports, out: BinaryIO, style: Style) -> None: ...


@text_form(suffix=".txt", audience=T, content=T)
def right(reports: Reports, out: TextIO, style: Style) -> None: ...


@reader  # refused
def no_table(local: LocalFile, request: Request) -> str: ...


@reader  # refused
def no_request(local: LocalFile) -> Table: ...


@cell_rule  # refused
def extra(cell: Cell, extra: int) -> Iterator[CellCondition]: ...


@cell_repair  # refused
def no_cell() -> pl.Expr | None: ...


@command("x")  # refused
def no_text() -> None: ...


@command("x", T)  # refused
def returns() -> int: ...
"""


def test_a_leaf_that_lacks_what_it_must_offer_is_refused(tmp_path, root):
    path = tmp_path / "wrong.py"
    path.write_text(WRONG)
    command = [sys.executable, "-m", "mypy", "--config-file", root / "pyproject.toml", path]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    lines = [int(line.split(":")[1]) for line in done.stdout.splitlines() if "error:" in line]
    marked = [n for n, line in enumerate(WRONG.splitlines(), start=1) if "# refused" in line]
    assert sorted({max(m for m in marked if m <= line) for line in lines}) == marked, done.stdout
