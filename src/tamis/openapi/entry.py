"""An entry of the registry, made of a definition: ``api.json`` and the files beside it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from tamis.checks.rules.file_likely_restricted import telling
from tamis.loading import json_schema, table_schema
from tamis.model.address import is_address, redact
from tamis.model.errors import RefusedError, SchemaError, UsageError
from tamis.model.text import Text
from tamis.openapi import limits, security
from tamis.openapi.documents import Documents
from tamis.openapi.layouts import record_schema, records_place, table
from tamis.openapi.operations import Described, OperationReader
from tamis.openapi.paging import paging

#: An API that states no pace is asked slowly.
_RATE: Final = 1.0
_NOTES: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An API to be written down in the user's registry.

    Attributes:
        content: what ``api.json`` holds (the members of `model.api.Api`).
        contracts, tables: JSON Schemas and Table Schemas, by name.
        notes: what of the definition could not be kept.
    """

    name: str
    content: Mapping[str, Any]
    contracts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def build(
    location: str,
    *,
    name: str = "",
    base: str = "",
    is_restricted: bool = False,
    hosts: tuple[str, ...] = (),
) -> Entry:
    """Read a definition and make an entry of it.

    Args:
        location: the path or the address of an OpenAPI 3.0 or 3.1, or Swagger 2.0 definition.
        name: the name of the API; else one made of its title.
        base: the address of the API; else the first that the definition names.
        is_restricted: whether what it answers must not be shown.
        hosts: patterns of other hosts that the definition may refer to.

    Raises:
        SchemaError: it is no definition, or refers to what is not there.
        RefusedError: it refers to a place that the user did not name.
        UsageError: no name can be made of its title.
    """
    documents = Documents(location, hosts)
    definition = documents.definition()
    version = _version(definition, location)
    reader = OperationReader(documents, version)
    described = list(reader.read())
    if not described:
        raise SchemaError(
            Text(
                fr=f"La définition « {redact(location)} » n'a aucune opération.",
                en=f"The definition “{redact(location)}” has no operation.",
            )
        )
    builder = _Builder(name or _name(definition))
    operations = {operation.name: builder.operation(operation) for operation in described}
    content = _content(definition, location, version)
    content["base"] = base or _base(definition, location)
    asked = [operation for operation in described if operation.needs_token]
    schemes = security.schemes(definition)
    required = [each for operation in asked for each in operation.securities]
    token = security.token(schemes.get(security.usable_scheme(required, schemes)), builder.name)
    if token and asked:
        content["token"] = token
    content["access"] = "restricted" if is_restricted else "account" if asked else "open"
    content["sensitivity"] = "personal" if builder.is_personal else "none"
    content["operations"] = operations
    return Entry(
        name=builder.name,
        content=content,
        contracts=builder.contracts,
        tables=builder.tables,
        notes=(*reader.converter.notes, *builder.notes),
    )


def _version(definition: Mapping[str, Any], location: str) -> str:
    version = str(definition.get("openapi") or definition.get("swagger") or "")
    if re.match(r"2\.0|3\.[01]", version):
        return version
    suffix = f" ({version})" if version else ""
    raise SchemaError(
        Text(
            fr=f"« {redact(location)} » n'est pas une définition OpenAPI 3.0, 3.1 ni Swagger 2.0"
            f"{suffix}.",
            en=f"“{redact(location)}” is not an OpenAPI 3.0, 3.1 or Swagger 2.0 "
            f"definition{suffix}.",
        )
    )


