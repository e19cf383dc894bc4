"""The rows that a release keeps, and those that other rows of the same key replace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl

from tamis.engine.spark import Cluster
from tamis.model.profile import Profile
from tamis.model.schema import Schema
from tamis.plan.compile import compile_plan
from tamis.release import lineage
from tamis.release.merge import deduplicate_spark, rows
from tamis.release.merge.deduplicate import NUMBER, find_duplicates
from tamis.release.merge.duplicate_policy import DuplicatePolicy
from tamis.release.merge.rows import Part
from tamis.release.source_result import SourceResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The conforming rows of the sources that are released, and the duplicates among them.

    Attributes:
        schema: what rows are.
        parts: the rows.
        duplicates: those that another row replaces (see `find_duplicates`).
        key: the fields that name a row.
        marked: whether duplicates stay, marked.
    """

    schema: Schema
    parts: tuple[Part, ...]
    duplicates: pl.DataFrame
    key: tuple[str, ...] = ()
    marked: bool = False

    @property
    def dropped(self) -> pl.Series:
        """The numbers of the rows that are not released, ascending."""
        numbers = self.duplicates[NUMBER]
        return numbers.clear() if self.marked else numbers

    def marks(self) -> pl.DataFrame:
        """Return, for each duplicate, ``source:record`` of the row that replaces it."""
        winners = rows.texts_of(self.parts, self.schema, self.duplicates["kept"])
        names = winners.select(
            pl.col(NUMBER).alias("kept"),
            pl.concat_str(lineage.SOURCE, lineage.RECORD, separator=":").alias(lineage.MARK),
        )
        joined = self.duplicates.join(names, on="kept", how="left", maintain_order="left")
        return joined.select(NUMBER, lineage.MARK)


def select_rows(
    results: Sequence[SourceResult],
    schema: Schema,
    profile: Profile,
    policy: DuplicatePolicy,
    priorities: Mapping[str, int],
    cluster: Cluster | None = None,
) -> Selection:
    """Return the rows of these results, with the duplicates among them.

    Args:
        results: the sources that are released, in order.
        schema: what rows are.
        profile: what each rule weighs.
        policy: the keys, and what decides between two rows of one key.
        priorities: the priority of each source; 0 comes last.
        cluster: who looks for keys that repeat; None for this machine.
    """
    parts = tuple(rows.parts(results))
    plan = compile_plan(schema, tuple(field.name for field in schema.fields), profile)
    repeated = (
        None if cluster is None else partial(deduplicate_spark.repeated, cluster, plan, parts)
    )
    texts = partial(rows.texts_of, parts, schema)
    duplicates = find_duplicates(
        rows.typed(parts, schema), plan, policy, priorities, repeated, texts
    )
    return Selection(
        schema=schema,
        parts=parts,
        duplicates=duplicates,
        key=policy.key,
        marked=policy.keep_all,
    )
