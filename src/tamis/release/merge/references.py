"""Rows that refer to rows which are not released: rejected in their turn, until no more is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from tamis.model.profile import Profile
from tamis.model.schema import Schema
from tamis.plan.compile import compile_plan
from tamis.plan.field_plan import FieldPlan
from tamis.plan.rows import key_text
from tamis.release import lineage
from tamis.release.merge import rows
from tamis.release.merge.deduplicate import NUMBER
from tamis.release.merge.orphans import Link, without_orphans
from tamis.release.merge.rows import Part
from tamis.release.merge.selection import Selection
from tamis.release.result import ReadSource
from tamis.release.source_result import (
    REJECTS,
    SourceResult,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferringTable:
    """A table of a release whose rows refer to others, or are referred to.

    Attributes:
        schema: what its rows are; its foreign keys name tables of the release, "" for itself.
        sources: the sources that were read.
        select: gives the rows that stay of sources.
    """

    schema: Schema
    sources: Sequence[ReadSource]
    select: Callable[[Sequence[ReadSource]], Selection]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReferences:
    """A table whose references all lead to a row: the sources that lost rows, by id, the others."""

    replaced: Mapping[str, ReadSource]
    selection: Selection


def keep_references(
    tables: Mapping[str, ReferringTable], workspace: Path
) -> dict[str, KeptReferences]:
    """Reject every row that refers to a row which is not released.

    Which row stays of several of one key is decided anew once rows have gone: a release has no
    reference that leads nowhere.

    Args:
        tables: the tables of the release, by name.
        workspace: a folder for the rows that are written again.

    Returns:
        The tables that refer to others or are referred to.
    """
    links = list(_links(tables))
    states = {
        name: _State(name=name, table=tables[name], folder=workspace / f"references-{number}")
        for number, name in enumerate(_ordered(tables, links))
    }
    has_loops = any(not _is_before(states, link) for link in links)
    while True:
        rejections = [
            states[link.child].reject(link, states)
            for name in states
            for link in links
            if link.child == name
        ]
        if not has_loops or not any(rejections):
            break
    return {
        name: KeptReferences(replaced=state.replaced, selection=state.selection)
        for name, state in states.items()
    }


def _links(tables: Mapping[str, ReferringTable]) -> Iterator[Link]:
    for name, table in tables.items():
        for key in table.schema.foreign_keys:
            parent = key.resource or name
            if parent not in tables or len(key.fields) != len(key.reference_fields):
                continue
            there = tables[parent].schema
            if all(table.schema.field(part) for part in key.fields) and all(
                there.field(part) for part in key.reference_fields
            ):
                yield Link(child=name, parent=parent, key=key)


def _ordered(tables: Mapping[str, ReferringTable], links: Sequence[Link]) -> list[str]:
    """Return the tables that are linked, those that others refer to first where that can be."""
    linked = [name for name in tables if any(name in {link.child, link.parent} for link in links)]
    order: list[str] = []
    while len(order) < len(linked):
        left = [name for name in linked if name not in order]
        free = [
            name
            for name in left
            if all(
                link.parent in order or link.parent == name for link in links if link.child == name
            )
        ]
        order.append((free or left)[0])
    return order


def _is_before(states: Mapping[str, object], link: Link) -> bool:
    """Whether what a link leads to is settled before the table that has it."""
    order = list(states)
    return order.index(link.parent) < order.index(link.child)


@dataclass(slots=True, kw_only=True)
class _State:
    """A table while its references are followed."""

    name: str
    table: ReferringTable
    folder: Path
    replaced: dict[str, ReadSource] = field(default_factory=dict)
    _selection: Selection | None = None
    _plans: dict[str, FieldPlan] = field(default_factory=dict)

    @property
    def sources(self) -> list[ReadSource]:
        """The sources, those that lost rows as they are now."""
        return [self.replaced.get(source.source.id, source) for source in self.table.sources]

    @property
    def selection(self) -> Selection:
        """The rows that stay now."""
        if self._selection is None:
            self._selection = self.table.select(self.sources)
        return self._selection

    def fields(self, names: Sequence[str]) -> list[FieldPlan]:
        """Return how some fields are read."""
        if not self._plans:
            schema = replace(self.table.schema, foreign_keys=())
            labels = tuple(column.name for column in schema.fields)
            plan = compile_plan(schema, labels, Profile())
            self._plans = {part.field.name: part for part in plan.fields}
        return [self._plans[name] for name in names]

    def keys(self, part: Part, names: Sequence[str]) -> pl.DataFrame:
        """Return the number and the key of each row of a part, as one text; null for none."""
        fields = self.fields(names)
        written = rows.texts(part, self.table.schema).select(
            NUMBER,
            *(pl.col(name).alias(field.raw) for name, field in zip(names, fields, strict=True)),
        )
        texts = written.with_columns(field.text.alias(field.raw) for field in fields)
        valued = texts.with_columns(field.value.alias(field.typed) for field in fields)
        return valued.select(NUMBER, key=key_text(fields))

    def released_keys(self, names: Sequence[str]) -> pl.Series:
        """Return the keys of the rows that stay."""
        selection = self.selection
        frames = [self.keys(part, names) for part in selection.parts]
        whole = pl.concat([pl.DataFrame(schema={NUMBER: pl.UInt32, "key": pl.String}), *frames])
        kept = whole.filter(~pl.col(NUMBER).is_in(selection.dropped.implode()))
        return kept["key"].drop_nulls().unique()

    def rejected_keys(self, names: Sequence[str]) -> set[str]:
        """Return the texts of the keys of the rows that were rejected."""
        columns = [*lineage.COLUMNS, "_reasons", "_explained"]
        columns += [column.name for column in self.table.schema.fields]
        found: set[str] = set()
        for source in self.sources:
            path = source.released.folder / REJECTS if source.released else None
            if path is None or not path.stat().st_size:
                continue
            rejects = pl.read_csv(path, has_header=False, infer_schema=False, new_columns=columns)
            texts = rejects.select(pl.concat_str([pl.col(n) for n in names], separator=" · "))
            found |= set(texts.to_series().drop_nulls())
        return found

    def reject(self, link: Link, states: Mapping[str, _State]) -> bool:
        """Reject the rows whose key is not there; return whether there were any."""
        parent = states[link.parent]
        there = parent.released_keys(link.key.reference_fields)
        rejected = parent.rejected_keys(link.key.reference_fields)
        is_changed = False
        for source in self.sources:
            if source.released is None or not source.released.conforming:
                continue
            orphans = [
                self.keys(part, link.key.fields).filter(
                    pl.col("key").is_not_null(), ~pl.col("key").is_in(there.implode())
                )
                for part in rows.parts([source.released])
            ]
            if not sum(frame.height for frame in orphans):
                continue
            is_changed = True
            folder = self.folder / f"{len(list(self.folder.glob('*'))):06}"
            kept = without_orphans(
                source.released, self.table.schema, orphans, link, rejected, folder
            )
            self.replaced[source.source.id] = _with_released(source, kept)
        if is_changed:
            self._selection = None
        return is_changed


def _with_released(source: ReadSource, result: SourceResult) -> ReadSource:
    """Return a source whose released rows are these."""
    if source.kept is not None:
        is_alone = source.kept.error is not None  # its kept rows are all that there is of it
        kept = replace(source.kept, result=result)
        return replace(source, kept=kept, result=result if is_alone else source.result)
    return replace(source, result=result)
