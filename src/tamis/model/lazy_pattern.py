"""Regular expressions that are compiled when they are first used.

A run meets few of the patterns that the modules have; compiling them all takes longer than to
judge a small file.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def lazy_pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what stands for ``re.compile(source, flags)``.

    >>> lazy_pattern("[0-9]+").sub("n", "12 a")
    'n a'
    """
    return cast("re.Pattern[AnyStr]", _LazyPattern(source, flags))


class _LazyPattern:
    """Has every attribute of a compiled pattern, from the first time that one is asked for."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        value = getattr(re.compile(self._source, self._flags), name)
        self.__dict__[name] = value
        return value
