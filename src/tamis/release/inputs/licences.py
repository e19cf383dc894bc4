"""The licences of sources, and whether a release may stand under its own."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.model import licence as licences
from tamis.model.errors import RefusedError
from tamis.model.licence import Fit
from tamis.model.text import Text
from tamis.release.inputs.manifest import Manifest, Source

#: How a licence is written that nobody states.
UNKNOWN = "unknown"
#: Sources named in one sentence.
_NAMED = 10


def ensure_allowed(manifest: Manifest) -> None:
    """Refuse a release under a licence that some of its sources are known not to allow.

    Raises:
        RefusedError: one does not. What is not known refuses nothing.
    """
    against = [source for source in manifest.sources if _is_forbidden(source, manifest.licence)]
    if not against:
        return
    release = licences.find(manifest.licence)
    title = release.title if release else manifest.licence
    raise RefusedError(
        Text(
            fr=f"La publication est sous {title} ({manifest.licence}), que des sources ne "
            f"permettent pas : {_reasons(against, 'fr')}.",
            en=f"The release is under {title} ({manifest.licence}), which some sources do not "
            f"allow: {_reasons(against, 'en')}.",
        ),
        _way_out(manifest),
    )


def _is_forbidden(source: Source, licence: str) -> bool:
    return licences.fit(source.licence, licence) is Fit.FORBIDDEN


def _reasons(sources: list[Source], lang: str) -> str:
    """Return the sources by licence, each with why it does not allow that of the release."""
    return "; ".join(_by_licence(sources, lang))


def _by_licence(sources: list[Source], lang: str) -> Iterator[str]:
    for licence in licences.table():
        names = [source.id for source in sources if licences.find(source.licence) == licence]
        if names:
            shown = ", ".join(names[:_NAMED]) + (f"… ({len(names)})" if len(names) > _NAMED else "")
            because = licence.because.fr if lang == "fr" else licence.because.en
            yield (
                f"{shown} ({licence.title}) : {because}"
                if lang == "fr"
                else (f"{shown} ({licence.title}): {because}")
            )


def _way_out(manifest: Manifest) -> Text:
    """Return what to do about it: the licence that fits all, or the sources to leave out."""
    fitting = licences.fitting(source.licence for source in manifest.sources)
    if fitting:
        return Text(
            fr=f"Publiez sous la licence qui convient à toutes (--licence {fitting}), ou laissez "
            "ces sources de côté (--exclude-source).",
            en=f"Release under the licence compatible with them all (--licence {fitting}), or "
            "leave these sources out (--exclude-source).",
        )
    return Text(
        fr="Aucune licence connue ne convient à toutes : laissez des sources de côté "
        "(--exclude-source).",
        en="No known licence is compatible with them all: leave some sources out "
        "(--exclude-source).",
    )


def unstated(manifest: Manifest) -> tuple[str, ...]:
    """Return the ids of the sources whose licence nobody states."""
    return tuple(source.id for source in manifest.sources if not licences.is_stated(source.licence))


def unclear(manifest: Manifest) -> tuple[str, ...]:
    """Return the ids of the sources of which it is not known whether the release may have them."""
    return tuple(
        source.id
        for source in manifest.sources
        if licences.fit(source.licence, manifest.licence) is Fit.UNKNOWN
    )


def by_licence(manifest: Manifest) -> dict[str, list[str]]:
    """Return the ids of the sources under each licence, named as the table names it if it does."""
    groups: dict[str, list[str]] = {}
    for source in manifest.sources:
        groups.setdefault(name_of(source.licence), []).append(source.id)
    return groups


def name_of(licence: str) -> str:
    """Return the name under which a licence is written; ``unknown`` where nobody states it."""
    known = licences.find(licence)
    if known is not None:
        return known.id
    return licence if licences.is_stated(licence) else UNKNOWN
