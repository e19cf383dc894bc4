"""What the Spark engine asks of Spark itself: a session, its types, its tasks."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import polars as pl

from tamis.engine import spark_wire
from tamis.model.errors import UsageError
from tamis.model.text import Text

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import Column, SparkSession

#: Rows that the kernel is given at once; enough for its vectors, few enough for its memory.
BATCH_ROWS: Final = 20_000
_NAMES: Final = {pl.Int64: "bigint", pl.String: "string"}


def session(master: str = "") -> SparkSession:
    """Return a Spark session on `master`; all the cores of this machine where none is named.

    Raises:
        UsageError: Spark or Java is not installed, or no master answers.
    """
    _installed()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("tamis").master(master or "local[*]")
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    try:
        spark = builder.getOrCreate()
    except (PySparkException, OSError) as error:
        raise UsageError(
            Text(
                fr=f"Spark ne démarre pas (message de Spark : {error}).",
                en=f"Spark does not start: {error}.",
            )
        ) from error
    spark.sparkContext.setLogLevel("ERROR")
    return spark


_SETTINGS: Final = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": str(BATCH_ROWS),
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def _installed() -> None:
    """Say what is missing, and how to get it."""
    from importlib.util import find_spec

    if find_spec("pyspark") is None or find_spec("pyarrow") is None:
        raise UsageError(
            Text(fr="Spark n'est pas installé.", en="Spark is not installed."),
            Text(fr="pip install 'tamis[spark]'", en="pip install 'tamis[spark]'"),
        )
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        raise UsageError(
            Text(fr="Spark a besoin de Java 17 ou 21.", en="Spark needs Java 17 or 21."),
            Text(
                fr="Sous Debian : apt-get install default-jre-headless.",
                en="On Debian: apt-get install default-jre-headless.",
            ),
        )


def attempt() -> int:
    """Return the number of the run of the task that this is: no other run has it."""
    from pyspark import TaskContext

    context = TaskContext.get()
    return context.taskAttemptId() if context else 0


def result_schema() -> str:
    """Return the Spark schema of what the kernel makes."""
    return ", ".join(f"{name} {_NAMES[dtype]}" for name, dtype in spark_wire.MADE.items())


def nothing() -> Column:
    """Return a text column without a text."""
    from pyspark.sql import functions as f

    return f.lit(None).cast("string")


def as_arrow(frame: pl.DataFrame) -> Iterator[pa.RecordBatch]:
    """Return the rows as Arrow, in the types that Spark knows."""
    import pyarrow as pa

    table = frame.to_arrow()
    plain = {pa.large_string(): pa.string(), pa.string_view(): pa.string()}
    known = [field.with_type(plain.get(field.type, field.type)) for field in table.schema]
    yield from table.cast(pa.schema(known)).to_batches(max_chunksize=BATCH_ROWS)
