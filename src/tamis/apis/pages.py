"""Where a fetch of many pages is: what is written so far, and what to go on with."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from tamis.apis.request import FetchOptions, unwritten_origin
from tamis.readers.records import json_text
from tamis.sources import sidecar
from tamis.tables import unfinished


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """Where a fetch is: the page to come, the records written, how many there are.

    `next`: the cursor, or the address, of the page to come; "" where pages are counted.
    """

    page: int = 1
    records: int = 0
    total: int = -1
    next: str = ""

    @staticmethod
    def place(options: FetchOptions) -> Path:
        """Return where it is noted."""
        return options.output.with_name(f"{options.output.name}.part.json")

    @classmethod
    def load(cls, options: FetchOptions) -> PageState:
        """Return where a former run of the same question stopped; the start where none did.

        A note that is not one of ours, or that does not fit what is written, is the start too.
        """
        part = part_path(options)
        try:
            noted = json.loads(cls.place(options).read_text(encoding="utf-8"))
            if noted["asked"] != question_mark(options):
                return cls()
            page, records, total, size = (
                _number(noted[name]) for name in ("page", "records", "total", "bytes")
            )
            if page < 2 or part.stat().st_size < size:  # noqa: PLR2004 nothing is noted before
                return cls()
            following = noted.get("next", "")
            if not isinstance(following, str):
                return cls()
            os.truncate(part, size)
            with part.open("rb") as lines:
                if sum(1 for _ in lines) != records:
                    return cls()
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return cls()
        return cls(page=page, records=records, total=total, next=following)

    def save(self, options: FetchOptions, lines: TextIO) -> None:
        """Note where the fetch is; a restricted API leaves no such note."""
        if options.api.restricted:
            return
        lines.flush()
        os.fsync(lines.fileno())
        noted = {
            "asked": question_mark(options),
            "page": self.page,
            "records": self.records,
            "total": self.total,
            "bytes": lines.tell(),
            "next": self.next,
        }
        sidecar.write_private(self.place(options), json.dumps(noted))


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < -1:
        raise ValueError(value)
    return value


def question_mark(options: FetchOptions) -> str:
    """Return what tells two questions apart, and nothing of what they ask."""
    asked: Mapping[str, Any] = {
        "api": options.api.name,
        "base": options.base or options.api.base,
        "operation": options.operation.name,
        "params": sorted(options.params),
        "split": options.split,
    }
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


class SeenRecords:
    """The records that were written, to tell those that come again."""

    def __init__(self) -> None:
        self._digests: set[bytes] = set()
        self.repeated = 0

    def take(self, texts: Iterable[str]) -> int:
        """Note the records of a page; return how many of them are new."""
        fresh = 0
        for text in texts:
            digest = hashlib.blake2b(text.encode(), digest_size=12).digest()
            fresh += digest not in self._digests
            self.repeated += digest in self._digests
            self._digests.add(digest)
        return fresh

    def take_back(self, number: int) -> None:
        """Forget that the records of a page came again: they are not written."""
        self.repeated -= number


def part_path(options: FetchOptions) -> Path:
    """Return where records are written until all are there."""
    return options.output.with_name(f"{options.output.name}.part")


@contextmanager
def open_part(options: FetchOptions, state: PageState) -> Iterator[TextIO]:
    """Give the file that records are added to; it takes its place once all are there."""
    part = part_path(options)
    if state.page == 1:
        part.unlink(missing_ok=True)
        PageState.place(options).unlink(missing_ok=True)
    with unfinished.noted(part) if options.api.restricted else nullcontext():
        yield from _filled(options, part)


def _filled(options: FetchOptions, part: Path) -> Iterator[TextIO]:
    """Give `part` to be added to, then put it in its place; nothing restricted is left."""
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_APPEND, sidecar.PRIVATE)
    complete = False
    try:
        with os.fdopen(descriptor, "a", encoding="utf-8", newline="\n") as lines:
            yield lines
            lines.flush()
            os.fsync(lines.fileno())
        if not options.api.restricted:
            part.chmod(0o644)
        sidecar.write(options.output, unwritten_origin(options))
        part.replace(options.output)
        complete = True
    finally:
        if complete or options.api.restricted:
            part.unlink(missing_ok=True)
            PageState.place(options).unlink(missing_ok=True)


def written_texts(options: FetchOptions) -> Iterator[str]:
    """Return the records that a former run wrote, as texts."""
    with part_path(options).open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield line.rstrip("\n")


def record_texts(records: Iterable[Any]) -> list[str]:
    """Return each record as one line of JSON."""
    return [json_text(record) for record in records]
