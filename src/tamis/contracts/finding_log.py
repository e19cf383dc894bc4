"""The findings of a JSON file, collected in columns with their lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from tamis import checks
from tamis.contracts import record_lines
from tamis.contracts.explain import Fault
from tamis.model.finding import Check, Finding
from tamis.model.limits import DEFAULT, Limits
from tamis.model.profile import Profile
from tamis.model.report import REDACTED
from tamis.model.rule import Severity
from tamis.model.text import printable
from tamis.tables import findings
from tamis.tables.findings import FindingLog

#: Findings that are put in columns at a time.
_CHUNK: Final = 50_000
#: Places told apart; beyond, members are keys of a dictionary.
_CHECKS: Final = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeOptions:
    """Options of a validation against a contract.

    Attributes:
        location: what the user calls the source.
        profile: what each rule weighs.
        limits: how much is taken in.
        hidden: whether values are kept out of the report (restricted data).
        progress: called with the number of records read so far, now and then.
        faults: what is known of the file as a whole before it is read.
    """

    location: str
    profile: Profile
    limits: Limits = DEFAULT
    hidden: bool = False
    progress: Callable[[int], None] | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedValue:
    """A value that was judged: the record it is (from 1, None around them), its faults."""

    row: int | None
    line: int | None
    path: tuple[str | int, ...]
    faults: list[Fault]


class FindingCollector:
    """Collects the faults of values, and lays them out in columns."""

    def __init__(self, options: JudgeOptions) -> None:
        self._options = options
        self._rules = checks.all_rules()
        self._checks: dict[tuple[Any, ...], int] = {}
        self._bound: list[Check] = []
        self._frames: list[pl.DataFrame] = []
        self._pending: list[tuple[Any, ...]] = []

    def add(self, judged: JudgedValue) -> None:
        """Add the faults of a value."""
        for fault in judged.faults:
            check = self._check(fault)
            if self._bound[check].severity is Severity.IGNORED:
                continue
            is_hidden = fault.value is not None and self._options.hidden
            place = printable(record_lines.pointer(*judged.path, *fault.path))
            value = None if fault.value is None else printable(fault.value)
            self._pending.append(
                (
                    check,
                    judged.row,
                    judged.line,
                    REDACTED if is_hidden else value,
                    printable(fault.note) or None,
                    None,
                    None,
                    place,
                )
            )
        if len(self._pending) >= _CHUNK:
            self._flush()

    def finding(self, fault: Fault) -> Finding:
        """Return a fault as a finding, which has a sentence."""
        value = None if fault.value is None else printable(fault.value)
        check = self._bound[self._check(fault)]
        return Finding(check=check, value=value, note=printable(fault.note))

    def _check(self, fault: Fault) -> int:
        field = printable(_general(fault.path)) if len(self._bound) < _CHECKS else "…"
        key = (fault.code, field, *sorted(fault.params.items()))
        if key not in self._checks:
            rule = self._rules[fault.code]
            self._checks[key] = len(self._bound)
            severity = self._options.profile.severity(rule)
            params = dict(fault.params)
            self._bound.append(Check(rule=rule, severity=severity, field=field, params=params))
        return self._checks[key]

    def _flush(self) -> None:
        self._frames.append(pl.DataFrame(self._pending, schema=findings.COLUMNS, orient="row"))
        self._pending = []

    def __bool__(self) -> bool:
        return bool(self._frames or self._pending)

    def log(self, lines: Mapping[str, int]) -> FindingLog:
        """Return all that was found; `lines` tells where values stand, by their pointers."""
        if self._pending:
            self._flush()
        log = FindingLog(self._bound)
        for frame in self._frames:
            log.add(_located(frame, lines) if lines else frame)
        return log


def _located(frame: pl.DataFrame, lines: Mapping[str, int]) -> pl.DataFrame:
    """Give each finding the line of its value, or of the nearest one around it."""
    located = [_line(pointer or "", lines) for pointer in frame.get_column("pointer")]
    return frame.with_columns(line=pl.Series(located, dtype=pl.UInt32))


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
