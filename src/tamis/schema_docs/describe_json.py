"""The members of JSON documents as a JSON Schema describes them, within bounds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tamis.loading import references
from tamis.model.contract import Contract
from tamis.model.description import Member
from tamis.model.text import Text
from tamis.values import identifiers

#: Members that are shown, objects inside one another, references followed one after the other.
_MOST: Final = 500
_DEEP: Final = 8
_FOLLOWED: Final = 16
_LONGEST: Final = 300
_TYPES: Final = {
    "string": Text(fr="un texte", en="a text"),
    "integer": Text(fr="un nombre entier", en="a whole number"),
    "number": Text(fr="un nombre", en="a number"),
    "boolean": Text(fr="vrai ou faux", en="true or false"),
    "array": Text(fr="une liste", en="a list"),
    "object": Text(fr="un objet", en="an object"),
    "null": Text(fr="rien (null)", en="nothing (null)"),
}
_LIMITS: Final = {
    "pattern": Text(fr="Forme", en="Form"),
    "format": Text(fr="Format", en="Format"),
    "minimum": Text(fr="Au moins", en="At least"),
    "maximum": Text(fr="Au plus", en="At most"),
    "exclusiveMinimum": Text(fr="Plus que", en="More than"),
    "exclusiveMaximum": Text(fr="Moins que", en="Less than"),
    "minLength": Text(fr="Longueur minimale", en="Minimum length"),
    "maxLength": Text(fr="Longueur maximale", en="Maximum length"),
    "minItems": Text(fr="Nombre minimal", en="Minimum number"),
    "maxItems": Text(fr="Nombre maximal", en="Maximum number"),
}


def members(contract: Contract) -> Iterator[Member]:
    """Return the members of a document, each under the path that leads to it."""
    resolver = references.registry(contract).resolver(contract.uri)
    walk = _Walk()
    yield from walk.inside(_Subschema(raw=contract.descriptor, resolver=resolver), "", 0)
    if walk.remaining <= 0:
        note = Text(
            fr=f"Seuls {_MOST} membres sont montrés.", en=f"Only {_MOST} members are shown."
        )
        yield Member(name="…", description=str(note))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subschema:
    """A schema, and who finds what it refers to."""

    raw: Any
    resolver: Any


@dataclass(slots=True)
class _Walk:
    """Goes through schemas, and stops in time."""

    remaining: int = _MOST
    open_schemas: list[int] = field(default_factory=list)

    def inside(self, subschema: _Subschema, path: str, depth: int) -> Iterator[Member]:
        """Return what is below a place."""
        merged = list(_merged(subschema))
        marks = [id(schema.raw) for schema in merged]
        if depth > _DEEP or any(mark in self.open_schemas for mark in marks):
            return
        self.open_schemas += marks
        required = {name for schema in merged for name in _list(schema.raw.get("required"))}
        seen: set[str] = set()
        for schema in merged:
            for name, raw in _mapping(schema.raw.get("properties")).items():
                if name not in seen and self.remaining > 0:
                    seen.add(name)
                    inner = _Subschema(raw=raw, resolver=schema.resolver)
                    whole = f"{path}.{name}" if path else str(name)
                    yield self._member(inner, whole, must=name in required)
                    yield from self.inside(inner, whole, depth + 1)
            for key in ("items", "prefixItems"):
                inner_raw = schema.raw.get(key)
                if isinstance(inner_raw, Mapping) and self.remaining > 0:
                    inner = _Subschema(raw=inner_raw, resolver=schema.resolver)
                    yield from self.inside(inner, f"{path}[]", depth + 1)
        del self.open_schemas[len(self.open_schemas) - len(marks) :]

    def _member(self, subschema: _Subschema, name: str, *, must: bool) -> Member:
        self.remaining -= 1
        merged = [schema.raw for schema in _merged(subschema)]
        kinds = dict.fromkeys(kind for raw in merged for kind in _kinds(raw))
        either = f" {Text(fr='ou', en='or')} "
        return Member(
            name=name,
            title=_first_text(merged, "title"),
            description=_first_text(merged, "description"),
            required=must,
            kind=either.join(str(_TYPES.get(schema, schema)) for schema in kinds),
            rules=tuple(rule for raw in merged for rule in _rules(raw)),
            example=_example(merged),
        )


def _merged(subschema: _Subschema) -> Iterator[_Subschema]:
    """Return the schemas that bear on a place: itself, what it refers to, what it combines."""
    todo, seen = [(subschema, 0)], set()
    while todo:
        schema, steps = todo.pop(0)
        if not isinstance(schema.raw, Mapping) or id(schema.raw) in seen or steps > _FOLLOWED:
            continue
        seen.add(id(schema.raw))
        yield schema
        reference = schema.raw.get("$ref")
        if isinstance(reference, str) and (target := _resolved(schema, reference)) is not None:
            todo.append((target, steps + 1))
        for keyword in ("allOf", "anyOf", "oneOf"):
            parts = _list(schema.raw.get(keyword))
            todo += [(_Subschema(raw=raw, resolver=schema.resolver), steps + 1) for raw in parts]


def _resolved(subschema: _Subschema, reference: str) -> _Subschema | None:
    """Return what a reference leads to; None where it leads nowhere that is at hand."""
    from referencing.exceptions import Unresolvable

    try:
        target = subschema.resolver.lookup(reference)
    except (Unresolvable, ValueError):
        return None
    return _Subschema(raw=target.contents, resolver=target.resolver)


def _kinds(raw: Mapping[str, Any]) -> list[str]:
    stated = raw.get("type")
    return (
        [str(kind) for kind in stated]
        if isinstance(stated, list)
        else [str(stated)] * (stated is not None)
    )


def _rules(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    choices = _list(raw.get("enum")) or ([raw["const"]] if "const" in raw else [])
    if choices:
        values = ", ".join(_written(choice) for choice in choices)
        yield str(Text(fr="Valeurs permises", en="Values allowed")), _cut(values)
    for keyword, label in _LIMITS.items():
        value = raw.get(keyword)
        if keyword == "pattern" and isinstance(value, str):
            yield str(label), _cut(str(identifiers.form(value, _example([raw]))))
        elif isinstance(value, str | int | float):
            yield str(label), _cut(str(value))


def _first_text(merged: list[Mapping[str, Any]], keyword: str) -> str:
    texts = (raw[keyword] for raw in merged if isinstance(raw.get(keyword), str))
    return next(texts, "")


def _example(merged: list[Mapping[str, Any]]) -> str:
    for raw in merged:
        for example in [
            *_list(raw.get("examples"))[:1],
            *([raw["example"]] if "example" in raw else []),
        ]:
            return _cut(_written(example))
    return ""


def _written(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
