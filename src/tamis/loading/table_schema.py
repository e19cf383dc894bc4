"""Table Schema descriptors (Data Package v1 and v2) into the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast, get_args

from tamis.loading import documents
from tamis.loading.bounds import ensure_fields
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


def from_file(path: Path) -> Schema:
    """Load the Table Schema in a file.

    Raises:
        SchemaError: the file cannot be read, or is not a Table Schema.
    """
    return from_descriptor(documents.load(path), path=str(path))


def from_descriptor(
    descriptor: Mapping[str, Any], *, name: str = "", version: str = "", path: str = ""
) -> Schema:
    """Build the model of a descriptor.

    What only makes a keyword of it useless is no refusal: the table is judged by the rest, and
    the rules of scope ``schema`` tell the fault.

    Args:
        descriptor: the Table Schema.
        name: its name in a catalogue; else its own.
        version: its version in a catalogue; else its own.
        path: where it came from.

    Raises:
        SchemaError: it has no fields that can be named, so that no table can be judged by it.
        RefusedError: it has more fields than the limit.
    """
    fields = descriptor.get("fields")
    if not isinstance(fields, list):
        raise _not_a_schema("il n'a pas de liste « fields »", "it has no list “fields”")
    ensure_fields(len(fields))
    for at, field in enumerate(fields, start=1):
        if not isinstance(field, Mapping) or not isinstance(field.get("name"), str):
            raise _not_a_schema(f"le champ {at} n'a pas de nom", f"field {at} has no name")
    return build(descriptor, name=name, version=version, path=path)


def _not_a_schema(fr: str, en: str) -> SchemaError:
    return SchemaError(
        Text(fr=f"Ce n'est pas un Table Schema : {fr}.", en=f"Not a Table Schema: {en}.")
    )


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
    release = _object(descriptor.get("tamis:release"))
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
        unique_keys=tuple(_names(key) for key in _list(descriptor.get("uniqueKeys"))),
        foreign_keys=foreign_keys(descriptor),
        custom_checks=tuple(_custom_checks(descriptor)),
        fields_match=cast("FieldsMatch", match) if match in get_args(FieldsMatch) else None,
        key=_names(release.get("key")),
        keyless=_names(release.get("keyless")),
        latest=str(release.get("latest") or ""),
        descriptor=descriptor,
    )


def _names(value: Any) -> tuple[str, ...]:
    """Return field names, given as one string (v1) or as a list."""
    return (value,) if isinstance(value, str) else tuple(str(name) for name in _list(value))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _objects(raw: Mapping[str, Any], keyword: str) -> list[Mapping[str, Any]]:
    return [item for item in _list(raw.get(keyword)) if isinstance(item, Mapping)]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _count(value: Any) -> int | None:
    """Return a number of characters; a text of digits is one, as it is published, and so is 2.0."""
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _missing(value: Any, default: Any) -> Any:
    """Return missing values, given as strings or as {value, label} (v2)."""
    if not isinstance(value, list):
        return default
    return tuple(str(_value(item)) for item in value)


def _value(member: Any) -> Any:
    """Return a value, given alone or as {value, label} (v2)."""
    return member.get("value", "") if isinstance(member, Mapping) else member


def _words(value: Any, default: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(word) for word in value) if isinstance(value, list) else default


def foreign_keys(raw: Mapping[str, Any]) -> tuple[ForeignKey, ...]:
    """Return the foreign keys that a schema, or a resource beside its schema, states."""
    return tuple(_foreign_key(key) for key in _objects(raw, "foreignKeys"))


def _foreign_key(raw: Mapping[str, Any]) -> ForeignKey:
    reference = _object(raw.get("reference"))
    return ForeignKey(
        fields=_names(raw.get("fields")),
        resource=str(reference.get("resource") or ""),
        reference_fields=_names(reference.get("fields")),
    )


def _custom_checks(descriptor: Mapping[str, Any]) -> Iterator[CustomCheck]:
    """Return the checks that a schema, or one of its fields, asks for beside the specification."""
    for raw in _objects(descriptor, "custom_checks"):
        yield CustomCheck(name=str(raw.get("name") or ""), params=_object(raw.get("params")))
    for field in descriptor["fields"]:
        asked = field.get("customCheck")
        for raw in asked if isinstance(asked, list) else [asked] if asked else []:
            given = raw if isinstance(raw, Mapping) else {"name": raw}
            beside = {key: value for key, value in given.items() if key not in {"name", "params"}}
            params = {**beside, **_object(given.get("params")), "column": field.get("name")}
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
        constraints=_constraints(_object(raw.get("constraints"))),
        missing_values=_missing(raw.get("missingValues"), None),
        true_values=_words(raw.get("trueValues"), DEFAULT_TRUE),
        false_values=_words(raw.get("falseValues"), DEFAULT_FALSE),
        decimal_char=str(raw.get("decimalChar") or "."),
        group_char=_text(raw.get("groupChar")) or None,
        bare_number=raw.get("bareNumber") is not False,
        delimiter=str(raw.get("delimiter") or ","),
        item_type=str(raw.get("itemType") or "string"),
        categories=_choices(categories) if isinstance(categories, list) else None,
        array_item=_object(raw.get("arrayItem")) or None,
        personal=bool(raw.get("tamis:personal")),
        former_names=_names(raw.get("tamis:formerly")),
    )


def _choices(categories: list[Any]) -> tuple[Any, ...]:
    return tuple(_value(category) for category in categories)


def _constraints(raw: Mapping[str, Any]) -> Constraints:
    enum = raw.get("enum")
    return Constraints(
        required=raw.get("required") is True,
        unique=raw.get("unique") is True,
        enum=tuple(enum) if isinstance(enum, list) else None,
        pattern=_text(raw.get("pattern")),
        minimum=raw.get("minimum"),
        maximum=raw.get("maximum"),
        exclusive_minimum=raw.get("exclusiveMinimum"),
        exclusive_maximum=raw.get("exclusiveMaximum"),
        min_length=_count(raw.get("minLength")),
        max_length=_count(raw.get("maxLength")),
        json_schema=_object(raw.get("jsonSchema")) or None,
    )
