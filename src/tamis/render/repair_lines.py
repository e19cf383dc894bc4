"""What repairs do and propose, in a line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tamis.model.report import RepairSummary
from tamis.model.rule import Applicability
from tamis.model.text import Text
from tamis.render import sentences
from tamis.render.terminal import edged, escaped
from tamis.render.words import colon, counted, quoted

_DONE: Final = Text(fr="Réparations", en="Repairs")
_UNSAFE: Final = Text(
    fr="Réparations à confirmer (tamis normalize --unsafe, ou --interactive)",
    en="Repairs to confirm (tamis normalize --unsafe, or --interactive)",
)
_SHOW: Final = Text(fr="Propositions à vérifier", en="Proposals to check")
_NOUNS: Final = {
    "cell": ("cellule", "cellules", "cell", "cells"),
    "row": ("ligne", "lignes", "row", "rows"),
    "header": ("colonne", "colonnes", "column", "columns"),
}


def by_kind(summaries: Sequence[RepairSummary]) -> Iterator[tuple[Text, list[RepairSummary]]]:
    """Return what is done, what waits for a yes, and what is only shown, where there is some."""
    done = [summary for summary in summaries if summary.done]
    unsafe = [
        summary
        for summary in summaries
        if not summary.done and summary.repair.applicability is Applicability.UNSAFE
    ]
    shown = [summary for summary in summaries if summary.repair.applicability is Applicability.SHOW]
    for title, listed in ((_DONE, done), (_UNSAFE, unsafe), (_SHOW, shown)):
        if listed:
            yield title, listed


def line(remedy: RepairSummary) -> str:
    """Return what a remedy amounts to: how many, where, from what to what.

    “4 213 cellules · date_maj : jj/mm/aaaa → aaaa-mm-jj, « 31/12/2024 » → « 2024-12-31 »
    (french-date)”
    """
    rule = remedy.repair
    scope = next(iter(rule.cures), "").partition(".")[0]  # writing a table anew cures nothing
    nouns = _NOUNS.get(scope)
    parts = [counted(remedy.count, *nouns)] if nouns else []
    if remedy.field:
        parts.append(escaped(remedy.field))
    what = str(rule.form or rule.title)
    if nouns is _NOUNS["cell"] and remedy.samples:
        before, after = remedy.samples[0]
        sample = quoted(edged(before))
        if after is not None:
            sample += f" → {quoted(edged(after)) if after else sentences.EMPTY}"
        what = f"{what}, {sample}"
    where = " · ".join(parts)
    return f"{where}{colon() if where else ''}{what} ({rule.name})"
