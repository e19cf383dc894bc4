"""One JSON file against one contract, as an ordinary report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any, Final

from tamis import checks
from tamis.contracts import answer, documents, record_lines
from tamis.contracts.explain import Explainer, Fault
from tamis.contracts.finding_log import FindingCollector, JudgedValue, JudgeOptions
from tamis.contracts.persons import Persons
from tamis.contracts.unknown_members import UnknownMembers
from tamis.loading import pointer_lines as positions
from tamis.model.contract import Contract
from tamis.model.report import Report, SchemaRef, Source, Stats
from tamis.model.rule import Severity
from tamis.readers.declared_encoding import json_encoding
from tamis.sources.digest import size_and_sha256
from tamis.sources.local import LocalFile

#: Records between two tellings of progress.
_STEP: Final = 10_000
#: Up to this size, the findings of a document are given their line.
_LOCATED: Final = 64 << 20


def run(local: LocalFile, contract: Contract, options: JudgeOptions) -> Report:
    """Judge a JSON file: a document, a list, GeoJSON features, or a value a line.

    Raises:
        SourceError: it is not JSON, nests too deep, or is beyond the limits.
        SchemaError: the contract refers to what is not at hand.
    """
    started = time.perf_counter()
    opened = documents.values(local, options.limits)
    collector = FindingCollector(options)
    judges = _Judges(contract, options)
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
    log = collector.log(_lines(local) if opened.is_document and collector else {})
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


def _lines(local: LocalFile) -> Mapping[str, int]:
    """Return the line of each value of a document, by its pointer; nothing of a large one."""
    if local.path.stat().st_size > _LOCATED:
        return {}
    return positions.lines(local.path.read_text(encoding=json_encoding(local.encoding)))


class _Judge:
    """One schema of a contract: decides, explains, and tells what it does not describe."""

    def __init__(self, explainer: Explainer, curious: Callable[[Any], Iterator[Fault]]) -> None:
        self._explainer = explainer
        self._curious = curious

    def faults(self, value: Any) -> list[Fault]:
        """Return what is wrong with a value, and what is new in it."""
        broken = [] if self._explainer.valid(value) else self._explainer.faults(value)
        return [*broken, *self._curious(value)]


class _Judges:
    """The parts of a contract, compiled when they are needed."""

    def __init__(self, contract: Contract, options: JudgeOptions) -> None:
        self.parts = record_lines.split(contract)
        self.contract = contract
        rule = checks.all_rules()["api.unknown-member"]
        heeded = options.profile.severity(rule) is not Severity.IGNORED
        self._unknowns = UnknownMembers(contract) if heeded else None
        self.persons = Persons()

    def _new(self, value: Any, path: record_lines.Path | None = None) -> Iterator[Fault]:
        self.persons.see(value)
        return iter(()) if self._unknowns is None else self._unknowns.first_met(value, path)

    def whole(self) -> _Judge:
        """Return the judge of a document."""
        return _Judge(Explainer(self.contract, self.contract.descriptor), self._new)

    def envelope(self) -> _Judge:
        """Return the judge of what is around the records of a document."""
        return _Judge(
            Explainer(self.contract, self.parts.envelope),
            lambda value: self._new(record_lines.emptied(value, self.parts.records)),
        )

    def record(self, path: record_lines.Path) -> _Judge:
        """Return the judge of the records that are listed there."""
        return _Judge(
            Explainer(self.contract, self.parts.records[path]),
            lambda value: self._new(value, path),
        )


def _judged_values(
    opened: documents.Values, judges: _Judges, local: LocalFile, options: JudgeOptions
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
    first_values: list[tuple[int, Any]], opened: documents.Values, judges: _Judges
) -> _Judge | None:
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


def _document(value: Any, line: int, judges: _Judges) -> Iterator[JudgedValue]:
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
