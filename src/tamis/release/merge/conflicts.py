"""What rows of one key do not agree on, field by field."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from tamis.release import lineage
from tamis.release.merge import rows
from tamis.release.merge.deduplicate import NUMBER
from tamis.release.merge.selection import Selection
from tamis.values.formulas import inert_frame
from tamis.writers import csv

_PLACE: Final = (lineage.SOURCE, lineage.RECORD, lineage.LINE)
#: The columns: the key and the field, then the value that stays and the other, then the rows.
LABELS: Final = (
    "_key", "_field", "_kept_value", "_value",
    *(f"_kept{column}" for column in _PLACE), *_PLACE,
)  # fmt: skip
_CHUNK: Final = 20_000


def write(selection: Selection, path: Path) -> int:
    """Write a row for each field on which a row and the one that wins over it differ.

    Values are compared typed and shown as text; two rows that agree on all give none.

    Returns:
        How many were written.
    """
    count = 0
    with path.open("wb") as out:
        csv.CsvWriter(out, LABELS)
        for chunk in selection.duplicates.iter_slices(_CHUNK):
            conflicts = _conflicts_of(selection, chunk)
            count += conflicts.height
            inert_frame(conflicts).write_csv(out, include_header=False)
    return count


def _conflicts_of(selection: Selection, duplicates: pl.DataFrame) -> pl.DataFrame:
    """Return the conflicts of some rows that lose, in their order, then that of the fields."""
    numbers = pl.concat([duplicates[NUMBER], duplicates["kept"].alias(NUMBER)])
    typed = rows.typed_of(selection.parts, numbers)
    texts = rows.texts_of(selection.parts, selection.schema, numbers)
    positions = {
        name: duplicates.select(pl.col(name).alias(NUMBER)).join(
            typed.select(NUMBER).with_row_index("at"), on=NUMBER, how="left", maintain_order="left"
        )["at"]
        for name in (NUMBER, "kept")
    }
    mine, kept = texts[positions[NUMBER]], texts[positions["kept"]]
    origins = {f"_kept{name}": kept[name] for name in _PLACE} | {
        name: mine[name] for name in _PLACE
    }
    base = pl.DataFrame({"_key": duplicates["key"], **origins}).with_row_index("_at")
    parts = []
    for order, field in enumerate(selection.schema.fields):
        values = typed[field.name]
        differ = values.gather(positions[NUMBER]).ne_missing(values.gather(positions["kept"]))
        if differ.any():
            differences = base.with_columns(
                _order=pl.lit(order),
                _field=pl.lit(field.name),
                _kept_value=kept[field.name],
                _value=mine[field.name],
            )
            parts.append(differences.filter(differ))
    if not parts:
        return pl.DataFrame(schema=dict.fromkeys(LABELS, pl.String))
    return pl.concat(parts).sort("_at", "_order").select(LABELS)
