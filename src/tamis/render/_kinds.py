"""Schemas that are not of one table, in lines that a person reads."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tamis.model.contract import Contract
from tamis.model.other import OtherSchema
from tamis.model.package import Package, Resource
from tamis.model.text import Text
from tamis.render._shown import escaped
from tamis.render._words import colon, counted

_ONLY_TOLD: Final = Text(
    fr="Ce schéma n'existe sous aucune forme qu'un logiciel sache appliquer : "
    "le catalogue n'en a que la description.",
    en="This schema exists in no form that software can apply: "
    "the catalogue only has its description.",
)
_TYPES: Final = {
    "string": Text(fr="texte", en="text"),
    "integer": Text(fr="nombre entier", en="whole number"),
    "number": Text(fr="nombre", en="number"),
    "boolean": Text(fr="vrai ou faux", en="true or false"),
    "array": Text(fr="liste", en="list"),
    "object": Text(fr="objet", en="object"),
    "null": Text(fr="rien (null)", en="nothing (null)"),
}


def lines(schema: Package | Contract | OtherSchema, width: int) -> Iterator[str]:
    """Return what a schema describes, in lines of `width` columns; what it says is escaped."""
    yield escaped(f"{schema.name or schema.path} {schema.version}".strip())
    if isinstance(schema, Contract):
        yield escaped(f"JSON Schema · {schema.dialect}")
    for told in (schema.title, schema.description):
        yield from _wrapped(told, width)
    if isinstance(schema, Package):
        for at, resource in enumerate(schema.resources, start=1):
            yield from _resource(at, resource, schema, width)
    elif isinstance(schema, Contract):
        yield from _members(schema.descriptor, width)
    else:
        yield from _other(schema, width)


def _resource(at: int, resource: Resource, package: Package, width: int) -> Iterator[str]:
    yield ""
    held = resource.schema
    size = counted(len(held.fields), "champ", "champs", "field", "fields") if held else ""
    yield escaped(f"{at:>3}. {resource.name}" + (f" · {size}" if size else ""))
    yield from _wrapped(resource.title, width, "     ")
    yield from _wrapped(resource.description, width, "     ")
    if held:
        yield escaped(f"     → tamis schema show {package.name or package.path}#{resource.name}")


def _members(descriptor: Mapping[str, Any], width: int) -> Iterator[str]:
    members = descriptor.get("properties")
    required = descriptor.get("required")
    must = required if isinstance(required, list) else []
    for name, member in members.items() if isinstance(members, Mapping) else ():
        yield ""
        told = member if isinstance(member, Mapping) else {}
        parts = [name, _type(told.get("type")), _must() if name in must else ""]
        yield escaped("  " + " · ".join(part for part in parts if part))
        yield from _wrapped(str(told.get("title") or ""), width, "     ")
        yield from _wrapped(str(told.get("description") or ""), width, "     ")


def _type(stated: object) -> str:
    named = stated if isinstance(stated, list) else [stated] if stated else []
    return f" {Text(fr='ou', en='or')} ".join(str(_TYPES.get(str(one), one)) for one in named)


def _must() -> str:
    return str(Text(fr="obligatoire", en="required"))


def _other(schema: OtherSchema, width: int) -> Iterator[str]:
    yield ""
    yield from textwrap.wrap(str(_ONLY_TOLD), width)
    if schema.homepage:
        yield escaped(f"{Text(fr='Décrit ici', en='Described at')}{colon()}{schema.homepage}")
    if schema.tool:
        yield escaped(f"{Text(fr='Outil', en='Tool')}{colon()}{schema.tool}")


def _wrapped(told: str, width: int, indent: str = "") -> Iterator[str]:
    for line in textwrap.wrap(told, width, initial_indent=indent, subsequent_indent=indent):
        yield escaped(line)
