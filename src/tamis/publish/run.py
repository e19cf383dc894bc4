"""Publishing, from what is to be published to the plan: who is asked, and what is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from tamis.model.address import is_address
from tamis.model.errors import RefusedError, UsageError
from tamis.model.limits import MB
from tamis.model.suggest import did_you_mean
from tamis.model.text import Text
from tamis.publish import new_dataset
from tamis.publish.guards import ensure_publishable
from tamis.publish.plan import PublishPlan, make_plan
from tamis.publish.portal import Portal
from tamis.publish.portal_limits import fit
from tamis.publish.portal_records import PortalDataset
from tamis.publish.publication import Publication
from tamis.publish.state import PublishState

#: Files of more bytes than this go in parts.
PART_SIZE: Final = 50 * MB
_HARVESTED: Final = Text(
    fr="ce jeu de données est moissonné : le prochain moissonnage écrira par-dessus",
    en="this dataset is harvested: the next harvest will overwrite it",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishOptions:
    """Where and how to publish.

    Attributes:
        dataset: the id, the slug or the page of the dataset; "" for the one that was created for
            what is published.
        create: whether it is created where there is none yet.
        resources: ids of resources by the names of the files that they get.
        only: the names of the files that are published; empty for all.
        allow_older: whether a release may take the place of a newer one.
    """

    dataset: str = ""
    create: bool = False
    resources: Mapping[str, str] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    allow_older: bool = False


def prepare(
    publication: Publication, portal: Portal, state: PublishState, options: PublishOptions
) -> PublishPlan:
    """Return what would be done.

    Raises:
        UsageError: the options do not say where, or name what is not there.
        RefusedError: it must not be published there.
        PortalError: the portal does not say what it has.
    """
    name = dataset_name(options.dataset) or state.created
    dataset = portal.dataset(name) if name else None
    body = None
    if dataset is None:
        if not options.create:
            raise _no_dataset()
        body = new_dataset.content(publication.note)
        _ensure_new(portal.find_dataset(body["title"], body.get("organization", "")))
    chosen = fit(_only(publication, options.only), portal.limits())
    if dataset is not None and dataset.is_harvested:
        chosen = replace(chosen, remarks=(*chosen.remarks, _HARVESTED))
    remembered = state.dataset(dataset.id) if dataset else None
    titles = remembered.titles if remembered else {}
    files = tuple(
        replace(file, title=file.title or titles.get(file.name, "")) for file in chosen.files
    )
    plan = make_plan(
        replace(chosen, files=files),
        dataset,
        address=portal.address,
        new_dataset=body,
        known=remembered.resources if remembered else {},
        chosen=options.resources,
    )
    ensure_publishable(plan, allow_older=options.allow_older)
    return plan


def dataset_name(text: str) -> str:
    """Return the id or the slug that a text gives, which may be the address of a page.

    >>> dataset_name("https://www.data.gouv.fr/datasets/bornes/"), dataset_name("bornes")
    ('bornes', 'bornes')
    """
    if not is_address(text):
        return text.strip().strip("/")
    return urlsplit(text).path.rstrip("/").rpartition("/")[2]


def _only(publication: Publication, names: tuple[str, ...]) -> Publication:
    known = {file.name for file in publication.files}
    for name in names:
        if name not in known:
            listed = ", ".join(known)
            raise UsageError(
                Text(
                    fr=f"« {name} » n'est pas un fichier publié.",
                    en=f"“{name}” is not a published file.",
                ),
                did_you_mean(name, known, Text(fr=f"Fichiers : {listed}.", en=f"Files: {listed}.")),
            )
    if not names:
        return publication
    aside = Text(fr="pas demandé (--only)", en="not asked for (--only)")
    others = tuple((file.name, aside) for file in publication.files if file.name not in names)
    return replace(
        publication,
        files=tuple(file for file in publication.files if file.name in names),
        left_out=(*publication.left_out, *others),
    )


def _no_dataset() -> UsageError:
    return UsageError(
        Text(fr="Dans quel jeu de données ?", en="In which dataset?"),
        Text(
            fr="Donnez le sien : --dataset ; ou créez-le : --create.",
            en="Give its own: --dataset; or create it: --create.",
        ),
    )


def _ensure_new(dataset: PortalDataset | None) -> None:
    """Refuse to create a dataset twice."""
    if dataset is not None:
        raise RefusedError(
            Text(
                fr=f"Un jeu de données « {dataset.title} » est déjà là : {dataset.id}.",
                en=f"A dataset “{dataset.title}” already exists: {dataset.id}.",
            ),
            Text(
                fr=f"Si c'est le vôtre : --dataset {dataset.id} ; sinon, un autre titre : --title.",
                en=f"If it is yours: --dataset {dataset.id}; else another title: --title.",
            ),
        )
