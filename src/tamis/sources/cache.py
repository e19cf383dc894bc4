"""Answers kept on disk, asked for again only where they changed. Never those of restricted APIs."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CachedAnswer:
    """Where one answer is kept: its body, and what marks its version."""

    body: Path
    marks: Path

    def conditions(self) -> Mapping[str, str]:
        """Return the headers that ask for the answer only where it changed (RFC 9110, 13)."""
        if not self.body.is_file():
            return {}
        try:
            marks = json.loads(self.marks.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
        return {names[key]: str(value) for key, value in marks.items() if key in names}

    def keep(self, body: Path, headers: Mapping[str, str]) -> None:
        """Keep an answer that can be asked for again by its mark."""
        marks = {key: headers[key] for key in ("etag", "last-modified") if key in headers}
        if not marks or "no-store" in headers.get("cache-control", ""):
            return
        for place in (root(), self.body.parent):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)  # for its owner alone
        shutil.copyfile(body, self.body)
        self.marks.write_text(json.dumps(marks), encoding="utf-8")

    def copy(self, out: Path) -> None:
        """Give the answer again."""
        shutil.copyfile(self.body, out)


def root() -> Path:
    """Return the folder of the cache: ``TAMIS_CACHE``, else where the system keeps caches."""
    if given := os.environ.get("TAMIS_CACHE"):
        return Path(given).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("tamis", appauthor=False) / "api"


def entry(key: str) -> CachedAnswer:
    """Return where the answer to `key` is kept; its name tells nothing of what was asked."""
    name = hashlib.sha256(key.encode()).hexdigest()
    folder = root() / name[:2]
    return CachedAnswer(folder / f"{name[2:]}.body", folder / f"{name[2:]}.json")
