"""Texts that a spreadsheet would run: marked in tables that people open, and taken back.

See https://owasp.org/www-community/attacks/CSV_Injection. An apostrophe before a formula makes a
text of it. So that the mark can be taken back, a formula behind apostrophes gets one more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tamis.model.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    import polars as pl

_MARKED: Final = r"^'+[=+\-@\t\r]"
_FORMULA: Final = r"^'*[=+\-@\t\r]"
#: What begins so and is none: a number, a phone number with its country code, a sign by itself.
_PLAIN: Final = "^(?:[+-]?[0-9]+(?:[., \u00a0\u202f][0-9]+)*|\\+[0-9][0-9 .()\u00a0\u202f]*|[+-])$"
_PLAIN_PATTERN: Final = lazy_pattern(_PLAIN)
_MARKED_PATTERN: Final = lazy_pattern(_MARKED)
_FORMULA_PATTERN: Final = lazy_pattern(_FORMULA)


def inert(text: str) -> str:
    """Return `text` so that no spreadsheet runs it.

    >>> inert("=1+1"), inert("-1.55"), inert("+33 6 12 34 56 78"), inert("a"), inert("'=1")
    ("'=1+1", '-1.55', '+33 6 12 34 56 78', 'a', "''=1")
    """
    if _FORMULA_PATTERN.match(text) and not _PLAIN_PATTERN.fullmatch(text):
        return f"'{text}"
    return text


def inert_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame whose texts no spreadsheet runs."""
    import polars as pl

    texts = (name for name, dtype in frame.schema.items() if dtype == pl.String)
    return frame.with_columns(_inert(pl.col(name)).alias(name) for name in texts)


def _inert(text: pl.Expr) -> pl.Expr:
    import polars as pl

    runs = text.str.contains(_FORMULA) & ~text.str.contains(_PLAIN)
    return pl.when(runs).then(pl.concat_str(pl.lit("'"), text)).otherwise(text)


def exact_text(text: str) -> str:
    """Return a text without the mark of `inert`.

    >>> exact_text(inert("=1+1")), exact_text(inert("'=1")), exact_text("'a")
    ('=1+1', "'=1", "'a")
    """
    return text[1:] if _MARKED_PATTERN.match(text) else text


def exact(text: pl.Expr) -> pl.Expr:
    """Return texts without the mark of `inert_frame`."""
    import polars as pl

    return pl.when(text.str.contains(_MARKED)).then(text.str.slice(1)).otherwise(text)
