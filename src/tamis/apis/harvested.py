"""What the pages of an answer gave, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tamis.model.text import Text

_NOTHING: Final = Text(fr="", en="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvested:
    """What the pages gave.

    Attributes:
        records: how many records were written; total: how many the API announced (-1: unknown).
        pages: how many pages were taken, those of a former run among them.
        cut: whether there are records that were not had.
        repeated: how many records came more than once.
        notes: what the user should know.
    """

    records: int
    total: int
    pages: int
    cut: bool
    repeated: int
    notes: tuple[Text, ...]


def cut_short(records: int, total: int, *, is_least: bool) -> Text:
    """Return that the API gives no more; `is_least` where it announces its ceiling as the total."""
    least = "≥ " if is_least else ""
    return Text(
        fr=f"Coupé par l'API : {records} enregistrements sur {least}{total}. "
        "Posez plusieurs questions plus étroites.",
        en=f"Cut short by the API: {records} records of {least}{total}. "
        "Ask several narrower questions.",
    )


def incomplete(records: int, total: int, reasons: Sequence[Text]) -> Text:
    """Return that records are lacking: of how many, where that is known, and the last reason."""
    of = Text(fr=f" sur {total}", en=f" of {total}") if total >= 0 else _NOTHING
    why = reasons[-1] if reasons else None
    because = Text(fr=f" : {why.fr}", en=f": {why.en}") if why else _NOTHING
    return Text(
        fr=f"Incomplet : {records} enregistrements{of.fr}{because.fr}. "
        "Recommencez : la liste a pu changer pendant la lecture.",
        en=f"Incomplete: {records} records{of.en}{because.en}. "
        "Start again: the list may have changed meanwhile.",
    )


def surplus(distinct: int, records: int, total: int) -> list[Text]:
    """Return that more came than was announced, where that is so."""
    if not 0 <= total < distinct:
        return []
    return [
        Text(
            fr=f"L'API annonce {total} enregistrements et en donne {records}.",
            en=f"The API announces {total} records and gives {records}.",
        )
    ]


def repetitions(repeated: int) -> list[Text]:
    """Return that records came more than once, where that is so."""
    if not repeated:
        return []
    return [
        Text(
            fr=f"{repeated} enregistrements sont venus plusieurs fois : d'autres peuvent manquer.",
            en=f"{repeated} records came several times: others may be missing.",
        )
    ]


def moved_totals(totals: Sequence[int]) -> list[Text]:
    """Return that the total changed from page to page, where that is so."""
    if len(totals) < 2:  # noqa: PLR2004 one total, or none, has not changed
        return []
    return [
        Text(
            fr=f"Le total annoncé est passé de {totals[0]} à {totals[-1]} pendant la lecture.",
            en=f"The total announced went from {totals[0]} to {totals[-1]} meanwhile.",
        )
    ]
