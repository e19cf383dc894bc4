"""The repaired table and its journal: both appear once all is written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from tamis.engine.local import run_plan
from tamis.engine.totals import Totals
from tamis.model.dialect import Dialect
from tamis.model.limits import MB
from tamis.model.origin import Origin
from tamis.model.text import Text
from tamis.plan.model import Plan
from tamis.plan.run import Outcome
from tamis.tables.batch import Table, column
from tamis.tables.edited import EditLog
from tamis.tables.prefetch import in_background
from tamis.writers import csv, journal
from tamis.writers.csv_form import CSV, Form
from tamis.writers.layout import Layout, closing_changes, lay_out, opening_changes
from tamis.writers.workbook import copy as workbook_copy
from tamis.writers.workbook import marked_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What the table holds beyond the columns that the schema and the header name.

    Attributes:
        filled: positions of unlabelled columns that hold something.
        surplus: whether a row has cells beyond the header.
    """

    filled: frozenset[int] = frozenset()
    surplus: bool = False

    def __or__(self, other: Room) -> Room:
        return Room(filled=self.filled | other.filled, surplus=self.surplus or other.surplus)


class LayoutTooNarrow(Exception):  # noqa: N818 not an error: the table has to be laid out anew
    """A batch holds something that the layout has no column for."""

    def __init__(self, lacking: Room) -> None:
        super().__init__(lacking)
        self.lacking = lacking


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the table and its journal are written (None: nowhere).

    `origin`: where the source comes from, which holds of what is written. `source`: the file that
    is read, whose form a corrected workbook keeps.
    `dialect`: how a CSV file is written. `ensure_unchanged` is called before what is
    written stands in its place.
    """

    output: Path | None
    journal: Path | None
    origin: Origin | None = None
    source: Path | None = None
    ensure_unchanged: Callable[[], None] = lambda: None
    dialect: Dialect = csv.PLAIN

    @property
    def format(self) -> str:
        """The format in which the table is written."""
        is_workbook = self.output is not None and self.output.suffix.lower() == ".xlsx"
        return "xlsx" if is_workbook else CSV


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was counted while a table was written, and what its workbook lacks of its source."""

    totals: Totals
    notes: tuple[Text, ...] = ()


def write(
    plan: Plan,
    table: Table,
    places: Places,
    *,
    room: Room,
    edits: EditLog,
    progress: Callable[[int], None] | None = None,
) -> Written:
    """Write `table`, repaired, as CSV or as a workbook.

    Args:
        plan: the schema compiled for the table.
        table: what to read; its batches are used up.
        places: where to write.
        room: what an earlier try found no column for.
        edits: what a person changed in the batches of the table.
        progress: called with the number of records read so far.

    Raises:
        LayoutTooNarrow: a batch holds something that `room` does not foresee; nothing is written.
        SourceError: the outputs cannot be written.
    """
    layout = lay_out(plan, room.filled, surplus=room.surplus)
    opening = opening_changes(plan, layout, table)
    form = Form(table, places.format, places.dialect) if places.journal is not None else None
    table = form.table if form else table
    with (
        journal.writing(places.journal, plan, origin=places.origin) as log,
        _writing(places, plan, table, layout) as out,
        in_background(out.write) as put,
    ):
        log.write(opening)
        marking = None if isinstance(out, csv.CsvWriter) else out
        if marking is not None:
            marking.note_changes(opening)

        def each(outcome: Outcome) -> None:
            _fits(plan, layout, outcome)
            changed = _with_edits(plan, edits.next_changes(), outcome.changes)
            if marking is not None:
                marking.note(outcome, changed)
            put(layout.arrange(outcome))
            log.write(changed)

        totals = run_plan(plan, table, each=each, progress=progress, may_restart=True)
        places.ensure_unchanged()
        closing = closing_changes(plan, table)
        edits.ensure_done()
        log.write(closing)
        if form:
            log.write(form.changes(plan))
    copied = out if isinstance(out, workbook_copy.WorkbookCopy) else None
    notes = copied.notes if copied is not None else _notes(places, table)
    return Written(totals=_counted(totals, pl.concat([opening, closing])), notes=notes)


_TABLE_ALONE: Final = Text(
    fr="les autres feuilles, les formats et les largeurs : au-delà de {size} Mo, seul le tableau "
    "est écrit",
    en="other sheets, formats and widths: beyond {size} MB, the table alone is written",
)


def _notes(places: Places, table: Table) -> tuple[Text, ...]:
    """Return what a workbook that is written anew lacks of the workbook that it comes from."""
    if places.format == CSV or not table.sheet:
        return ()
    size = workbook_copy.LARGEST // MB
    return (Text(fr=_TABLE_ALONE.fr.format(size=size), en=_TABLE_ALONE.en.format(size=size)),)


def _with_edits(plan: Plan, edits: pl.DataFrame, repairs: pl.DataFrame) -> pl.DataFrame:
    """Return changes after those by hand, whose rules come after the repairs of the plan."""
    if edits.is_empty():
        return repairs
    by_hand = edits.with_columns(pl.col("repair") + pl.lit(len(plan.repairs), dtype=pl.UInt8))
    return pl.concat([by_hand, repairs])


#: What takes the rows of a repaired table in.
_Writer = csv.CsvWriter | marked_table.MarkedTable | workbook_copy.WorkbookCopy


def _writing(
    places: Places, plan: Plan, table: Table, layout: Layout
) -> AbstractContextManager[_Writer]:
    path, source, origin = places.output, places.source, places.origin
    if path is None or path.suffix.lower() != ".xlsx":
        return csv.writing(path, layout.labels, origin=origin, dialect=places.dialect)
    if source is not None and workbook_copy.can_copy(source, table):
        return workbook_copy.copying(source, path, plan, table, layout, origin=origin)
    sentences = [workbook_copy.not_kept(note) for note in _notes(places, table)]
    return marked_table.writing(path, plan, table, layout, sentences=sentences, origin=origin)


def _fits(plan: Plan, layout: Layout, outcome: Outcome) -> None:
    kept = {position for position in plan.unlabelled_columns if column(position) in layout.columns}
    lost = frozenset(outcome.filled) - kept
    surplus = outcome.surplus.height > 0 and not layout.surplus
    if lost or surplus:
        raise LayoutTooNarrow(Room(filled=lost, surplus=surplus))


def _counted(totals: Totals, entries: pl.DataFrame) -> Totals:
    """Count the changes of the header and of the file in."""
    totals.repair_summaries.changed(entries)
    for repair in entries["repair"]:
        totals.changes[repair] = totals.changes.get(repair, 0) + 1
    return totals
