"""Copying bytes without taking in more than was agreed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, Final

from tamis.model.errors import LimitError
from tamis.model.limits import MB
from tamis.model.text import Text
from tamis.tables import unfinished

_CHUNK: Final = MB


def temporary_folder() -> AbstractContextManager[Path]:
    """Give a folder for a source, deleted after use."""
    return unfinished.temporary_folder("source")


def copy_within(read: Callable[[int], bytes], out: BinaryIO, most: int, name: str) -> int:
    """Copy what `read` gives to `out`; return how many bytes.

    Args:
        read: gives at most so many bytes, none at the end.
        out: where they go.
        most: how many are taken.
        name: what the user calls the source.

    Raises:
        SourceError: there are more.
    """
    size = 0
    while chunk := read(_CHUNK):
        size += len(chunk)
        if size > most:
            raise too_large(name, most)
        out.write(chunk)
    return size


def too_slow(name: str, seconds: float) -> LimitError:
    """Return what to say of a source that takes longer than the limit."""
    return LimitError(
        Text(
            fr=f"« {name} » n'est pas arrivé entier en {seconds:g} s : la lecture s'arrête.",
            en=f"“{name}” had not fully arrived after {seconds:g} s: reading stops.",
        ),
        Text(fr="Si c'est voulu : --max-seconds.", en="If that is intended: --max-seconds."),
    )


def too_large(name: str, most: int) -> LimitError:
    """Return what to say of a source beyond the limit."""
    megabytes = f"{most / MB:,.0f}".replace(",", "\u202f")
    return LimitError(
        Text(
            fr=f"« {name} » dépasse {megabytes} Mo une fois décompressé : la lecture s'arrête.",
            en=f"“{name}” is over {megabytes} MB once unpacked: reading stops.",
        ),
        Text(fr="Si c'est voulu : --max-size.", en="If that is intended: --max-size."),
    )
