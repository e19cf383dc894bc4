"""The former releases that are kept beside a release, and the way back to one of them."""

from __future__ import annotations

import filecmp
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tamis.model.errors import SourceError, UsageError
from tamis.model.text import Text
from tamis.writers.lock import locked
from tamis.writers.swap import exchange_folders, tidied

#: What tells two releases apart: it has the hash of every file.
_DESCRIPTOR: Final = "datapackage.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRelease:
    """A release that stands, or a former one that is kept.

    Attributes:
        number: what `roll_back` knows it by; 0 for the one that stands.
        date: its day, "" where it has none.
        rows: how many rows it has; sources: how many sources are in its account.
    """

    number: int
    folder: Path
    date: str
    rows: int
    sources: int


def keep(folder: Path, former: Path, most: int) -> None:
    """Keep the former release that a new one in `folder` has replaced, and drop the oldest ones.

    Nothing is kept of one that is the same to the byte.
    """
    same = (folder / _DESCRIPTOR, former / _DESCRIPTOR)
    if most and all(path.is_file() for path in same) and not filecmp.cmp(*same, shallow=False):
        place = _place(folder)
        place.mkdir(exist_ok=True)
        last = max((number for number, _ in _numbered(folder)), default=0)
        former.rename(place / f"{last + 1:06}")
    for _, path in list(_numbered(folder))[: -most or None]:
        shutil.rmtree(path)


def table_folders(folder: Path) -> list[Path]:
    """Return the folders of the tables of a release of several; none of a release of one."""
    try:
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    tables = report.get("tables", ()) if isinstance(report, dict) else ()
    return [folder / str(name) for name in tables]


def list_releases(folder: Path) -> list[KeptRelease]:
    """Return the release that stands in `folder`, then the former ones, the last first.

    Raises:
        SourceError: no release stands there.
    """
    now = _read(0, folder)
    if now is None:
        raise SourceError(
            Text(
                fr=f"« {folder} » n'est pas une publication de tamis.",
                en=f"“{folder}” is not a tamis release.",
            )
        )
    former = (_read(number, path) for number, path in reversed(list(_numbered(folder))))
    return [now, *(release for release in former if release is not None)]


def roll_back(folder: Path, number: int = 0) -> KeptRelease:
    """Put a former release back in its place; the one that stood there is kept in turn.

    Args:
        folder: where the release stands.
        number: which one; 0 for the last of the former ones.

    Returns:
        The release that stands now.

    Raises:
        SourceError: no release stands there.
        UsageError: no former one has that number.
        RefusedError: a run is writing it.
    """
    with locked(folder):
        tidied(folder)
        former = {release.number: release for release in list_releases(folder)[1:]}
        chosen = former.get(number or max(former, default=0))
        if chosen is None:
            raise _absent(folder, number, sorted(former))
        exchange_folders(folder, chosen.folder)
    return list_releases(folder)[0]


def _absent(folder: Path, number: int, known: list[int]) -> UsageError:
    listed = ", ".join(map(str, known)) or "–"
    return UsageError(
        Text(
            fr=f"« {folder} » n'a pas de publication antérieure {number or ''}".rstrip() + ".",
            en=f"“{folder}” has no former release {number or ''}".rstrip() + ".",
        ),
        Text(
            fr=f"Celles qui sont gardées : {listed}. Voyez --keep-releases.",
            en=f"Those that are kept: {listed}. See --keep-releases.",
        ),
    )


def _place(folder: Path) -> Path:
    final = folder.resolve()
    return final.with_name(f".{final.name}.former")


def _numbered(folder: Path) -> Iterator[tuple[int, Path]]:
    """Return the former releases with their numbers, the oldest first."""
    place = _place(folder)
    paths = sorted(place.iterdir()) if place.is_dir() else []
    yield from ((int(path.name), path) for path in paths if path.name.isdecimal())


def _read(number: int, folder: Path) -> KeptRelease | None:
    try:
        report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        return KeptRelease(
            number=number,
            folder=folder,
            date=str(report.get("date") or ""),
            rows=int(report["total"]["out"]),
            sources=len(report["sources"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
