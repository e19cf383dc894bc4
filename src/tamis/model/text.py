"""Sentences in the languages that tamis speaks.

A sentence is data: both languages stand side by side where the thing they speak of is
defined, and the one to show is chosen when it is shown.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from dataclasses import dataclass
from string import Formatter
from typing import Any, Final, Literal

from tamis.model.lazy_pattern import lazy_pattern

Lang = Literal["fr", "en"]

LANGS: Final[tuple[Lang, ...]] = ("fr", "en")

#: Half of a pair, which stands for nothing by itself.
_SURROGATE: Final = lazy_pattern("[\ud800-\udfff]")
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


class _Agreeing(Formatter):
    """Fills a template in which words agree with numbers: ``{n:ligne|lignes}``."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return the form that agrees with `value`, or the value itself."""
        if "|" not in format_spec:
            return str(super().format_field(value, format_spec))
        singular, _, plural_form = format_spec.partition("|")
        return plural(self._lang, int(value), singular, plural_form)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One sentence or template, in French and in English.

    A word that agrees with a number has both its forms after the number's name.

    >>> Text(fr="{n} {n:ligne|lignes}", en="{n} {n:row|rows}").say("fr", n=0)
    '0 ligne'
    """

    fr: str
    en: str

    def say(self, lang: Lang | None = None, /, **params: Any) -> str:
        """Return the sentence in `lang` (the current one by default), with its parameters."""
        spoken = lang or current_lang()
        template = self.fr if spoken == "fr" else self.en
        if not params:
            return template
        if "|" in template:
            return _Agreeing(spoken).vformat(template, (), _Known(params))
        return template.format_map(_Known(params))

    def __str__(self) -> str:
        return self.say()


def plural(lang: Lang, n: int, singular: str, plural_form: str) -> str:
    """Return the form that agrees with `n`: French counts 0 and 1 as singular.

    >>> plural("fr", 0, "ligne", "lignes"), plural("en", 0, "row", "rows")
    ('ligne', 'rows')
    """
    single = n in (0, 1) if lang == "fr" else n == 1
    return singular if single else plural_form


def printable(text: str) -> str:
    r"""Return `text` with what no encoding takes spelt out.

    Names of files that are not UTF-8 come with such characters (PEP 383), and JSON may hold half
    of a pair (RFC 8259, section 8.2).

    >>> printable("n\udce9.csv"), printable("\ud800")
    ('n\\xe9.csv', '\\ud800')
    """
    return text if text.isascii() else _SURROGATE.sub(_spelt, text)


def printable_json(text: str) -> str:
    """Return a JSON text likewise: what spells a character out stands in a string of it."""
    if text.isascii():
        return text
    return _SURROGATE.sub(lambda match: _spelt(match).replace("\\", "\\\\"), text)


def printable_value(value: Any) -> Any:
    """Return a value of JSON whose texts, names of members too, are spelt out likewise."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [printable_value(item) for item in value]
    if isinstance(value, dict):
        return {printable(name): printable_value(item) for name, item in value.items()}
    return value


def _spelt(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"  # noqa: PLR2004 PEP 383
