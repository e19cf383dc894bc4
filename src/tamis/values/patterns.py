r"""Regular expressions that mean the same on every engine.

Published patterns come from several dialects (XML Schema, ECMAScript, Python). Polars reads
them with Rust's linear-time engine, which agrees on all that they use but for a few escapes and
the subtraction of classes. What it does not have (backreferences, look-around) goes to an engine
that backtracks, on distinct texts, for a limited time (values/_backtrack.py).
A pattern must match the whole cell (Table Schema, "pattern": XML Schema, anchored by
definition). ``\d`` means the ten ASCII digits, ``\w`` every letter and digit and the underscore,
``\s`` the four blanks of XML: see docs/differences.md.
"""

from __future__ import annotations

import re
from functools import lru_cache

import polars as pl

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.schema import Field

#: Escapes of another dialect, and how Rust writes the same.
_ESCAPE = lazy_pattern(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
#: Characters that some escape for no need, and whose escape says something else to Rust.
_PLAIN = frozenset("<>")
_CLASSES = {"d": "0-9", "w": r"\w", "s": r"\t\n\r "}


def _translate(pattern: str) -> str:
    """Return `pattern` with its escapes as Rust's engine writes them."""
    out: list[str] = []
    at, in_class = 0, False
    while at < len(pattern):
        char = pattern[at]
        if char == "\\" and (escape := _ESCAPE.match(pattern, at)):
            out.append(_escape(escape[1], in_class=in_class))
            at = escape.end()
            continue
        if char == "[" and in_class and pattern[at - 1] == "-":
            # XML Schema: [a-z-[aeiou]] takes the second class out of the first.
            end = pattern.find("]", at) + 1
            if pattern[end : end + 1] == "]":
                out.append("-" + pattern[at:end])
                at = end
                continue
            out.append(r"\[")
        elif char == "[" and in_class:
            out.append(r"\[")
        elif char in "&~-" and in_class and pattern[at + 1 : at + 2] == char:
            out.append("\\" + char)
        else:
            in_class = char == "[" or (in_class and char != "]")
            out.append(char)
        at += 1
    return "".join(out)


def _escape(body: str, *, in_class: bool) -> str:
    if body in _CLASSES:
        return _CLASSES[body] if in_class or body == "w" else f"[{_CLASSES[body]}]"
    if body.lower() in _CLASSES and body.isupper():
        # Rust takes a class inside a class.
        return "\\W" if body == "W" else f"[^{_CLASSES[body.lower()]}]"
    if body[0] == "u" and len(body) > 1:
        return rf"\x{{{body[1:]}}}"
    if not body.isascii() or body in _PLAIN:
        return body
    return "\\" + body


def anchored(pattern: str) -> str:
    r"""Return the form that matches whole cells, alike on Polars, DuckDB and Spark.

    >>> anchored("^[0-9]{5}$")
    '\\A(?:^[0-9]{5}$)\\z'
    >>> anchored(r"\d\–")
    '\\A(?:[0-9]–)\\z'
    """
    return rf"\A(?:{_translate(pattern)})\z"


@lru_cache(maxsize=1024)
def is_usable(pattern: str) -> bool:
    """Whether the linear-time engine takes `pattern`."""
    try:
        pl.Series([""]).str.contains(anchored(pattern))
    except pl.exceptions.ComputeError:
        return False
    return True


def for_python(pattern: str) -> str:
    r"""Return `pattern` as Python's engines write what `anchored` means, without anchors.

    >>> for_python(r"\d\u00C0")
    '[0-9]À'
    """
    return unescaped(_translate(pattern))


def unescaped(pattern: str) -> str:
    """Return a translated pattern with the characters that Python has no such escape for."""
    return re.sub(r"\\x\{([0-9A-Fa-f]+)\}", lambda code: re.escape(chr(int(code[1], 16))), pattern)


def judged(field: Field, text: pl.Expr, value: pl.Expr) -> pl.Expr:
    """Return the text where it is of the type: one fault is told once."""
    return text if field.type == "string" else pl.when(value.is_not_null()).then(text)


def whole(text: pl.Expr, pattern: str) -> pl.Expr:
    """Return whether `text` as a whole matches a pattern of our own (no translation)."""
    return text.str.contains(rf"\A(?:{pattern})\z")
