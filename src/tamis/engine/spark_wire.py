"""Batches and outcomes as plain rows, so that they can travel between machines and come back.

Rows that were read are named by where they stand (`PLACE`), then ``c0``, ``c1``… Rows that the
kernel made are of one shape (`MADE`) whatever they are: `_kind` says which. Integers are signed,
since that is what every engine has.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis.plan.column_state import EvidenceState, State
from tamis.plan.marked_rows import KEPT
from tamis.plan.model import Plan
from tamis.plan.rows import KeyTexts
from tamis.plan.run import Outcome
from tamis.tables import changes, findings
from tamis.tables.batch import Batch, Fault, column
from tamis.tables.one_shape import one_shape

#: Where a row that was read stands: the number of its source, its record, its line; then what
#: its reader said of it (`_faults`, JSON) and which of its cells were typed numbers.
PLACE: Final = {
    "_source": pl.Int64,
    "_row": pl.Int64,
    "_line": pl.Int64,
    "_faults": pl.String,
    "_numbers": pl.List(pl.Int32),
}
#: What the kernel makes of them: the columns of findings, which changes and keys borrow.
MADE: Final = {
    "_kind": pl.String,
    "_source": pl.Int64,
    **{
        f"_{name}": pl.String if dtype == pl.String else pl.Int64
        for name, dtype in findings.COLUMNS.items()
    },
    "_column": pl.Int64,
}
#: Both states of a key: as delivered, and, of rows that a repair changed, as repaired.
DELIVERED, REPAIRED = "delivered", "repaired"


def packed(source: int, batch: Batch) -> pl.DataFrame:
    """Return the rows of a batch with where they stand and what their reader said of them."""
    height = batch.frame.height
    rows, lines = batch.places(pl.int_range(height, eager=True))
    placed = pl.DataFrame({"_row": rows.cast(pl.Int64), "_line": lines.cast(pl.Int64)})
    faults_by_row = _by_row(batch.faults)
    if faults_by_row:
        packed_faults = pl.DataFrame(
            {
                "_row": list(faults_by_row),
                "_faults": [json.dumps(faults) for faults in faults_by_row.values()],
            },
            schema={"_row": pl.Int64, "_faults": pl.String},
        )
        placed = placed.join(packed_faults, on="_row", how="left", maintain_order="left")
    else:
        placed = placed.with_columns(_faults=pl.lit(None, dtype=pl.String))
    return placed.with_columns(
        pl.lit(source, dtype=pl.Int64).alias("_source"), _numbers(batch)
    ).select(*PLACE).hstack(batch.frame)  # fmt: skip


def _by_row(faults: tuple[Fault, ...]) -> dict[int, list[list[Any]]]:
    """Return the faults of each record that has any, by row."""
    by_row: dict[int, list[list[Any]]] = {}
    for fault in faults:
        for n, row in enumerate(fault.rows):
            parts = (fault.values, fault.notes, fault.cells)
            values = [part[n] if n < len(part) else None for part in parts]
            by_row.setdefault(row, []).append([fault.code, *values])
    return by_row


def loose(batch: Batch) -> tuple[Fault, ...]:
    """Return the faults of a batch that are about no record: they are the file's."""
    return tuple(fault for fault in batch.faults if not fault.rows)


def _numbers(batch: Batch) -> pl.Series:
    if batch.numbers is None:
        return pl.repeat(
            None, batch.frame.height, dtype=pl.List(pl.Int32), eager=True
        ).alias("_numbers")  # fmt: skip
    typed = [
        pl.when(name).then(pl.lit(int(name[1:]), dtype=pl.Int32)) for name in batch.numbers.columns
    ]
    return batch.numbers.select(_numbers=pl.concat_list(typed).list.drop_nulls()).to_series()


def batches(rows: pl.DataFrame, width: int) -> Iterator[Batch]:
    """Return the batches that rows of one source amount to, consecutive records together.

    Args:
        rows: rows as `packed` makes them, in any order.
        width: how many columns the source has.
    """
    ordered = rows.sort("_row")
    run = ordered["_row"] - pl.int_range(ordered.height, eager=True)
    for part in ordered.with_columns(_run=run).partition_by("_run", maintain_order=True):
        numbers = part["_numbers"].explode(empty_as_null=False).drop_nulls().unique().sort()
        yield Batch(
            frame=part.select(column(at) for at in range(width)),
            first_row=part["_row"][0],
            lines=part["_line"].cast(pl.UInt32),
            faults=_faults(part.filter(pl.col("_faults").is_not_null())),
            numbers=part.select(
                pl.col("_numbers").list.contains(at).fill_null(value=False).alias(column(at))
                for at in numbers
            )
            if numbers.len()
            else None,
        )


def _faults(packed_rows: pl.DataFrame) -> tuple[Fault, ...]:
    by_code: dict[str, list[tuple[Any, ...]]] = {}
    for row, line, packed_faults in packed_rows.select("_row", "_line", "_faults").iter_rows():
        for code, *parts in json.loads(packed_faults):
            by_code.setdefault(code, []).append((row, line, *parts))
    return tuple(_fault(code, faults) for code, faults in by_code.items())


