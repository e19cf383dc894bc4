"""What a contract says of each place of a document: the members there, and their types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tamis.contracts.keywords import matches
from tamis.contracts.unknown_members import applying
from tamis.loading import references
from tamis.model.contract import Contract

ANY: Final = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
#: References may lead back to where they start.
_DEEP: Final = 12

Schemas = list[tuple[Any, Any]]


def type_of(value: Any) -> str:
    """Return the type of a value, as JSON Schema calls it.

    >>> [type_of(value) for value in (True, 1, 1.0, 1.5, None, "a", [], {})]
    ['boolean', 'integer', 'integer', 'number', 'null', 'string', 'array', 'object']
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if value == int(value) else "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


class Shape:
    """What the schemas that bear on one place say of it.

    Attributes:
        types: the types that a value may have there.
        is_open: whether other members may stand there without being described one by one.
    """

    def __init__(self, schemas: Schemas) -> None:
        self.types = _all_of([_types(schema, resolver, _DEEP) for schema, resolver in schemas])
        self._members: dict[str, Schemas] = {}
        self._patterns: dict[str, Schemas] = {}
        self._rest: Schemas = []
        self._items: Schemas = []
        self._shapes: dict[str | None, Shape] = {}
        for schema, resolver in applying(schemas):
            self._take(schema, resolver)
        self.is_open = bool(self._rest or self._patterns) or not self._members

    @classmethod
    def of(cls, contract: Contract) -> Shape:
        """Return what a contract says of the whole document."""
        resolver = references.registry(contract).resolver(contract.uri)
        return cls([(contract.descriptor, resolver)])

    def _take(self, schema: Mapping[str, Any], resolver: Any) -> None:
        for name, inner in schema.get("properties", {}).items():
            self._members.setdefault(name, []).append((inner, resolver))
        for pattern, inner in schema.get("patternProperties", {}).items():
            self._patterns.setdefault(pattern, []).append((inner, resolver))
        rest = schema.get("additionalProperties")
        if isinstance(rest, Mapping):
            self._rest.append((rest, resolver))
        items = schema.get("items")
        listed = [*(items if isinstance(items, list) else [items]), *schema.get("prefixItems", ())]
        self._items += [(inner, resolver) for inner in listed if isinstance(inner, Mapping)]

    @property
    def members(self) -> tuple[str, ...]:
        """The members that are described by name."""
        return tuple(self._members)

    def member(self, name: str) -> Shape | None:
        """Return what is said of a member; None where nothing is."""
        if name in self._members:
            return self._shape(name, self._members[name])
        for pattern, schemas in self._patterns.items():
            if matches(pattern, name):
                return Shape(schemas)
        return self._shape("*", self._rest) if self._rest else None

    def items(self) -> Shape | None:
        """Return what is said of the items of a list; None where nothing is."""
        return self._shape(None, self._items) if self._items else None

    def schemas_of(self, name: str | None) -> Schemas:
        """Return the schemas that bear on a member, or on the items of a list (None)."""
        return self._items if name is None else self._members[name]

    def _shape(self, name: str | None, schemas: Schemas) -> Shape:
        if name not in self._shapes:
            self._shapes[name] = Shape(schemas)
        return self._shapes[name]


def _all_of(parts: list[frozenset[str]]) -> frozenset[str]:
    types = ANY
    for part in parts:
        types &= part
    return types


def _types(schema: Any, resolver: Any, depth: int) -> frozenset[str]:
    """Return the types that a schema takes; a whole number is a number too."""
    if not isinstance(schema, Mapping) or not depth:
        return frozenset() if schema is False else ANY
    parts = [_own_types(schema)]
    reference = schema.get("$ref")
    if isinstance(reference, str):
        target = resolver.lookup(reference)
        parts.append(_types(target.contents, target.resolver, depth - 1))
    parts += [_types(part, resolver, depth - 1) for part in schema.get("allOf", ())]
    for keyword in ("anyOf", "oneOf"):
        forms = [_types(part, resolver, depth - 1) for part in schema.get(keyword, ())]
        if forms:
            parts.append(frozenset().union(*forms))
    return _all_of(parts)


def _own_types(schema: Mapping[str, Any]) -> frozenset[str]:
    wanted = schema.get("type")
    if wanted is None:
        choices = schema.get("enum", [schema["const"]] if "const" in schema else None)
        return ANY if choices is None else frozenset(type_of(choice) for choice in choices)
    types = frozenset([wanted] if isinstance(wanted, str) else wanted)
    return types | {"integer"} if "number" in types else types
