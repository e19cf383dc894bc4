"""The resources of data.gouv.fr that follow a schema, as sources (its API, version 1)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from tamis import readers
from tamis.model.address import origin
from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.release.inputs.found import FoundResource, LeftOut
from tamis.release.inputs.manifest import Manifest, Source
from tamis.release.options import DatagouvOptions
from tamis.sources.policy import FetchPolicy
from tamis.sources.remote_copy import fetch_copy

_PAGE: Final = 50
#: A listing of more pages than this is one that does not end.
_MOST: Final = 2_000
#: How a search by schema is called, and how one by tag begins.
SCHEMA: Final = "schema"
_TAG: Final = "tag:"
#: Formats that are read under another name.
_ALSO_READ: Final = frozenset({"xls", "ods", "xlsb", "tsv", "txt", "zip", "gz", "csv.gz", "excel"})
#: Hosts of the platform's own files.
_OWN: Final = ("data.gouv.fr", "*.data.gouv.fr")


def list_resources(query: DatagouvOptions, folder: Path, policy: FetchPolicy) -> Manifest:
    """Return the manifest of the resources that follow the schema, in the order of their ids.

    Args:
        query: what is asked.
        folder: where answers are kept: pages that have not changed are not fetched again.
        policy: how to fetch. The host of the API and the platform's own are allowed.

    Raises:
        SourceError: the API cannot be had, answers something else, or knows no resource.
    """
    api = origin(query.base)
    host = "" if api is None else f"{api.host}:{api.port}"
    is_platform = api is not None and f".{api.host}".endswith(".data.gouv.fr")
    hosts = (host, *(_OWN if is_platform else ()), *policy.hosts)
    own_policy = replace(policy, hosts=hosts)
    sources: dict[str, Source] = {}
    resources: dict[str, FoundResource] = {}
    for how, parameters in _searches(query):
        for dataset in _datasets(query.base, parameters, folder, own_policy):
            for resource, source in _resources(dataset, query, how):
                _take_in(resources, sources, resource, source)
    if not sources:
        raise SourceError(
            Text(
                fr=f"{query.base} ne connaît aucune ressource au schéma « {query.schema} ».",
                en=f"{query.base} knows no resource of the schema “{query.schema}”.",
            )
        )
    return Manifest(
        sources=tuple(sources[identifier] for identifier in sorted(sources)),
        hosts=hosts,
        found=tuple(resources[identifier] for identifier in sorted(resources)),
    )


def _searches(query: DatagouvOptions) -> Iterator[tuple[str, str]]:
    """Return how resources are found: by what, and the parameters of the search."""
    yield SCHEMA, f"schema={quote(query.schema, safe='')}"
    for words in query.match:
        tag = words.removeprefix(_TAG)
        is_tag = words.startswith(_TAG)
        yield words, f"tag={quote(tag, safe='')}" if is_tag else f"q={quote(words, safe='')}"


def _take_in(
    resources: dict[str, FoundResource],
    sources: dict[str, Source],
    resource: FoundResource,
    source: Source | None,
) -> None:
    """Note a resource that a search finds; the first search that takes it says how."""
    known = resources.get(resource.resource)
    if known is None:
        resources[resource.resource] = resource
    else:
        how = "; ".join(dict.fromkeys([*known.found_by.split("; "), resource.found_by]))
        left_out = None if resource.left_out is None else known.left_out
        resources[resource.resource] = replace(known, found_by=how, left_out=left_out)
    if source is not None:
        sources.setdefault(source.id, source)


def _datasets(
    base: str, parameters: str, folder: Path, policy: FetchPolicy
) -> Iterator[Mapping[str, Any]]:
    """Return the datasets of every page; addresses are made here, never taken from an answer."""
    start = f"{base.rstrip('/')}/api/1/datasets/?{parameters}"
    for page in range(1, _MOST):
        address = f"{start}&page={page}&page_size={_PAGE}"
        answer = _object(fetch_copy(address, folder, policy).path, address)
        yield from (dataset for dataset in answer["data"] if isinstance(dataset, Mapping))
        if not answer.get("next_page"):
            return


def _object(path: Path, address: str) -> Mapping[str, Any]:
    try:
        answer = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        answer = None
    if not isinstance(answer, Mapping) or not isinstance(answer.get("data"), list):
        raise SourceError(
            Text(
                fr=f"« {address} » ne répond pas comme data.gouv.fr.",
                en=f"“{address}” does not answer as data.gouv.fr does.",
            )
        )
    return answer


def _resources(
    dataset: Mapping[str, Any], query: DatagouvOptions, how: str
) -> Iterator[tuple[FoundResource, Source | None]]:
    """Return the resources of a dataset that a search finds, each with its source if it is taken.

    A search by schema finds those that state it; others find all, and take those that state it or
    state none.
    """
    producer, identifier = _producer(dataset)
    for raw in dataset.get("resources") or ():
        version = _declared_version(raw.get("schema"), query.schema)
        if version is None and how == SCHEMA:
            continue
        resource = FoundResource(
            dataset=str(dataset.get("id") or ""),
            resource=str(raw["id"]),
            title=str(raw.get("title") or ""),
            producer=producer,
            url=str(raw.get("url") or raw.get("latest")),
            found_by=how,
            left_out=_left_out(dataset, raw, version, query),
        )
        if resource.left_out is not None:
            yield resource, None
            continue
        form = str(raw.get("format") or "").lower()
        yield (
            resource,
            Source(
                id=resource.resource,
                path=resource.url,
                producer=producer,
                identifier=identifier,
                territory=_territory(dataset),
                licence=str(dataset.get("license") or ""),
                url=str(dataset.get("page") or ""),
                modified=str(raw.get("last_modified") or ""),
                schema_version=version or "",
                format=form if form in readers.leaves() else "",
                dataset=resource.dataset,
                resource=resource.resource,
                organization=_organization(dataset),
                created=str(raw.get("created_at") or ""),
                found_by="" if version is not None else how,
            ),
        )


def _left_out(
    dataset: Mapping[str, Any], raw: Mapping[str, Any], version: str | None, query: DatagouvOptions
) -> LeftOut | None:
    """Return why a resource is not taken, as far as its description says."""
    is_closed = dataset.get("private") or dataset.get("deleted")
    is_restricted = str(dataset.get("access_type") or "open") == "restricted"
    if dataset.get("id") in query.exclude or is_closed or is_restricted:
        return LeftOut.DATASET
    if version is None and _names_a_schema(raw.get("schema")):
        return LeftOut.OTHER_SCHEMA
    if raw.get("type") not in {None, "main", "update"}:
        return LeftOut.NOT_MAIN
    form = str(raw.get("format") or "").lower()
    if version is None and form not in {"", *readers.leaves(), *_ALSO_READ}:
        return LeftOut.NO_TABLE
    return None


def _names_a_schema(schema: Any) -> bool:
    return isinstance(schema, Mapping) and bool(schema.get("name") or schema.get("url"))


def _declared_version(schema: Any, name: str) -> str | None:
    """Return the version that a resource says it follows, "" where it does not say.

    Most resources have a `schema` object of which every member is null.

    Returns:
        None where it is of another schema, or of none.
    """
    if not isinstance(schema, Mapping):
        return None
    named = schema.get("name") == name
    placed = f"/{name}/" in str(schema.get("url") or "")
    return str(schema.get("version") or "") if named or placed else None


def _producer(dataset: Mapping[str, Any]) -> tuple[str, str]:
    """Return who publishes a dataset, and its number in the register of businesses if known."""
    organisation = dataset.get("organization")
    if isinstance(organisation, Mapping):
        number = str(organisation.get("business_number_id") or "")
        return str(organisation.get("name") or ""), number
    owner = dataset.get("owner")
    if isinstance(owner, Mapping):
        return f"{owner.get('first_name') or ''} {owner.get('last_name') or ''}".strip(), ""
    return "", ""


def _organization(dataset: Mapping[str, Any]) -> str:
    """Return the organisation, or the person, that publishes a dataset: its slug, else its id.

    The national file of charging points has the slug.
    """
    publisher = dataset.get("organization") or dataset.get("owner")
    return (
        str(publisher.get("slug") or publisher.get("id") or "")
        if isinstance(publisher, Mapping)
        else ""
    )


def _territory(dataset: Mapping[str, Any]) -> str:
    spatial = dataset.get("spatial")
    zones = spatial.get("zones") if isinstance(spatial, Mapping) else None
    return ", ".join(str(zone) for zone in zones or ())
