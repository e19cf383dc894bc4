"""How answers have moved away from their contract: members never seen, new, of another type."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from tamis.contracts import documents, record_lines
from tamis.contracts.explain import Fault
from tamis.contracts.finding_log import FindingCollector, JudgedValue, JudgeOptions
from tamis.contracts.keywords import shown
from tamis.contracts.shapes import Shape, type_of
from tamis.model.contract import Contract
from tamis.model.report import Report, SchemaRef, Source, Stats
from tamis.sources.digest import size_and_sha256
from tamis.sources.local import LocalFile

#: Places that are told apart: beyond, members are keys of a dictionary.
_PLACES: Final = 20_000
#: Names of one place beyond which they are the keys of a dictionary.
_KEYS: Final = 200
#: Stands for any item of a list in a place.
_ITEM: Final = "*"

Place = tuple[str, ...]
Path = tuple[str | int, ...]


@dataclass(slots=True)
class _Seen:
    """What was met at one place: how often, and where first."""

    first: Path
    count: int = 0
    nulls: int = 0
    types: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, tuple[Path, str]] = field(default_factory=dict)


class Drift:
    """Counts the members of answers, place by place, beside what their contract says."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._root = Shape.of(contract)
        self._seen: dict[Place, _Seen] = {}
        self._shapes: dict[Place, Shape] = {}
        self._new: dict[Place, Counter[str]] = {}
        self.answers = 0

    def take(self, local: LocalFile, options: JudgeOptions) -> int:
        """Count the members of an answer: a document, or a record a line; return its values."""
        opened = documents.values(local, options.limits)
        records = record_lines.split(self._contract).records
        number = 0
        for _, value in opened.read():
            number += 1
            above: Place = ()
            shape = self._root
            if not opened.is_document:
                shape, above = self._of_record(value, list(records))
            self._value(value, shape, (), above)
        self.answers += 1
        return number

    def _of_record(self, value: Any, lists: list[tuple[str, ...]]) -> tuple[Shape, Place]:
        """Return what is said of a line or of an item of a list, and the place of such items."""
        place = lists[0] if len(lists) == 1 else ()
        is_named = bool(place) and isinstance(value, dict) and place[0] in value
        is_whole = len(lists) != 1 or is_named
        if is_whole:
            return self._root, ()
        shape: Shape | None = self._root
        for name in place:
            shape = shape.member(name) if shape else None
        shape = shape.items() if shape else None
        return (shape, (*place, _ITEM)) if shape else (self._root, ())

    def _value(self, value: Any, shape: Shape | None, path: Path, place: Place) -> None:
        seen = self._seen.get(place)
        if seen is None:
            if len(self._seen) >= _PLACES:
                return
            seen = self._seen[place] = _Seen(first=path)
            if shape is not None:
                self._shapes[place] = shape
        kind = type_of(value)
        seen.count += 1
        seen.nulls += value is None
        seen.types[kind] += 1
        if shape is not None and kind not in shape.types:
            seen.wrong.setdefault(kind, (path, shown(value, 80)))
        if isinstance(value, dict):
            self._members(value, shape, path, place)
        elif isinstance(value, list):
            items = shape.items() if shape else None
            for position, item in enumerate(value):
                self._value(item, items, (*path, position), (*place, _ITEM))

    def _members(
        self, value: dict[str, Any], shape: Shape | None, path: Path, place: Place
    ) -> None:
        for name, inner in value.items():
            described = shape.member(name) if shape else None
            if shape is not None and described is None:
                if shape.members and not shape.is_open:
                    self._note_new(name, inner, path, place)
                continue
            key = name if shape is not None and name in shape.members else _ITEM
            self._value(inner, described, (*path, name), (*place, key))

    def _note_new(self, name: str, value: Any, path: Path, place: Place) -> None:
        new = self._new.setdefault(place, Counter())
        if name not in new and len(new) >= _KEYS:
            return
        new[name] += 1
        member = (*place, name)
        if member not in self._seen:
            self._seen[member] = _Seen(first=(*path, name))
            self._seen[member].wrong["new"] = ((*path, name), shown(value, 80))
        self._seen[member].count += 1

    def faults(self) -> Iterator[Fault]:
        """Return what differs, each place once, with its counts."""
        for place, names in self._new.items():
            for name, number in names.items():
                path, value = self._seen[(*place, name)].wrong["new"]
                of = self._seen[place].count
                yield Fault(code="api.unknown-member", path=path, value=value,
                            note=_counts(number, of))  # fmt: skip
        for place, seen in self._seen.items():
            for kind, (path, value) in seen.wrong.items():
                if kind != "new":
                    types = ", ".join(sorted(self._shapes[place].types)) or "—"
                    yield Fault(code="api.wrong-type", path=path, value=value,
                                params={"types": types},
                                note=_counts(seen.types[kind], seen.count))  # fmt: skip
        yield from self._never_seen()

    def _never_seen(self) -> Iterator[Fault]:
        """Return the outermost members that no answer has, where what holds them was met."""
        for place, shape in list(self._shapes.items()):
            holders = self._seen[place].types["object"]
            for name in shape.members if holders else ():
                member = (*place, name)
                path = (*self._seen[place].first, name)
                if member not in self._seen:
                    yield Fault(code="api.never-seen", path=path, note=_counts(0, holders))
                elif self._is_always_null(member):
                    note = _counts(self._seen[member].count, holders)
                    yield Fault(code="api.never-seen", path=path, value="null", note=note)

    def _is_always_null(self, place: Place) -> bool:
        """Whether a member that may be more than null never is."""
        seen, types = self._seen[place], self._shapes[place].types
        return seen.nulls == seen.count and "null" in types and types != {"null"}


def _counts(number: int, of: int) -> str:
    return f" ({number}/{of})"


def report(contract: Contract, locals_: Iterable[LocalFile], options: JudgeOptions) -> Report:
    """Compare answers with their contract, all of them together.

    Raises:
        SourceError: one is not JSON, or is beyond the limits.
    """
    started = time.perf_counter()
    drift = Drift(contract)
    rows = size = 0
    digest = hashlib.sha256()
    for local in locals_:
        rows += drift.take(local, options)
        bytes_, sha256 = size_and_sha256(local.path)
        size += bytes_
        digest.update(sha256.encode())
    sha256 = sha256 if drift.answers == 1 else digest.hexdigest()
    collector = FindingCollector(options)
    collector.add(JudgedValue(None, None, (), list(drift.faults())))
    log = collector.log({})
    found = {log.checks[position].code for position in log.tally()}
    return Report(
        source=Source(path=options.location, format="json", encoding="utf-8", bytes=size,
                      sha256=sha256, restricted=options.hidden),
        schema=SchemaRef(name=contract.name, version=contract.version, path=contract.path),
        profile=options.profile,
        stats=Stats(rows=rows, fields=0, seconds=round(time.perf_counter() - started, 3)),
        before=log.verdict(),
        after=log.verdict(),
        findings=log,
        rules={check.code: check.rule for check in log.checks if check.code in found},
    )  # fmt: skip
