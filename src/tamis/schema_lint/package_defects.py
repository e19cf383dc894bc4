"""The faults of a package as a whole: names, keys between tables, what frictionless refuses."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from tamis.checks.contract import Defect
from tamis.checks.rules import schema_bad_foreign_key
from tamis.loading.documents import RepeatedKeywords
from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.package import Package
from tamis.model.schema import Schema
from tamis.model.text import Text

_DUPLICATE, _KEY, _PACKAGE = (
    "schema.duplicate-resource",
    "schema.bad-foreign-key",
    "schema.bad-package",
)
#: The profile of Table Schemas in version 2 of the specification.
_VERSION_2: Final = "https://datapackage.org/profiles/2.0/tableschema.json"
#: Keywords that frictionless would follow to other files, or that it reads otherwise.
_ASIDE: Final = frozenset({"$schema", "profile"})
#: Faults that another rule tells.
_KNOWN: Final = lazy_pattern("^foreign key|names of the resources are not unique")
#: What frictionless says, and our words for it.
_WORDS: Final = (
    (
        lazy_pattern(r'one of the properties "path" or "data" is required'),
        "une ressource n'a ni « path » ni « data »",
        "a resource has neither “path” nor “data”",
    ),
    (
        lazy_pattern(r"^'(?P<a>[^']+)' is a required property"),
        "il manque « {a} »",
        "“{a}” is missing",
    ),
    (
        lazy_pattern(r'^path "(?P<a>.+)" is not safe'),
        "le chemin « {a} » sort du dossier du paquet",
        "the path “{a}” leads out of the folder of the package",
    ),
    (
        lazy_pattern(r"^(?P<a>.+) is not of type '(?P<b>\w+)' at property '(?P<c>[^']+)'"),
        "« {c} » vaut {a}, ce qui n'est pas du type {b}",
        "“{c}” is {a}, which is not of type {b}",
    ),
)


def package_defects(package: Package) -> Iterator[tuple[str, Defect]]:
    """Return the faults of a package as a whole, each with the code of its rule."""
    yield from _repeated(package.descriptor)
    yield from _duplicates(package)
    yield from _keys(package)
    yield from _refusals(package.descriptor)


def schema_of_package(schema: Schema, package: Package) -> Schema:
    """Return a schema that says the version of the specification that its package says.

    What a package states holds for all that it contains (Data Package 2.0, `$schema`).
    """
    stated = package.descriptor.get("$schema")
    if not isinstance(stated, str) or "/profiles/1." in stated:
        return schema
    return replace(schema, descriptor={**schema.descriptor, "$schema": _VERSION_2})


def _repeated(value: Any, pointer: str = "") -> Iterator[tuple[str, Defect]]:
    """Return the keywords that stand more than once in an object: one of them is not read."""
    if isinstance(value, RepeatedKeywords):
        for name in value.again():
            reason = Text(
                fr=f"« {name} » figure plusieurs fois, et la dernière seule est lue",
                en=f"“{name}” appears several times, and the last alone is read",
            )
            yield _PACKAGE, Defect(value=name, params={"reason": reason}, pointer=pointer)
    if isinstance(value, Mapping):
        for name, item in value.items():
            if name != "data":  # rows, which their reader tells
                yield from _repeated(item, f"{pointer}/{name}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _repeated(item, f"{pointer}/{index}")


def _duplicates(package: Package) -> Iterator[tuple[str, Defect]]:
    listed = package.descriptor["resources"]
    counts = Counter(str(raw.get("name")) for raw in listed if raw.get("name"))
    for index, raw in enumerate(listed):
        name = str(raw.get("name"))
        if counts.pop(name, 0) > 1:
            yield _DUPLICATE, Defect(value=name, pointer=f"/resources/{index}/name")


def _keys(package: Package) -> Iterator[tuple[str, Defect]]:
    """Return the keys that a resource states beside its schema, or that miss their table."""
    fields = {
        resource.name: {field.name for field in resource.schema.fields}
        for resource in package.resources
        if resource.schema
    }
    for resource in package.resources:
        raw = package.descriptor["resources"][resource.index]
        stated = raw.get("schema")
        inner = stated if isinstance(stated, Mapping) else {}
        for holder, pointer in ((raw, ""), (inner, "/schema")):
            keys = holder.get("foreignKeys")
            for index, key in enumerate(keys if isinstance(keys, list) else ()):
                place = f"/resources/{resource.index}{pointer}/foreignKeys/{index}"
                reason = _missing(key, resource.name, fields)
                if not pointer:
                    reason = schema_bad_foreign_key.malformation(key) or reason
                if reason is not None:
                    yield _KEY, schema_bad_foreign_key.defect(key, reason, place)


def _missing(key: Any, own: str, fields: Mapping[str, set[str]]) -> Text | None:
    """Return what either table of a key lacks; None where nothing, or nobody can say."""
    if schema_bad_foreign_key.malformation(key) is not None:
        return None
    reference = key["reference"]
    referred = str(reference.get("resource") or own)
    for table, stated in ((own, key["fields"]), (referred, reference["fields"])):
        names = [stated] if isinstance(stated, str) else [str(name) for name in stated]
        absent = [name for name in names if name not in fields.get(table, names)]
        if absent:
            break
    else:
        return None
    listed = ", ".join(absent)
    return Text(
        fr=f"la table « {table} » n'a pas de champ « {listed} »",
        en=f"the table “{table}” has no field “{listed}”",
    )


def _refusals(descriptor: Mapping[str, Any]) -> Iterator[tuple[str, Defect]]:
    """Let frictionless say whether it takes the descriptor; nothing that it names is opened."""
    from frictionless import FrictionlessException
    from frictionless import Package as Theirs

    try:
        Theirs.from_descriptor(_alone(descriptor))
    except FrictionlessException as error:
        notes = [reason.note for reason in error.reasons or [error.error]]
    except (AttributeError, TypeError, KeyError, ValueError) as error:
        notes = [str(error)]
    else:
        return
    for note in dict.fromkeys(notes):
        if not _KNOWN.search(note):
            yield _PACKAGE, Defect(value=note, params={"reason": _said(note)})


def _alone(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """Return a descriptor that leads nowhere, its tables' schemas left to the rules of schemas."""
    plain = {key: value for key, value in descriptor.items() if key not in _ASIDE}
    plain["resources"] = [
        {
            key: [] if key == "data" and isinstance(value, str) else value  # a text may be inline
            for key, value in resource.items()
            if key not in {*_ASIDE, "schema"}
        }
        for resource in descriptor["resources"]
    ]
    alone: dict[str, Any] = json.loads(json.dumps(plain))
    return alone


def _said(note: str) -> Text:
    for pattern, fr, en in _WORDS:
        if match := pattern.search(note):
            words = match.groupdict()
            return Text(fr=fr.format(**words), en=en.format(**words))
    return Text(fr=note, en=note)
