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
    """What is known of one question: what marks the version of its answer, and its hash.

    Answers are kept under their hash (SHA-256): two questions that are answered alike share one.
    """

    marks: Path

    def conditions(self) -> Mapping[str, str]:
        """Return the headers that ask for the answer only where it changed (RFC 9110, 13)."""
        marks = self._known()
        names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
        return {names[key]: str(value) for key, value in marks.items() if key in names}

    def _known(self) -> Mapping[str, str]:
        """Return the marks and the hash; nothing where the answer is not there any more."""
        try:
            marks = json.loads(self.marks.read_text(encoding="utf-8"))
            return marks if _body(marks["sha256"]).is_file() else {}
        except (OSError, ValueError, TypeError, KeyError):
            return {}

    def keep(self, body: Path, headers: Mapping[str, str]) -> None:
        """Keep an answer that can be asked for again by its mark."""
        marks = {key: headers[key] for key in ("etag", "last-modified") if key in headers}
        if not marks or "no-store" in headers.get("cache-control", ""):
            return
        with body.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        kept = _body(digest)
        for place in (root(), self.marks.parent, kept.parent):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)  # for its owner alone
        if not kept.is_file():
            part = kept.with_suffix(f".{os.getpid()}.part")
            shutil.copyfile(body, part)
            part.replace(kept)
        self.marks.write_text(json.dumps({**marks, "sha256": digest}), encoding="utf-8")

    def copy(self, out: Path) -> None:
        """Give the answer again."""
        shutil.copyfile(_body(self._known()["sha256"]), out)


def _body(digest: str) -> Path:
    return root() / "bodies" / digest[:2] / digest[2:]


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
    return CachedAnswer(folder / f"{name[2:]}.json")
