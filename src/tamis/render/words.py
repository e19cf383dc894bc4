"""Numbers and quotes as each language writes them."""

from __future__ import annotations

from tamis.model.text import current_lang, plural


def number(n: int) -> str:
    """Return a whole number with its thousands apart.

    >>> number(1234567)
    '1\u202f234\u202f567'
    """
    return f"{n:,}".replace(",", "\u202f" if current_lang() == "fr" else ",")


def counted(n: int, fr: str, frs: str, en: str, ens: str) -> str:
    """Return a number and its noun, which agrees.

    >>> counted(2, "ligne", "lignes", "row", "rows")
    '2 lignes'
    """
    lang = current_lang()
    words = (fr, frs) if lang == "fr" else (en, ens)
    return f"{number(n)} {plural(lang, n, *words)}"


def quoted(text: str) -> str:
    """Return `text` between the quotes of the language.

    >>> quoted("a")
    '« a »'
    """
    return f"« {text} »" if current_lang() == "fr" else f"“{text}”"


def colon() -> str:
    """Return a colon as the language writes it: French has a blank before.

    >>> colon()
    ' : '
    """
    return " : " if current_lang() == "fr" else ": "


def percent(part: int, whole: int) -> str:
    """Return a share in per cent; it is 100 or 0 only where nothing lacks or nothing is.

    >>> percent(999_999, 1_000_000), percent(1, 2)
    ('99,9\u202f%', '50,0\u202f%')
    """
    share = 100 * part / whole if whole else 0.0
    if 0 < part < whole:
        share = min(max(share, 0.1), 99.9)
    digits = f"{share:.0f}" if part in {0, whole} else f"{share:.1f}"
    french = current_lang() == "fr"
    return f"{digits.replace('.', ',')}\u202f%" if french else f"{digits}%"
