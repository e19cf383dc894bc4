"""What a report says of a file that follows an older version of its schema than the latest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamis.model.report import Newer, Report
from tamis.model.text import Text
from tamis.render.terminal import escaped
from tamis.render.words import colon, counted

_NEWER: Final = Text(
    fr="Une version plus récente existe : {version}{since}.",
    en="There is a newer version: {version}{since}.",
)
_SINCE: Final = Text(fr=", du {day}", en=", of {day}")
_MOVES: Final = Text(
    fr="Y passer : tamis schema migrate {path} --to {version}.",
    en="To move to it: tamis schema migrate {path} --to {version}.",
)


def newer_version(report: Report) -> str:
    """Return what moving to the latest version of the schema takes; "" where it is applied."""
    latest = report.schema.newer
    if latest is None:
        return ""
    since = _SINCE.say(day=latest.since) if latest.since else ""
    parts = [_NEWER.say(version=latest.version, since=since)]
    takes = list(_takes(latest))
    if takes:
        parts.append(f"{Text(fr='Ce qui change', en='What changes')}{colon()}{', '.join(takes)}.")
    path = escaped(report.source.path)
    return " ".join([*parts, _MOVES.say(path=path, version=latest.version)])


def _takes(latest: Newer) -> Iterator[str]:
    if latest.to_fill:
        names = ", ".join(latest.to_fill)
        n = counted(
            len(latest.to_fill),
            "colonne obligatoire à remplir",
            "colonnes obligatoires à remplir",
            "required column to fill in",
            "required columns to fill in",
        )
        yield f"{n} ({names})"
    if latest.renamed:
        words = ("colonne renommée", "colonnes renommées", "column renamed", "columns renamed")
        yield counted(latest.renamed, *words)
    if latest.dropped:
        yield counted(
            len(latest.dropped),
            "colonne sans place",
            "colonnes sans place",
            "column with no place left",
            "columns with no place left",
        )
    if latest.tightened:
        words = ("règle plus stricte", "règles plus strictes", "stricter rule", "stricter rules")
        yield counted(latest.tightened, *words)
