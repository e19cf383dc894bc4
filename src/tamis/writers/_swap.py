"""Outputs are written beside their place, synced, then swapped in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tamis.model.errors import SourceError
from tamis.model.text import Text


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give a path to write to; it takes the place of `path` if all goes well, else is deleted.

    Raises:
        SourceError: the folder cannot be written to.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.touch()
    except OSError as error:
        raise SourceError(
            Text(
                fr=f"« {path} » ne peut pas être écrit : {error.strerror}.",
                en=f"“{path}” cannot be written: {error.strerror}.",
            )
        ) from error
    try:
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
