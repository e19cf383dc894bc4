"""Where a fetch of many pages is: what is written so far, and what to go on with."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tamis.apis.request import FetchOptions
from tamis.sources import sidecar


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a fetch is: the page to come, the records written, how many there are."""

    page: int = 1
    records: int = 0
    total: int = -1

    @staticmethod
    def place(order: FetchOptions) -> Path:
        """Return where it is noted."""
        return order.output.with_name(f"{order.output.name}.part.json")

    @classmethod
    def load(cls, order: FetchOptions) -> State:
        """Return where a former run of the same order stopped; the start where none did."""
        try:
            said = json.loads(cls.place(order).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return cls()
        if said.get("asked") != _mark(order) or not _part(order).is_file():
            return cls()
        with _part(order).open("rb+") as file:
            file.truncate(said["bytes"])
        return cls(page=said["page"], records=said["records"], total=said["total"])

    def save(self, order: FetchOptions, lines: Any) -> None:
        """Note where the fetch is; a restricted API leaves no such note."""
        if order.api.restricted:
            return
        lines.flush()
        os.fsync(lines.fileno())
        said = {
            "asked": _mark(order),
            "page": self.page,
            "records": self.records,
            "total": self.total,
            "bytes": lines.tell(),
        }
        sidecar.write_private(self.place(order), json.dumps(said))


def _mark(order: FetchOptions) -> str:
    """Return what tells two orders apart, and nothing of what they ask."""
    asked: Mapping[str, Any] = {
        "api": order.api.name,
        "operation": order.operation.name,
        "params": sorted(order.params),
    }
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def _part(order: FetchOptions) -> Path:
    return order.output.with_name(f"{order.output.name}.part")


@contextmanager
def written(order: FetchOptions, state: State) -> Iterator[Any]:
    """Give the file that records are added to; it takes its place once all are there."""
    part = _part(order)
    if state.page == 1:
        part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_APPEND, sidecar.PRIVATE)
    complete = False
    try:
        with os.fdopen(descriptor, "a", encoding="utf-8", newline="\n") as lines:
            yield lines
            lines.flush()
            os.fsync(lines.fileno())
        if not order.api.restricted:
            part.chmod(0o644)
        part.replace(order.output)
        complete = True
    finally:
        if complete or order.api.restricted:
            part.unlink(missing_ok=True)
            State.place(order).unlink(missing_ok=True)
