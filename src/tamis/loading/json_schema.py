"""JSON Schemas: descriptors in, contracts out (drafts 4 to 2020-12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urldefrag, urljoin

from tamis.loading import references
from tamis.loading.bounds import too_deep
from tamis.loading.reference_cost import ensure_affordable
from tamis.model.contract import Contract
from tamis.model.errors import SchemaError
from tamis.model.text import Text

#: Where a schema has no ``$id``, its references are resolved against this.
_NO_ID: Final = "tamis:/schema"
_2020: Final = "https://json-schema.org/draft/2020-12/schema"
_DRAFT_7: Final = "http://json-schema.org/draft-07/schema#"
_DIALECTS: Final = {
    "json-schema.org/draft-04/schema": "http://json-schema.org/draft-04/schema#",
    "json-schema.org/draft-06/schema": "http://json-schema.org/draft-06/schema#",
    "json-schema.org/draft-07/schema": _DRAFT_7,
    "json-schema.org/draft/2019-09/schema": "https://json-schema.org/draft/2019-09/schema",
    "json-schema.org/draft/2020-12/schema": _2020,
    "json-schema.org/schema": _2020,
}
#: What only a JSON Schema has, where it does not say that it is one.
_MARKS: Final = frozenset(
    {"properties", "patternProperties", "items", "allOf", "anyOf", "oneOf", "$ref", "$defs", "type"}
)
#: How deep a schema may nest: beyond, it is refused rather than walked.
_DEEP: Final = 200


def is_json_schema(descriptor: Mapping[str, Any]) -> bool:
    """Whether a descriptor is a JSON Schema, as opposed to a Table Schema or a package."""
    if isinstance(descriptor.get("fields"), list):
        return False
    if "json-schema.org" in str(descriptor.get("$schema", "")):
        return True
    return not isinstance(descriptor.get("resources"), list) and bool(_MARKS & descriptor.keys())


def from_descriptor(
    descriptor: Mapping[str, Any] | bool,
    *,
    name: str = "",
    version: str = "",
    path: str = "",
    documents: Mapping[str, Any] | None = None,
) -> Contract:
    """Build a contract out of a JSON Schema, checked against its meta-schema.

    Args:
        descriptor: the JSON Schema: an object, or true or false, which mean ``{}`` and
            ``{"not": {}}`` (JSON Schema Core, 4.3.2).
        name: its name in a catalogue; else its own.
        version: its version in a catalogue; else its own.
        path: where it came from.
        documents: other schemas that it refers to, by address.

    Raises:
        SchemaError: it is none, or it refers to a schema that is not at hand.
        RefusedError: its references multiply beyond what can be checked.
    """
    known = documents or {}
    if isinstance(descriptor, bool):
        descriptor = {} if descriptor else {"not": {}}
    contract = build(descriptor, name=name, version=version, path=path, documents=known)
    check(contract)
    return contract


def build(
    descriptor: Mapping[str, Any],
    *,
    documents: Mapping[str, Any],
    name: str = "",
    version: str = "",
    path: str = "",
) -> Contract:
    """Build a contract out of a JSON Schema as it is published, faults and all.

    Raises:
        SchemaError: it is of a dialect that is not known.
    """
    given = str(descriptor.get("$id") or descriptor.get("id") or "")
    return Contract(
        name=name or str(descriptor.get("name") or descriptor.get("title") or ""),
        uri=urljoin(_NO_ID, urldefrag(given).url) if given else _NO_ID,
        dialect=_dialect(descriptor),
        title=str(descriptor.get("title") or ""),
        description=str(descriptor.get("description") or ""),
        version=version or str(descriptor.get("version") or "").lstrip("v"),
        path=path,
        descriptor=descriptor,
        documents=documents,
    )


def _dialect(descriptor: Mapping[str, Any]) -> str:
    """Return the meta-schema: the one named, else the one whose keywords are used.

    Raises:
        SchemaError: the one named is not known.
    """
    named = str(descriptor.get("$schema") or "")
    if not named:
        former = {"definitions", "dependencies"} & descriptor.keys()
        return _DRAFT_7 if former and "$defs" not in descriptor else _2020
    bare = named.partition("://")[2].rstrip("#/")
    if bare not in _DIALECTS:
        raise SchemaError(
            Text(
                fr=f"La version de JSON Schema « {named} » n'est pas connue.",
                en=f"The JSON Schema dialect “{named}” is not known.",
            ),
            Text(
                fr=f"Versions connues : {', '.join(_DIALECTS)}.",
                en=f"Known dialects: {', '.join(_DIALECTS)}.",
            ),
        )
    return _DIALECTS[bare]


def check(contract: Contract) -> None:
    """Hold the descriptor against its meta-schema, then look up its references.

    Raises:
        SchemaError: it nests too deep, breaks a rule, or refers to what is not at hand.
        RefusedError: its references multiply beyond what can be checked.
    """
    import jsonschema_rs

    if too_deep(contract.descriptor, _DEEP):
        raise _not_one("il s'imbrique trop profondément", "it nests too deep")
    try:
        jsonschema_rs.meta.validate({**contract.descriptor, "$schema": contract.dialect})
    except jsonschema_rs.ValidationError as error:
        place = "".join(f"/{part}" for part in error.instance_path) or "/"
        raise _not_one(f"{place} : {error.message}", f"{place}: {error.message}") from error
    ensure_affordable(contract)
    references.validator(contract)


def _not_one(fr: str, en: str) -> SchemaError:
    return SchemaError(
        Text(fr=f"Ce n'est pas un JSON Schema : {fr}.", en=f"Not a JSON Schema: {en}.")
    )
