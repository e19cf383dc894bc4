"""A schema of any kind, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tamis import values
from tamis.checks import listed
from tamis.model.address import redact
from tamis.model.contract import Contract
from tamis.model.description import Description, Member, Part
from tamis.model.other_schema import OtherSchema
from tamis.model.package import Package
from tamis.model.schema import Field, Schema
from tamis.model.text import Text
from tamis.render.words import colon
from tamis.schema_docs.describe_json import members
from tamis.values import identifiers

_ONLY_TOLD: Final = Text(
    fr="Ce schéma n'existe sous aucune forme qu'un logiciel sache appliquer : le catalogue n'en a "
    "que la description.",
    en="This schema exists in no form that software can apply: the catalogue only has its "
    "description.",
)
#: Patterns of French identifiers as published schemas write them, in words.
_MOST: Final = 60


def describe(schema: Schema | Package | Contract | OtherSchema) -> Description:
    """Return what a schema asks for."""
    raw = schema.descriptor if not isinstance(schema, OtherSchema) else {}
    name = schema.name or redact(schema.path)
    command = f"tamis validate {_file(schema)} -s {name}" if _file(schema) else ""
    return Description(
        name=name,
        title=schema.title or name,
        description=schema.description,
        facts=tuple(_facts(schema, raw)),
        parts=tuple(_parts(schema)),
        usage=command,
        remark=str(_ONLY_TOLD) if isinstance(schema, OtherSchema) else "",
    )


def _file(schema: object) -> str:
    """Return how the file that one would check is called; "" where there is none."""
    names = {
        Schema: Text(fr="fichier.csv", en="file.csv"),
        Contract: Text(fr="fichier.json", en="file.json"),
    }
    if isinstance(schema, Package):
        return "datapackage.json"
    return str(names[type(schema)]) if type(schema) in names else ""


def _facts(schema: Any, raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if schema.version:
        yield "Version", str(schema.version)
    if isinstance(schema, Contract):
        yield "JSON Schema", schema.dialect
    for keyword, label in (
        ("created", Text(fr="Créé le", en="Created")),
        ("lastModified", Text(fr="Modifié le", en="Last modified")),
        ("homepage", Text(fr="Page", en="Home page")),
    ):
        value = raw.get(keyword) or getattr(schema, keyword, "")
        if isinstance(value, str) and value:
            yield str(label), value
    for keyword, label, named in (
        ("licenses", Text(fr="Licence", en="Licence"), ("title", "name")),
        ("contributors", Text(fr="Contributeurs", en="Contributors"), ("title",)),
        ("resources", Text(fr="Exemples", en="Examples"), ("path",)),
    ):
        if keyword == "resources" and isinstance(schema, Package):
            continue
        items = raw.get(keyword)
        names = [_first(name, named) for name in items] if isinstance(items, list) else []
        if value := ", ".join(name for name in names if name):
            yield str(label), value
    if isinstance(schema, OtherSchema) and schema.tool:
        yield str(Text(fr="Outil", en="Tool")), schema.tool


def _first(raw: object, names: tuple[str, ...]) -> str:
    if not isinstance(raw, Mapping):
        return ""
    return next((str(raw[name]) for name in names if isinstance(raw.get(name), str)), "")


def _parts(schema: Schema | Package | Contract | OtherSchema) -> Iterator[Part]:
    if isinstance(schema, Schema):
        yield _table(schema, schema.name)
    elif isinstance(schema, Contract):
        yield Part(name=schema.name, members=tuple(members(schema)))
    elif isinstance(schema, Package):
        for resource in schema.resources:
            part = (
                _table(resource.schema, resource.name)
                if resource.schema
                else Part(name=resource.name)
            )
            yield Part(
                name=resource.name,
                title=resource.title or part.title,
                description=resource.description or part.description,
                members=part.members,
                notes=part.notes,
            )


def _table(schema: Schema, name: str) -> Part:
    described = tuple(map(_member, schema.fields))
    return Part(name=name, members=described, notes=tuple(_notes(schema)), title=schema.title)


def _member(field: Field) -> Member:
    limits = field.constraints
    kind = (
        Text(fr="un choix", en="a choice")
        if limits.enum
        else values.type_module(field).expected(field)
    )
    example = "" if field.example is None else values.descriptor_text(field.example, field)
    return Member(
        name=field.name,
        title=field.title,
        description=field.description,
        required=field.required,
        kind=str(kind),
        rules=tuple(_rules(field)),
        example=example,
    )


def _rules(field: Field) -> Iterator[tuple[str, str]]:
    limits = field.constraints
    if limits.enum:
        choices = listed(limits.enum, most=_MOST)
        yield str(Text(fr="Valeurs permises", en="Values allowed")), str(choices)
    if limits.pattern:
        example = "" if field.example is None else values.descriptor_text(field.example, field)
        form = identifiers.form(limits.pattern, example)
        yield str(Text(fr="Forme", en="Form")), str(form)
    for label, bound in (
        (Text(fr="Au moins", en="At least"), limits.minimum),
        (Text(fr="Au plus", en="At most"), limits.maximum),
        (Text(fr="Plus que", en="More than"), limits.exclusive_minimum),
        (Text(fr="Moins que", en="Less than"), limits.exclusive_maximum),
        (Text(fr="Longueur minimale", en="Minimum length"), limits.min_length),
        (Text(fr="Longueur maximale", en="Maximum length"), limits.max_length),
    ):
        if bound is not None:
            yield str(label), values.descriptor_text(bound, field)
    if limits.unique:
        yield (
            str(Text(fr="Unique", en="Unique")),
            str(Text(fr="aucune valeur deux fois", en="no value twice")),
        )


def _notes(schema: Schema) -> Iterator[str]:
    if schema.primary_key:
        names = ", ".join(schema.primary_key)
        yield f"{Text(fr='Clé primaire', en='Primary key')}{colon()}{names}."
    for key in schema.unique_keys:
        yield f"{Text(fr='Ensemble unique', en='Unique together')}{colon()}{', '.join(key)}."
    for link in schema.foreign_keys:
        where = link.resource or str(Text(fr="cette table", en="this table"))
        targets = ", ".join(link.reference_fields)
        phrase = Text(fr="doit se trouver dans", en="must be found in")
        yield f"{', '.join(link.fields)} {phrase} {where} ({targets})."
    for check in schema.custom_checks:
        params = ", ".join(f"{name} = {_joined(item)}" for name, item in check.params.items())
        label = Text(fr="Contrôle", en="Check")
        yield f"{label}{colon()}{check.name}{f' ({params})' if params else ''}."


def _joined(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
