"""Table Schema descriptors (Data Package v1 and v2) into the model."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast, get_args

from tamis.loading import catalogue
from tamis.model.errors import SchemaError
from tamis.model.schema import (
    DEFAULT_FALSE,
    DEFAULT_MISSING,
    DEFAULT_TRUE,
    Constraints,
    CustomCheck,
    Field,
    FieldsMatch,
    ForeignKey,
    Schema,
)
from tamis.model.text import Text


def load(source: str | Path | Mapping[str, Any] | Schema) -> Schema:
    """Load a Table Schema.

    Args:
        source: a catalogue name (``etalab/schema-irve-statique``, with ``@2.3.1`` or ``@latest``
            at will), the path of a descriptor, or the descriptor itself.

    Raises:
        SchemaError: there is no such schema, or it is not a Table Schema.
    """
    if isinstance(source, Schema):
        return source
    if isinstance(source, Mapping):
        return from_descriptor(source)
    path = Path(source)
    if path.suffix == ".json" or path.is_file():
        return from_file(path)
    entry, version = catalogue.find(str(source))
    descriptor = _read(entry.versions[version])
    return build(descriptor, name=entry.name, version=version, path=str(source))


def from_file(path: Path) -> Schema:
    """Load the descriptor in a file, checked by frictionless.

    Raises:
        SchemaError: the file cannot be read, or is not a Table Schema.
    """
    return from_descriptor(_read(path), path=str(path))


def from_descriptor(descriptor: Mapping[str, Any], path: str = "") -> Schema:
    """Build a schema out of a descriptor, checked by frictionless.

    Raises:
        SchemaError: it is not a Table Schema.
    """
    _check(descriptor)
    return build(descriptor, path=path)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SchemaError(
            Text(
                fr=f"Le schéma « {path} » ne peut pas être lu : {error.strerror}.",
                en=f"The schema “{path}” cannot be read: {error.strerror}.",
            )
        ) from error
    except ValueError as error:
        raise SchemaError(
            Text(
                fr=f"Le schéma « {path} » n'est pas du JSON : {error}.",
                en=f"The schema “{path}” is not JSON: {error}.",
            )
        ) from error
    if not isinstance(content, dict):
        raise _not_a_schema(
            f"« {path} » contient autre chose qu'un objet JSON",
            f"“{path}” holds something else than a JSON object",
        )
    return content


def _not_a_schema(fr: str, en: str) -> SchemaError:
    return SchemaError(
        Text(fr=f"Ce n'est pas un Table Schema : {fr}.", en=f"Not a Table Schema: {en}.")
    )


def _check(descriptor: Mapping[str, Any]) -> None:
    """Let frictionless say whether the descriptor is one (unknown keywords are allowed)."""
    fields = descriptor.get("fields")
    if not isinstance(fields, list) or not all(isinstance(f, Mapping) for f in fields):
        raise _not_a_schema("il n'a pas de liste « fields »", "it has no list “fields”")
    from frictionless import FrictionlessException
    from frictionless import Schema as Descriptor

    try:
        Descriptor.from_descriptor(json.loads(json.dumps(_v1(descriptor))))
    except FrictionlessException as error:
        notes = "; ".join(one.note for one in error.reasons) or error.error.note
        raise _not_a_schema(notes, notes) from error


def _v1(descriptor: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the part that frictionless reads alike in both versions of the specification."""
    ours = {"custom_checks", "uniqueKeys", "fieldsMatch"}
    return {key: value for key, value in descriptor.items() if key not in ours}


