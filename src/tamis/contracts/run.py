"""One JSON file against one contract, as an ordinary report."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from tamis.contracts import answer, documents, record_lines
from tamis.contracts.explain import Fault
from tamis.contracts.finding_log import FindingCollector, JudgedValue, JudgeOptions
from tamis.contracts.judges import Judge, Judges
from tamis.model.contract import Contract
from tamis.model.report import Report, SchemaRef, Source, Stats
from tamis.sources.digest import size_and_sha256
from tamis.sources.local import LocalFile

#: Records between two tellings of progress.
_STEP: Final = 10_000


def run(local: LocalFile, contract: Contract, options: JudgeOptions) -> Report:
    """Judge a JSON file: a document, a list, GeoJSON features, or a value a line.

    Raises:
        SourceError: it is not JSON, nests too deep, or is beyond the limits.
        SchemaError: the contract refers to what is not at hand.
    """
    started = time.perf_counter()
    opened = documents.values(local, options.limits)
    collector = FindingCollector(options)
    judges = Judges(contract, options)
    rows = 0
    for judged in _judged_values(opened, judges, local, options):
        rows += judged.row is not None
        collector.add(judged)
        if options.progress is not None and rows % _STEP == 0:
            options.progress(rows)
    if options.faults:
        collector.add(JudgedValue(None, 1, (), list(options.faults)))
    if not options.hidden:
        collector.add(JudgedValue(None, 1, (), list(judges.persons.faults())))
    log = collector.log(documents.lines(local) if opened.is_document and collector else {})
    size, sha256 = size_and_sha256(local.path)
    codes = {log.checks[n].code for n in log.tally()}
    return Report(
        source=Source(
            path=options.location,
            format=opened.format,
            encoding=local.encoding or "utf-8",
            bytes=size,
            sha256=sha256,
            restricted=options.hidden,
        ),
        schema=SchemaRef(name=contract.name, version=contract.version, path=contract.path),
        profile=options.profile,
        stats=Stats(rows=rows, fields=0, seconds=round(time.perf_counter() - started, 3)),
        before=log.verdict(),
        after=log.verdict(),
        findings=log,
        rules={check.code: check.rule for check in log.checks if check.code in codes},
    )


def _judged_values(
    opened: documents.Values, judges: Judges, local: LocalFile, options: JudgeOptions
) -> Iterator[JudgedValue]:
    """Return the values of a file with their faults, in the order of the file."""
    if opened.is_document:
        for line, value in opened.read():
            yield from _repeated(opened, line)
            yield from _document(value, line, judges)
        return
    values = opened.read()
    first_values = list(_first(values))
    judge = _judge_of_each(first_values, opened, judges)
    if judge is None:
        document = documents.whole(local, options.limits, repeated=opened.repeated)
        yield from _repeated(opened, 1)
        yield from _document(document, 1, judges)
        return
    listed = opened.format != "ndjson"
    for row, (line, value) in enumerate(chain(first_values, values), start=1):
        faults = [*_repeated_faults(opened), *judge.faults(value)]
        yield JudgedValue(row, line, (row - 1,) if listed else (), faults)


def _repeated(opened: documents.Values, line: int) -> Iterator[JudgedValue]:
    """Tell the names that repeat in the objects of a document."""
    if faults := list(_repeated_faults(opened)):
        yield JudgedValue(None, line, (), faults)


def _repeated_faults(opened: documents.Values) -> Iterator[Fault]:
    for name in opened.repeated.take():
        yield Fault(code="api.repeated-member", path=(), value=name)


def _first(values: Iterator[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
    for value in values:
        yield value
        return


def _judge_of_each(
    first_values: list[tuple[int, Any]], opened: documents.Values, judges: Judges
) -> Judge | None:
    """Return the judge of each value of a list or of lines; None: the list is judged whole."""
    parts = judges.parts
    lines = opened.format == "ndjson"
    if () in parts.records:
        return judges.record(()) if lines or parts.bare else None
    first = first_values[0][1] if first_values else None
    if not lines and not (parts.alone and isinstance(first, dict)):
        return None
    if len(parts.records) == 1 and isinstance(first, dict):
        path = next(iter(parts.records))
        if path[0] not in first:
            return judges.record(path)
    return judges.whole()


def _document(value: Any, line: int, judges: Judges) -> Iterator[JudgedValue]:
    """Return the faults around the records of a document, then those of each record."""
    described = judges.contract.descriptor
    if refused := answer.error_answer(described, value):
        yield JudgedValue(None, line, (), [refused])
        return
    if cut := answer.truncated_answer(described, value):
        yield JudgedValue(None, line, (), [cut])
    lists = {path: record_lines.reached(value, path) for path in judges.parts.records}
    if not any(isinstance(records, list) for records in lists.values()):
        yield JudgedValue(1, line, (), judges.whole().faults(value))
        return
    yield JudgedValue(None, line, (), judges.envelope().faults(value))
    row = 0
    for path, records in lists.items():
        judge = judges.record(path)
        for at, record in enumerate(records if isinstance(records, list) else ()):
            row += 1
            yield JudgedValue(row, None, (*path, at), judge.faults(record))
