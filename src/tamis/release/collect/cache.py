"""Results of sources kept between runs: what has not changed is not read again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Collection, Iterator
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis import reference
from tamis.model.text import printable
from tamis.release import source_result
from tamis.release.collect.task import Task
from tamis.release.options import CACHE_SIZE
from tamis.release.record_schema import RecordSchema
from tamis.release.source_result import SourceResult
from tamis.sources.digest import sha256

#: How what is kept is laid out; what another layout left is discarded.
VERSION: Final = "2"
_RESULTS, _HASHES = "results", "hashes"
#: The owner of the cache alone reads it: it holds rows.
PRIVATE: Final = 0o700
#: Days after which what no run has used is deleted.
KEPT_DAYS: Final = 30
#: Seconds in which what was used stays, whatever its size: this run needs it, or another one.
_IN_USE: Final = 3600
#: A file changed so lately, in nanoseconds, that its date may not tell the next change.
_RACY: Final = 2_000_000_000


def home() -> Path:
    """Return where results are kept where nobody says: ``TAMIS_CACHE``, else the user's cache."""
    import platformdirs

    chosen = os.environ.get("TAMIS_CACHE")
    return Path(chosen or platformdirs.user_cache_dir("tamis", appauthor=False))


def discard_older(folder: Path) -> bool:
    """Discard the results that another layout left in a folder, and mark it with this one's.

    Copies of what was fetched stay: they are files as they came.

    Returns:
        Whether there was anything to discard.
    """
    mark = folder / "version"
    known = mark.read_text(encoding="utf-8").strip() if mark.is_file() else ""
    if known == VERSION:
        return False
    older = [place for name in (_RESULTS, _HASHES) if (place := folder / name).is_dir()]
    is_any = any(any(place.iterdir()) for place in older)
    for place in older:
        shutil.rmtree(place, ignore_errors=True)
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    part = mark.with_suffix(f".{os.getpid()}.part")
    part.write_text(f"{VERSION}\n", encoding="utf-8")
    part.replace(mark)
    return is_any


class ResultCache:
    """Results of sources by what decided them, in a folder; a temporary one is as good."""

    def __init__(self, folder: Path) -> None:
        self._began = time.time()
        discard_older(folder)
        self._fetched = folder / "fetched"
        self._folder = folder / _RESULTS
        self._hashes = folder / _HASHES
        for place in (folder, self._hashes, self._folder, self._fetched):
            place.mkdir(mode=PRIVATE, parents=True, exist_ok=True)

    def digest(self, path: Path) -> str:
        """Return the SHA-256 of a file; one that has not changed is not read again."""
        stat = path.stat()
        mark = [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]
        name = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()
        note_path = self._hashes / name
        try:
            note = json.loads(note_path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            note = {}
        if note.get("mark") == mark:
            return str(note["sha256"])
        digest = sha256(path)
        if time.time_ns() - max(stat.st_mtime_ns, stat.st_ctime_ns) > _RACY:
            _put(note_path, {"mark": mark, "sha256": digest})
        return digest

    def find(self, task: Task) -> tuple[SourceResult | None, Task]:
        """Return the result of a task, if it is known, and the task with the folder for it.

        A source whose bytes cannot be had has no result: whoever reads it says what is wrong.
        """
        if not task.content:
            if not Path(task.location).is_file():
                return None, task  # a pipe can be read once
            try:
                task = replace(task, content=self.digest(Path(task.location)))
            except OSError:
                return None, task
        folder = self._folder / _fingerprint(task)
        result = source_result.load(folder)
        if result is not None:
            os.utime(folder)
        return result, replace(task, folder=folder)

    def prune(self, most: int = CACHE_SIZE) -> None:
        """Delete what has not been used for long, then what was used least lately.

        Args:
            most: the bytes that results and copies may take. What this run has used stays.
        """
        oldest = self._began - KEPT_DAYS * 86_400
        entries = sorted((used, folder) for folder, used in self._entries())
        sizes = {folder: _size(folder) for _, folder in entries}
        over = sum(sizes.values()) - most
        for used, folder in entries:
            if used < oldest or (over > 0 and used < self._began - _IN_USE):
                shutil.rmtree(folder, ignore_errors=True)
                over -= sizes[folder]

    def forget(self, ids: Collection[str], hashes: Collection[str], path: Path | None) -> int:
        """Delete the results of a source, and what is noted of its file; return how many.

        Args:
            ids: what it was called in releases.
            hashes: the SHA-256 of contents that it had.
            path: where it is on this machine, if it is.
        """
        known = set(hashes)
        if path is not None:
            note_path = self._hashes / hashlib.sha256(os.fsencode(path.resolve())).hexdigest()
            try:
                known.add(str(json.loads(note_path.read_text(encoding="utf-8"))["sha256"]))
            except (OSError, ValueError, KeyError, TypeError):
                known |= {sha256(path)} if path.is_file() else set()
            note_path.unlink(missing_ok=True)
        number = 0
        for folder in list(self._folder.iterdir()):
            identifier, content = source_result.identity(folder)
            if (identifier and identifier in ids) or content in known:
                shutil.rmtree(folder, ignore_errors=True)
                number += 1
        return number

    def _entries(self) -> Iterator[tuple[Path, float]]:
        """Return each result and each copy, and when it was used last."""
        for place in (self._folder, self._fetched):
            for folder in place.iterdir() if place.is_dir() else ():
                yield folder, folder.stat().st_mtime


def _size(folder: Path) -> int:
    """Return the bytes of the files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _put(path: Path, content: Any) -> None:
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(json.dumps(content), encoding="utf-8")
    part.replace(path)


def _fingerprint(task: Task) -> str:
    """Return what tells a task from any other that may give another result."""
    source = task.source
    decides = {
        "code": _code(),
        "source": [source.id, source.modified, source.schema_version],
        "reading": [
            *(source.format, source.sheet, source.member, source.encoding, source.delimiter),
            Path(task.location).suffix,
            asdict(source.dialect),
        ],
        "content": task.content,
        "schema": [task.schema.name, task.schema.version, task.schema.descriptor],
        "contract": _contract(task),
        "others": task.others,
        "profile": asdict(task.profile),
        "lang": task.lang,
        "limits": asdict(task.limits),
    }
    text = json.dumps(decides, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(printable(text).encode()).hexdigest()


def _contract(task: Task) -> Any:
    """Return what decides of records beside the columns that they make."""
    if not isinstance(task.schema, RecordSchema):
        return None
    contract = task.schema.contract
    return contract.descriptor, contract.documents, task.schema.lists


@cache
def _code() -> str:
    """Return what tells this code, and what it computes with, from any other."""
    digest = hashlib.sha256(pl.__version__.encode())
    for state in _files():
        digest.update(state)
    if reference.user_file().is_file():
        digest.update(_state(reference.user_file()))
    return digest.hexdigest()


def _files() -> Iterator[bytes]:
    root = Path(__file__).parents[2]
    for path in sorted(root.rglob("*.py")):
        yield _state(path)


def _state(path: Path) -> bytes:
    stat = path.stat()
    return f"{path.name} {stat.st_size} {stat.st_mtime_ns}\n".encode()
