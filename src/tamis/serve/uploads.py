"""Files that were sent, kept under names that nobody can guess, for a while."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, Final

from tamis.serve.upload_state import Shelf, State, read_step

_TOKEN: Final = re.compile(r"^[A-Za-z0-9_-]{32}$")
_STATE: Final = "state.json"
_SOURCE: Final = "source"


class Upload:
    """A file that was sent: its folder and its state."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.token = folder.name

    @property
    def state(self) -> State:
        """What is known of it."""
        content = json.loads((self.folder / _STATE).read_text(encoding="utf-8"))
        content["steps"] = tuple(read_step(step) for step in content["steps"])
        content["columns"] = tuple(content["columns"])
        content["siblings"] = tuple(content["siblings"])
        content["shelved"] = {
            sheet: Shelf(steps=tuple(map(read_step, shelf["steps"])), position=shelf["position"])
            for sheet, shelf in content["shelved"].items()
        }
        return State(**content)

    @state.setter
    def state(self, state: State) -> None:
        if state.columns:
            self._write_typed(state)
        part = self.folder / f"{_STATE}.part"
        part.write_text(json.dumps(asdict(state), ensure_ascii=False), encoding="utf-8")
        part.replace(self.folder / _STATE)

    def put(self, name: str, content: BinaryIO) -> Path:
        """Write down what was sent, from its beginning: a note may go with several files."""
        path = self.source / name
        content.seek(0)
        with path.open("wb") as out:
            shutil.copyfileobj(content, out)
        return path

    def _write_typed(self, state: State) -> None:
        """Write the rows that were typed in, each state of them in a folder of its own.

        So that no work under way reads other rows than those that it was started for.
        """
        folder = self.source_folder(state)
        if (folder / state.name).is_file():
            return
        folder.mkdir(mode=0o700, exist_ok=True)
        part = folder / f"{state.name}.part"
        with part.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(state.columns)
            writer.writerows(state.typed_rows)
        part.replace(folder / state.name)

    @property
    def source(self) -> Path:
        """The folder that what was sent stands in."""
        return self.folder / _SOURCE

    def source_folder(self, state: State) -> Path:
        """Return the folder that the file itself stands in."""
        if not state.columns:
            return self.source
        return self.folder / f"typed-{_mark(state.columns, state.typed_rows)}"

    def report_folder(self, state: State) -> Path:
        """Return where the report of the file as it came stands."""
        rows = state.typed_rows
        return self.folder / f"report-{_mark(state.lang, state.schema, state.sheet, rows)}"

    def repair_folder(self, state: State) -> Path:
        """Return where the file as it is repaired stands, once it is."""
        key = _mark(
            state.lang, state.schema, state.sheet, state.typed_rows, state.edits(), state.choice()
        )
        return self.folder / f"repair-{key}"

    def tidy(self, state: State) -> None:
        """Delete what earlier choices led to."""
        folders = (self.report_folder(state), self.repair_folder(state), self.source_folder(state))
        kept = {folder.name for folder in folders}
        for folder in self.folder.iterdir():
            if folder.name.startswith(("report-", "repair-", "typed-")) and folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def touch(self) -> None:
        """Note that it was asked for."""
        os.utime(self.folder)

    def delete(self) -> None:
        """Delete the file and all that was made of it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _mark(*parts: Any) -> str:
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class UploadFolder:
    """All files that were sent.

    Args:
        root: where they stand; for its owner alone.
        keep: seconds that one is kept after it was last asked for.
    """

    def __init__(self, root: Path, keep: float) -> None:
        self.root, self.keep = root, keep
        root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def find(self, token: str) -> Upload | None:
        """Return the file of that token, where there is one; it is kept for longer."""
        folder = self.root / token
        if not _TOKEN.match(token) or not (folder / _STATE).is_file():
            return None
        upload = Upload(folder)
        upload.touch()
        return upload

    def find_kept(self, token: str) -> bool:
        """Whether there is a file of that token; nothing is noted."""
        return (self.root / token / _STATE).is_file()

    @contextmanager
    def reserved(self) -> Iterator[Upload]:
        """Give a new place for a file; nothing is left of it where the block fails."""
        upload = self.reserve()
        try:
            yield upload
        except BaseException:
            upload.delete()
            raise

    def reserve(self) -> Upload:
        """Return a new place for a file."""
        folder = self.root / secrets.token_urlsafe(24)
        (folder / _SOURCE).mkdir(mode=0o700, parents=True)
        folder.chmod(0o700)
        return Upload(folder)

    def expire(self, now: float | None = None) -> int:
        """Delete what nobody asked for in a while; return how many."""
        limit = (time.time() if now is None else now) - self.keep
        old = [upload for upload in self._all() if upload.folder.stat().st_mtime < limit]
        for upload in old:
            upload.delete()
        return len(old)

    def count(self) -> int:
        """Return how many there are."""
        return sum(1 for _ in self._all())

    def _all(self) -> Iterator[Upload]:
        for folder in list(self.root.iterdir()):
            if _TOKEN.match(folder.name) and folder.is_dir():
                yield Upload(folder)
