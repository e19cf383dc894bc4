"""What libraries that are not written in Python say of a damaged file: their panics too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tamis.model.errors import SourceError


@contextmanager
def native(*errors: type[Exception], raised: Callable[[str], SourceError]) -> Iterator[None]:
    """Raise what `raised` makes of one of `errors`, or of a panic: its first line.

    Raises:
        SourceError: the file is damaged.
    """
    try:
        yield
    except errors as error:
        raise raised(_first_line(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # each library has its own, under no name
            raise
        raise raised(_first_line(error)) from error


def _first_line(error: BaseException) -> str:
    lines = str(error).splitlines()
    return lines[0].strip().rstrip(".") if lines else type(error).__name__
