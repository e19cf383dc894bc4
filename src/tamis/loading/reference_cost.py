"""How many subschemas one value is held against, for references may double from one to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tamis.loading import references
from tamis.loading.bounds import LEVELS, parts
from tamis.model.contract import Contract
from tamis.model.errors import RefusedError
from tamis.model.text import Text

#: Subschemas that one value of a document is held against, at most.
MOST: Final = 100_000
#: References up to which a schema cannot reach that by doubling: nothing is looked up.
_FEW: Final = 16

#: Keywords whose subschemas apply to the same value (JSON Schema 2020-12, section 10.2).
_MANY: Final = ("allOf", "anyOf", "oneOf", "dependentSchemas", "dependencies")
_ONE: Final = ("not", "if", "then", "else")


def ensure_affordable(contract: Contract) -> None:
    """Refuse a JSON Schema whose references multiply beyond `MOST`.

    References are followed as validators follow them: pointers, anchors, documents at hand.

    Raises:
        RefusedError: one value would be held against more subschemas than that.
    """
    documents = (contract.descriptor, *contract.documents.values())
    count = sum("$ref" in part for document in documents for part in _subschemas(document))
    if count <= _FEW:
        return
    resolver = references.registry(contract).resolver(contract.uri)
    costs: dict[int, int] = {}
    for part in _subschemas(contract.descriptor):
        if _cost(part, resolver, costs, frozenset()) > MOST:
            raise RefusedError(
                Text(
                    fr="Le schéma renvoie à lui-même tant de fois qu'une seule valeur demanderait "
                    f"plus de {MOST} vérifications.",
                    en="The schema refers to itself so many times that a single value would take "
                    f"more than {MOST} checks.",
                )
            )


def _subschemas(value: object) -> Iterator[Mapping[str, Any]]:
    stack = [value]
    while stack:
        part = stack.pop()
        if isinstance(part, Mapping):
            yield part
        stack.extend(parts(part))


def _cost(schema: object, resolver: Any, costs: dict[int, int], above: frozenset[int]) -> int:
    """Return how many subschemas one value is held against; a circle counts once.

    Args:
        schema: where to start.
        resolver: looks up the references that stand there.
        costs: those of subschemas met before, by identity.
        above: the subschemas that lead here.
    """
    if not isinstance(schema, Mapping) or id(schema) in above or len(above) > LEVELS:
        return 1
    if id(schema) not in costs:
        inside = above | {id(schema)}
        total = 1
        for part, its_resolver in _in_place(schema, resolver):
            total = min(total + _cost(part, its_resolver, costs, inside), MOST + 1)
        costs[id(schema)] = total
    return costs[id(schema)]


def _in_place(schema: Mapping[str, Any], resolver: Any) -> Iterator[tuple[object, Any]]:
    """Return the subschemas that apply to the same value, each with what looks up in it."""
    from referencing.exceptions import Unresolvable

    for keyword in _MANY:
        yield from ((part, resolver) for part in parts(schema.get(keyword)))
    for keyword in _ONE:
        if keyword in schema:
            yield schema[keyword], resolver
    reference = schema.get("$ref")
    if isinstance(reference, str):
        try:
            target = resolver.lookup(reference)
        except (Unresolvable, ValueError):  # told where the schema is checked
            return
        yield target.contents, target.resolver
