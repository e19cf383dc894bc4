"""The last gate: what was written is read back and held against pandera."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from tamis.interop.pandera import to_pandera
from tamis.model.errors import RefusedError
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.release.output.tables import GROUP_ROWS


def ready() -> None:
    """Load pandera, which takes a while, before it is needed."""
    import pandera.polars  # noqa: F401


def check(
    path: Path, schema: Schema, *, unique: bool = True, rows_at_once: int = GROUP_ROWS
) -> int:
    """Check a Parquet file of the release, a slice at a time; return how many rows it has.

    Slices are eager frames: pandera lets a lazy one through unchecked. Where duplicates stay,
    values may repeat (`unique` is false).

    Raises:
        RefusedError: a row breaks the contract; nothing may be released.
    """
    checked = schema if unique else _repeating(schema)
    contract = to_pandera(checked)
    scan = pl.scan_parquet(path)
    height: int = scan.select(pl.len()).collect().item()
    for start in range(0, max(height, 1), rows_at_once):
        frame = scan.slice(start, rows_at_once).collect()
        _pass(frame, contract)
    return height


def _repeating(schema: Schema) -> Schema:
    """Return the schema without what says that values may not repeat."""
    fields = tuple(
        replace(field, constraints=replace(field.constraints, unique=False))
        for field in schema.fields
    )
    return replace(schema, fields=fields, primary_key=(), unique_keys=())


def _pass(frame: pl.DataFrame, contract: object) -> None:
    from pandera.errors import SchemaErrors

    try:
        contract.validate(frame, lazy=True)  # type: ignore[attr-defined]
    except SchemaErrors as error:
        first = error.failure_cases.row(0, named=True)
        where = f"{first.get('column')}: {first.get('check')} ({first.get('failure_case')})"
        raise RefusedError(
            Text(
                fr=f"La fusion n'est pas publiée : {error.failure_cases.height} valeurs écrites "
                f"ne passent pas le contrôle final ; la première : {where}.",
                en=f"Nothing is released: {error.failure_cases.height} values that were written "
                f"do not pass the final check; the first: {where}.",
            ),
            Text(
                fr="C'est une erreur interne de tamis : signalez-la avec le schéma.",
                en="This is a bug in tamis: report it with the schema.",
            ),
        ) from error
