"""What requests share: limits, schemas that callers may name, choices, edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from tamis import sources
from tamis.app import ReadOptions
from tamis.loading import catalogue, documents, schemas
from tamis.loading.catalogue import Entry
from tamis.loading.schemas import LoadedSchema
from tamis.model.address import is_address
from tamis.model.dialect import TableDialect
from tamis.model.edits import Edits
from tamis.model.errors import RefusedError, SchemaError, SourceError
from tamis.model.limits import MB, Limits
from tamis.model.repair_choice import Choice
from tamis.model.text import Text
from tamis.serve.tasks import Say

#: Bytes of a schema that is fetched.
_SCHEMA: Final = 64 * MB


def limits_of(request: Mapping[str, Any]) -> Limits:
    """Return how much is taken in."""
    content = request["limits"]
    return Limits(**{**content, "hosts": tuple(content["hosts"]), "guarded": True})


def reading_of(request: Mapping[str, Any]) -> ReadOptions:
    """Return how the source is read."""
    if request.get("typed"):  # the server wrote it: there is nothing to guess
        return ReadOptions(
            limits=limits_of(request),
            format="csv",
            encoding="utf-8",
            delimiter=",",
            dialect=TableDialect(header=True),
        )
    return ReadOptions(
        limits=limits_of(request),
        member=request.get("member", ""),
        sheet=request.get("sheet", ""),
    )


def counting(request: Mapping[str, Any], say: Say) -> Say:
    """Return what is told of records read; it ends the work where there are too many.

    Raises:
        RefusedError: there are more than the request allows.
    """
    most = int(request.get("max_rows") or 0)

    def count(rows: int) -> None:
        if most and rows > most:
            raise RefusedError(
                Text(
                    fr=f"Ce fichier a plus de {most} lignes : la lecture s'arrête.",
                    en=f"This file has more than {most} rows: reading stops.",
                )
            )
        say(rows)

    return count


def schema_of(request: Mapping[str, Any]) -> LoadedSchema | None:
    """Return the schema that is named: of the catalogue, or at an address; never a path.

    Raises:
        SchemaError: there is none, or it is on a host that may not be asked.
    """
    name = request.get("schema") or ""
    if not name:
        return None
    if not is_address(name):
        return schemas.from_entry(*catalogue.find(name))
    published = catalogue.published_at(name) or _latest_at(name, request["limits"]["hosts"])
    if published is not None:
        return schemas.from_entry(*published)
    limits = replace(limits_of(request), size=_SCHEMA)
    try:
        with sources.open_source(name, limits=limits) as local:
            is_yaml = local.suffix in {".yml", ".yaml"}
            descriptor = documents.parse(local.path.read_bytes(), name, yaml=is_yaml)
    except (SourceError, RefusedError) as error:
        raise SchemaError(error.text, error.hint) from error
    return schemas.load(descriptor)


def _latest_at(address: str, hosts: Sequence[str]) -> tuple[Entry, str] | None:
    """Return the schema whose latest version an address stands for, where it may not be asked.

    Clients name schemas by `…/latest/…` of schema.data.gouv.fr; the latest that is known is then
    that of the catalogue. Where the host may be asked, it is the one to say.
    """
    if "/latest/" not in address or hosts:
        return None
    for entry in catalogue.entries().values():
        published = catalogue.published_url(entry.name, entry.latest)
        if published and published == address.replace("/latest/", f"/{entry.latest}/"):
            return entry, entry.latest
    return None


def choice_of(request: Mapping[str, Any]) -> Choice:
    """Return which repairs are done."""
    content = request.get("choice") or {}
    return Choice(
        unsafe=bool(content.get("unsafe")),
        without=frozenset(content.get("without") or ()),
        agreed=frozenset((name, field) for name, field in content.get("agreed") or ()),
    )


def edits_of(request: Mapping[str, Any]) -> Edits:
    """Return what a person changed by hand."""
    content = request.get("edits") or {}
    cells = {(int(row), int(column)): text for row, column, text in content.get("cells") or ()}
    return Edits(cells=cells, removed=frozenset(map(int, content.get("removed") or ())))
