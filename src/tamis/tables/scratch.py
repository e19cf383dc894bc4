"""Room on disk for what must not fill the memory; it goes when nobody holds it any more."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path


class Scratch:
    """A temporary folder, made at the first use and deleted with its owner."""

    def __init__(self, purpose: str) -> None:
        self._purpose = purpose
        self._folder: Path | None = None

    @property
    def used(self) -> bool:
        """Whether anything was ever put there."""
        return self._folder is not None

    @property
    def folder(self) -> Path:
        """The folder."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix=f"tamis-{self._purpose}-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder
