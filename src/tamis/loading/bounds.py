"""How large a descriptor may be: aliases of YAML and references multiply a few bytes.

Nothing here is about what a descriptor says; beyond these bounds nobody could apply it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tamis.model.errors import RefusedError
from tamis.model.text import Text

#: Values of a descriptor, those that YAML repeats counted each time.
VALUES: Final = 2_000_000
#: Levels of a descriptor.
LEVELS: Final = 200
#: Fields of a table.
FIELDS: Final = 10_000
#: Subschemas that one value of a document is held against, references followed.
SUBSCHEMAS: Final = 100_000

#: Keywords of JSON Schema that apply to the same value (2020-12, section 10.2).
_IN_PLACE: Final = ("allOf", "anyOf", "oneOf")
_IN_PLACE_ONE: Final = ("not", "if", "then", "else")


def ensure_bounded(descriptor: object, name: str) -> None:
    """Refuse a descriptor of too many values or levels, or that holds itself.

    Raises:
        RefusedError: it does; `name` is what the sentence calls it.
    """
    level, values = [descriptor], 0
    for _ in range(LEVELS):
        level = [part for value in level for part in _parts(value)]
        values += len(level)
        if not level:
            return
        if values > VALUES:
            break
    raise RefusedError(
        Text(
            fr=f"Le schéma « {name} » a plus de {VALUES} valeurs ou de {LEVELS} niveaux.",
            en=f"The schema “{name}” has more than {VALUES} values or {LEVELS} levels.",
        ),
        Text(
            fr="Il se contient peut-être lui-même (alias YAML).",
            en="It may contain itself (a YAML alias).",
        ),
    )


def ensure_fields(count: int) -> None:
    """Refuse a table of more fields than `FIELDS`.

    Raises:
        RefusedError: it has more.
    """
    if count > FIELDS:
        raise RefusedError(
            Text(
                fr=f"Le schéma a {count} champs, au-delà de la limite de {FIELDS}.",
                en=f"The schema has {count} fields, beyond the limit of {FIELDS}.",
            )
        )


def ensure_affordable(schema: Mapping[str, Any]) -> None:
    """Refuse a JSON Schema whose references multiply beyond `SUBSCHEMAS`.

    Raises:
        RefusedError: one value would be held against more subschemas than that.
    """
    costs: dict[int, int] = {}
    for part in _subschemas(schema):
        if _cost(part, schema, costs, frozenset()) > SUBSCHEMAS:
            raise RefusedError(
                Text(
                    fr="Le schéma renvoie à lui-même tant de fois qu'une seule valeur demanderait "
                    f"plus de {SUBSCHEMAS} vérifications.",
                    en="The schema refers to itself so many times that a single value would take "
                    f"more than {SUBSCHEMAS} checks.",
                )
            )


def _parts(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _subschemas(value: object) -> Iterator[Mapping[str, Any]]:
    stack = [value]
    while stack:
        part = stack.pop()
        if isinstance(part, Mapping):
            yield part
        stack.extend(_parts(part))


def _cost(
    schema: object, root: Mapping[str, Any], costs: dict[int, int], above: frozenset[int]
) -> int:
    """Return how many subschemas one value is held against; a circle counts once."""
    if not isinstance(schema, Mapping) or id(schema) in above or len(above) > LEVELS:
        return 1
    if id(schema) not in costs:
        inside = above | {id(schema)}
        total = 1
        for part in _in_place(schema, root):
            total = min(total + _cost(part, root, costs, inside), SUBSCHEMAS + 1)
        costs[id(schema)] = total
    return costs[id(schema)]


def _in_place(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[object]:
    """Return the subschemas that apply to the same value as `schema`."""
    for keyword in _IN_PLACE:
        yield from _parts(schema.get(keyword))
    for keyword in _IN_PLACE_ONE:
        if keyword in schema:
            yield schema[keyword]
    for keyword in ("dependentSchemas", "dependencies"):
        yield from _parts(schema.get(keyword))
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith("#"):
        yield _resolved(reference, root)


def _resolved(reference: str, root: Mapping[str, Any]) -> object:
    """Return what a JSON Pointer of the same document leads to (RFC 6901); None elsewhere."""
    value: object = root
    for token in reference.removeprefix("#").split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, Mapping) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value
