"""The rows of a valid table as typed frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from tamis import values
from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.plan.field_plan import FieldPlan
from tamis.plan.model import Plan
from tamis.tables.batch import Table, column


def dtypes(plan: Plan, labels: tuple[str, ...]) -> Mapping[str, pl.DataType]:
    """Return the type of each column of the typed frames, in the order of the file.

    Fields have their own name and type; columns that the schema does not know keep their label,
    and are texts.

    Raises:
        SourceError: two columns would have one name.
    """
    fields = {field.position: field for field in plan.fields}
    types: dict[str, pl.DataType] = {}
    for position, label in enumerate(labels):
        field = fields.get(position)
        name = field.field.name if field else label or column(position)
        if name in types:
            raise SourceError(
                Text(
                    fr=f"Deux colonnes s'appellent « {name} ».",
                    en=f"Two columns are called “{name}”.",
                ),
                Text(fr="Renommez l'une d'elles.", en="Rename one of them."),
            )
        dtype = values.type_module(field.field).DTYPE if field else pl.String
        types[name] = dtype() if isinstance(dtype, type) else dtype
    return types


def typed_frames(plan: Plan, table: Table) -> Iterator[pl.DataFrame]:
    """Yield the rows of a table, batch after batch; wholly blank rows are no records.

    Raises:
        SourceError: a cell is not of its type: the table is not valid.
    """
    types = dtypes(plan, table.header)
    fields = {field.position: field for field in plan.fields}
    for batch in table.batches():
        filled = batch.frame.filter(pl.any_horizontal(pl.all().is_not_null()))
        texts = filled.with_columns(f.text.alias(f.raw) for f in plan.fields)
        typed = texts.select(
            (fields[position].value if position in fields else pl.col(column(position)))
            .cast(dtype)
            .alias(name)
            for position, (name, dtype) in enumerate(types.items())
        )
        for field in plan.fields:
            _ensure_typed(field, texts[field.raw], typed[field.field.name])
        yield typed


def _ensure_typed(field: FieldPlan, texts: pl.Series, typed: pl.Series) -> None:
    """Refuse texts that are no values: a profile may take them for valid, a type does not."""
    lost = texts.is_not_null() & typed.is_null()
    if lost.any():
        text, name = texts.filter(lost)[0], field.field.name
        raise SourceError(
            Text(
                fr=f"« {text} » n'est pas du type de « {name} ».",
                en=f"“{text}” is not of the type of “{name}”.",
            ),
            Text(
                fr="Corrigez d'abord le fichier : tamis.normalize.",
                en="Correct the file first: tamis.normalize.",
            ),
        )
