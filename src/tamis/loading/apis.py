"""The registry of APIs: ``schemas/api/<name>/api.toml`` and the contracts and tables beside it.

APIs that the user added stand in the store, as ``registry/<name>/api.json`` and files beside it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from tamis import shipped
from tamis.loading import json_schema, store, table_schema
from tamis.model.api import Api, Operation, Paging, Token
from tamis.model.contract import Contract
from tamis.model.errors import SchemaError, UsageError
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.tables.header import folded

#: Shorter words tell nothing.
_WORD: Final = 4


def _root() -> Path:
    return shipped.root() / "api"


def added_root() -> Path:
    """Return the folder of the APIs that the user added; it may not exist."""
    return store.root() / "registry"


def shipped_names() -> list[str]:
    """Return the names of the APIs that ship."""
    return sorted(path.parent.name for path in _root().glob("*/api.toml"))


def added_names() -> list[str]:
    """Return the names of the APIs that the user added."""
    return sorted(path.parent.name for path in added_root().glob("*/api.json"))


def names() -> list[str]:
    """Return the names of the APIs: those that ship, then those that were added."""
    own = shipped_names()
    return [*own, *(name for name in added_names() if name not in own)]


def _folder(name: str) -> Path:
    """Return the folder of an API; one that ships is never hidden by one that was added."""
    return _root() / name if (_root() / name / "api.toml").is_file() else added_root() / name


def load(name: str) -> Api:
    """Return the API called `name`: its name, another that it goes by, or an address of it.

    Raises:
        UsageError: there is none.
        SchemaError: it was added, and its entry cannot be read any more.
    """
    if name in added_names() and name not in shipped_names():
        path = added_root() / name / "api.json"
        return _added(name, path, path.stat().st_mtime_ns)
    if name in shipped_names():
        return _shipped(name)
    wanted, host = folded(name), _host(name)
    for api in sound():
        known = {folded(known) for known in (api.name, *api.aliases)}
        if (wanted and wanted in known) or (host and host in hosts(api)):
            return api
    raise _unknown(name)


@cache
def _shipped(name: str) -> Api:
    content = (_root() / name / "api.toml").read_text(encoding="utf-8")
    return _api(name, tomllib.loads(content))


@lru_cache(maxsize=256)
def _added(name: str, path: Path, _stamp: int) -> Api:
    """Return an API that the user added; the stamp tells a former entry from the one in use."""
    try:
        return _api(name, json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise SchemaError(
            Text(
                fr=f"L'entrée de « {name} » dans votre registre est abîmée.",
                en=f"The entry of “{name}” in your registry is damaged.",
            ),
            Text(
                fr=f"Retirez-la (tamis api remove {name}), puis ajoutez-la de nouveau.",
                en=f"Remove it (tamis api remove {name}), then add it again.",
            ),
        ) from error


def sound() -> list[Api]:
    """Return every API whose entry can be read."""
    found = []
    for name in names():
        try:
            found.append(load(name))
        except SchemaError:
            continue
    return found


def _host(name: str) -> str:
    """Return the host of an address, with its scheme or without; "" of what is none."""
    try:
        return urlsplit(name if "://" in name else f"//{name}").hostname or ""
    except ValueError:
        return ""


def hosts(api: Api) -> frozenset[str]:
    """Return the hosts of an API, former ones included."""
    return frozenset(
        filter(None, (urlsplit(address).hostname for address in (api.base, *api.retired)))
    )


def _api(name: str, raw: Mapping[str, Any]) -> Api:
    members = {member.name for member in fields(Api)}
    plain = {key: value for key, value in raw.items() if key in members}
    token = raw.get("token")
    operations = {
        name: _operation(name, inner) for name, inner in raw.get("operations", {}).items()
    }
    return Api(
        **{
            **plain,
            "name": name,
            "title": Text(**raw["title"]),
            "notes": Text(**raw["notes"]),
            "retired": tuple(raw.get("retired", ())),
            "aliases": tuple(raw.get("aliases", ())),
            "token": Token(**token) if token else None,
            "operations": operations,
        }
    )


def _operation(name: str, raw: Mapping[str, Any]) -> Operation:
    paging = raw.get("paging")
    listed = {
        member: tuple(raw.get(member, ()))
        for member in ("tables", "parameters", "required", "headers")
    }
    choices = {parameter: tuple(values) for parameter, values in raw.get("choices", {}).items()}
    return Operation(
        **{
            **raw,
            **listed,
            "name": name,
            "title": Text(**raw["title"]),
            "tables": listed["tables"] or tuple(filter(None, [raw.get("table", "")])),
            "choices": choices,
            "paging": Paging(**paging) if paging else None,
        }
    )


def operation(api: Api, name: str) -> Operation:
    """Return the operation called `name`; without a name, the only one or the first.

    Raises:
        UsageError: the API has none of that name, or none at all.
    """
    if name in api.operations:
        return api.operations[name]
    if not name and api.operations:
        return next(iter(api.operations.values()))
    listed = ", ".join(api.operations) or "—"
    other = f" {api.see}" if api.see else ""
    raise UsageError(
        Text(
            fr=f"« {api.name} » n'a pas d'opération « {name} ».",
            en=f"“{api.name}” has no operation “{name}”.",
        ),
        Text(fr=f"Opérations : {listed}.{other}", en=f"Operations: {listed}.{other}"),
    )


def status_contract(api: Api, operation: Operation, status: str) -> str:
    """Return the name of the contract of a status: its own, that of its hundred, else “default”.

    Raises:
        UsageError: the operation has none for it.
    """
    named = _status_contract(operation, status)
    if named is not None:
        return named
    listed = ", ".join(operation.contracts) or "200"
    raise UsageError(
        Text(
            fr=f"« {api.name} » {operation.name} n'a pas de contrat pour le statut {status}.",
            en=f"“{api.name}” {operation.name} has no contract for the status {status}.",
        ),
        Text(fr=f"Statuts décrits : {listed}.", en=f"Statuses described: {listed}."),
    )


def has_status(operation: Operation, status: str) -> bool:
    """Whether an operation has a contract for a status; "" is that of success."""
    return _status_contract(operation, status) is not None


def _status_contract(operation: Operation, status: str) -> str | None:
    if not status or (status == "200" and operation.contract and not operation.contracts):
        return operation.contract
    by_status = {known.upper(): name for known, name in operation.contracts.items()}
    wanted = (status, f"{status[:1]}XX", "DEFAULT")
    return next((by_status[known] for known in wanted if known in by_status), None)


def contract(api: Api, name: str) -> Contract:
    """Return a contract of an API."""
    path = _folder(api.name) / f"{name}.contract.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    return json_schema.from_descriptor(
        descriptor, name=f"{api.name}/{name}", version="1", path=f"tamis:/api/{api.name}/{name}"
    )


def contract_names(api: Api) -> set[str]:
    """Return the names of the contracts of an API."""
    operations = api.operations.values()
    named = {name for operation in operations for name in operation.contracts.values()}
    return (named | {operation.contract for operation in operations}) - {""}


def table_names(api: Api) -> set[str]:
    """Return the names of the tables of an API."""
    return {name for operation in api.operations.values() for name in operation.tables}


def descriptor(api: Api, name: str) -> Mapping[str, Any]:
    """Return the Table Schema of rows of an API, with what each field is made of."""
    path = _folder(api.name) / f"{name}.table.json"
    content: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def table(api: Api, name: str) -> Schema:
    """Return the Table Schema of rows of an API.

    Raises:
        UsageError: it has none of that name.
    """
    known = sorted(table_names(api))
    if name not in known:
        raise UsageError(
            Text(
                fr=f"« {api.name} » n'a pas de table « {name} ».",
                en=f"“{api.name}” has no table “{name}”.",
            ),
            Text(fr=f"Tables : {', '.join(known)}.", en=f"Tables: {', '.join(known)}."),
        )
    return table_schema.from_descriptor(
        descriptor(api, name), name=f"{api.name}/{name}", path=f"api:{api.name}/{name}"
    )


def _unknown(name: str) -> UsageError:
    near = ", ".join(_near(name))
    return UsageError(
        Text(fr=f"Aucune API ne s'appelle « {name} ».", en=f"There is no API called “{name}”."),
        Text(
            fr=f"Vouliez-vous dire {near} ?" if near else "Voyez : tamis api list.",
            en=f"Did you mean {near}?" if near else "See: tamis api list.",
        ),
    )


def _near(name: str) -> list[str]:
    """Return the APIs that a name may mean: those spelt so, then those that speak of its words."""
    apis = sound()
    spelt = {folded(known): api.name for api in apis for known in (api.name, *api.aliases)}
    near = [spelt[key] for key in get_close_matches(folded(name), spelt, n=3, cutoff=0.6)]
    words = [folded(word) for word in re.split(r"\W+", name) if len(word) >= _WORD]
    near += [api.name for api in apis if any(word in _meaning(api) for word in words)]
    return list(dict.fromkeys(near))[:3]


def _meaning(api: Api) -> str:
    """Return what an API says of itself and of its operations, without case and accents."""
    titles = [(known.title.fr, known.title.en) for known in api.operations.values()]
    texts = [api.title.fr, api.title.en, api.producer, *(text for pair in titles for text in pair)]
    tables = [table for known in api.operations.values() for table in known.tables]
    return folded(" ".join([*texts, *api.operations, *api.aliases, *tables]))
