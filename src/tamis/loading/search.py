"""Finding a schema by words of one's own: case, accents, plurals and slips are forgiven."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from tamis.loading.catalogue import Entry
from tamis.tables.header import folded

#: What a word found in each part of an entry counts for.
_NAME: Final = 4.0
_TITLE: Final = 4.0
_LABEL: Final = 2.0
_ABOUT: Final = 1.0
#: Words closer than this are one word misspelt.
_SLIP: Final = 0.78
_EMPTY: Final = frozenset(
    {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "for", "l", "la", "le", "les", "of",
     "pour", "sur", "the", "un", "une"}
)  # fmt: skip


def search(words: str, entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries in which half of the words at least are found, the best first."""
    wanted = _words(words)
    scored = ((_score(wanted, entry), entry) for entry in entries)
    ranked = sorted((-score, entry.name, entry) for score, entry in scored if score)
    return [entry for *_, entry in ranked]


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    """Return the words that mean something, as letters alone, without the mark of plurals."""
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", text)
    plain = (folded(word) for word in re.split(r"[\W_]+", spaced))
    kept = (word for word in plain if word and word not in _EMPTY)
    return tuple(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in kept)  # noqa: PLR2004 short words keep their end


def _score(wanted: tuple[str, ...], entry: Entry) -> float:
    """Return how well an entry answers; 0 where most words are nowhere in it."""
    parts = (
        (_NAME, _words(entry.name)),
        (_TITLE, _words(entry.title)),
        (_LABEL, _words(" ".join(entry.labels))),
        (_ABOUT, _words(f"{entry.description} {entry.about}")),
    )
    best = [max(weight * _alike(word, words) for weight, words in parts) for word in wanted]
    matched = sum(score > 0 for score in best)
    return sum(best) * (matched / len(wanted)) ** 2 if 2 * matched >= max(len(wanted), 1) else 0.0


def _alike(word: str, words: tuple[str, ...]) -> float:
    """Return how near the nearest of `words` is: 1 the same, 0 nothing alike."""
    if word in words:
        return 1.0
    if any(candidate.startswith(word) for candidate in words) and len(word) > 1:
        return 0.8
    near = max((_likeness(word, candidate) for candidate in words), default=0.0)
    return near * 0.6 if near >= _SLIP and len(word) > 3 else 0.0  # noqa: PLR2004 short words have no slips


def _likeness(word: str, candidate: str) -> float:
    if abs(len(word) - len(candidate)) > 3:  # noqa: PLR2004 not a slip any more
        return 0.0
    return SequenceMatcher(None, word, candidate).ratio()
