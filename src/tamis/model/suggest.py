"""What a misspelt word may have meant."""

from __future__ import annotations

from collections.abc import Iterable

from tamis.model.text import Text


def closest(word: str, candidates: Iterable[str], limit: int = 3) -> list[str]:
    """Return the known words that `word` may have meant, the nearest first.

    >>> closest("shcema", ["schema", "sheet", "paths"])
    ['schema']
    >>> closest("cell.mis", ["cell.missing", "cell.off-list"])
    ['cell.missing']
    """
    from difflib import get_close_matches

    words = {candidate.casefold(): candidate for candidate in candidates}
    prefixed = sorted(
        candidate for candidate in words if word and candidate.startswith(word.casefold())
    )
    alike = prefixed or get_close_matches(word.casefold(), words, n=limit, cutoff=0.6)
    kept = [
        candidate
        for candidate in alike
        if prefixed or _likeness(word, candidate) > _likeness(word, alike[0]) - 0.15
    ]
    return [words[candidate] for candidate in kept][:limit]


def _likeness(word: str, candidate: str) -> float:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, candidate, word.casefold()).ratio()


def did_you_mean(
    word: str, candidates: Iterable[str], otherwise: Text | None = None
) -> Text | None:
    """Return the question “did you mean…?”, or else `otherwise`.

    >>> print(did_you_mean("strct", ["publish", "strict"]))
    Vouliez-vous dire strict ?
    """
    names = ", ".join(closest(word, (name for name in candidates if name != word)))
    if not names:
        return otherwise
    return Text(fr=f"Vouliez-vous dire {names} ?", en=f"Did you mean {names}?")