def _info(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    info = definition.get("info")
    return info if isinstance(info, Mapping) else {}


def _name(definition: Mapping[str, Any]) -> str:
    import unicodedata

    title = unicodedata.normalize("NFKD", str(_info(definition).get("title", "")).casefold())
    bare = "".join(letter for letter in title if not unicodedata.combining(letter))
    name = re.sub(r"[^a-z0-9]+", "-", bare.replace("œ", "oe")).strip("-")[:60].strip("-")
    if not name:
        raise UsageError(
            Text(fr="Cette définition n'a pas de titre.", en="This definition has no title."),
            Text(fr="Nommez l'API : --name.", en="Name the API: --name."),
        )
    return name


def _content(definition: Mapping[str, Any], location: str, version: str) -> dict[str, Any]:
    info = _info(definition)
    title = str(info.get("title", "")) or "API"
    notes = " ".join(str(info.get("description", "")).split())
    notes = notes if len(notes) <= _NOTES else notes[: _NOTES - 1] + "…"
    contact, licence = info.get("contact"), info.get("license")
    other = definition.get("externalDocs")
    digest = hashlib.sha256(json.dumps(definition, default=str).encode()).hexdigest()
    kind = "Swagger" if version.startswith("2") else "OpenAPI"
    source = f"{_shown(location)}, {kind} {version}, sha256 {digest[:12]}"
    stated = limits.rate(definition)
    facts = ("base", "access", "operations", "paging", "contracts", *(("rate",) if stated else ()))
    return {
        "title": {"fr": title, "en": title},
        "notes": {"fr": notes, "en": notes},
        "producer": str(contact.get("name") or "") if isinstance(contact, Mapping) else "",
        "licence": str(licence.get("name") or "") if isinstance(licence, Mapping) else "",
        "documentation": str(other.get("url") or "") if isinstance(other, Mapping) else "",
        "rate": stated or _RATE,
        "sources": dict.fromkeys(facts, source),
    }


def _shown(location: str) -> str:
    """Return what a definition is called: its address without a secret, or the name of its file."""
    return redact(location) if is_address(location) else Path(location).name


def _base(definition: Mapping[str, Any], location: str) -> str:
    """Return the address of an API: its first server, or its host; "" where none is named."""
    servers = definition.get("servers")
    if isinstance(servers, list) and servers and isinstance(servers[0], Mapping):
        address = str(servers[0].get("url") or "")
        variables = servers[0].get("variables")
        for name, variable in variables.items() if isinstance(variables, Mapping) else ():
            if isinstance(variable, Mapping):
                address = address.replace(f"{{{name}}}", str(variable.get("default", "")))
        return _absolute(address, location)
    host = str(definition.get("host") or "")
    path = str(definition.get("basePath") or "").rstrip("/")
    schemes = definition.get("schemes")
    scheme = "https" if not isinstance(schemes, list) or "https" in schemes else "http"
    if host:
        return f"{scheme}://{host}{path}"
    return _absolute(path or "/", location)


def _absolute(address: str, location: str) -> str:
    if address.startswith("//"):
        return f"https:{address}".rstrip("/")
    if is_address(address):
        parts = urlsplit(address)  # a password has no place in a registry
        bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        return bare.rstrip("/") if "{" not in address else ""
    return urljoin(location, address).rstrip("/") if is_address(location) else ""


class _Builder:
    """Operations as the registry writes them down, and the files that they name."""

    def __init__(self, name: str) -> None:
        if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,79}", name):
            raise UsageError(
                Text(
                    fr=f"« {name} » n'est pas un nom d'API : minuscules, chiffres et tirets.",
                    en=f"“{name}” is not a valid name for an API: use lower-case letters, digits "
                    "and dashes.",
                )
            )
        self.name = name
        self.contracts: dict[str, Mapping[str, Any]] = {}
        self.tables: dict[str, Mapping[str, Any]] = {}
        self.notes: list[str] = []
        self.is_personal = False
        self._names: dict[str, str] = {}

    def operation(self, described: Described) -> dict[str, Any]:
        """Return an operation as ``api.json`` holds it; keep its contracts and its table."""
        contracts = {
            status: self._contract(described.name, status, contract)
            for status, contract in described.answers.items()
        }
        contracts = {status: name for status, name in contracts.items() if name}
        success = contracts.get(described.success, "")
        needed = [p for p in described.parameters if p["required"]]
        query = [p for p in described.parameters if p["in"] == "query"]
        content: dict[str, Any] = {
            "title": {"fr": described.title, "en": described.title},
            "path": described.path,
            "method": described.method,
            "contract": success,
            "contracts": contracts,
            "parameters": list(dict.fromkeys(p["name"] for p in described.parameters)),
            "required": list(dict.fromkeys(p["name"] for p in needed)),
            "headers": [p["name"] for p in described.parameters if p["in"] == "header"],
            "choices": {p["name"]: _choices(p) for p in query if _choices(p)},
            "empty": described.is_empty,
            "keyed": described.needs_token,
        }
        if not success:
            return content
        contract = self.contracts[success]
        place = records_place(contract)
        if place is not None:
            content["records"] = place
            if pages := paging(query, contract, described.headers):
                content["paging"] = pages
        self.is_personal |= bool(telling(record_schema(contract, place).get("properties", {})))
        rows = table(contract, place, described.name) if described.method == "GET" else None
        if rows is not None and self._is_table(rows):
            self.tables[described.name] = rows
            content |= {"table": described.name, "tables": [described.name]}
        return content

    def _contract(self, operation: str, status: str, contract: Mapping[str, Any]) -> str:
        """Keep a contract under the name of its operation and status; return "" if it is none."""
        body = {key: value for key, value in contract.items() if key != "title"}
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        if digest not in self._names:
            name = f"{operation}.{status.lower()}"
            try:
                json_schema.from_descriptor(contract, name=name)
                self.contracts[name] = contract
            except (SchemaError, RefusedError) as error:
                self.notes.append(f"{operation} {status} : {error.text.fr}")
                name = ""
            self._names[digest] = name
        return self._names[digest]

    def _is_table(self, descriptor: Mapping[str, Any]) -> bool:
        try:
            table_schema.from_descriptor(descriptor, name="", path="")
        except (SchemaError, RefusedError) as error:
            self.notes.append(f"{descriptor['name']} : {error.text.fr}")
            return False
        return True


def _choices(parameter: Mapping[str, Any]) -> list[str]:
    choices = parameter.get("enum")
    if not isinstance(choices, list) or parameter.get("type") == "array":
        return []
    return [str(choice) for choice in choices if isinstance(choice, str | int)]


def host_of(entry: Entry) -> str:
    """Return the host that an entry asks; "" where it has no address."""
    return urlsplit(str(entry.content["base"])).hostname or ""
