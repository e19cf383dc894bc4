"""What a Table Schema demands, one demand at a time, and what another form keeps of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from tamis.model.errors import SchemaError

#: What says something of a field and demands nothing.
_SILENT: Final = frozenset({"name", "constraints", "title", "description", "example", "examples"})
#: The same of a whole schema.
_SILENT_WHOLE: Final = frozenset({
    "$schema", "fields", "name", "title", "description", "version", "homepage", "path", "keywords",
    "created", "lastModified", "updated", "contributors", "authors", "sources", "resources",
    "licenses", "countryCode", "uri", "image", "tamis:release",
})  # fmt: skip
#: What is the same whether it is said or not.
_DEFAULTS: Final[Mapping[str, Any]] = {
    "type": "string", "format": "default", "missingValues": [""], "required": False,
    "unique": False, "bareNumber": True, "decimalChar": ".",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A demand that a form cannot make.

    Attributes:
        field: the field, "" for the whole table.
        demand: the keyword of Table Schema; value: what it says.
        kept: what stands in its place, "" where nothing does.
    """

    field: str
    demand: str
    value: Any
    kept: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """A schema in another form, as text, and the demands that it does not make."""

    text: str
    losses: tuple[Loss, ...]


def of_field(field: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Return the demands of a field: its keywords, then its constraints."""
    for name, value in field.items():
        is_iso = (name, value, field.get("type")) == ("format", "%Y-%m-%d", "date")
        if name not in _SILENT and _DEFAULTS.get(name, ...) != value and not is_iso:
            yield name, value
    for name, value in (field.get("constraints") or {}).items():
        if _DEFAULTS.get(name, ...) != value:
            yield name, value


def of_table(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Return the demands of a schema on the whole table."""
    for name, value in schema.items():
        if name not in _SILENT_WHOLE and _DEFAULTS.get(name, ...) != value:
            yield name, value


def field_losses(
    field: Mapping[str, Any], kept: Collection[str], weakened: Mapping[str, str] | None = None
) -> Iterator[Loss]:
    """Return the demands of a field that are not among those kept, with what stands for some."""
    for name, value in of_field(field):
        if name not in kept:
            place = (weakened or {}).get(name, "")
            yield Loss(field=str(field["name"]), demand=name, value=value, kept=place)


def table_losses(schema: Mapping[str, Any], kept: Collection[str]) -> Iterator[Loss]:
    """Return the demands on the whole table that are not among those kept."""
    for name, value in of_table(schema):
        if name not in kept:
            yield Loss(field="", demand=name, value=value)


def constraints_of(field: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the constraints of a field."""
    constraints = field.get("constraints")
    return constraints if isinstance(constraints, Mapping) else {}


def value_of(field: Mapping[str, Any], value: Any) -> Any:
    """Return a bound or a choice of a field as JSON writes its value; None where it is none.

    A descriptor may write it as a cell does: ``"1"``, ``"01/02/2024"``, ``"oui"``.

    >>> value_of({"name": "n", "type": "integer"}, "1")
    1
    >>> value_of({"name": "d", "type": "date", "format": "%d/%m/%Y"}, "01/02/2024")
    '2024-02-01'
    """
    kind = field.get("type", "string")
    if kind in {"string", "any"}:
        return value if isinstance(value, str) else None
    if kind in {"integer", "number", "boolean"} and not isinstance(value, str):
        is_fit = isinstance(value, bool) == (kind == "boolean") and isinstance(value, int | float)
        return value if is_fit else None
    if kind == "date" and isinstance(value, str) and (day := _iso_day(value)):
        return day
    return _read(field, value)


def _iso_day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _read(field: Mapping[str, Any], value: Any) -> Any:
    """Return a value as the cells of its field are read."""
    from tamis import values
    from tamis.loading import table_schema

    try:
        (known,) = table_schema.from_descriptor({"fields": [field]}).fields
    except SchemaError:
        return None
    typed = values.read(known, [values.descriptor_text(value, known)])[0]
    if isinstance(typed, Decimal):
        return float(typed)
    if isinstance(typed, datetime):
        return None
    return typed.isoformat() if isinstance(typed, date) else typed


def names_of(value: Any) -> list[str]:
    """Return names given as one text or as a list."""
    return [value] if isinstance(value, str) else [str(name) for name in value or ()]


def compact(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping without what says nothing."""
    return {name: value for name, value in mapping.items() if value not in (None, "", [], {})}
