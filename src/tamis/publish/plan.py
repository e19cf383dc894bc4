"""What publishing would do, made of what is to be published and of what the portal has.

Nothing is asked and nothing is written here: what is planned is what is then shown and done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tamis.model.errors import RefusedError, UsageError
from tamis.model.text import Text
from tamis.publish import metadata
from tamis.publish.digest import has_content
from tamis.publish.metadata import FILE, MetadataChange
from tamis.publish.order import planned_order
from tamis.publish.portal_records import PortalDataset, PortalResource
from tamis.publish.publication import Publication, PublishedFile


class FileAction(StrEnum):
    """What is done with a file."""

    CREATE = "create"
    REPLACE = "replace"
    DESCRIBE = "describe"
    KEEP = "keep"

    @property
    def text(self) -> Text:
        """The action as a person reads it."""
        return {
            "create": Text(fr="créer", en="create"),
            "replace": Text(fr="remplacer", en="replace"),
            "describe": Text(fr="décrire", en="describe"),
            "keep": Text(fr="laisser", en="leave"),
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFile:
    """A file, the resource that it is on the portal (None: not yet), and what changes there."""

    file: PublishedFile
    action: FileAction
    resource: PortalResource | None
    changes: tuple[MetadataChange, ...]

    @property
    def is_overwriting(self) -> bool:
        """Whether the file that goes is none of ours."""
        resource = self.resource if self.action is FileAction.REPLACE else None
        return resource is not None and metadata.is_of_others(resource)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishPlan:
    """All that would be done, and what would be left alone.

    Attributes:
        dataset: where; None where it is created first.
        new_dataset: what the dataset that is created says of itself; empty where none is.
        order: the keys of all resources in the order that they get: an id, or the name of a file
            that is not there yet; empty where they stay as they are.
        stale: resources that former publications put there, whose file is no more published.
        lookalikes: resources of others that bear the name of a file which is created.
    """

    address: str
    publication: Publication
    dataset: PortalDataset | None
    new_dataset: Mapping[str, Any]
    files: tuple[PlannedFile, ...]
    order: tuple[str, ...] = ()
    stale: tuple[PortalResource, ...] = ()
    lookalikes: tuple[tuple[str, PortalResource], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        idle = all(planned.action is FileAction.KEEP for planned in self.files)
        return idle and not self.order and not self.new_dataset

    @property
    def steps(self) -> tuple[object, ...]:
        """What is done, to be compared with what another plan does."""
        files = tuple(
            (p.file, p.action, p.resource.id if p.resource else "", p.changes) for p in self.files
        )
        return (self.dataset.id if self.dataset else "", dict(self.new_dataset), files, self.order)


def make_plan(
    publication: Publication,
    dataset: PortalDataset | None,
    *,
    address: str,
    new_dataset: Mapping[str, Any] | None = None,
    known: Mapping[str, str] | None = None,
    chosen: Mapping[str, str] | None = None,
) -> PublishPlan:
    """Return what would be done.

    Args:
        publication: what is to be published.
        dataset: what the portal has; None where the dataset is to be created.
        address: the portal.
        new_dataset: what that dataset says of itself.
        known: ids of resources by the names of files, as former runs remember them.
        chosen: the same, as the caller says.

    Raises:
        RefusedError: a file cannot be told to be one resource of the portal.
        UsageError: the caller names a resource or a file that is not there.
    """
    resources = () if dataset is None else dataset.resources
    pairs = _pairs(publication, resources, known or {}, chosen or {})
    files = tuple(_planned(file, pairs.get(file.name), publication) for file in publication.files)
    taken = {resource.id for resource in pairs.values()}
    keys = [pairs[file.name].id if file.name in pairs else file.name for file in publication.files]
    current = [resource.id for resource in resources]
    names = {file.name for file in publication.files} | {n for n, _ in publication.left_out}
    others = [resource for resource in resources if resource.id not in taken]
    return PublishPlan(
        address=address,
        publication=publication,
        dataset=dataset,
        new_dataset=new_dataset or {},
        files=files,
        order=planned_order(current, keys) if len(keys) > 1 else (),
        stale=tuple(r for r in others if r.extras.get(FILE) and r.extras[FILE] not in names),
        lookalikes=tuple(_lookalikes(files, others)),
    )


def _planned(
    file: PublishedFile, resource: PortalResource | None, publication: Publication
) -> PlannedFile:
    if resource is None:
        blank = PortalResource(id="")
        shown = metadata.differences(file, publication, blank)
        return PlannedFile(file=file, action=FileAction.CREATE, resource=None, changes=shown)
    changes = metadata.differences(file, publication, resource)
    if not has_content(file, resource):
        action = FileAction.REPLACE
    else:
        action = FileAction.DESCRIBE if changes else FileAction.KEEP
    return PlannedFile(file=file, action=action, resource=resource, changes=changes)


def _pairs(
    publication: Publication,
    resources: tuple[PortalResource, ...],
    known: Mapping[str, str],
    chosen: Mapping[str, str],
) -> dict[str, PortalResource]:
    """Return the resource that each file is on the portal, of those that are there."""
    by_id = {resource.id: resource for resource in resources}
    pairs = {name: _chosen(name, chosen[name], publication, by_id) for name in chosen}
    for file in publication.files:
        if file.name in pairs:
            continue
        taken = {resource.id for resource in pairs.values()}
        free = [r for r in resources if r.is_hosted and r.id not in taken]
        remembered = [r for r in free if r.id == known.get(file.name)]
        marked = [r for r in free if r.extras.get(FILE) == file.name]
        if len(marked) > 1 and not remembered:
            raise _ambiguous(file, marked)
        alike = [r for r in free if FILE not in r.extras and has_content(file, r)]
        candidates = remembered or marked or alike
        if candidates:
            pairs[file.name] = candidates[0]
    return pairs


def _chosen(
    name: str, identifier: str, publication: Publication, by_id: Mapping[str, PortalResource]
) -> PortalResource:
    if name not in {file.name for file in publication.files}:
        listed = ", ".join(file.name for file in publication.files)
        raise UsageError(
            Text(fr=f"« {name} » n'est pas publié.", en=f"“{name}” is not published."),
            Text(fr=f"Fichiers publiés : {listed}.", en=f"Published files: {listed}."),
        )
    resource = by_id.get(identifier)
    if resource is None:
        listed = ", ".join(f"{r.id} ({r.title})" for r in by_id.values()) or "–"
        raise UsageError(
            Text(
                fr=f"Le jeu de données n'a pas de ressource « {identifier} ».",
                en=f"The dataset has no resource “{identifier}”.",
            ),
            Text(fr=f"Il a : {listed}.", en=f"It has: {listed}."),
        )
    if not resource.is_hosted:
        raise RefusedError(
            Text(
                fr=f"La ressource « {resource.title} » mène à un fichier d'ailleurs : le portail "
                "ne peut pas le remplacer.",
                en=f"The resource “{resource.title}” leads to a file elsewhere: the portal cannot "
                "replace it.",
            )
        )
    return resource


def _ambiguous(file: PublishedFile, resources: list[PortalResource]) -> RefusedError:
    listed = ", ".join(resource.id for resource in resources)
    return RefusedError(
        Text(
            fr=f"Plusieurs ressources sont « {file.name} » : {listed}.",
            en=f"Several resources are “{file.name}”: {listed}.",
        ),
        Text(
            fr=f"Dites laquelle : --resource {file.name}=ID.",
            en=f"Say which: --resource {file.name}=ID.",
        ),
    )


def _lookalikes(
    files: tuple[PlannedFile, ...], others: list[PortalResource]
) -> Iterator[tuple[str, PortalResource]]:
    for planned in files:
        name = planned.file.upload_name
        for resource in others:
            is_alike = name in {resource.title, resource.file_name}
            if planned.action is FileAction.CREATE and is_alike and FILE not in resource.extras:
                yield planned.file.name, resource
