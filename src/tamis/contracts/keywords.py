"""The explaining validator: jsonschema, with the keywords that it would take too long over.

jsonschema runs patterns through ``re``, which some texts keep busy for ever, and compares the
items of a list two by two. Here the deciding library runs patterns and formats, and items are
hashed. What is missing or too much is told member by member, with its place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from tamis.contracts.record_lines import pointer

#: Steps after which a pattern with look-around is given up.
_BACKTRACKS: Final = 100_000

#: Stand for the truth values, which Python holds equal to 1 and 0.
_TRUE: Final = object()
_FALSE: Final = object()

Errors = Iterator[Any]


@cache
def explainer(dialect: str) -> Any:
    """Return the class of validators that explain, for a meta-schema."""
    from jsonschema import validators

    base = validators.validator_for({"$schema": dialect})
    own: dict[str, Callable[..., Errors]] = {
        "required": _required,
        "dependentRequired": _dependent,
        "dependencies": _dependencies,
        "additionalProperties": _additional,
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "uniqueItems": _unique,
        "format": _format,
    }
    known = {name: how for name, how in own.items() if name in {*base.VALIDATORS, "format"}}
    return validators.extend(base, known)


@cache
def _checker(keyword: str, value: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(
        {keyword: value},
        validate_formats=True,
        pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS),
    )


def matches(pattern: str, text: str) -> bool:
    """Whether `text` has a match of `pattern` (ECMA 262), found within a number of steps."""
    return bool(_checker("pattern", pattern).is_valid(text))


def _error(message: str, *path: object) -> Any:
    from jsonschema import ValidationError

    return ValidationError(message, path=path)


def _required(validator: Any, names: Any, instance: Any, _: Any) -> Errors:
    if validator.is_type(instance, "object") and isinstance(names, list):
        for name in names:
            if name not in instance:
                yield _error("required", name)


def _dependent(validator: Any, needed: Any, instance: Any, _: Any) -> Errors:
    if validator.is_type(instance, "object"):
        for given, names in needed.items():
            if given in instance:
                yield from (_error("required", n) for n in names if n not in instance)


def _dependencies(validator: Any, needed: Any, instance: Any, _: Any) -> Errors:
    """Look at what other members ask for: names, or a schema (up to draft 7)."""
    if not validator.is_type(instance, "object"):
        return
    for given, wanted in needed.items():
        if given not in instance:
            continue
        names = [wanted] if isinstance(wanted, str) else wanted
        if isinstance(names, list):
            yield from (_error("required", name) for name in names if name not in instance)
        else:
            yield from validator.descend(instance, wanted, schema_path=given)


def _additional(validator: Any, inner: Any, instance: Any, schema: Any) -> Errors:
    if not validator.is_type(instance, "object"):
        return
    known = schema.get("properties", {})
    patterns = list(schema.get("patternProperties", {}))
    for name, value in instance.items():
        if name in known or any(matches(pattern, name) for pattern in patterns):
            continue
        if inner is False:
            yield _error("additional", name)
        elif inner is not True:
            yield from validator.descend(value, inner, path=name)


def _pattern(validator: Any, pattern: str, instance: Any, _: Any) -> Errors:
    if validator.is_type(instance, "string") and not matches(pattern, instance):
        yield _error(pattern)


def _pattern_properties(validator: Any, patterns: Any, instance: Any, _: Any) -> Errors:
    if validator.is_type(instance, "object"):
        for pattern, inner in patterns.items():
            for name, value in instance.items():
                if matches(pattern, name):
                    yield from validator.descend(value, inner, path=name, schema_path=pattern)


def _format(validator: Any, name: str, instance: Any, _: Any) -> Errors:
    if validator.is_type(instance, "string") and not _checker("format", name).is_valid(instance):
        yield _error(name)


def _unique(validator: Any, wanted: Any, instance: Any, _: Any) -> Errors:
    if not wanted or not validator.is_type(instance, "array"):
        return
    first: dict[Any, int] = {}
    for at, item in enumerate(instance):
        if first.setdefault(_key(item), at) != at:
            yield _error(pointer(first[_key(item)]), at)


def _key(value: Any) -> Any:
    """Return what is equal for values that JSON Schema holds equal (1 and 1.0, not true)."""
    if value is True:
        return _TRUE
    if value is False:
        return _FALSE
    if isinstance(value, Mapping):
        return frozenset((name, _key(member)) for name, member in value.items())
    if isinstance(value, list):
        return tuple(map(_key, value))
    return value


def shown(value: Any, most: int = 200) -> str:
    """Return a value as a person reads it: a text as it is, anything else as JSON."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= most else text[: most - 1] + "…"
