"""Sentences in the languages that tamis speaks.

A sentence is data: both languages stand side by side where the thing they speak of is
defined, and the one to show is chosen when it is shown.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final, Literal

Lang = Literal["fr", "en"]

LANGS: Final[tuple[Lang, ...]] = ("fr", "en")

_current: ContextVar[Lang] = ContextVar("tamis_lang", default="fr")


def current_lang() -> Lang:
    """Return the language that sentences are shown in."""
    return _current.get()


def set_lang(lang: Lang) -> None:
    """Choose the language for this context (thread or task)."""
    _current.set(lang)


class _Known(dict[str, Any]):
    """Parameters of a template: one that is absent shows as its own name."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One sentence or template, in French and in English.

    >>> Text(fr="{n} lignes", en="{n} rows").say("en", n=3)
    '3 rows'
    """

    fr: str
    en: str

    def say(self, lang: Lang | None = None, /, **params: Any) -> str:
        """Return the sentence in `lang` (the current one by default), with its parameters."""
        template = self.fr if (lang or current_lang()) == "fr" else self.en
        return template.format_map(_Known(params)) if params else template

    def __str__(self) -> str:
        return self.say()


def plural(lang: Lang, n: int, one: str, many: str) -> str:
    """Return the form that agrees with `n`: French counts 0 and 1 as singular.

    >>> plural("fr", 0, "ligne", "lignes"), plural("en", 0, "row", "rows")
    ('ligne', 'rows')
    """
    single = n in (0, 1) if lang == "fr" else n == 1
    return one if single else many
