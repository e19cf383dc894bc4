"""Values of keywords of Schema Objects, each told from what is none."""

from __future__ import annotations

from typing import Any


def has_type(value: Any, types: list[str]) -> bool:
    """Whether a value is of one of the types that JSON Schema names."""
    kinds: dict[str, tuple[type, ...]] = {
        "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,),
        "array": (list,), "object": (dict,), "null": (type(None),),
    }  # fmt: skip
    return any(
        isinstance(value, kinds[name]) and (name == "boolean" or not isinstance(value, bool))
        for name in types
    )


def is_number(value: Any) -> bool:
    """Whether a value is a number; a boolean is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_count(value: Any) -> bool:
    """Whether a value is a whole number from 0."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_pattern(pattern: str) -> bool:
    """Whether a text is a pattern of ECMA-262 that can be judged."""
    import jsonschema_rs

    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except (jsonschema_rs.ValidationError, ValueError):
        return False
    return True


def distinct(values: list[Any]) -> list[Any]:
    """Return values, each once; 1 and true are two."""
    return list({(type(value), repr(value)): value for value in values}.values())
