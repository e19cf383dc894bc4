"""Records tried against the versions of a JSON Schema, and those of the release before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import polars as pl

from tamis import sources
from tamis.contracts.explain import Fault
from tamis.contracts.finding_log import FindingCollector, JudgeOptions
from tamis.contracts.judges import Judges
from tamis.contracts.record_lines import pointer
from tamis.contracts.records import Envelope, JudgedRecord, walk
from tamis.model.rule import Severity
from tamis.model.schema import Schema
from tamis.release.collect.task import Task
from tamis.release.collect.trial import SchemaTrial, SchemaTrials
from tamis.release.record_schema import LIST, RECORD, RecordSchema


def try_record_schemas(task: Task, schemas: Sequence[Schema]) -> SchemaTrials:
    """Hold a source against versions of a JSON Schema."""
    each = [_try(task, schema) for schema in schemas if isinstance(schema, RecordSchema)]
    return SchemaTrials(labels=(), each=tuple(each))


def _try(task: Task, schema: RecordSchema) -> SchemaTrial:
    options = judge_options(task)
    judges = Judges(schema.contract, options, schema.lists)
    collector = FindingCollector(options)
    rejected = 0
    is_valid = is_whole = True
    with sources.open_source(task.location, member=task.source.member, limits=task.limits) as local:
        for item in walk(local, judges, schema.lists, task.limits):
            is_wrong = any(_is_error(collector, fault) for fault in item.faults)
            is_valid = is_valid and not is_wrong
            if isinstance(item, Envelope):
                is_whole = not is_wrong
            elif is_wrong or not is_whole:
                rejected += 1
    return SchemaTrial(valid=is_valid, valid_after=is_valid, rejected=rejected)


def judge_options(task: Task) -> JudgeOptions:
    """Return how the records of a task are judged."""
    return JudgeOptions(location=task.location, profile=task.profile, limits=task.limits)


def _is_error(collector: FindingCollector, fault: Fault) -> bool:
    return collector.finding(fault).severity is Severity.ERROR


def former_records(task: Task, judges: Judges) -> Iterator[JudgedRecord]:
    """Return the records that the release before had, judged again."""
    schema = task.schema
    if not isinstance(schema, RecordSchema):
        raise TypeError(schema)
    frame = pl.read_csv(task.location, infer_schema=False)
    lists = {pointer(*path): path for path in schema.lists}
    only = schema.lists[0] if len(schema.lists) == 1 else ()
    places = frame[LIST].to_list() if LIST in frame.columns else [None] * frame.height
    records = {path: judges.record(path) for path in schema.lists}
    whole = judges.whole()
    for row, (record, place) in enumerate(zip(frame[RECORD], places, strict=True), start=1):
        steps = lists.get(place or "", only)
        value = json.loads(record)
        faults = records.get(steps, whole).faults(value)
        yield JudgedRecord(
            row=row, line=row, path=(), steps=steps, value=value, text=record, faults=faults
        )
