"""One source of JSON records, each held against the schema and written to the side where it falls.

The files are those of a table (`source_result.SourceResult`): a row a record.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

import polars as pl

from tamis import sources
from tamis.contracts.explain import Fault
from tamis.contracts.finding_log import FindingCollector, JudgedValue
from tamis.contracts.judges import Judges
from tamis.contracts.record_lines import pointer, reached
from tamis.contracts.records import Envelope, JudgedRecord, walk
from tamis.model.rule import Severity
from tamis.readers.records import Number, decoder, text
from tamis.release.collect.record_trials import former_records, judge_options
from tamis.release.collect.summary import group
from tamis.release.collect.task import Task
from tamis.release.lineage import FileOrigins
from tamis.release.record_schema import LIST, RecordSchema
from tamis.release.source_result import ENVELOPES, JOURNAL, REJECTS, Refusal, SourceResult
from tamis.sources import sidecar
from tamis.sources.digest import size_and_sha256
from tamis.values.formulas import inert_frame

#: Records that make a part.
_ROWS: Final = 20_000
#: Occurrences of a finding that are kept.
_SAMPLES: Final = 5
_FOREIGN: Final = "records.none"


def split_records(
    task: Task, schema: RecordSchema, progress: Callable[[int], None] | None = None
) -> SourceResult:
    """Judge the records of a source and write them.

    Args:
        task: what is asked.
        schema: its schema.
        progress: told the number of records read so far, now and then.

    Raises:
        SourceError: the source is no JSON, or is beyond the limits.
    """
    shutil.rmtree(task.folder, ignore_errors=True)
    task.folder.mkdir(parents=True)
    (task.folder / JOURNAL).touch()
    content = task.content or size_and_sha256(Path(task.location))[1]
    with (task.folder / REJECTS).open("wb") as rejects:
        splitter = _Splitter(task, schema, content, rejects)
        kind, encoding = "csv", "utf-8"
        if task.former is not None:
            splitter.run(former_records(task, splitter.judges), progress)
        else:
            with sources.open_source(
                task.location, member=task.source.member, limits=task.limits
            ) as local:
                origin = local.origin()
                if origin is not None and origin.restricted:
                    raise sidecar.restriction(local.name, origin)
                kind = local.suffix.lstrip(".") or "json"
                encoding = local.encoding or "utf-8"
                items = walk(local, splitter.judges, schema.lists, task.limits)
                splitter.run(items, progress)
    return splitter.result(kind, encoding)


@dataclass(slots=True)
class _Pending:
    """Records that wait to be written: their numbers, lines and cells, and why they are rejected.

    `reasons` has a pair of texts a record: codes with pointers, and sentences.
    """

    rows: list[int] = field(default_factory=list)
    lines: list[int | None] = field(default_factory=list)
    cells: list[tuple[str | None, ...]] = field(default_factory=list)
    reasons: list[tuple[str, str]] = field(default_factory=list)


class _Splitter:
    """Parts the records of a source."""

    def __init__(self, task: Task, schema: RecordSchema, content: str, rejects: BinaryIO) -> None:
        self.options = judge_options(task)
        self.judges = Judges(schema.contract, self.options, schema.lists)
        self._task, self._schema, self._content = task, schema, content
        self._rejects_file = rejects
        self._origins = task.former or FileOrigins(source=task.source, content=lambda: content)
        self._collector = FindingCollector(self.options)
        self._released, self._rejected = _Pending(), _Pending()
        self._parts: list[int] = []
        self._rows = self._rejects = 0
        self._envelope: Envelope | None = None
        self._envelopes: list[str] = []
        self._is_foreign = False

    def run(
        self,
        items: Iterator[Envelope | JudgedRecord] | Iterator[JudgedRecord],
        progress: Callable[[int], None] | None,
    ) -> None:
        """Take everything in."""
        for item in items:
            if isinstance(item, Envelope):
                self._begin(item)
                continue
            self._take(item)
            if self._rows % _ROWS == 0:
                self._flush()
                if progress is not None:
                    progress(self._rows)
        self._flush()

    def _begin(self, envelope: Envelope) -> None:
        self._envelope = envelope
        self._is_foreign = self._is_foreign or envelope.is_foreign
        self._collector.add(JudgedValue(None, envelope.line, envelope.path, envelope.faults))
        if not self._errors(envelope.path, envelope.faults):
            self._envelopes.append(envelope.text)

    def _take(self, record: JudgedRecord) -> None:
        self._rows += 1
        self._collector.add(JudgedValue(record.row, record.line, record.path, record.faults))
        around = self._envelope
        reasons = [
            *(self._errors(around.path, around.faults) if around and record.steps else ()),
            *self._errors(record.path, record.faults),
        ]
        side = self._rejected if reasons else self._released
        side.rows.append(record.row)
        side.lines.append(record.line)
        side.cells.append(tuple(self._cells(record)))
        if reasons:
            self._rejects += 1
            codes, sentences = (dict.fromkeys(texts) for texts in zip(*reasons, strict=True))
            side.reasons.append(("; ".join(codes), " ".join(sentences)))

    def _errors(
        self, path: tuple[str | int, ...], faults: Sequence[Fault]
    ) -> list[tuple[str, str]]:
        """Return the errors among faults: their code with the place, their sentence."""
        findings = [(fault, self._collector.finding(fault)) for fault in faults]
        return [
            (f"{finding.code} [{pointer(*path, *fault.path)}]", finding.message)
            for fault, finding in findings
            if finding.severity is Severity.ERROR
        ]

    def _cells(self, record: JudgedRecord) -> Iterator[str | None]:
        exact = decoder().decode(record.text) if self._schema.places else None
        for column in self._schema.fields:
            if column.name in self._schema.places:
                yield _member(exact, self._schema.places[column.name])
            elif column.name == LIST:
                yield pointer(*record.steps)
            else:
                yield record.text

    def _flush(self) -> None:
        if self._released.rows:
            texts, origins = self._frames(self._released)
            stem = self._task.folder / f"{len(self._parts):05}"
            pl.concat([texts, origins], how="horizontal").write_csv(
                stem.with_suffix(".csv"), include_header=False
            )
            typed = texts.select(_typed(column.name, column.type) for column in self._schema.fields)
            pl.concat([typed, origins], how="horizontal").write_parquet(
                stem.with_suffix(".parquet"), compression="lz4", statistics=False
            )
            self._parts.append(texts.height)
        if self._rejected.rows:
            texts, origins = self._frames(self._rejected)
            why = pl.DataFrame(
                self._rejected.reasons,
                schema={"_reasons": pl.String, "_explained": pl.String},
                orient="row",
            )
            rejects = pl.concat([origins, why, texts], how="horizontal")
            inert_frame(rejects).write_csv(self._rejects_file, include_header=False)
        self._released, self._rejected = _Pending(), _Pending()

    def _frames(self, pending: _Pending) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the cells and the lineage of records."""
        names = dict.fromkeys([column.name for column in self._schema.fields], pl.String)
        texts = pl.DataFrame(pending.cells, schema=names, orient="row")
        rows = pl.Series(pending.rows, dtype=pl.UInt32)
        return texts, self._origins.lineage(rows, pl.Series(pending.lines, dtype=pl.UInt32))

    def result(self, kind: str, encoding: str) -> SourceResult:
        """Return what the source amounts to."""
        log = self._collector.log({})
        verdict = log.verdict()
        unique = list(dict.fromkeys(self._envelopes))
        (self._task.folder / ENVELOPES).write_text(json.dumps(unique), encoding="utf-8")
        return SourceResult(
            folder=self._task.folder,
            format=kind,
            encoding=encoding,
            bytes=Path(self._task.location).stat().st_size,
            sha256=self._content,
            parts=tuple(self._parts),
            rows=self._rows,
            blank=0,
            rejected=self._rejects,
            valid=verdict.valid,
            valid_after=verdict.valid,
            errors=verdict.errors,
            errors_after=verdict.errors,
            warnings=verdict.warnings,
            counts=dict(verdict.counts),
            after=dict(verdict.counts),
            repairs={},
            left_out=(),
            groups=tuple(group(found) for found in log.groups(_SAMPLES)),
            refusals=tuple(self._refusals()),
        )

    def _refusals(self) -> Iterator[Refusal]:
        """Return why nothing of the file can be trusted: it is a document of another kind."""
        if self._is_foreign:
            listed = ", ".join(pointer(*path) for path in self._schema.lists)
            yield Refusal(
                code=_FOREIGN,
                fr=f"Le document n'a aucune des listes d'enregistrements du schéma ({listed}).",
                en=f"The document has none of the schema's lists of records ({listed}).",
            )


def _member(value: Any, steps: Sequence[str]) -> str | None:
    """Return the text of a member of a record, None where it is null or missing."""
    found = reached(value, tuple(steps))
    if isinstance(found, bool):
        return "true" if found else "false"
    return str(found) if isinstance(found, Number) else text(found)


def _typed(name: str, kind: str) -> pl.Expr:
    """Return the values of a column as its type says, null where a text is none."""
    column = pl.col(name)
    if kind == "date":
        return column.str.to_date("%Y-%m-%d", strict=False)
    if kind == "datetime":
        instant = column.str.to_datetime(time_zone="UTC", time_unit="us", strict=False)
        return instant.dt.replace_time_zone(None)
    if kind in {"integer", "number"}:
        return column.cast(pl.Int64 if kind == "integer" else pl.Float64, strict=False)
    return column
