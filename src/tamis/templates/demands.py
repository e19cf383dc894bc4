"""What a schema asks of the cells of a column, as formulas, and what no formula tells.

Each formula is necessary: a value that the schema takes always passes. What it does not tell is
said, so that nobody trusts a template for more than it checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from tamis import values
from tamis.model.schema import Field, Schema
from tamis.model.text import Text
from tamis.templates import formulas
from tamis.templates.bounds import of_bounds, of_limits
from tamis.templates.demand import Demand, pattern_of, shaped
from tamis.templates.formulas import Names
from tamis.templates.shape import shape
from tamis.values import luhn, strptime
from tamis.values.types import string

#: Number formats of the days that a pattern writes.
_CODES: Final = {"%d": "dd", "%m": "mm", "%Y": "yyyy"}
#: Years before the first of a spreadsheet's calendar, that have the same leap years.
_CYCLE: Final = 2000
_NUMBER: Final = " \t\n\r+-0123456789eE"
_WORDS: Final = "naifNAIF"
#: Texts that hold other values, by the marks that they cannot do without.
_MARKS: Final = {"array": "[]", "object": "{}", "geojson": "{}"}
_POINTS: Final = {"default": ",", "array": "[,]", "object": "{:,}"}
#: Checks of identifiers, and how many digits those have.
_IDENTIFIERS: Final = {
    "french-siret-value": luhn.SIRET,
    "siret": luhn.SIRET,
    "french-siren-value": luhn.SIREN,
    "siren": luhn.SIREN,
}


def number_format(field: Field) -> str:
    """Return the format of the cells of a column: text, but for numbers and days.

    >>> number_format(Field(name="code")), number_format(Field(name="day", type="date"))
    ('@', 'yyyy-mm-dd')
    """
    limits = field.constraints
    if limits.enum or field.categories or limits.pattern or limits.min_length or limits.max_length:
        return "@"
    if field.type in {"number", "integer"}:
        return "0" if field.type == "integer" else "General"
    code = day_code(field) if field.type == "date" else ""
    return code or "@"


def day_code(field: Field) -> str:
    """Return the number format of a field of days; "" where a format cannot write its pattern."""
    if field.format == "default":
        return "yyyy-mm-dd"
    code = strptime.plain(field.format)
    if sorted(re.findall("%.", code)) != sorted(_CODES):
        return ""
    for directive, shown in _CODES.items():
        code = code.replace(directive, shown)
    return code if re.fullmatch(r"[dmy/.\- ]+", code) else ""


def demands(field: Field, schema: Schema, names: Names) -> Iterator[Demand]:
    """Return what `schema` asks of the cells of `field`, but for choices and uniqueness."""
    identifier = identifier_length(field, schema)
    if identifier:
        yield _identifier(field, identifier, names)
    yield from _of_type(field, names)
    for demand in of_limits(field, names):
        # The check of an identifier says all that a pattern of as many digits does.
        if not (identifier and _is_digits(field, identifier) and demand.formula):
            yield demand
    yield from of_bounds(field)
    yield from _of_absence(field, schema)
    yield from _of_checks(field, schema)


def identifier_length(field: Field, schema: Schema) -> int:
    """Return how many digits the identifier has that a schema checks in a field; 0: none is."""
    return next(
        (
            _IDENTIFIERS[check.name]
            for check in schema.custom_checks
            if check.name in _IDENTIFIERS and check.params.get("column") == field.name
        ),
        0,
    )


def identifier(length: int, names: Names) -> str:
    """Return the formula of an identifier of the Sirene register."""
    return formulas.is_siret(names) if length == luhn.SIRET else formulas.is_siren(names)


def _identifier(field: Field, length: int, names: Names) -> Demand:
    """Return the demand of a check digit; blanks between digits are let through unchecked."""
    word = "SIRET" if length == luhn.SIRET else "SIREN"
    rule = Text(fr=f"un {word} dont la clé est juste", en=f"a {word} whose check digit is right")
    formula, is_pinned = identifier(length, names), _is_digits(field, length)
    if not is_pinned:
        formula = f"OR(LEN({{x}})>{length},{formula})"
    return Demand(rule=rule, formula=formula, partial=not is_pinned)


def _is_digits(field: Field, length: int) -> bool:
    """Whether the pattern of a field is so many digits."""
    ways = shape(field.constraints.pattern or "")
    return bool(ways) and all(
        len(way.parts) == 1 and way.most == length and way.chars == frozenset("0123456789")
        for way in ways
    )


def _of_type(field: Field, names: Names) -> Iterator[Demand]:
    rule = values.type_module(field).expected(field)
    if field.type == "date":
        formula = _day(field)
        if formula:
            yield Demand(rule=rule, formula=formula)
            return
    if field.type in {"number", "integer"}:
        is_plain = field.bare_number and not field.group_char
        yield Demand(rule=rule, formula=_number(field, names) if is_plain else "", partial=True)
    elif field.type in {"date", "datetime", "time", "year"}:
        pattern = pattern_of(field)
        yield shaped(rule, pattern, names, partial=True)
    elif field.type in _MARKS:
        marks = [f'ISNUMBER(FIND("{mark}",{{x}}))' for mark in _MARKS[field.type]]
        yield Demand(rule=rule, formula=formulas.all_of(marks), partial=True)
    elif field.type == "geopoint":
        marks = [f'ISNUMBER(FIND("{mark}",{{x}}))' for mark in _POINTS.get(field.format, ",")]
        if field.format != "object":
            marks.append(formulas.made_of(names, f"{_NUMBER}.,[]"))
        yield Demand(rule=rule, formula=formulas.all_of(marks), partial=True)
    elif field.type == "string" and (form := string.form(field)):
        yield _of_format(field.format, rule, form, names)
    elif field.type not in {"string", "any", "boolean"}:
        yield Demand(rule=rule)


def _of_format(name: str, rule: Text, form: str, names: Names) -> Demand:
    """Return what a format of texts asks (Table Schema, "string")."""
    if name == "email":
        found = (
            'ISNUMBER(FIND("@",{x},2)),ISNUMBER(FIND(".",{x},FIND("@",{x}))),ISERROR(FIND(" ",{x}))'
        )
        return Demand(rule=rule, formula=f"AND({found})", partial=True)
    if name == "uri":
        return Demand(
            rule=rule, formula='AND(ISNUMBER(FIND(":",{x},2)),ISERROR(FIND(" ",{x})))', partial=True
        )
    return shaped(rule, form, names, partial=name != "uuid")


def _number(field: Field, names: Names) -> str:
    """Return the formula of a number: a cell of that type, or a text that the schema reads."""
    whole = field.type == "integer"
    chars = _NUMBER if whole else f"{_NUMBER}{_WORDS}{field.decimal_char}"
    text = formulas.made_of(names, chars.replace("eE", "") if whole else chars)
    # Beyond 15 digits a spreadsheet rounds what is typed; as a text it stays.
    typed = "AND({x}=INT({x}),ABS({x})<10^15)" if whole else "TRUE"
    return f"IF(ISNUMBER({{x}}),{typed},{text})"


def _day(field: Field) -> str:
    """Return the formula of a day: a cell of that type, or a text that the schema reads."""
    pattern = "%Y-%m-%d" if field.format == "default" else strptime.plain(field.format)
    if not day_code(field):
        return ""
    at, places, signs = 1, {}, []
    for directive, literal in re.findall(r"%(.)|([^%])", pattern):
        if directive:
            places[directive] = at
        else:
            signs.append((at, literal))
        at += 1 if literal else 4 if directive == "Y" else 2
    year, month, day = (
        f"MID({{x}},{places[part]},{4 if part == 'Y' else 2})" for part in ("Y", "m", "d")
    )
    joined = "&".join(f"MID({{x}},{place},1)" for place, _ in signs)
    parts = [
        f"LEN({{x}})={at - 1}",
        f"EXACT({joined},{formulas.quoted(''.join(sign for _, sign in signs))})" if signs else "",
        f"MOD({month}-1,99)<12",
        f"DAY(DATE({year}+{_CYCLE},{month},{day}))={day}*1",
    ]
    text = ",".join(part for part in parts if part)
    return f"IF(ISNUMBER({{x}}),{{x}}=INT({{x}}),IFERROR(AND({text}),FALSE))"


def _of_absence(field: Field, schema: Schema) -> Iterator[Demand]:
    """Return the demand of not writing that nothing is known, where a value is required."""
    texts = [text for text in schema.missing(field) if text.strip()]
    if field.required and texts:
        listed = ", ".join(texts)
        each = formulas.any_of([formulas.same(text) for text in texts])
        yield Demand(rule=Text(fr=f"ni {listed}", en=f"none of {listed}"), formula=f"NOT({each})")


def _of_checks(field: Field, schema: Schema) -> Iterator[Demand]:
    """Return what the checks of the schema beside the specification ask of the field."""
    for check in schema.custom_checks:
        columns = [item for value in check.params.values() for item in _listed(value)]
        if field.name not in columns:
            continue
        rule = Text(fr=f"le contrôle « {check.name} »", en=f"the check “{check.name}”")
        if check.name not in _IDENTIFIERS:
            yield Demand(rule=rule)
    for key in schema.foreign_keys:
        if field.name in key.fields:
            where = key.resource or schema.name
            yield Demand(
                rule=Text(fr=f"une valeur présente dans « {where} »", en=f"a value of “{where}”")
            )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