def _fault(code: str, ones: list[tuple[Any, ...]]) -> Fault:
    rows, lines, values, notes, cells = zip(*ones, strict=True)
    return Fault(
        code=code,
        rows=rows,
        lines=lines,
        values=_said(values),
        notes=_said(notes),
        cells=_said(cells),
    )


def _said(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    return parts if parts[0] is not None else ()


def as_frame(source: int, plan: Plan, outcome: Outcome) -> pl.DataFrame:
    """Return what the kernel made of a batch: findings in both states, changes, keys, a tally."""
    parts = [
        _of_findings("delivered", outcome.delivered),
        _of_findings("repaired", outcome.repaired),
        outcome.changes.select(
            _kind=pl.lit("change"), _row="row", _line="line", _column="column", _value="before",
            _note="detail",
            _proposal="after", _repair="repair",
        ),
        *_keys(plan, outcome),
        _tally(outcome),
    ]  # fmt: skip
    return one_shape(parts, MADE).with_columns(_source=pl.lit(source, dtype=pl.Int64))


def _of_findings(kind: str, findings: pl.DataFrame) -> pl.DataFrame:
    named = findings.rename({name: f"_{name}" for name in findings.columns})
    return named.with_columns(_kind=pl.lit(kind))


def _keys(plan: Plan, outcome: Outcome) -> Iterator[pl.DataFrame]:
    """Return the texts that must not repeat, those that refer, and those referred to.

    `_check` is the check that they are for, or, of texts referred to, the position of their
    target; `_column`, of texts that refer, is the position of theirs.
    """
    for key, texts in zip(plan.keys, outcome.keys, strict=True):
        yield from _states("key", key.check, texts)
    number = {key.names: n for n, key in enumerate(plan.referenced_keys)}
    for reference, texts in zip(plan.references, outcome.references, strict=True):
        if reference.resource == "":
            yield from _states("reference", reference.check, texts, number[reference.referenced])
    for n, texts in enumerate(outcome.referenced_keys):
        yield from _states("referenced", 0, texts, n)


def _states(kind: str, check: int, texts: KeyTexts, target: int = 0) -> Iterator[pl.DataFrame]:
    for state, frame in ((DELIVERED, texts.delivered), (REPAIRED, texts.repaired)):
        yield frame.select(
            _kind=pl.lit(kind), _row="row", _line="line", _value="key", _check=pl.lit(check),
            _note=pl.lit(state), _column=pl.lit(target),
        )  # fmt: skip


def _tally(outcome: Outcome) -> pl.DataFrame:
    """Return one row: how many records, how many of them are blank, what else a run counts."""
    more = {"filled": list(outcome.filled), "surplus": outcome.surplus.height > 0}
    return pl.DataFrame(
        {
            "_kind": ["tally"],
            "_row": [outcome.height],
            "_line": [outcome.height - outcome.rows.len()],
            "_note": [json.dumps(more)],
        }
    )


def worked(source: int, row: int, folder: Path, note: str) -> pl.DataFrame:
    """Return one row: what was done beside the kernel with a batch, where, and what is told."""
    columns = {"_kind": ["work"], "_source": [source], "_row": [row]}
    columns |= {"_value": [str(folder)], "_note": [note]}
    return one_shape([pl.DataFrame(columns)], MADE)


def as_evidence(source: int, states: Sequence[EvidenceState]) -> pl.DataFrame:
    """Return what was kept of the columns and the rows of a part of a source.

    `_check` is the position of the state, `_column` a mark and `_repair` how many have it.
    """
    parts = [
        kept.select(
            _kind=pl.lit("evidence"), _source=pl.lit(source), _check=pl.lit(position),
            _note=pl.lit(state.value), _column="mark", _repair="n", _row="row", _line="line",
            _value="value",
        )
        for position, evidence in enumerate(states)
        for state, kept in evidence.frames()
    ]  # fmt: skip
    return one_shape(parts, MADE)


def merge_evidence(rows: pl.DataFrame, states: Sequence[EvidenceState]) -> None:
    """Take in rows of the kind evidence, all of one source."""
    named = {"mark": "_column", "n": "_repair"}
    keys = rows.partition_by("_check", "_note", as_dict=True, maintain_order=True)
    for (position, state), part in keys.items():
        kept = part.select(
            pl.col(named.get(name, f"_{name}")).cast(dtype).alias(name)
            for name, dtype in KEPT.items()
        )
        states[int(str(position))].merge(State(str(state)), kept)


def as_findings(rows: pl.DataFrame) -> pl.DataFrame:
    """Return a findings frame out of rows of the kind delivered or repaired."""
    return rows.select(
        pl.col(f"_{name}").cast(dtype).alias(name) for name, dtype in findings.COLUMNS.items()
    )


def changed(rows: pl.DataFrame) -> pl.DataFrame:
    """Return a frame of changes out of rows of the kind change."""
    named = {"before": "_value", "after": "_proposal", "detail": "_note"}
    return rows.select(
        pl.col(named.get(name, f"_{name}")).cast(dtype).alias(name)
        for name, dtype in changes.COLUMNS.items()
    )
