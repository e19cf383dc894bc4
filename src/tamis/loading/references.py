"""What a JSON Schema may refer to. Nothing here reaches the network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urldefrag, urljoin

from tamis import shipped
from tamis.model.contract import Contract
from tamis.model.errors import SchemaError
from tamis.model.text import Text

if TYPE_CHECKING:
    from jsonschema_rs import Validator
    from referencing import Registry

#: Steps after which a pattern with look-around is given up, and its text refused.
_BACKTRACKS: Final = 100_000
#: How the addresses of meta-schemas up to draft 7 begin; later drafts heed an ``$id`` everywhere.
_UP_TO_DRAFT_7: Final = "http://json-schema.org/draft-0"


@cache
def wellknown() -> Mapping[str, Any]:
    """Return the schemas that many refer to, by address: GeoJSON (RFC 7946), http and https."""
    documents: dict[str, Any] = {}
    for path in sorted((shipped.root() / "wellknown").rglob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        secure = content["$id"]
        documents[secure] = content
        documents[secure.replace("https://", "http://", 1)] = content
    return documents


def resources(contract: Contract) -> dict[str, Any]:
    """Return every schema that `contract` may refer to, itself included, by address."""
    early = contract.dialect.startswith(_UP_TO_DRAFT_7)
    named = _named_references(contract.descriptor, contract.uri) if early else {}
    return {**named, **wellknown(), **contract.documents, contract.uri: contract.descriptor}


def _named_references(schema: Any, base: str) -> dict[str, Any]:
    """Return what stands beside a ``$ref`` under an ``$id``, by address.

    Drafts up to 7 ignore an ``$id`` there (draft 7, 8.3), and published schemas refer to it.
    """
    named: dict[str, Any] = {}
    todo = [schema]
    while todo:
        part = todo.pop()
        if isinstance(part, Mapping):
            name, reference = part.get("$id"), part.get("$ref")
            if isinstance(name, str) and isinstance(reference, str):
                named[urldefrag(urljoin(base, name)).url] = {"$ref": urljoin(base, reference)}
            todo += part.values()
        elif isinstance(part, list):
            todo += part
    return named


def registry(contract: Contract) -> Registry[Any]:
    """Return the registry that references are looked up in; what it lacks is not fetched.

    Schemas in it do not say their dialect: jsonschema would leave the class that it was given
    for its own of that dialect.
    """
    from jsonschema_specifications import REGISTRY
    from referencing.jsonschema import specification_with

    def resource(content: Any) -> Any:
        declared = content.get("$schema") if isinstance(content, Mapping) else None
        return specification_with(declared or contract.dialect).create_resource(
            without_dialect(content)
        )

    known: Registry[Any] = REGISTRY.with_resources(
        (uri, resource(content)) for uri, content in resources(contract).items()
    )
    return known


def without_dialect(schema: Any) -> Any:
    """Return a schema without the names of its dialects."""
    if isinstance(schema, Mapping):
        return {
            key: without_dialect(value)
            for key, value in schema.items()
            if key != "$schema" or not isinstance(value, str)
        }
    return [without_dialect(member) for member in schema] if isinstance(schema, list) else schema


def validator(contract: Contract, schema: Any = None) -> Validator:
    """Return the compiled validator of `contract`, or of `schema` in its place.

    Formats are asserted; patterns run in time linear to the text, those with look-around
    within a number of steps.

    Raises:
        SchemaError: a reference leads nowhere, or a pattern is none.
    """
    import jsonschema_rs

    lacking: list[str] = []

    def refuse(uri: str) -> Any:
        lacking.append(uri)
        raise LookupError(uri)

    inner = contract.descriptor if schema is None else schema
    try:
        known = jsonschema_rs.Registry(
            [(uri, _said(content, contract)) for uri, content in resources(contract).items()],
            retriever=refuse,
        )
        return jsonschema_rs.validator_for(
            _said(inner, contract),
            registry=known,
            retriever=refuse,
            base_uri=None if _is_part(inner, contract) else contract.uri,
            validate_formats=True,
            pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS),
        )
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        if lacking:
            raise _lacks(contract, lacking[0]) from error
        reason = str(error).partition("\n")[0]
        raise SchemaError(
            Text(
                fr=f"Le schéma « {contract.path or contract.name} » n'est pas valide (message du "
                f"vérificateur, en anglais : {reason}).",
                en=f"The schema “{contract.path or contract.name}” is not valid: {reason}.",
            )
        ) from error


def _is_part(schema: Any, contract: Contract) -> bool:
    """Whether a schema is nothing but a reference into the contract."""
    reference = schema.get("$ref", "") if isinstance(schema, Mapping) else ""
    return str(reference).startswith(f"{contract.uri}#")


def _said(schema: Any, contract: Contract) -> Any:
    """Return a schema that says which dialect it is in."""
    if not isinstance(schema, Mapping):
        return schema
    return schema if "$schema" in schema else {"$schema": contract.dialect, **schema}


def _lacks(contract: Contract, uri: str) -> SchemaError:
    return SchemaError(
        Text(
            fr=f"Le schéma « {contract.path or contract.name} » renvoie à « {uri} », qui n'est "
            "pas disponible.",
            en=f"The schema “{contract.path or contract.name}” refers to “{uri}”, which is not "
            "available.",
        ),
        Text(
            fr="Rien n'est cherché sur le réseau : placez ce schéma dans le même fichier.",
            en="Nothing is fetched from the network: put that schema in the same file.",
        ),
    )
