"""What the texts of a field must match, for libraries that take patterns."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.model.schema import Field
from tamis.values import patterns
from tamis.values.types import string


def field_patterns(field: Field) -> Iterator[str]:
    """Return the patterns of a field: the one that it states, and that of its format."""
    pattern, form = field.constraints.pattern, string.form(field)
    if pattern is not None and patterns.is_usable(pattern):
        yield patterns.anchored(pattern)
    if form is not None:
        yield rf"\A(?:{form})\z"
