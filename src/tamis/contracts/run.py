"""One JSON file against one contract, as an ordinary report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import polars as pl

from tamis import checks
from tamis.contracts import answer, documents, places
from tamis.contracts.explain import Explainer, Fault
from tamis.contracts.unknown import Unknowns
from tamis.loading import places as positions
from tamis.model.contract import Contract
from tamis.model.finding import Check
from tamis.model.limits import DEFAULT, Limits
from tamis.model.profile import Profile
from tamis.model.report import Report, SchemaRef, Source, Stats
from tamis.model.rule import Severity
from tamis.readers._facts import facts
from tamis.sources.path import Local
from tamis.tables import findings
from tamis.tables.findings import FindingLog

#: Findings that are put in columns at a time.
_CHUNK: Final = 50_000
#: Records between two tellings of progress.
_STEP: Final = 10_000
#: Places told apart; beyond, members are keys of a dictionary.
_CHECKS: Final = 60_000
#: Up to this size, the findings of a document are given their line.
_LOCATED: Final = 64 << 20
#: What stands for a value that must not be shown.
HIDDEN: Final = "•••"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked of a run.

    Attributes:
        location: what the user calls the source.
        profile: what each rule weighs.
        limits: how much is taken in.
        hidden: whether values are kept out of the report (restricted data).
        progress: told the number of records read so far, now and then.
    """

    location: str
    profile: Profile
    limits: Limits = DEFAULT
    hidden: bool = False
    progress: Callable[[int], None] | None = None


def run(local: Local, contract: Contract, order: Order) -> Report:
    """Judge a JSON file: a document, a list, GeoJSON features, or a value a line.

    Raises:
        SourceError: it is not JSON, nests too deep, or is beyond the limits.
        SchemaError: the contract refers to what is not at hand.
    """
    started = time.perf_counter()
    opened = documents.values(local, order.limits)
    told = _Told(order)
    rows = 0
    for piece in _pieces(opened, _Judges(contract, order), local, order):
        rows += piece.row is not None
        told.take(piece)
        if order.progress is not None and rows % _STEP == 0:
            order.progress(rows)
    log = told.log(_lines(local) if opened.one and told else {})
    size, sha256 = facts(local.path)
    found = {log.checks[at].code for at in log.tally()}
    return Report(
        source=Source(
            path=order.location, format=opened.format, encoding="utf-8", bytes=size, sha256=sha256
        ),
        schema=SchemaRef(name=contract.name, version=contract.version, path=contract.path),
        profile=order.profile,
        stats=Stats(rows=rows, fields=0, seconds=round(time.perf_counter() - started, 3)),
        verdict=log.verdict(),
        after=log.verdict(),
        findings=log,
        rules={check.code: check.rule for check in log.checks if check.code in found},
    )


