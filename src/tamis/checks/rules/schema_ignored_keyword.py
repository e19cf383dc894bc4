"""A keyword of the schema is not of its type, and is not heeded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from tamis.checks.contract import Defect, schema_rule
from tamis.checks.descriptor import pointed
from tamis.model.rule import Rule, Severity
from tamis.model.schema import Schema
from tamis.model.text import Text

RULE = Rule(
    code="schema.ignored-keyword",
    severity=Severity.WARNING,
    title=Text(fr="Mot-clé du schéma non suivi", en="Keyword of the schema not heeded"),
    message=Text(
        fr="« {keyword} » vaut {value} : il faut {wanted}. Il n'est pas suivi.",
        en="“{keyword}” is {value}: it must be {wanted}. It is not heeded.",
    ),
    why=Text(
        fr="Le verdict ne dit rien de ce que ce mot-clé aurait refusé ou admis.",
        en="The verdict says nothing of what this keyword would have refused or allowed.",
    ),
    repair=Text(
        fr="Corrigez la valeur de ce mot-clé dans le schéma.",
        en="Correct the value of this keyword in the schema.",
    ),
)
#: Beside what a rule of schemas alone says of the same place, this is too much.
QUIET = True
#: How much of a value is shown.
_LONGEST: Final = 60


class _Shape(NamedTuple):
    fits: Callable[[Any], bool]
    wanted: Text


def _is_count(value: Any) -> bool:
    """Return whether a value is read as a number of characters."""
    if isinstance(value, str):
        return value.isdecimal()
    return isinstance(value, int | float) and value >= 0 and value == value // 1


def _is_truth(value: Any) -> bool:
    """Return whether a value is a truth value; “false” in quotes asks for nothing either."""
    return isinstance(value, bool) or value in {"false", ""}


def _are_names(value: Any) -> bool:
    names = value if isinstance(value, list) else [value]
    return all(isinstance(name, str) for name in names)


_LIST: Final = _Shape(lambda value: isinstance(value, list), Text(fr="une liste", en="a list"))
_TEXT: Final = _Shape(lambda value: isinstance(value, str), Text(fr="un texte", en="a text"))
_OBJECT: Final = _Shape(
    lambda value: isinstance(value, Mapping), Text(fr="un objet", en="an object")
)
_COUNT: Final = _Shape(_is_count, Text(fr="un nombre entier", en="a whole number"))
_TRUTH: Final = _Shape(_is_truth, Text(fr="true ou false", en="true or false"))
_NAMES: Final = _Shape(
    _are_names, Text(fr="un nom de champ ou une liste de noms", en="a name of a field, or a list")
)
_OF_TABLE: Final = {
    "missingValues": _LIST,
    "primaryKey": _NAMES,
    "uniqueKeys": _LIST,
    "foreignKeys": _LIST,
}
_OF_FIELD: Final = {
    "constraints": _OBJECT,
    "missingValues": _LIST,
    "trueValues": _LIST,
    "falseValues": _LIST,
    "categories": _LIST,
    "groupChar": _TEXT,
    "decimalChar": _TEXT,
}
_OF_CONSTRAINTS: Final = {
    "required": _TRUTH,
    "unique": _TRUTH,
    "enum": _LIST,
    "pattern": _TEXT,
    "minLength": _COUNT,
    "maxLength": _COUNT,
    "jsonSchema": _OBJECT,
}


@schema_rule
def unenforceable(schema: Schema) -> Iterator[Defect]:
    """Look for keywords of other types than the specification gives them."""
    descriptor = schema.descriptor
    yield from _among(descriptor, _OF_TABLE, "")
    fields = descriptor.get("fields")
    for index, raw in enumerate(fields if isinstance(fields, list) else ()):
        if not isinstance(raw, Mapping):
            continue
        place, name = f"/fields/{index}", str(raw.get("name") or "")
        yield from _among(raw, _OF_FIELD, place, name)
        rules = raw.get("constraints")
        if isinstance(rules, Mapping):
            yield from _among(rules, _OF_CONSTRAINTS, f"{place}/constraints", name)


def _among(
    raw: Mapping[str, Any], shapes: Mapping[str, _Shape], place: str, field: str = ""
) -> Iterator[Defect]:
    for keyword, shape in shapes.items():
        value = raw.get(keyword)
        if value is None or shape.fits(value):
            continue
        params = {"keyword": keyword, "wanted": shape.wanted}
        pointer = place + pointed(keyword)
        yield Defect(field=field, value=_shown(value), params=params, pointer=pointer)


def _shown(value: Any) -> str:
    """Return a value as JSON writes it, short."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
