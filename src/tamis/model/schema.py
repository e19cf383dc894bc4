"""A Table Schema, as data (Data Package v1 and v2, "Table Schema")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tamis.model.presentation import presentation

FieldsMatch = Literal["exact", "equal", "subset", "superset", "partial"]

#: `missingValues` where a schema does not say (Table Schema, "missingValues").
DEFAULT_MISSING: tuple[str, ...] = ("",)
#: `trueValues` and `falseValues` where a field does not say (Table Schema, "boolean").
DEFAULT_TRUE: tuple[str, ...] = ("true", "True", "TRUE", "1")
DEFAULT_FALSE: tuple[str, ...] = ("false", "False", "FALSE", "0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """The constraints of a field, as the descriptor states them (bounds not yet parsed)."""

    required: bool = False
    unique: bool = False
    enum: tuple[Any, ...] | None = None
    pattern: str | None = None
    minimum: Any = None
    maximum: Any = None
    exclusive_minimum: Any = None
    exclusive_maximum: Any = None
    min_length: int | None = None
    max_length: int | None = None
    json_schema: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a table: its name, its type, what its cells must be.

    `missing_values` is None where the schema's own apply. `personal`: the column says something
    of a person (`tamis:personal`), and may be left out for that. `former_names` are those that it
    had in older versions (`tamis:formerly`).
    """

    name: str
    type: str = "string"
    format: str = "default"
    title: str = ""
    description: str = ""
    example: Any = None
    constraints: Constraints = field(default_factory=Constraints)
    missing_values: tuple[str, ...] | None = None
    true_values: tuple[str, ...] = DEFAULT_TRUE
    false_values: tuple[str, ...] = DEFAULT_FALSE
    decimal_char: str = "."
    group_char: str | None = None
    bare_number: bool = True
    delimiter: str = ","
    item_type: str = "string"
    categories: tuple[Any, ...] | None = None
    array_item: Mapping[str, Any] | None = None
    personal: bool = False
    former_names: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        """Whether every row must fill this field."""
        return self.constraints.required


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """Fields whose values must stand in another resource ("" is the table itself)."""

    fields: tuple[str, ...]
    resource: str
    reference_fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomCheck:
    """A check outside the specification, as French schemas name them in `custom_checks`."""

    name: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Schema:
    """A Table Schema compiled from its descriptor; nothing in it depends on a file.

    `name` and `version` are the catalogue's where the schema came from a catalogue: the ones
    inside published descriptors are often stale. `key`, `keyless` (values of the key that name
    nothing) and `latest` are what a descriptor states under `tamis:release`. `to_fill`: required
    columns that a file lacks are laid out empty where it is written anew, to be filled in.
    """

    name: str
    fields: tuple[Field, ...]
    title: str = ""
    description: str = ""
    version: str = ""
    path: str = ""
    missing_values: tuple[str, ...] = DEFAULT_MISSING
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    custom_checks: tuple[CustomCheck, ...] = ()
    fields_match: FieldsMatch | None = None
    key: tuple[str, ...] = ()
    keyless: tuple[str, ...] = ()
    latest: str = ""
    to_fill: bool = False
    descriptor: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def field(self, name: str) -> Field | None:
        """Return the field of that name, or None."""
        return next((f for f in self.fields if f.name == name), None)

    def missing(self, field: Field) -> tuple[str, ...]:
        """Return the texts that stand for "no value" in `field`."""
        return self.missing_values if field.missing_values is None else field.missing_values

    def _repr_html_(self) -> str:
        return presentation().html(self)

    def __repr__(self) -> str:
        return f"<Schema {self.name or self.path!r} {self.version}: {len(self.fields)} fields>"
