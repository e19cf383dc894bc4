"""The tables of a release: rows as text, rows typed, what was left out and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import polars as pl

from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.release import lineage
from tamis.release.merge import rows
from tamis.release.merge.deduplicate import NUMBER
from tamis.release.merge.external_sort import ordered
from tamis.release.merge.selection import Selection
from tamis.release.output import geo
from tamis.release.result import Doubt, ReadSource
from tamis.release.source_result import JOURNAL, REJECTS, SourceResult, append
from tamis.values.formulas import exact, inert_frame
from tamis.writers import csv, journal

#: Rows in a row group of the Parquet file, and in what the gate checks at once.
GROUP_ROWS: Final = 100_000
_CHUNK_BYTES: Final = 1 << 20
#: All bytes but quotes and line ends.
_OTHERS: Final = bytes(set(range(256)) - set(b'"\n'))
#: Duplicates looked at at once.
_CHUNK: Final = 50_000

#: The code and the sentence of a conforming row that is not released because of its source.
HELD_BACK: Final = "source.held-back"
_REASONS: Final = {
    None: (
        HELD_BACK,
        Text(
            fr="Ligne correcte d'une source écartée : trop de ses lignes sont rejetées.",
            en="A conforming row of a source left out: too many of its rows are rejected.",
        ),
    ),
    Doubt.REJECTED: (
        "source.rejected",
        Text(
            fr="Ligne correcte d'une source dont trop de lignes sont rejetées : ses lignes de la "
            "publication d'avant sont gardées à la place.",
            en="A conforming row of a source of which too many rows are rejected: its rows of the "
            "release before are kept instead.",
        ),
    ),
    Doubt.SHRUNK: (
        "source.shrunk",
        Text(
            fr="Ligne correcte d'une source qui a perdu trop de lignes : ses lignes de la "
            "publication d'avant sont gardées à la place.",
            en="A conforming row of a source that lost too many rows: its rows of the release "
            "before are kept instead.",
        ),
    ),
    Doubt.FOREIGN: (
        "source.foreign",
        Text(
            fr="Ligne correcte d'une source qui donne celles d'autres sources en place des "
            "siennes : ses lignes de la publication d'avant sont gardées à la place.",
            en="A conforming row of a source that delivers those of other sources in place of its "
            "own: its rows of the release before are kept instead.",
        ),
    ),
}


def data_csv(selection: Selection, path: Path, origins: pl.DataFrame | None = None) -> None:
    """Write the rows that stay as text: the fields of the schema, then the lineage.

    Args:
        selection: the rows.
        path: where to write.
        origins: more columns by source (`lineage.origin_columns`).
    """
    names = rows.text_columns(selection.schema)
    more = _More.of(selection, origins)
    dropped = selection.dropped
    with path.open("wb") as out:
        csv.CsvWriter(out, [*names, *more.names])
        for part in selection.parts:
            start = int(dropped.search_sorted(part.first))
            end = int(dropped.search_sorted(part.first + part.height))
            if end == start and not more.names:
                append(part.texts, out)
                continue
            texts = more.join(rows.texts(part, selection.schema))
            kept = texts.filter(~pl.col(NUMBER).is_in(dropped.slice(start, end - start).implode()))
            kept.select(*names, *more.names).write_csv(out, include_header=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _More:
    """Columns after the lineage: marks of duplicates by row, origins by source."""

    marks: pl.DataFrame | None
    origins: pl.DataFrame | None

    @classmethod
    def of(cls, selection: Selection, origins: pl.DataFrame | None) -> _More:
        """Return those that are asked for; a field of the schema comes before one of theirs."""
        marks = selection.marks() if selection.marked else None
        if origins is not None:
            origins = origins.drop([f.name for f in selection.schema.fields], strict=False)
        return cls(marks=marks, origins=origins)

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        of_source = [] if self.origins is None else self.origins.columns[1:]
        return [*of_source, *([] if self.marks is None else [lineage.MARK])]

    def join(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return numbered rows with these columns."""
        if self.marks is not None:
            frame = frame.join(self.marks, on=NUMBER, how="left", maintain_order="left")
        if self.origins is not None:
            frame = frame.join(self.origins, on=lineage.SOURCE, how="left", maintain_order="left")
        return frame


def data_parquet(
    selection: Selection,
    path: Path,
    room: Path,
    on_share: Callable[[float], None] = lambda _: None,
    origins: pl.DataFrame | None = None,
) -> None:
    """Write the rows that stay, typed as the schema says, in the order of the key.

    Where the schema has a point, the file is a GeoParquet one too (1.1, column ``geometry``).
    `on_share` hears which share of the rows is written, now and then; `origins` are more columns by
    source.
    """
    from polars.io.plugins import register_io_source

    columns = dict(rows.typed_columns(selection.schema))
    place = geo.of(selection.schema)
    more = _More.of(selection, origins)
    columns |= dict.fromkeys(more.names, pl.String())
    if place is not None:
        columns[geo.COLUMN] = pl.Binary()

    def batches(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, _: int | None
    ) -> Iterator[pl.DataFrame]:
        if with_columns is not None or predicate is not None or n_rows is not None:
            raise NotImplementedError  # a sink of the whole asks for none of these
        written, whole_height = 0, sum(part.height for part in selection.parts) or 1
        for frame in _typed(selection, room, more):
            written += frame.height
            on_share(written / whole_height)
            placed = frame if place is None else place.marked(frame)
            yield placed.select(list(columns))

    scan = register_io_source(batches, schema=columns)
    scan.sink_parquet(
        path,
        compression="zstd",
        compression_level=1,
        row_group_size=GROUP_ROWS,
        statistics=True,
        metadata=geo.METADATA if place is not None else None,
    )


