"""What is said of a resource on the portal, and what of it differs from what is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from tamis.publish.portal_records import PortalResource
from tamis.publish.publication import Publication, PublishedFile

#: Extras by which a resource is known again: the name of its file, the hash of what was put there,
#: the day and the run of the release that it is of.
FILE: Final = "tamis:file"
SHA1: Final = "tamis:sha1"
DATE: Final = "tamis:date"
RUN: Final = "tamis:run"
#: Extras that change from night to night, and are no reason to touch a file that does not.
_PASSING: Final = frozenset({DATE, RUN, "validation-report:validation_date"})


class MetadataChange(NamedTuple):
    """What is said of a resource, before and after; None where nothing is."""

    name: str
    before: Any
    after: Any


def own_extras(file: PublishedFile, publication: Publication) -> dict[str, Any]:
    """Return the extras that are put on a resource."""
    marks: dict[str, Any] = {FILE: file.name, SHA1: file.sha1}
    if publication.date:
        marks[DATE] = publication.date
    if publication.run:
        marks[RUN] = publication.run
    return {**marks, **file.extras}


def body(
    file: PublishedFile,
    publication: Publication,
    resource: PortalResource,
    before: PortalResource | None = None,
) -> dict[str, Any]:
    """Return the metadata to put: extras of others stay, what is the portal's own is not in it.

    Args:
        file: what is published.
        publication: what it is part of.
        resource: the resource, its file already there.
        before: the resource as it was: a new file takes its title away. None where there was none.
    """
    former = before or PortalResource(id=resource.id, title=file.name)
    members: dict[str, Any] = {
        "title": file.title or former.title or file.name,
        "description": file.description or resource.description,
        "type": file.type,
        "extras": {**resource.extras, **own_extras(file, publication)},
    }
    if file.schema is not None:
        name, version = file.schema
        members["schema"] = {"name": name, "version": version}
    return members


def differences(
    file: PublishedFile, publication: Publication, resource: PortalResource
) -> tuple[MetadataChange, ...]:
    """Return what differs, but for what changes from night to night."""
    return tuple(_differences(file, publication, resource))


def _differences(
    file: PublishedFile, publication: Publication, resource: PortalResource
) -> Iterator[MetadataChange]:
    for name in ("title", "description", "type"):
        before, after = getattr(resource, name), getattr(file, name)
        if after and _plain(before) != _plain(after):
            yield MetadataChange(name, before, after)
    if file.schema is not None and file.schema != resource.schema:
        yield MetadataChange("schema", _named(resource.schema), _named(file.schema))
    wanted = own_extras(file, publication)
    for name in (name for name in wanted if name not in _PASSING):
        if resource.extras.get(name) != wanted[name]:
            yield MetadataChange(name, resource.extras.get(name), wanted[name])


def is_described(file: PublishedFile, publication: Publication, resource: PortalResource) -> bool:
    """Whether all that was put is there, what changes from night to night too."""
    wanted = own_extras(file, publication)
    return not differences(file, publication, resource) and all(
        resource.extras.get(name) == value for name, value in wanted.items()
    )


def _plain(text: str) -> str:
    """Return a text as it is compared: portals trim blanks."""
    return " ".join(text.split())


def _named(schema: tuple[str, str] | None) -> str | None:
    return None if schema is None else " ".join(filter(None, schema))


def release_order(extras: Mapping[str, Any]) -> tuple[str, int]:
    """Return the day and the run of the release that a resource is of; "" and 0: of none."""
    run = extras.get(RUN)
    number = run if isinstance(run, int) and not isinstance(run, bool) else 0
    if isinstance(run, str) and run.isdecimal():
        number = int(run)
    return str(extras.get(DATE) or ""), number


def is_of_others(resource: PortalResource) -> bool:
    """Whether the file of a resource is not the one that was last put there."""
    algorithm, value = resource.checksum
    put = resource.extras.get(SHA1)
    return bool(put) and algorithm == "sha1" and put != value.lower()
