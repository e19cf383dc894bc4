"""A schema as it is written: what the rules about schemas look at."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tamis.model.schema import Field, Schema

#: Keywords of a table (Table Schema v1 and v2; what French schemas add to describe themselves).
TABLE: Final = frozenset(
    {"$schema", "author", "contact", "contributors", "countryCode", "created", "custom_checks",
     "description", "example", "examples", "fields", "fieldsMatch", "foreignKeys", "homepage",
     "id", "image", "keywords", "lastModified", "licenses", "missingValues", "name", "path",
     "primaryKey", "profile", "references", "resources", "sources", "status", "tamis:release",
     "title", "uniqueKeys", "updated", "uri", "version"}
)  # fmt: skip
#: Keywords of a field.
FIELD: Final = frozenset(
    {"arrayItem", "bareNumber", "categories", "categoriesOrdered", "comment", "constraints",
     "customCheck", "decimalChar", "delimiter", "description", "example", "examples",
     "falseValues", "floatNumber", "format", "groupChar", "itemType", "missingValues", "name",
     "rdfType", "tamis:formerly", "tamis:personal", "title", "trueValues", "type", "unit"}
)  # fmt: skip
#: Keywords of constraints.
CONSTRAINTS: Final = frozenset(
    {"enum", "exclusiveMaximum", "exclusiveMinimum", "jsonSchema", "maxLength", "maximum",
     "minLength", "minimum", "pattern", "required", "unique"}
)  # fmt: skip
#: Keywords of JSON Schema that mean nothing here.
FOREIGN: Final = frozenset(
    {"additionalProperties", "allOf", "anyOf", "const", "contentEncoding", "default", "deprecated",
     "items", "maxItems", "maxProperties", "minItems", "minProperties", "multipleOf", "not",
     "nullable", "oneOf", "properties", "readOnly", "uniqueItems"}
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenField:
    """A field as it is written: where it stands in the schema (RFC 6901), and what was read."""

    pointer: str
    raw: Mapping[str, Any]
    field: Field

    @property
    def constraints(self) -> Mapping[str, Any]:
        """What is written under ``constraints``, where that is an object."""
        constraints = self.raw.get("constraints")
        return constraints if isinstance(constraints, Mapping) else {}

    def examples(self) -> Iterator[tuple[str, Any]]:
        """Return each example that is given, and where."""
        for keyword in ("example", "exemple"):
            if self.raw.get(keyword) not in (None, ""):
                yield f"{self.pointer}/{keyword}", self.raw[keyword]
        several = self.raw.get("examples")
        for n, example in enumerate(several if isinstance(several, list) else ()):
            if example not in (None, ""):
                yield f"{self.pointer}/examples/{n}", example


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A Table Schema as it is written.

    Attributes:
        raw: the descriptor.
        schema: what was read of it.
        published: its version in the catalogue; "" where it did not come from one.
        fields: its fields.
    """

    raw: Mapping[str, Any]
    schema: Schema
    published: str = ""
    fields: tuple[WrittenField, ...] = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        pairs = zip(self.raw["fields"], self.schema.fields, strict=True)
        fields = (
            WrittenField(pointer=f"/fields/{at}", raw=raw, field=field)
            for at, (raw, field) in enumerate(pairs)
        )
        object.__setattr__(self, "fields", tuple(fields))


def pointed(*parts: str) -> str:
    """Return the JSON Pointer made of some keys.

    >>> pointed("a/b", "c")
    '/a~1b/c'
    """
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)