def _typed(selection: Selection, room: Path, more: _More) -> Iterator[pl.DataFrame]:
    for frame in ordered(selection.parts, selection.dropped, selection.key, room):
        yield more.join(frame).drop(NUMBER)


def partitions(data: Path, field: str, folder: Path) -> None:
    """Write the typed rows once more, a folder ``field=value`` for each value of a field."""
    pl.scan_parquet(data).sink_parquet(
        pl.PartitionBy(folder, key=field), mkdir=True, compression="zstd", statistics=True
    )


def rejects_csv(schema: Schema, sources: Sequence[ReadSource], path: Path) -> None:
    """Write the rejected rows: where from, codes, sentences, then the row as repaired.

    Args:
        schema: what rows must be.
        sources: every source, in order; one that is held back, or in whose place former rows
            stand, has all the rows that it delivers there.
        path: where to write.
    """
    names = [field.name for field in schema.fields]
    with path.open("wb") as out:
        csv.CsvWriter(out, [*lineage.COLUMNS, *_WHY, *names])
        for source in sources:
            if source.delivered is not None:
                append(source.delivered.folder / REJECTS, out)
            is_replaced = source.kept is not None and source.delivered is not None
            if (source.held_back or is_replaced) and source.result.conforming:
                _reject_whole(schema, source, out)
            if source.kept is not None:
                append(source.kept.result.folder / REJECTS, out)


_WHY: Final = ("_reasons", "_explained")


def _reject_whole(schema: Schema, source: ReadSource, out: BinaryIO) -> None:
    """Write the conforming rows of a source that is not released."""
    code, sentence = _REASONS[source.doubt if source.kept is not None else None]
    why = (pl.lit(code).alias(_WHY[0]), pl.lit(sentence.say()).alias(_WHY[1]))
    names = [field.name for field in schema.fields]
    for part in rows.parts([source.result]):
        frame = rows.texts(part, schema).select(*lineage.COLUMNS, *why, *names)
        inert_frame(frame).write_csv(out, include_header=False)


def rejects_parquet(table: Path, path: Path) -> None:
    """Write the rejected rows once more, for whoever counts or joins them: texts, typed lineage."""
    rejects = pl.scan_csv(table, infer_schema=False)
    names = rejects.collect_schema().names()
    texts = rejects.select(exact(pl.col(name)).alias(name) for name in names)
    typed = texts.with_columns(pl.col(name).cast(dtype) for name, dtype in lineage.TYPES.items())
    typed.sink_parquet(path, compression="zstd", compression_level=1, statistics=True)


def journal_csv(results: Sequence[SourceResult], path: Path) -> None:
    """Write every repair of every source."""
    with path.open("wb") as out:
        journal.CsvSink(out, "source", *journal.LABELS)
        for result in results:
            append(result.folder / JOURNAL, out)


def duplicates_csv(selection: Selection, path: Path) -> None:
    """Write the rows that another one replaces: which one, by which key, and what decided."""
    names = [field.name for field in selection.schema.fields]
    labels = ("_key", "_key_fields", "_decided_by", *(f"_kept{name}" for name in _PLACE))
    with path.open("wb") as out:
        csv.CsvWriter(out, [*lineage.COLUMNS, *labels, *names])
        for chunk in selection.duplicates.iter_slices(_CHUNK):
            kept = rows.texts_of(selection.parts, selection.schema, chunk["kept"]).select(
                pl.col(NUMBER).alias("kept"),
                *(pl.col(name).alias(f"_kept{name}") for name in _PLACE),
            )
            texts = rows.texts_of(selection.parts, selection.schema, chunk[NUMBER])
            frame = chunk.rename(
                {"key": "_key", "fields": "_key_fields", "decided": "_decided_by"}
            ).join(kept, on="kept", how="left", maintain_order="left")
            frame = frame.join(texts, on=NUMBER, how="left", maintain_order="left")
            duplicates = frame.select(*lineage.COLUMNS, *labels, *names)
            inert_frame(duplicates).write_csv(out, include_header=False)


_PLACE: Final = (lineage.SOURCE, lineage.RECORD, lineage.LINE)


def counted(path: Path) -> dict[str, int]:
    """Return how many rows of each source stand in a file that was written."""
    parquet = path.suffix == ".parquet"
    scan = pl.scan_parquet(path) if parquet else pl.scan_csv(path, infer_schema=False)
    if not parquet and path.stem != "data":
        scan = scan.with_columns(exact(pl.col(lineage.SOURCE)).alias(lineage.SOURCE))
    counts = scan.group_by(lineage.SOURCE).len().collect(engine="streaming")
    return dict(counts.iter_rows())


def height(path: Path) -> int:
    """Return how many rows a CSV file that was written has, counted in its bytes.

    A line ends a row where no quote is open: of all bytes, quotes and line ends are enough, and
    two quotes side by side open nothing.
    """
    count, quoted = -1, False
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            marks = chunk.translate(None, _OTHERS).replace(b'""', b"")
            for index, piece in enumerate(marks.split(b'"')):
                quoted = quoted != (index > 0)
                count += 0 if quoted else len(piece)
    return count
