"""The release before, as an input: what it had of each source, and when that was read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

REPORT: Final = "report.json"
DATA: Final = "data.csv"
TYPED: Final = "data.parquet"
DUPLICATES: Final = "duplicates.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerSource:
    """What the release before had of a source.

    Attributes:
        rows: rows that were released or replaced by another one of their key.
        read_on: the day of the release that read it last, "" where that had none.
        delivered, conforming: the rows that it had then, and those without an error.
        state: what became of it (`ReadSource.state`); "unread" where it was not read.
        version: the version of the schema that it followed.
        released: those of its rows that were released.
        sha256: of the bytes that it delivered then, "" where it could not be read.
    """

    id: str
    producer: str
    rows: int
    read_on: str
    delivered: int
    conforming: int
    state: str = ""
    version: str = ""
    released: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerRelease:
    """A release that was made before; `date` is its day, "" where it has none."""

    folder: Path
    schema: str
    version: str
    rows: int
    sources: Mapping[str, FormerSource]
    unread: tuple[str, ...] = ()
    date: str = ""


def load(folder: Path) -> FormerRelease | None:
    """Return the release in `folder`; None where there is none, or one that says too little."""
    try:
        report = json.loads((folder / REPORT).read_text(encoding="utf-8"))
        sources = [_source(source) for source in report["sources"]]
        return FormerRelease(
            folder=folder,
            schema=str(report["schema"]["name"]),
            version=str(report["schema"]["version"]),
            rows=int(report["total"]["out"]),
            sources={source.id: source for source in sources},
            unread=tuple(str(source["id"]) for source in report["unread"]),
            date=str(report.get("date") or ""),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _source(raw: Mapping[str, Any]) -> FormerSource:
    account = raw["account"]
    rows = int(account["out"]) + int(account["duplicates"])
    last_read = raw.get("last_read") or {}
    return FormerSource(
        id=str(raw["id"]),
        producer=str(raw.get("producer") or ""),
        rows=rows,
        read_on=str(last_read.get("date") or ""),
        delivered=int(last_read.get("rows", account["in"])),
        conforming=int(last_read.get("conforming", rows)),
        state=str(raw.get("state") or "released"),
        version=str((raw.get("version") or {}).get("version") or ""),
        released=int(account["out"]),
        sha256=str(raw.get("sha256") or ""),
    )
