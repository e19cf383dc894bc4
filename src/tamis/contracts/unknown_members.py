"""Members that a contract does not describe. It allows them; they are worth knowing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tamis.contracts.explain import Fault
from tamis.contracts.keywords import matches, shown
from tamis.loading import references
from tamis.model.contract import Contract

#: Beyond so many unknown members in one place, they are keys of a dictionary, not members.
_DICTIONARY: Final = 50
#: Names of one place that are held at a time.
_KEYS: Final = 10_000
_BRANCHES: Final = ("allOf", "anyOf", "oneOf")
_ASIDE: Final = ("if", "then", "else")


class UnknownMembers:
    """Tells each member that a contract does not describe, once, where it is first met.

    A member is described as soon as one of the forms that a value may have names it.
    """

    def __init__(self, contract: Contract) -> None:
        resolver = references.registry(contract).resolver(contract.uri)
        self._root = _Node([(contract.descriptor, resolver)])

    def first_met(self, value: Any, path: tuple[str, ...] | None = None) -> Iterator[Fault]:
        """Return the unknown members of a value that were not met before.

        Args:
            value: a document, or a record of one.
            path: the members that lead to the list of records, for a record.
        """
        node = self._root if path is None else self._root.items_at(path)
        for place, member in node.unknown(value):
            yield Fault(code="api.unknown-member", path=place, value=shown(member, 80), params={})


class _Node:
    """What the schemas that bear on one place say of the members there."""

    def __init__(self, schemas: list[tuple[Any, Any]]) -> None:
        self._names: dict[str, list[tuple[Any, Any]]] = {}
        self._patterns: dict[str, list[tuple[Any, Any]]] = {}
        self._rest: list[tuple[Any, Any]] = []
        self._items: list[tuple[Any, Any]] = []
        self._is_closed = False
        self._children: dict[str, _Node | None] = {}
        self._item: _Node | None = None
        self._other: _Node | None = None
        self._met: set[str] = set()
        #: Members that are described and under which nothing can be unknown.
        self._plain: set[str] = set()
        for schema, resolver in applying(schemas):
            self._take(schema, resolver)
        self.inert = self._is_inert()

    def _take(self, schema: Mapping[str, Any], resolver: Any) -> None:
        for name, inner in schema.get("properties", {}).items():
            self._names.setdefault(name, []).append((inner, resolver))
        for pattern, inner in schema.get("patternProperties", {}).items():
            self._patterns.setdefault(pattern, []).append((inner, resolver))
        for keyword in ("additionalProperties", "unevaluatedProperties"):
            rest = schema.get(keyword)
            self._is_closed |= rest is not None
            if isinstance(rest, Mapping):
                self._rest.append((rest, resolver))
        items = schema.get("items")
        listed = items if isinstance(items, list) else [items]
        self._items += [
            (item, resolver)
            for item in [*listed, *schema.get("prefixItems", [])]
            if isinstance(item, Mapping)
        ]

    def unknown(self, value: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
        """Return the path and the value of each unknown member, the first time it is met."""
        if isinstance(value, dict):
            yield from self._among(value)
        elif isinstance(value, list) and self._items and not self.item.inert:
            for at, member in enumerate(value):
                for path, inner in self.item.unknown(member):
                    yield (at, *path), inner

    @property
    def item(self) -> _Node:
        """What is said of the items of a list."""
        if self._item is None:
            self._item = _Node(self._items)
        return self._item

    def items_at(self, path: tuple[str, ...]) -> _Node:
        """Return what is said of the items of the list that members lead to."""
        node: _Node | None = self
        for name in path:
            node = node.child(name) if node is not None else None
        return (node or self).item

    def child(self, name: str) -> _Node | None:
        """Return what is said of a member; None where nothing is."""
        if name not in self._children:
            if len(self._children) > _KEYS:
                self._children.clear()
            self._children[name] = self._child(name)
        return self._children[name]

    def _among(self, members: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
        plain = self._plain
        for name, member in members.items():
            if name in plain:
                continue
            child = self.child(name)
            if child is None:
                if self._is_new(name):
                    yield (name,), member
            elif child.inert and len(plain) < _KEYS:
                plain.add(name)
            elif isinstance(member, dict | list):
                for path, inner in child.unknown(member):
                    yield (name, *path), inner

    def _is_inert(self) -> bool:
        """Whether nothing below can be unknown."""
        return not (self._names or self._patterns or self._rest or self._nested())

    def _nested(self) -> bool:
        return any(isinstance(item, Mapping) and _speaks(item) for item, _ in self._items)

    def _is_new(self, name: str) -> bool:
        if not self._names or self._is_closed or len(self._met) >= _DICTIONARY:
            return False
        if name in self._met:
            return False
        self._met.add(name)
        return True

    def _child(self, name: str) -> _Node | None:
        schemas = list(self._names.get(name, ()))
        for pattern, inner in self._patterns.items():
            if matches(pattern, name):
                schemas += inner
        if schemas:
            return _Node(schemas)
        if self._rest and self._other is None:
            self._other = _Node(self._rest)
        return self._other


def _speaks(schema: Mapping[str, Any]) -> bool:
    """Whether a schema of items may name members somewhere below."""
    return bool(re.search(r"'(properties|\$ref|patternProperties)'", str(schema)))


def applying(schemas: list[tuple[Any, Any]]) -> Iterator[tuple[Mapping[str, Any], Any]]:
    """Return every schema that bears on the same value: referred to, combined, conditional."""
    todo = list(schemas)
    seen: set[int] = set()
    while todo:
        schema, resolver = todo.pop()
        if not isinstance(schema, Mapping) or id(schema) in seen:
            continue
        seen.add(id(schema))
        yield schema, resolver
        for keyword in ("$ref", "$dynamicRef"):
            if isinstance(schema.get(keyword), str):
                target = resolver.lookup(schema[keyword])
                todo.append((target.contents, target.resolver))
        for keyword in _BRANCHES:
            todo += [(part, resolver) for part in schema.get(keyword, ())]
        todo += [(schema[keyword], resolver) for keyword in _ASIDE if keyword in schema]
        todo += [(part, resolver) for part in schema.get("dependentSchemas", {}).values()]
