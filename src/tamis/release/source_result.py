"""What reading one source gave: small facts, kept as JSON beside the rows."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

from tamis.model.text import printable_json

#: The file that holds the facts; it is written last, and proves the folder whole.
NAME: Final = "result.json"
REJECTS: Final = "rejects.csv"
JOURNAL: Final = "journal.csv"
#: Of JSON records: what stood around them in each document, as JSON texts.
ENVELOPES: Final = "envelopes.json"
#: Bytes copied at once.
_AT_ONCE: Final = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingSample:
    """One finding: its record and line (None above the data), the cell, the sentence."""

    row: int | None
    line: int | None
    value: str | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a file that could be opened is not to be trusted as a whole, in both languages."""

    code: str
    fr: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingGroup:
    """All findings of one check of a source, with the first of them; `column` is 0 for none."""

    code: str
    field: str
    severity: str
    count: int
    cured: int
    title: str
    advice: str
    column: int = 0
    samples: tuple[FindingSample, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionTrial:
    """What one version of the schema says of a source: rows rejected, labels it does not know."""

    version: str
    valid: bool
    valid_after: bool
    rejected: int
    unknown: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionChoice:
    """Which version of the schema a source was held against, and why.

    Attributes:
        declared: the version that its producer states, "" where none.
        version: the version that suits it.
        how: ``declared``, ``target`` (it conforms to the schema of the release), ``best``
            (the highest version it conforms to) or ``closest`` (the fewest rows at fault).
        renamed: labels that were mapped from that version to the schema of the release.
        lost: why the mapping was not done, where it would have lost something.
        trials: what each version that was tried says.
    """

    declared: str = ""
    version: str = ""
    how: str = "target"
    renamed: Mapping[str, str] = field(default_factory=dict)
    lost: str = ""
    trials: tuple[VersionTrial, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceResult:
    """What reading one source gave; its rows stand in the folder.

    Attributes:
        folder: where ``00000.csv`` and ``00000.parquet`` and so on are (conforming rows as text and
            typed), ``rejects.csv`` and ``journal.csv``; none has a header.
        parts: how many rows each of those pairs holds.
        rows: rows that are not blank; blank: the others.
        rejected: rows that keep an error after repair.
        counts: findings of each code as delivered; after: once repaired.
        left_out: labels of columns that the schema does not know.
        groups: the findings as delivered, worst and most numerous first.
        refusals: errors of the whole file that no repair cures: none of its rows is released.
        header_line: the line of its header.
    """

    folder: Path
    format: str
    encoding: str
    bytes: int
    sha256: str
    parts: tuple[int, ...]
    rows: int
    blank: int
    rejected: int
    valid: bool
    valid_after: bool
    errors: int
    errors_after: int
    warnings: int
    counts: Mapping[str, int]
    after: Mapping[str, int]
    repairs: Mapping[str, int]
    left_out: tuple[str, ...]
    groups: tuple[FindingGroup, ...]
    choice: VersionChoice = field(default_factory=VersionChoice)
    refusals: tuple[Refusal, ...] = ()
    header_line: int = 1

    @property
    def conforming(self) -> int:
        """How many rows have no error once repaired."""
        return sum(self.parts)

    def texts(self) -> Iterator[Path]:
        """Return the files of conforming rows as text, in order."""
        return (self.folder / f"{index:05}.csv" for index in range(len(self.parts)))

    def typed(self) -> Iterator[Path]:
        """Return the files of conforming rows as typed values, in order."""
        return (self.folder / f"{index:05}.parquet" for index in range(len(self.parts)))


def append(path: Path, out: BinaryIO) -> None:
    """Write a whole file after what is there; the system copies it by itself where it can."""
    out.flush()
    with path.open("rb") as file:
        while hasattr(os, "copy_file_range"):
            try:
                if not os.copy_file_range(file.fileno(), out.fileno(), _AT_ONCE):
                    return
            except OSError:
                break  # not between these two: go on by hand, from where it stopped
        shutil.copyfileobj(file, out, 1 << 20)


def save(result: SourceResult, source: str) -> None:
    """Write the facts beside the rows; `source` is the id of the source."""
    raw = {"source": source, **asdict(result)}
    del raw["folder"]
    text = json.dumps(raw, ensure_ascii=False, indent=1)
    (result.folder / NAME).write_text(printable_json(text), encoding="utf-8")


def identity(folder: Path) -> tuple[str, str]:
    """Return the id of the source of the result in `folder`, and the SHA-256 of its bytes."""
    try:
        raw = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return str(raw.get("source") or ""), str(raw["sha256"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return "", ""


def load(folder: Path) -> SourceResult | None:
    """Return the result in `folder`; None where there is none, or an unfinished one."""
    try:
        raw: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    raw.pop("source", None)
    choice = raw.pop("choice")
    trials = tuple(VersionTrial(**trial) for trial in choice.pop("trials"))
    groups = tuple(_group(group) for group in raw.pop("groups"))
    refusals = tuple(Refusal(**refusal) for refusal in raw.pop("refusals"))
    lists: dict[str, Any] = {name: tuple(raw.pop(name)) for name in ("parts", "left_out")}
    return SourceResult(
        folder=folder,
        choice=VersionChoice(**choice, trials=trials),
        groups=groups,
        refusals=refusals,
        **lists,
        **raw,
    )


def _group(raw: dict[str, Any]) -> FindingGroup:
    samples = tuple(FindingSample(**sample) for sample in raw.pop("samples"))
    return FindingGroup(**raw, samples=samples)
