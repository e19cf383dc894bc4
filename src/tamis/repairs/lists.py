"""Fields whose texts hold several items, and the mark that parts these."""

from __future__ import annotations

from typing import Final

from tamis.model.schema import Field

_PIPES: Final = ("\\|", "[|]")
_COMMAS: Final = ("^|,", ",|^", ",\\s*")


def list_mark(field: Field) -> str | None:
    """Return what parts the items of a field, None where it holds no list.

    >>> list_mark(Field(name="x", type="list", delimiter=";"))
    ';'
    """
    if field.type == "list":
        return field.delimiter
    pattern = field.constraints.pattern or ""
    if field.type != "string" or not pattern:
        return None
    if any(sign in pattern for sign in _PIPES):
        return "|"
    return "," if any(sign in pattern for sign in _COMMAS) else None
