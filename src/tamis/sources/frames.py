"""Frames of Polars, pandas, Arrow and whatever narwhals knows, as a file of Arrow.

The file holds the values and types of the frame, so that it is judged as a Parquet file of the
same table is. What has no one type (columns of Python objects) is written as text, value by value:
no value is turned into one of another type on the way.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis.model.errors import SourceError, UsageError
from tamis.model.text import Text

#: Whole numbers that a float holds exactly.
_EXACT: Final = 2**53


def write(frame: Any, path: Path) -> None:
    """Write a frame to an Arrow file.

    Raises:
        SourceError: it holds what no table of values does.
        UsageError: it is no frame.
    """
    if isinstance(frame, pl.LazyFrame):
        frame.sink_ipc(path)
        return
    table = as_polars(frame)
    objects = [name for name, dtype in table.schema.items() if dtype == pl.Object]
    table = table.with_columns(column(name, table[name].to_list()) for name in objects)
    table.write_ipc(path)


def as_polars(frame: Any) -> pl.DataFrame:
    """Return a frame as one of Polars, with the same values.

    Raises:
        SourceError: it holds what no table of values does.
        UsageError: it is no frame, or two of its columns have one name.
    """
    if isinstance(frame, pl.DataFrame):
        return frame
    root = type(frame).__module__.partition(".")[0]
    try:
        if root == "pandas":
            return _of_pandas(frame)
        if root == "pyarrow":
            return _of_arrow(frame)
        return _of_other(frame)
    except pl.exceptions.DuplicateError as error:
        raise _same_name() from error


def _of_other(frame: Any) -> pl.DataFrame:
    """Read a frame through narwhals, which collects one that is lazy."""
    import narwhals as nw

    try:
        known = nw.from_native(frame)
    except TypeError as error:
        if hasattr(frame, "__arrow_c_stream__"):
            return pl.DataFrame(frame)
        raise UsageError(
            Text(
                fr=f"Une source ne peut pas être un objet « {type(frame).__name__} ».",
                en=f"A source cannot be a “{type(frame).__name__}”.",
            ),
            Text(
                fr="Donnez un chemin, des octets, un fichier ouvert ou un tableau (Polars, "
                "pandas, Arrow…).",
                en="Give a path, bytes, an open file or a frame (Polars, pandas, Arrow…).",
            ),
        ) from error
    if isinstance(known, nw.LazyFrame):
        known = known.collect(backend="polars")
    native = known.to_native()
    return native if isinstance(native, pl.DataFrame) else _of_arrow(known.to_arrow())


def _of_arrow(table: Any) -> pl.DataFrame:
    """Read an Arrow table; a dictionary of anything else than texts is written out first."""
    import pyarrow as pa

    if isinstance(table, pa.RecordBatch):
        table = pa.Table.from_batches([table])
    if isinstance(table, pa.RecordBatchReader):
        table = table.read_all()
    if not isinstance(table, pa.Table):
        return _of_other_arrow(table)
    if len(set(table.column_names)) < table.num_columns:
        raise _same_name()
    for index, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            values = table.column(index).cast(field.type.value_type)
            table = table.set_column(index, field.name, values)
    frame = pl.from_arrow(table)
    return frame if isinstance(frame, pl.DataFrame) else frame.to_frame()


def _of_other_arrow(table: Any) -> pl.DataFrame:
    if not hasattr(table, "to_table"):
        raise UsageError(
            Text(
                fr=f"Une source ne peut pas être un objet « {type(table).__name__} ».",
                en=f"A source cannot be a “{type(table).__name__}”.",
            )
        )
    return _of_arrow(table.to_table())


def _of_pandas(frame: Any) -> pl.DataFrame:
    """Read a pandas frame: missing values are null, named levels of the index come first."""
    if not hasattr(frame, "columns"):
        frame = frame.to_frame()
    named = [name for name in frame.index.names if name is not None]
    if named:
        frame = frame.reset_index(named)
    if not frame.columns.is_unique:
        raise _same_name()
    labels = [str(label) for label in frame.columns]
    if len(set(labels)) < len(labels):
        raise _same_name()
    columns = (frame[label] for label in frame.columns)
    return pl.DataFrame([_pandas_column(n, c) for n, c in zip(labels, columns, strict=True)])


def _pandas_column(name: str, values: Any) -> pl.Series:
    """Return a column of pandas, value by value where its type is Python's or a category's."""
    import numpy as np
    import pandas as pd

    dtype = values.dtype
    if isinstance(dtype, pd.SparseDtype):
        values, dtype = values.sparse.to_dense(), dtype.subtype
    if isinstance(dtype, (np.dtypes.ObjectDType, pd.CategoricalDtype)):
        missing = values.isna()
        cells = [None if null else v for v, null in zip(values, missing, strict=True)]
        return column(name, cells)
    if isinstance(dtype, (pd.PeriodDtype, pd.IntervalDtype)) or getattr(dtype, "kind", "") == "c":
        raise _no_value(name, str(dtype))
    series: pl.Series = pl.from_pandas(pd.Series(values))  # type: ignore[assignment]
    return series.alias(name)


def column(name: str, cells: list[Any]) -> pl.Series:
    """Return a column of Python values: of their type where they have one, else of texts.

    >>> column("a", [1, None]).dtype, column("a", [1, "2"]).to_list()
    (Int64, ['1', '2'])
    """
    plain = [_plain(cell) for cell in cells]
    kinds = {type(cell) for cell in plain if cell is not None}
    if len(kinds) == 1 and kinds <= _TYPED:
        typed = _typed(name, plain)
        if typed is not None:
            return typed
    return pl.Series(name, list(_texts(name, plain)), dtype=pl.String)


_TYPED: Final = frozenset({str, bool, int, float, date, time, list, dict})


def _typed(name: str, cells: list[Any]) -> pl.Series | None:
    """Return cells of one type; None where they do not fit the type that Polars has for them."""
    try:
        series = pl.Series(name, cells, strict=True)
    except (TypeError, OverflowError, pl.exceptions.PolarsError):
        return None
    return None if series.dtype in {pl.Int128, pl.UInt128, pl.Object} else series


def _plain(value: Any) -> Any:
    """Return a value of numpy or of a subclass as Python's own; NaN among objects is missing."""
    if type(value).__module__.partition(".")[0] == "numpy" and hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and math.isnan(value):
        return None
    for kind in (str, bool, int, float):
        if isinstance(value, kind):
            return kind(value)
    return value


def _texts(name: str, cells: list[Any]) -> Iterator[str | None]:
    for cell in cells:
        yield None if cell is None else _text(name, cell)


def _text(name: str, value: Any) -> str:
    """Return a value as a file of text writes it.

    Raises:
        SourceError: no file does.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, (int, Decimal)):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    raise _no_value(name, type(value).__name__)


def _no_value(name: str, kind: str) -> SourceError:
    return SourceError(
        Text(
            fr=f"La colonne « {name} » contient des valeurs (« {kind} ») qu'aucun fichier n'a.",
            en=f"The column “{name}” holds values (“{kind}”) that no file can contain.",
        ),
        Text(
            fr="Convertissez-les en textes, en nombres ou en dates.",
            en="Turn them into texts, numbers or dates.",
        ),
    )


def _same_name() -> UsageError:
    return UsageError(
        Text(
            fr="Deux colonnes du tableau ont le même nom.",
            en="Two columns of the frame have the same name.",
        ),
        Text(fr="Renommez l'une d'elles.", en="Rename one of them."),
    )
