"""Many sources at a glance: a line each, worst first where the reader looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tamis.model.report import Report, Unread
from tamis.model.text import Text
from tamis.render import sentences
from tamis.render.markup import prose, row, tag, text
from tamis.render.markup import table as drawn
from tamis.render.words import counted, number

_TITLE: Final = Text(fr="Sources", en="Sources")
_AFTER: Final = Text(fr="Après réparations sûres", en="After safe repairs")
_HEAD: Final = (
    Text(fr="Source", en="Source"),
    Text(fr="Verdict", en="Verdict"),
    Text(fr="Lignes", en="Rows"),
    Text(fr="Erreurs", en="Errors"),
    Text(fr="Avertissements", en="Warnings"),
    _AFTER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a page says of one source in one line.

    Attributes:
        source: its name.
        read: whether it could be read; the figures below mean nothing otherwise.
        valid, errors, warnings: the verdict as delivered.
        errors_after: how many errors remain after SAFE repairs.
        rows: its records.
        href: where its details stand; "" where there are none.
        more: figures of the reader's own, by column (rows released, rejected…).
    """

    source: str
    read: bool = True
    valid: bool = True
    errors: int = 0
    warnings: int = 0
    errors_after: int = 0
    rows: int = 0
    href: str = ""
    more: Mapping[str, int] = field(default_factory=dict)


def score(report: Report | Unread, href: str = "") -> Score:
    """Return the line of a report."""
    if isinstance(report, Unread):
        return Score(source=report.path, read=False, valid=False, href=href)
    return Score(
        source=report.source.path,
        valid=report.valid,
        errors=report.verdict.errors,
        warnings=report.verdict.warnings,
        errors_after=report.after.errors,
        rows=report.rows,
        href=href,
    )


def table(scores: Sequence[Score]) -> str:
    """Return the scorecard as HTML: how many are valid, then a line a source."""
    valid = sum(score.valid for score in scores)
    sources = counted(len(scores), "source", "sources", "source", "sources")
    several = Text(fr=f"{sources}, dont {valid} conformes", en=f"{sources}, {valid} valid")
    single = Text(fr=f"{sources}, dont {valid} conforme", en=f"{sources}, {valid} valid")
    columns = list(dict.fromkeys(name for score in scores for name in score.more))
    head = [*_HEAD, *columns]
    lines = (_line(score, columns) for score in scores)
    sentence = tag("p", prose(several if valid > 1 else single))
    return f"<h2>{_TITLE}</h2>\n{sentence}\n{drawn(head, lines, label=str(_TITLE))}\n"


def _line(score: Score, columns: Sequence[str]) -> str:
    name = text(score.source)
    linked = tag("a", name, href=score.href) if score.href else name
    if not score.read:
        blank = [""] * (len(_HEAD) - 2 + len(columns))
        return row(linked, _badge("error", sentences.UNREAD), *blank, head=True)
    verdict = _badge("good", sentences.VALID) if score.valid else _badge("error", sentences.INVALID)
    after = _badge("good", sentences.VALID) if not score.errors_after else counted(
        score.errors_after, "erreur", "erreurs", "error", "errors"
    )  # fmt: skip
    figures = (score.rows, score.errors, score.warnings)
    more = (number(score.more[name]) if name in score.more else "" for name in columns)
    return row(linked, verdict, *map(number, figures), after, *more, head=True)


def _badge(kind: str, word: Text) -> str:
    return tag("span", str(word), class_=f"badge {kind}")
