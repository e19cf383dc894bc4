"""What a column's lengths and bounds demand, as a spreadsheet's formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from tamis import values
from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.templates import formulas
from tamis.templates.demand import Demand, shaped
from tamis.templates.formulas import Names
from tamis.templates.shape import Way, shape
from tamis.values import identifiers

#: Types whose length is a count of items.
_COUNTED: Final = frozenset({"array", "object", "list"})
#: The first year of a spreadsheet's calendar.
_FIRST_YEAR: Final = 1900


def of_limits(field: Field, names: Names) -> Iterator[Demand]:
    """Return what the pattern, the lengths and the JSON Schema of a field demand."""
    limits = field.constraints
    if limits.pattern:
        words = identifiers.shape(limits.pattern) or Text(
            fr=f"le motif {limits.pattern}", en=f"the pattern {limits.pattern}"
        )
        yield shaped(words, limits.pattern, names, partial=False)
    yield from _of_lengths(field, names)
    if limits.json_schema:
        yield Demand(rule=Text(fr="un JSON Schema", en="a JSON Schema"))


def _of_lengths(field: Field, names: Names) -> Iterator[Demand]:
    limits = field.constraints
    if field.type in _COUNTED:
        for n, fr, en in (
            (limits.min_length, "au moins", "at least"), (limits.max_length, "au plus", "at most"),
        ):  # fmt: skip
            if n is not None:
                yield Demand(rule=Text(fr=f"{fr} {n} éléments", en=f"{en} {n} items"))
        return
    ways = shape(limits.pattern) if limits.pattern else ()
    if limits.min_length is not None and not _all_within(ways, least=limits.min_length):
        n = limits.min_length
        yield Demand(
            rule=Text(fr=f"au moins {n} caractères", en=f"at least {n} characters"),
            formula=formulas.longer_than(n),
        )
    if limits.max_length is not None and not _all_within(ways, most=limits.max_length):
        n = limits.max_length
        fits = n < formulas.LONGEST
        yield Demand(
            rule=Text(fr=f"au plus {n} caractères", en=f"at most {n} characters"),
            formula=formulas.not_longer_than(names, n) if fits else "",
        )


def _all_within(ways: Sequence[Way], *, least: int = 0, most: int | None = None) -> bool:
    """Whether a pattern says as much of the length of a text."""
    return bool(ways) and all(
        way.least >= least and (most is None or (way.most is not None and way.most <= most))
        for way in ways
    )


def of_bounds(field: Field) -> Iterator[Demand]:
    """Return what the bounds of a field demand."""
    limits = field.constraints
    for sign, bound, fr, en in (
        (">=", limits.minimum, "au moins", "at least"),
        ("<=", limits.maximum, "au plus", "at most"),
        (">", limits.exclusive_minimum, "plus que", "more than"),
        ("<", limits.exclusive_maximum, "moins que", "less than"),
    ):
        if bound is not None:
            text = values.descriptor_text(bound, field)
            yield Demand(
                rule=Text(fr=f"{fr} {text}", en=f"{en} {text}"), formula=_bound(field, sign, text)
            )


def _bound(field: Field, sign: str, text: str) -> str:
    bound: Any = values.read(field, [text])[0]
    if bound is None:
        return ""
    if field.type in {"number", "integer"} and field.bare_number and not field.group_char:
        mark = formulas.quoted(field.decimal_char)
        group = formulas.quoted(" ")
        value = f"IF(ISNUMBER({{x}}),{{x}},_xlfn.NUMBERVALUE({{x}},{mark},{group}))"
        return f"IFERROR({value}{sign}{bound!r},TRUE)"
    if field.type == "year":
        return f"IFERROR({{x}}*1{sign}{bound},TRUE)"
    if field.type == "date" and field.format == "default" and isinstance(bound, date):
        typed = "TRUE"
        if bound.year >= _FIRST_YEAR:
            typed = f"{{x}}{sign}DATE({bound.year},{bound.month},{bound.day})"
        return f"IF(ISNUMBER({{x}}),{typed},{{x}}{sign}{formulas.quoted(bound.isoformat())})"
    return ""
