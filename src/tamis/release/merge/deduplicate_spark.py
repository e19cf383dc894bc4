"""Keys that repeat in a release, looked for on a Spark cluster: grouping and joining alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from tamis.engine.spark import Cluster, as_arrow
from tamis.model.profile import Profile
from tamis.model.schema import Schema
from tamis.plan.compile import compile_plan
from tamis.plan.field_plan import FieldPlan
from tamis.plan.model import Plan
from tamis.plan.rows import key_text
from tamis.release.merge.deduplicate import typed
from tamis.release.merge.rows import Part

if TYPE_CHECKING:
    import pyarrow as pa

_TASKS_PER_CORE: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTexts:
    """The key of each row as a text, made by workers as it is made here."""

    schema: Schema
    profile: Profile
    names: tuple[str, ...]

    def __call__(self, coming: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Take the number of the first row and the path of each part; give numbers and keys."""
        plan = compile_plan(self.schema, self.names, self.profile)
        for arrow in coming:
            for first, path in zip(*(column.to_pylist() for column in arrow.columns), strict=True):
                rows = typed(pl.scan_parquet(path, glob=False), plan.fields)
                keys = rows.select(_key=key_text(plan.fields, exact=False)).collect()
                numbers = pl.int_range(first, first + keys.height, dtype=pl.Int64, eager=True)
                yield from as_arrow(keys.select(numbers.alias("_n"), "_key").drop_nulls("_key"))


def repeated(
    cluster: Cluster, plan: Plan, parts: Sequence[Part], key: Sequence[FieldPlan]
) -> pl.Series:
    """Return the numbers of the rows whose key is another row's too (UInt32, ascending).

    Args:
        cluster: where.
        plan: the schema compiled against its own fields.
        parts: the typed rows, in files that workers see.
        key: the fields of the key.
    """
    names = tuple(part.field.name for part in key)
    texts = KeyTexts(schema=plan.schema, profile=plan.profile, names=names)
    with cluster.session() as (spark, staging):
        tasks = [(part.first, str(part.typed)) for part in parts]
        slices = max(1, min(len(tasks), spark.sparkContext.defaultParallelism * _TASKS_PER_CORE))
        named = spark.sparkContext.parallelize(tasks, slices).toDF("_first bigint, _path string")
        keys_path = str(staging / "keys")  # written, since what is joined to itself is made twice
        named.mapInArrow(texts, "_n bigint, _key string").write.parquet(keys_path)
        keys = spark.read.parquet(keys_path)
        twice = keys.groupBy("_key").count().where("count > 1").select("_key")
        out = staging / "repeated"
        keys.join(twice, on="_key", how="left_semi").select("_n").write.parquet(str(out))
        numbers = [pl.read_parquet(path)["_n"] for path in sorted(out.glob("*.parquet"))]
    return pl.concat([pl.Series("_n", [], dtype=pl.Int64), *numbers]).sort().cast(pl.UInt32)
