"""What must not be published where it would go."""

from __future__ import annotations

from datetime import UTC, datetime

from tamis.model import licence as licences
from tamis.model.errors import RefusedError
from tamis.model.licence import Fit
from tamis.model.text import Text
from tamis.publish.metadata import release_order
from tamis.publish.plan import FileAction, PublishPlan
from tamis.publish.portal_records import PortalDataset
from tamis.publish.publication import Publication


def ensure_publishable(plan: PublishPlan, *, allow_older: bool = False) -> None:
    """Refuse what would put an older release, or another licence, in the place of what is there.

    Raises:
        RefusedError: it would.
    """
    dataset = plan.dataset
    if dataset is None:
        return
    if dataset.is_deleted:
        raise RefusedError(
            Text(
                fr=f"Le jeu de données « {dataset.title} » est supprimé.",
                en=f"The dataset “{dataset.title}” is deleted.",
            )
        )
    _ensure_licence(plan.publication, dataset)
    changes = any(
        planned.action in {FileAction.CREATE, FileAction.REPLACE} for planned in plan.files
    )
    if changes and not allow_older:
        _ensure_newer(plan)


def _ensure_licence(publication: Publication, dataset: PortalDataset) -> None:
    """Refuse rows whose licence does not allow that of the dataset."""
    own, there = publication.note.licence, dataset.licence
    if licences.fit(own, there) is Fit.FORBIDDEN:
        raise RefusedError(
            Text(
                fr=f"Le jeu de données est sous la licence {there}, ce que celle de la "
                f"publication ({own}) ne permet pas.",
                en=f"The dataset is under the licence {there}, which that of the release ({own}) "
                "does not allow.",
            ),
            Text(
                fr="Changez la licence du jeu de données sur le portail, ou publiez ailleurs.",
                en="Change the licence of the dataset on the portal, or publish elsewhere.",
            ),
        )


def _ensure_newer(plan: PublishPlan) -> None:
    """Refuse a release that comes before the one there, or of which that cannot be told."""
    own = (plan.publication.date, plan.publication.run)
    there = [
        release_order(planned.resource.extras)
        for planned in plan.files
        if planned.resource is not None
    ]
    for date, run in there:
        if not _is_before((date, run), own):
            raise RefusedError(
                Text(
                    fr=f"Celle qui est là est plus récente : {_shown(date, run, 'fr')}, et "
                    f"celle-ci : {_shown(*own, 'fr')}.",
                    en=f"The release there is newer: {_shown(date, run, 'en')}; this one: "
                    f"{_shown(*own, 'en')}.",
                ),
                Text(
                    fr="Donnez le jour de la publication (tamis aggregate --date), ou, pour y "
                    "revenir : --allow-older.",
                    en="Give the day of the release (tamis aggregate --date), or, to go back to "
                    "it: --allow-older.",
                ),
            )


def _is_before(there: tuple[str, int], own: tuple[str, int]) -> bool:
    """Whether what is there is of the same release as ours, or of one before it."""
    day, own_day = _moment(there[0]), _moment(own[0])
    if day is not None and own_day is None:
        return False
    if day is not None and own_day is not None and day != own_day:
        return day < own_day
    if day is None and own_day is not None:
        return True
    return there[1] <= own[1]


def _moment(text: str) -> datetime | None:
    """Return a day or a moment; None where the text says none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _shown(date: str, run: int, lang: str) -> str:
    number = f"n° {run}" if lang == "fr" else f"no. {run}"
    undated = "sans jour" if lang == "fr" else "no day"
    return f"{date or undated}, {number}" if run else date or undated
