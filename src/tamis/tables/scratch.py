"""Room on disk for what must not fill the memory; it goes when nobody holds it any more."""

from __future__ import annotations

import weakref
from contextlib import ExitStack
from pathlib import Path

from tamis.tables import unfinished


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
            stack = ExitStack()
            self._folder = stack.enter_context(unfinished.temporary_folder(self._purpose))
            weakref.finalize(self, stack.close)
        return self._folder
