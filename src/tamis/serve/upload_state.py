"""What a person has done to a file: steps, which can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tamis.model.text import Lang


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that a person did, which she can undo.

    Attributes:
        kind: ``add`` (a row typed in, and its cells), ``cells`` (a text each), ``remove`` (rows),
            ``restore`` (rows), ``choice``.
        cells: row, column and text of each cell.
        rows: record numbers.
        choice: which repairs are done from now on.
        labels: those of the table that cells and rows were seen in.
    """

    kind: str
    cells: tuple[tuple[int, int, str], ...] = ()
    rows: tuple[int, ...] = ()
    choice: Mapping[str, Any] = field(default_factory=dict)
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What was done on a sheet of a workbook that is not the one which is read."""

    steps: tuple[Step, ...] = ()
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is known of a file that was sent.

    Attributes:
        name: its name, or that of the archive it is in.
        member: which file of the archive.
        schema: the schema that was chosen; "" for the one that the file looks like.
        sheet: the sheet of a workbook that was chosen.
        steps: all that was done, undone things included; `position` of them stand.
        siblings: the tokens of files that were sent together, this one included.
        shelved: what was done on the other sheets of the workbook, by their names.
        columns: those of a table that is typed in here; none where a file was sent.
    """

    name: str
    lang: Lang
    member: str = ""
    schema: str = ""
    sheet: str = ""
    steps: tuple[Step, ...] = ()
    position: int = 0
    siblings: tuple[str, ...] = ()
    shelved: Mapping[str, Shelf] = field(default_factory=dict)
    columns: tuple[str, ...] = ()

    @property
    def typed_rows(self) -> list[list[str]]:
        """The rows that were typed in, as they were added: what the file holds."""
        rows = []
        for step in self.steps[: self.position]:
            if step.kind == "add":
                texts = {column: text for _, column, text in step.cells}
                rows.append([texts.get(n, "") for n in range(1, len(self.columns) + 1)])
        return rows

    @property
    def next_row(self) -> int:
        """The number of the row that is added next."""
        return len(self.typed_rows) + 1

    @property
    def shown_name(self) -> str:
        """The name that a person knows the file by."""
        return self.member.rpartition("/")[2] if self.member else self.name

    def done(self, step: Step) -> State:
        """Return the state once a step is done; what was undone is forgotten."""
        steps = (*self.steps[: self.position], step)
        return replace(self, steps=steps, position=len(steps))

    def moved(self, by: int) -> State:
        """Return the state some steps back or forth."""
        return replace(self, position=min(max(self.position + by, 0), len(self.steps)))

    def on_sheet(self, sheet: str) -> State:
        """Return the state once another sheet is read; what was done on this one is kept."""
        shelved = {**self.shelved, self.sheet: Shelf(steps=self.steps, position=self.position)}
        shelf = shelved.pop(sheet, Shelf())
        return replace(
            self, sheet=sheet, shelved=shelved, steps=shelf.steps, position=shelf.position
        )

    def edits(self) -> dict[str, Any]:
        """Return the cells and rows that were changed, as requests have them."""
        cells: dict[tuple[int, int], str] = {}
        removed: set[int] = set()
        labels: tuple[str, ...] = ()
        for step in self.steps[: self.position]:
            if step.kind == "add":
                continue
            labels = step.labels or labels
            cells |= {(row, column): text for row, column, text in step.cells}
            if step.kind == "remove":
                removed |= set(step.rows)
            elif step.kind == "restore":
                removed -= set(step.rows)
        listed = [[row, column, text] for (row, column), text in sorted(cells.items())]
        return {"cells": listed, "removed": sorted(removed), "labels": list(labels)}

    def choice(self) -> dict[str, Any]:
        """Return which repairs were chosen."""
        chosen: dict[str, Any] = {"without": [], "agreed": []}
        for step in self.steps[: self.position]:
            if step.kind == "choice":
                chosen = dict(step.choice)
        return chosen


def read_step(content: Mapping[str, Any]) -> Step:
    """Return a step as it is kept with its file."""
    cells = tuple((row, column, text) for row, column, text in content["cells"])
    return Step(
        kind=content["kind"],
        cells=cells,
        rows=tuple(content["rows"]),
        choice=content["choice"],
        labels=tuple(content["labels"]),
    )
