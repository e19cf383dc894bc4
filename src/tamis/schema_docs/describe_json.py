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
    "pattern": Text(fr="Motif", en="Pattern"),
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
    yield from walk.inside(_Place(raw=contract.descriptor, resolver=resolver), "", 0)
    if walk.left <= 0:
        told = Text(
            fr=f"Seuls {_MOST} membres sont montrés.", en=f"Only {_MOST} members are shown."
        )
        yield Member(name="…", description=str(told))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A schema, and who finds what it refers to."""

    raw: Any
    resolver: Any


@dataclass(slots=True)
class _Walk:
    """Goes through schemas, and stops in time."""

    left: int = _MOST
    open: list[int] = field(default_factory=list)

    def inside(self, place: _Place, path: str, depth: int) -> Iterator[Member]:
        """Return what is below a place."""
        merged = list(_merged(place))
        marks = [id(one.raw) for one in merged]
        if depth > _DEEP or any(mark in self.open for mark in marks):
            return
        self.open += marks
        required = {name for one in merged for name in _list(one.raw.get("required"))}
        seen: set[str] = set()
        for one in merged:
            for name, raw in _mapping(one.raw.get("properties")).items():
                if name not in seen and self.left > 0:
                    seen.add(name)
                    inner = _Place(raw=raw, resolver=one.resolver)
                    whole = f"{path}.{name}" if path else str(name)
                    yield self._member(inner, whole, must=name in required)
                    yield from self.inside(inner, whole, depth + 1)
            for key in ("items", "prefixItems"):
                inner_raw = one.raw.get(key)
                if isinstance(inner_raw, Mapping) and self.left > 0:
                    inner = _Place(raw=inner_raw, resolver=one.resolver)
                    yield from self.inside(inner, f"{path}[]", depth + 1)
        del self.open[len(self.open) - len(marks) :]

    def _member(self, place: _Place, name: str, *, must: bool) -> Member:
        self.left -= 1
        merged = [one.raw for one in _merged(place)]
        kinds = dict.fromkeys(kind for raw in merged for kind in _kinds(raw))
        either = f" {Text(fr='ou', en='or')} "
        return Member(
            name=name,
            title=_told(merged, "title"),
            description=_told(merged, "description"),
            required=must,
            kind=either.join(str(_TYPES.get(one, one)) for one in kinds),
            rules=tuple(rule for raw in merged for rule in _rules(raw)),
            example=_example(merged),
        )


def _merged(place: _Place) -> Iterator[_Place]:
    """Return the schemas that bear on a place: itself, what it refers to, what it combines."""
    todo, seen = [(place, 0)], set()
    while todo:
        one, steps = todo.pop(0)
        if not isinstance(one.raw, Mapping) or id(one.raw) in seen or steps > _FOLLOWED:
            continue
        seen.add(id(one.raw))
        yield one
        reference = one.raw.get("$ref")
        if isinstance(reference, str) and (found := _found(one, reference)) is not None:
            todo.append((found, steps + 1))
        for keyword in ("allOf", "anyOf", "oneOf"):
            parts = _list(one.raw.get(keyword))
            todo += [(_Place(raw=raw, resolver=one.resolver), steps + 1) for raw in parts]


def _found(place: _Place, reference: str) -> _Place | None:
    """Return what a reference leads to; None where it leads nowhere that is at hand."""
    from referencing.exceptions import Unresolvable

    try:
        found = place.resolver.lookup(reference)
    except (Unresolvable, ValueError):
        return None
    return _Place(raw=found.contents, resolver=found.resolver)


def _kinds(raw: Mapping[str, Any]) -> list[str]:
    stated = raw.get("type")
    return (
        [str(one) for one in stated]
        if isinstance(stated, list)
        else [str(stated)] * (stated is not None)
    )


def _rules(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    choices = _list(raw.get("enum")) or ([raw["const"]] if "const" in raw else [])
    if choices:
        told = ", ".join(_written(choice) for choice in choices)
        yield str(Text(fr="Valeurs permises", en="Values allowed")), _cut(told)
    for keyword, label in _LIMITS.items():
        if isinstance(raw.get(keyword), str | int | float):
            yield str(label), _cut(str(raw[keyword]))


def _told(merged: list[Mapping[str, Any]], keyword: str) -> str:
    found = (raw[keyword] for raw in merged if isinstance(raw.get(keyword), str))
    return next(found, "")


def _example(merged: list[Mapping[str, Any]]) -> str:
    for raw in merged:
        for one in [
            *_list(raw.get("examples"))[:1],
            *([raw["example"]] if "example" in raw else []),
        ]:
            return _cut(_written(one))
    return ""


def _written(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _cut(told: str) -> str:
    return told if len(told) <= _LONGEST else f"{told[: _LONGEST - 1]}…"


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
