"""Patterns that no linear-time engine takes: backreferences, look-around.

An engine that backtracks may take longer than anybody waits, by accident or by design: each
distinct text gets a fraction of a second, and a batch where too many ran out gives up.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import polars as pl

from tamis.values import patterns
from tamis.values.pattern_size import is_too_large

if TYPE_CHECKING:
    import regex

#: Seconds that one text may take.
SECONDS: Final = 0.2
#: How many texts of a batch may run out of time before the others are left unjudged.
PATIENCE: Final = 8


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> regex.Pattern[str] | None:
    import regex

    if is_too_large(pattern):
        return None
    try:
        return regex.compile(patterns.for_python(pattern), regex.V1)
    except regex.error:
        return None


def is_usable(pattern: str) -> bool:
    """Whether the backtracking engine takes `pattern`."""
    return _compiled(pattern) is not None


@lru_cache(maxsize=1 << 16)
def _matches(pattern: str, text: str) -> bool | None:
    """Return whether the whole text matches; None where time ran out."""
    compiled = _compiled(pattern)
    try:
        return compiled is not None and compiled.fullmatch(text, timeout=SECONDS) is not None
    except TimeoutError:
        return None


def whole(text: pl.Expr, pattern: str) -> pl.Expr:
    """Return whether `text` as a whole matches `pattern`; null where time ran out."""

    def apply(texts: pl.Series) -> pl.Series:
        distinct = texts.unique(maintain_order=True).drop_nulls()
        verdicts: list[bool | None] = []
        late = 0
        for candidate in distinct:
            verdict = _matches(pattern, candidate) if late < PATIENCE else None
            late += verdict is None
            verdicts.append(verdict)
        return texts.replace_strict(
            distinct, pl.Series(verdicts, dtype=pl.Boolean), default=None, return_dtype=pl.Boolean
        )

    return text.map_batches(apply, return_dtype=pl.Boolean)
