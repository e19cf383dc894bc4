"""Schema Objects as JSON Schema 2020-12 (Swagger 2.0, OpenAPI 3.0.3 section 4.7.24, 3.1).

A contract is made self-contained: what it refers to stands in its ``$defs``, each schema once.
What is no JSON Schema in it is left out and noted: the contract is looser there, never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from tamis.model.errors import SchemaError
from tamis.openapi.documents import Documents, Place, Resolved
from tamis.openapi.schema_values import distinct, has_type, is_count, is_number, is_pattern

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TYPES: Final = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
#: Keywords whose value is a schema, a list of them, or a mapping to them.
_ONE: Final = ("additionalProperties", "not", "contains", "propertyNames", "if", "then", "else",
               "unevaluatedProperties", "unevaluatedItems")  # fmt: skip
_LISTS: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
_MAPS: Final = ("properties", "patternProperties", "dependentSchemas")
_NUMBERS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_COUNTS: Final = ("minLength", "maxLength", "minItems", "maxItems", "minProperties",
                  "maxProperties", "minContains", "maxContains")  # fmt: skip
_TEXTS: Final = ("title", "description")
#: Formats that JSON Schema knows; others (int32, password, binary…) say nothing that it checks.
_FORMATS: Final = frozenset({
    "date", "date-time", "time", "duration", "email", "idn-email", "hostname", "ipv4", "ipv6",
    "uri", "uri-reference", "uuid", "json-pointer", "regex",
})  # fmt: skip
#: Lists of records are reached by members alone, so deep at most, without a reference between.
_PLAIN: Final = 3


class SchemaConverter:
    """Makes contracts of the Schema Objects of one definition.

    Attributes:
        notes: what could not be kept, each once.
    """

    def __init__(self, documents: Documents, version: str) -> None:
        self._documents = documents
        self._is_3_1 = version.startswith("3.1")
        self._names: dict[Place, str] = {}
        self._converted: dict[str, Any] = {}
        self.notes: dict[str, None] = {}

    def contract(self, schema: Any, place: Place, title: str) -> dict[str, Any]:
        """Return a JSON Schema that stands alone; its lists of records are in plain sight."""
        body = self._plain(schema, place, _PLAIN)
        body = body if isinstance(body, dict) else {} if body else {"not": {}}
        needed = self._needed(body)
        contract = {"$schema": _DIALECT, "title": title, **body}
        if needed:
            contract["$defs"] = {name: self._converted[name] for name in sorted(needed)}
        return contract

    def _plain(self, schema: Any, place: Place, depth: int) -> Any:
        """Convert a schema with the outermost references replaced by what they lead to.

        A reference that something stands beside, which counts (null; from 3.1 on, any keyword),
        stays one.
        """
        if isinstance(schema, Mapping) and "$ref" in schema:
            beside = schema.keys() - {"$ref", "summary", *_TEXTS}
            if (beside and self._is_3_1) or _is_nullable(schema):
                return self._convert(schema, place)
        value, place = self._resolve(schema, place)
        body = self._convert(value, place)
        if not isinstance(body, dict) or not isinstance(value, Mapping):
            return body
        properties = value.get("properties")
        if depth and isinstance(properties, Mapping) and isinstance(body.get("properties"), dict):
            body["properties"] = {
                name: self._plain(properties[name], place, depth - 1)
                if self._leads_to_list(properties[name], place, depth)
                else inner
                for name, inner in body["properties"].items()
            }
        return body

    def _resolve(self, schema: Any, place: Place) -> Resolved:
        """Follow references; what leads nowhere says nothing, and is noted elsewhere."""
        try:
            return self._documents.resolve(schema, place)
        except SchemaError:
            return Resolved({}, place)

    def _leads_to_list(self, schema: Any, place: Place, depth: int) -> bool:
        if not isinstance(schema, Mapping) or _is_nullable(schema):
            return False
        value, place = self._resolve(schema, place)
        if not isinstance(value, Mapping) or _is_nullable(value):
            return False
        if value.get("type") == "array":
            return True
        inner = value.get("properties")
        return (
            depth > 1
            and isinstance(inner, Mapping)
            and any(self._leads_to_list(part, place, depth - 1) for part in inner.values())
        )

    def _needed(self, body: Any) -> set[str]:
        """Return the names of the definitions that a schema refers to, and they in turn."""
        needed: set[str] = set()
        todo = [body]
        while todo:
            part = todo.pop()
            if isinstance(part, list):
                todo += part
            elif isinstance(part, dict):
                reference = part.get("$ref")
                if isinstance(reference, str):
                    name = reference.removeprefix("#/$defs/")
                    if name not in needed:
                        needed.add(name)
                        todo.append(self._converted[name])
                todo += part.values()
        return needed

    def _reference(self, reference: str, place: Place) -> dict[str, Any]:
        try:
            value, target = self._documents.lookup(reference, place)
        except SchemaError:
            self._note(f"renvoi à « {reference} », qui n'existe pas", place)
            return {}
        if target not in self._names:
            name = self._names[target] = self._name(target)
            self._converted[name] = {}
            self._converted[name] = self._convert(value, target)
        return {"$ref": f"#/$defs/{self._names[target]}"}

    def _name(self, place: Place) -> str:
        last = place.pointer.rstrip("/").rpartition("/")[2] or place.document.rpartition("/")[2]
        bare = re.sub(r"[^\w.-]+", "_", last) or "schema"
        name, number = bare, 2
        while name in self._converted:
            name, number = f"{bare}_{number}", number + 1
        return name

    def _convert(self, schema: Any, place: Place) -> Any:
        if isinstance(schema, bool):
            return schema
        if not isinstance(schema, Mapping):
            self._note("schéma qui n'est pas un objet", place)
            return {}
        reference = schema.get("$ref")
        if isinstance(reference, str):
            body = self._reference(reference, place)
            if self._is_3_1:
                body |= self._keywords(schema, place)
        else:
            body = self._keywords(schema, place)
        return _with_null(body) if not self._is_3_1 and _is_nullable(schema) else body

    def _keywords(self, schema: Mapping[str, Any], place: Place) -> dict[str, Any]:
        body: dict[str, Any] = {
            key: schema[key] for key in _TEXTS if isinstance(schema.get(key), str)
        }
        body |= self._type(schema, place)
        body |= self._assertions(schema, place)
        body |= self._inner(schema, place)
        return body

    def _type(self, schema: Mapping[str, Any], place: Place) -> dict[str, Any]:
        wanted = schema.get("type")
        types = wanted if isinstance(wanted, list) else [wanted] if wanted is not None else []
        known = [name for name in types if isinstance(name, str) and name in _TYPES]
        if len(known) < len(types):
            self._note(f"type « {wanted} »", place)
            return {}
        body: dict[str, Any] = (
            {"type": known if isinstance(wanted, list) else wanted} if known else {}
        )
        choices = schema.get("enum")
        if isinstance(choices, list) and choices:
            typed = [choice for choice in choices if not known or has_type(choice, known)]
            if len(typed) == len(choices) or (None in choices and len(typed) + 1 == len(choices)):
                body["enum"] = distinct(typed)
            else:
                self._note("liste de valeurs d'un autre type", place)
        if "const" in schema and self._is_3_1:
            body["const"] = schema["const"]
        return body

    def _assertions(self, schema: Mapping[str, Any], place: Place) -> dict[str, Any]:
        body: dict[str, Any] = {}
        for key in _NUMBERS:
            if is_number(schema.get(key)):
                body[key] = schema[key]
        for key in ("minimum", "maximum"):
            exclusive = f"exclusive{key[0].upper()}{key[1:]}"
            if schema.get(exclusive) is True and key in body:
                body[exclusive] = body.pop(key)
        body |= {key: schema[key] for key in _COUNTS if is_count(schema.get(key))}
        if is_number(schema.get("multipleOf")) and schema["multipleOf"] > 0:
            body["multipleOf"] = schema["multipleOf"]
        if schema.get("uniqueItems") is True:
            body["uniqueItems"] = True
        required = self._required(schema, place)
        body |= {"required": required} if required else {}
        return body | self._of_texts(schema, place)

    def _of_texts(self, schema: Mapping[str, Any], place: Place) -> dict[str, Any]:
        body = {"format": schema["format"]} if schema.get("format") in _FORMATS else {}
        pattern = schema.get("pattern")
        if isinstance(pattern, str) and is_pattern(pattern):
            body["pattern"] = pattern
        elif pattern is not None:
            self._note(f"motif « {pattern} »", place)
        return body

    def _required(self, schema: Mapping[str, Any], place: Place) -> list[str]:
        """Return the members that an answer must have: those that are only sent are none."""
        required = schema.get("required")
        if not isinstance(required, list):
            return []
        properties = schema.get("properties")
        known = properties if isinstance(properties, Mapping) else {}
        sent = {
            name
            for name, inner in known.items()
            if isinstance(inner, Mapping) and _is_sent(self._resolve(inner, place).value)
        }
        return distinct([name for name in required if isinstance(name, str) and name not in sent])

    def _inner(self, schema: Mapping[str, Any], place: Place) -> dict[str, Any]:
        body: dict[str, Any] = {}
        for key in _ONE:
            if isinstance(schema.get(key), Mapping | bool):
                body[key] = self._convert(schema[key], place)
        for key in _LISTS:
            if isinstance(schema.get(key), list) and schema[key]:
                body[key] = [self._convert(part, place) for part in schema[key]]
        for key in _MAPS:
            if isinstance(schema.get(key), Mapping):
                body[key] = {
                    str(name): self._convert(part, place) for name, part in schema[key].items()
                }
        items = schema.get("items")
        if isinstance(items, Mapping | bool):
            body["items"] = self._convert(items, place)
        elif items is not None:
            self._note("éléments de liste mal décrits", place)
        return body

    def _note(self, what: str, place: Place) -> None:
        self.notes[f"{place.pointer or '/'} : {what}"] = None


def _is_nullable(schema: Mapping[str, Any]) -> bool:
    return schema.get("nullable") is True or schema.get("x-nullable") is True


def _with_null(body: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that takes null too."""
    if "type" not in body or {"allOf", "anyOf", "oneOf", "const", "not"} & body.keys():
        return {"anyOf": [body, {"type": "null"}]} if body else body
    wanted = body["type"]
    types = wanted if isinstance(wanted, list) else [wanted]
    body = {**body, "type": distinct([*types, "null"])}
    if "enum" in body:
        body["enum"] = distinct([*body["enum"], None])
    return body


def _is_sent(schema: Any) -> bool:
    """Whether a member is sent to the API alone."""
    return isinstance(schema, Mapping) and schema.get("writeOnly") is True
