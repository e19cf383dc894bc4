"""What a misspelt word may have meant."""

from __future__ import annotations

from collections.abc import Iterable

from tamis.model.text import Text


def near(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Return the known words that `word` may have meant, the nearest first.

    >>> near("shcema", ["schema", "sheet", "paths"])
    ['schema']
    >>> near("cell.mis", ["cell.missing", "cell.off-list"])
    ['cell.missing']
    """
    from difflib import get_close_matches

    words = {one.casefold(): one for one in known}
    begun = sorted(one for one in words if word and one.startswith(word.casefold()))
    alike = begun or get_close_matches(word.casefold(), words, n=most, cutoff=0.6)
    sure = [
        one for one in alike if begun or _likeness(word, one) > _likeness(word, alike[0]) - 0.15
    ]
    return [words[one] for one in sure][:most]


def _likeness(word: str, known: str) -> float:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, known, word.casefold()).ratio()


def did_you_mean(word: str, known: Iterable[str], otherwise: Text | None = None) -> Text | None:
    """Return the question “did you mean…?”, or else `otherwise`.

    >>> print(did_you_mean("strct", ["publish", "strict"]))
    Vouliez-vous dire strict ?
    """
    names = ", ".join(near(word, known))
    if not names:
        return otherwise
    return Text(fr=f"Vouliez-vous dire {names} ?", en=f"Did you mean {names}?")