def build(
    descriptor: Mapping[str, Any], *, name: str = "", version: str = "", path: str = ""
) -> Schema:
    """Build the model of a descriptor that is known to be one.

    Args:
        descriptor: the Table Schema.
        name: its name in a catalogue; else its own.
        version: its version in a catalogue; else its own.
        path: where it came from.
    """
    release = descriptor.get("tamis:release") or {}
    match = descriptor.get("fieldsMatch")
    match = match[0] if isinstance(match, list) and match else match
    return Schema(
        name=name or str(descriptor.get("name") or ""),
        title=str(descriptor.get("title") or ""),
        description=str(descriptor.get("description") or ""),
        version=version or str(descriptor.get("version") or "").lstrip("v"),
        path=path,
        fields=tuple(_field(raw) for raw in descriptor["fields"]),
        missing_values=_missing(descriptor.get("missingValues"), DEFAULT_MISSING),
        primary_key=_names(descriptor.get("primaryKey")),
        unique_keys=tuple(_names(one) for one in descriptor.get("uniqueKeys") or ()),
        foreign_keys=tuple(_foreign_key(one) for one in descriptor.get("foreignKeys") or ()),
        custom_checks=tuple(_custom_checks(descriptor)),
        fields_match=cast("FieldsMatch", match) if match in get_args(FieldsMatch) else None,
        key=_names(release.get("key")),
        keyless=_names(release.get("keyless")),
        latest=str(release.get("latest") or ""),
        descriptor=descriptor,
    )


def _names(value: Any) -> tuple[str, ...]:
    """Return field names, given as one string (v1) or as a list."""
    return (value,) if isinstance(value, str) else tuple(value or ())


def _missing(value: Any, default: Any) -> Any:
    """Return missing values, given as strings or as {value, label} (v2)."""
    if not isinstance(value, list):
        return default
    return tuple(str(one["value"]) if isinstance(one, Mapping) else str(one) for one in value)


def _words(value: Any, default: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else default


def _foreign_key(raw: Mapping[str, Any]) -> ForeignKey:
    reference = raw.get("reference") or {}
    return ForeignKey(
        fields=_names(raw.get("fields")),
        resource=str(reference.get("resource") or ""),
        reference_fields=_names(reference.get("fields")),
    )


def _custom_checks(descriptor: Mapping[str, Any]) -> Iterator[CustomCheck]:
    """Return the checks that a schema, or one of its fields, asks for beside the specification."""
    for raw in descriptor.get("custom_checks") or ():
        if isinstance(raw, Mapping):
            yield CustomCheck(name=str(raw.get("name") or ""), params=raw.get("params") or {})
    for field in descriptor["fields"]:
        asked = field.get("customCheck")
        for raw in asked if isinstance(asked, list) else [asked] if asked else []:
            given = raw if isinstance(raw, Mapping) else {"name": raw}
            beside = {key: value for key, value in given.items() if key not in {"name", "params"}}
            params = {**beside, **(given.get("params") or {}), "column": field.get("name")}
            yield CustomCheck(name=str(given.get("name") or ""), params=params)


def _field(raw: Mapping[str, Any]) -> Field:
    categories = raw.get("categories")
    return Field(
        name=str(raw.get("name") or ""),
        type=str(raw.get("type") or "string"),
        format=str(raw.get("format") or "default"),
        title=str(raw.get("title") or ""),
        description=str(raw.get("description") or ""),
        example=raw.get("example"),
        constraints=_constraints(raw.get("constraints") or {}),
        missing_values=_missing(raw.get("missingValues"), None),
        true_values=_words(raw.get("trueValues"), DEFAULT_TRUE),
        false_values=_words(raw.get("falseValues"), DEFAULT_FALSE),
        decimal_char=str(raw.get("decimalChar") or "."),
        group_char=raw.get("groupChar") or None,
        bare_number=raw.get("bareNumber") is not False,
        delimiter=str(raw.get("delimiter") or ","),
        item_type=str(raw.get("itemType") or "string"),
        categories=_choices(categories) if isinstance(categories, list) else None,
        array_item=raw.get("arrayItem"),
    )


def _choices(categories: list[Any]) -> tuple[Any, ...]:
    return tuple(one["value"] if isinstance(one, Mapping) else one for one in categories)


def _constraints(raw: Mapping[str, Any]) -> Constraints:
    enum = raw.get("enum")
    return Constraints(
        required=raw.get("required") is True,
        unique=raw.get("unique") is True,
        enum=tuple(enum) if isinstance(enum, list) else None,
        pattern=raw.get("pattern"),
        minimum=raw.get("minimum"),
        maximum=raw.get("maximum"),
        exclusive_minimum=raw.get("exclusiveMinimum"),
        exclusive_maximum=raw.get("exclusiveMaximum"),
        min_length=raw.get("minLength"),
        max_length=raw.get("maxLength"),
        json_schema=raw.get("jsonSchema"),
    )