def _lines(local: Local) -> Mapping[str, int]:
    """Return the line of each value of a document, by its pointer; nothing of a large one."""
    if local.path.stat().st_size > _LOCATED:
        return {}
    return positions.lines(local.path.read_text(encoding="utf-8-sig"))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A value that was judged: the record it is (from 1, None around them), its faults."""

    row: int | None
    line: int | None
    path: tuple[str | int, ...]
    faults: list[Fault]


class _Judge:
    """One schema of a contract: decides, explains, and tells what it does not describe."""

    def __init__(self, explainer: Explainer, curious: Callable[[Any], Iterator[Fault]]) -> None:
        self._explainer = explainer
        self._curious = curious

    def faults(self, value: Any) -> list[Fault]:
        """Return what is wrong with a value, and what is new in it."""
        found = [] if self._explainer.valid(value) else self._explainer.faults(value)
        return [*found, *self._curious(value)]


class _Judges:
    """The parts of a contract, compiled when they are needed."""

    def __init__(self, contract: Contract, order: Order) -> None:
        self.parts = places.split(contract)
        self.contract = contract
        rule = checks.rules()["api.unknown-member"]
        heeded = order.profile.severity(rule) is not Severity.IGNORED
        self._unknowns = Unknowns(contract) if heeded else None

    def _new(self, value: Any, path: places.Path | None = None) -> Iterator[Fault]:
        return iter(()) if self._unknowns is None else self._unknowns.first_met(value, path)

    def whole(self) -> _Judge:
        """Return the judge of a document."""
        return _Judge(Explainer(self.contract, self.contract.descriptor), self._new)

    def envelope(self) -> _Judge:
        """Return the judge of what is around the records of a document."""
        return _Judge(
            Explainer(self.contract, self.parts.envelope),
            lambda value: self._new(places.emptied(value, self.parts.records)),
        )

    def record(self, path: places.Path) -> _Judge:
        """Return the judge of the records that are listed there."""
        return _Judge(
            Explainer(self.contract, self.parts.records[path]),
            lambda value: self._new(value, path),
        )


def _pieces(
    opened: documents.Values, judges: _Judges, local: Local, order: Order
) -> Iterator[_Piece]:
    """Return the values of a file with their faults, in the order of the file."""
    if opened.one:
        for line, value in opened.each():
            yield from _document(value, line, judges)
        return
    coming = opened.each()
    held = list(_first(coming))
    judge = _judge_of_each(held, opened, judges)
    if judge is None:
        yield from _document(documents.whole(local, order.limits), 1, judges)
        return
    listed = opened.format != "ndjson"
    for row, (line, value) in enumerate(chain(held, coming), start=1):
        yield _Piece(row, line, (row - 1,) if listed else (), judge.faults(value))


def _first(coming: Iterator[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
    for one in coming:
        yield one
        return


def _judge_of_each(
    held: list[tuple[int, Any]], opened: documents.Values, judges: _Judges
) -> _Judge | None:
    """Return what each value of a list or of lines is held against; None for the list itself."""
    parts = judges.parts
    lines = opened.format == "ndjson"
    if () in parts.records:
        return judges.record(()) if lines or parts.bare else None
    first = held[0][1] if held else None
    if not lines and not (parts.alone and isinstance(first, dict)):
        return None
    if len(parts.records) == 1 and isinstance(first, dict):
        path = next(iter(parts.records))
        if path[0] not in first:
            return judges.record(path)
    return judges.whole()


def _document(value: Any, line: int, judges: _Judges) -> Iterator[_Piece]:
    """Return the faults around the records of a document, then those of each record."""
    described = judges.contract.descriptor
    if refused := answer.error(described, value):
        yield _Piece(None, line, (), [refused])
        return
    if told := answer.cut(described, value):
        yield _Piece(None, line, (), [told])
    lists = {path: places.reached(value, path) for path in judges.parts.records}
    if not any(isinstance(one, list) for one in lists.values()):
        yield _Piece(1, line, (), judges.whole().faults(value))
        return
    yield _Piece(None, line, (), judges.envelope().faults(value))
    row = 0
    for path, records in lists.items():
        judge = judges.record(path)
        for at, record in enumerate(records if isinstance(records, list) else ()):
            row += 1
            yield _Piece(row, None, (*path, at), judge.faults(record))


class _Told:
    """What was found, put in columns as it comes."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._rules = checks.rules()
        self._checks: dict[tuple[Any, ...], int] = {}
        self._made: list[Check] = []
        self._frames: list[pl.DataFrame] = []
        self._held: list[tuple[Any, ...]] = []

    def take(self, piece: _Piece) -> None:
        for fault in piece.faults:
            check = self._check(fault)
            if self._made[check].severity is Severity.IGNORED:
                continue
            shown = fault.value is not None and self._order.hidden
            place = places.pointer(*piece.path, *fault.path)
            self._held.append(
                (
                    check,
                    piece.row,
                    piece.line,
                    HIDDEN if shown else fault.value,
                    fault.note or None,
                    None,
                    None,
                    place,
                )
            )
        if len(self._held) >= _CHUNK:
            self._flush()

    def _check(self, fault: Fault) -> int:
        field = _general(fault.path) if len(self._made) < _CHECKS else "…"
        key = (fault.code, field, *sorted(fault.params.items()))
        if key not in self._checks:
            rule = self._rules[fault.code]
            self._checks[key] = len(self._made)
            severity = self._order.profile.severity(rule)
            params = dict(fault.params)
            self._made.append(Check(rule=rule, severity=severity, field=field, params=params))
        return self._checks[key]

    def _flush(self) -> None:
        self._frames.append(pl.DataFrame(self._held, schema=findings.COLUMNS, orient="row"))
        self._held = []

    def __bool__(self) -> bool:
        return bool(self._frames or self._held)

    def log(self, lines: Mapping[str, int]) -> FindingLog:
        """Return all that was found; `lines` tells where values stand, by their pointers."""
        if self._held:
            self._flush()
        log = FindingLog(self._made)
        for frame in self._frames:
            log.add(_located(frame, lines) if lines else frame)
        return log


def _located(frame: pl.DataFrame, lines: Mapping[str, int]) -> pl.DataFrame:
    """Give each finding the line of its value, or of the nearest one around it."""
    found = [_line(pointer or "", lines) for pointer in frame.get_column("pointer")]
    return frame.with_columns(line=pl.Series(found, dtype=pl.UInt32))


def _line(pointer: str, lines: Mapping[str, int]) -> int:
    while pointer and pointer not in lines:
        pointer = pointer.rpartition("/")[0]
    return lines.get(pointer, 1)


def _general(path: tuple[str | int, ...]) -> str:
    """Return the members that lead to a place, whatever the positions in lists.

    >>> _general(("siege", "liste", 3, "code"))
    'siege.liste[].code'
    """
    text = ""
    for part in path:
        text += "[]" if isinstance(part, int) else f".{part}" if text else part
    return text
