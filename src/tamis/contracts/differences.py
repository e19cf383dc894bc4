"""What parts two JSON Schemas, seen by who reads answers and by who writes them.

A consumer is broken where an answer under the newer schema may be what none was under the older
one: a member gone or no longer always there, another type, a value beyond the list. A producer is
broken where what conformed no longer does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tamis.contracts.record_lines import pointer
from tamis.contracts.shapes import Shape
from tamis.loading import references
from tamis.model.contract import Contract

#: References lead in circles; documents are not deeper.
_DEEP: Final = 20
#: Keywords that narrow as they grow, and those that do as they shrink.
_LEAST: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_MOST: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
#: Keywords that narrow as soon as they are there.
_ANY: Final = ("format", "pattern", "multipleOf", "uniqueItems")
#: Keywords under which a change cannot be weighed: both sides are held to be broken.
_FORMS: Final = ("anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas",
                 "dependentRequired", "patternProperties", "propertyNames", "contains")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractChange:
    """One change between two JSON Schemas.

    Attributes:
        pointer: the place in a document, ``*`` for any item.
        keyword: what changed: “member”, “type” or a keyword of JSON Schema.
        before, after: what stood there and what stands there; None for nothing.
        breaks_consumer, breaks_producer: whom it may break.
    """

    pointer: str
    keyword: str
    before: Any = None
    after: Any = None
    breaks_consumer: bool = False
    breaks_producer: bool = False


def differences(before: Contract, after: Contract) -> list[ContractChange]:
    """Return every change from one contract to another, outermost first."""
    return list(_Comparison().places(_Side.of(before), _Side.of(after), ()))


@dataclass(frozen=True, slots=True)
class _Side:
    """One schema at one place: its shape, and the keywords that hold there without condition."""

    shape: Shape
    keywords: Mapping[str, Any]
    schemas: list[tuple[Any, Any]]

    @classmethod
    def of(cls, contract: Contract) -> _Side:
        resolver = references.registry(contract).resolver(contract.uri)
        return cls.at([(contract.descriptor, resolver)])

    @classmethod
    def at(cls, schemas: list[tuple[Any, Any]]) -> _Side:
        return cls(Shape(schemas), _conjoined(schemas), schemas)


def _conjoined(schemas: list[tuple[Any, Any]]) -> dict[str, Any]:
    """Return the keywords that bear on a value whatever it is; members required by any of them."""
    keywords: dict[str, Any] = {}
    todo, seen = list(schemas), set[int]()
    while todo:
        schema, resolver = todo.pop()
        if not isinstance(schema, Mapping) or id(schema) in seen:
            continue
        seen.add(id(schema))
        required = [*keywords.get("required", []), *schema.get("required", [])]
        keywords = {**schema, **keywords, "required": sorted(set(required))}
        if isinstance(schema.get("$ref"), str):
            target = resolver.lookup(schema["$ref"])
            todo.append((target.contents, target.resolver))
        todo += [(part, resolver) for part in schema.get("allOf", ())]
    return keywords


class _Comparison:
    """Walks two schemas side by side; each pair of schemas once on the way down."""

    def __init__(self) -> None:
        self._pairs: set[tuple[int, ...]] = set()

    def places(self, old: _Side, new: _Side, place: tuple[str, ...]) -> Iterator[ContractChange]:
        """Return the changes at a place and below it."""
        pair = tuple(id(schema) for schema, _ in (*old.schemas, *new.schemas))
        if len(place) > _DEEP or (pair in self._pairs and len(place) > 1):
            return
        self._pairs.add(pair)
        where = pointer(*place)
        yield from _types(old.shape, new.shape, where)
        yield from _values(old.keywords, new.keywords, where)
        yield from _bounds(old.keywords, new.keywords, where)
        yield from _forms(old, new, where)
        yield from self._members(old, new, place)
        inner = _items(old.shape), _items(new.shape)
        if inner[0] is not None and inner[1] is not None:
            yield from self.places(inner[0], inner[1], (*place, "*"))

    def _members(self, old: _Side, new: _Side, place: tuple[str, ...]) -> Iterator[ContractChange]:
        needed = set(old.keywords.get("required", ())), set(new.keywords.get("required", ()))
        is_closed = (old.keywords.get("additionalProperties") is False,
                     new.keywords.get("additionalProperties") is False)  # fmt: skip
        for name in dict.fromkeys((*old.shape.members, *new.shape.members)):
            where = pointer(*place, name)
            if name not in new.shape.members:
                yield ContractChange(
                    pointer=where,
                    keyword="member",
                    before=name,
                    breaks_consumer=True,
                    breaks_producer=is_closed[1],
                )
            elif name not in old.shape.members:
                yield ContractChange(pointer=where, keyword="member", after=name,
                                     breaks_consumer=is_closed[0],
                                     breaks_producer=name in needed[1])  # fmt: skip
            else:
                was, is_ = name in needed[0], name in needed[1]
                if was != is_:
                    yield ContractChange(pointer=where, keyword="required", before=was, after=is_,
                                         breaks_consumer=was, breaks_producer=is_)  # fmt: skip
                inner = _member(old.shape, name), _member(new.shape, name)
                yield from self.places(*inner, (*place, name))
        if is_closed[0] != is_closed[1]:
            yield ContractChange(
                pointer=pointer(*place),
                keyword="additionalProperties",
                before=not is_closed[0],
                after=not is_closed[1],
                breaks_consumer=is_closed[0],
                breaks_producer=is_closed[1],
            )


def _member(shape: Shape, name: str) -> _Side:
    return _Side.at(shape.schemas_of(name))


def _items(shape: Shape) -> _Side | None:
    return _Side.at(shape.schemas_of(None)) if shape.items() else None


def _types(old: Shape, new: Shape, where: str) -> Iterator[ContractChange]:
    if old.types != new.types:
        yield ContractChange(
            pointer=where,
            keyword="type",
            before=sorted(old.types),
            after=sorted(new.types),
            breaks_consumer=not new.types <= old.types,
            breaks_producer=not old.types <= new.types,
        )


def _values(old: Mapping[str, Any], new: Mapping[str, Any], where: str) -> Iterator[ContractChange]:
    """Compare the lists of values (enum, const); a schema without one takes any."""
    before, after = _choices(old), _choices(new)
    if before == after:
        return
    gone = before is not None and (after is None or not set(after) <= set(before))
    lost = after is not None and (before is None or not set(before) <= set(after))
    yield ContractChange(
        pointer=where,
        keyword="enum",
        before=None if before is None else [json.loads(text) for text in before],
        after=None if after is None else [json.loads(text) for text in after],
        breaks_consumer=gone,
        breaks_producer=lost,
    )


def _choices(keywords: Mapping[str, Any]) -> list[str] | None:
    values = [keywords["const"]] if "const" in keywords else keywords.get("enum")
    if not isinstance(values, list):
        return None
    return sorted(json.dumps(value, ensure_ascii=False, sort_keys=True) for value in values)


def _bounds(old: Mapping[str, Any], new: Mapping[str, Any], where: str) -> Iterator[ContractChange]:
    for keyword in (*_LEAST, *_MOST, *_ANY):
        before, after = old.get(keyword), new.get(keyword)
        if before == after:
            continue
        is_wider = before is not None and (after is None or _is_beyond(keyword, before, after))
        is_narrower = after is not None and (before is None or _is_beyond(keyword, after, before))
        yield ContractChange(pointer=where, keyword=keyword, before=before, after=after,
                             breaks_consumer=is_wider, breaks_producer=is_narrower)  # fmt: skip


def _is_beyond(keyword: str, bound: Any, other: Any) -> bool:
    """Whether a value of a keyword lets through what another one does not."""
    try:
        if keyword in _LEAST:
            return bool(other < bound)
        if keyword in _MOST:
            return bool(other > bound)
    except TypeError:
        return True
    return True


def _forms(old: _Side, new: _Side, where: str) -> Iterator[ContractChange]:
    for keyword in _FORMS:
        before, after = _written(old, keyword), _written(new, keyword)
        if before != after:
            yield ContractChange(pointer=where, keyword=keyword, before=before, after=after,
                                 breaks_consumer=True, breaks_producer=True)  # fmt: skip


def _written(side: _Side, keyword: str) -> str | None:
    """Return a keyword as it is written, what says nothing of values left out."""
    value = side.keywords.get(keyword)
    return None if value is None else json.dumps(_bare(value), ensure_ascii=False, sort_keys=True)


def _bare(value: Any) -> Any:
    if isinstance(value, Mapping):
        silent = ("title", "description", "$comment", "examples", "default")
        return {key: _bare(part) for key, part in value.items() if key not in silent}
    return [_bare(part) for part in value] if isinstance(value, list) else value
