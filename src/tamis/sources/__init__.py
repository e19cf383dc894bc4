"""Where bytes come from. Whatever the source, a reader is given a local file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tamis.sources.path import Local, from_path, from_stdin


@contextmanager
def opened(location: str) -> Iterator[Local]:
    """Give the local file that `location` leads to, and clean up after use.

    Args:
        location: a path, or ``-`` for standard input.

    Raises:
        SourceError: it cannot be had.
    """
    with from_stdin() if location == "-" else from_path(location) as local:
        yield local
