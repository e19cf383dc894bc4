"""Which encoding of a single byte a character a text is in, by what each makes of all its bytes.

It is Windows-1252, which spreadsheets here write, unless another is beyond doubt: unless most of
what the two read differently is implausible in Windows-1252, and hardly anything is in the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from tamis.readers.plausibility import Plausibility, plausibility

USUAL: Final = "cp1252"
#: What else French files are found in; of two that read a file alike, the first is meant.
_OTHERS: Final = ("iso8859-15", "cp850", "cp858", "mac_roman")
#: Shares of what two encodings read differently: at least so much implausible in the usual one…
_WRONG: Final = 0.5
#: … hardly any in the other, and so much convincing.
_STRAY, _RIGHT = 0.02, 0.5

#: How often each byte beyond ASCII stands between two others; null is the edge of the file.
Contexts = Mapping[tuple[int, int, int], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An encoding, and whether it is beyond doubt.

    Attributes:
        encoding: the likeliest.
        certain: whether the text may be read so without being asked.
        rivals: others that explain the text, where there is a doubt.
        byte: one that shows it, with those before and after; None where nothing does.
    """

    encoding: str
    certain: bool = True
    rivals: tuple[str, ...] = ()
    byte: tuple[int, int, int] | None = None


class _Weight(NamedTuple):
    """Of what two encodings read differently: how much is wrong in the usual one, and so on."""

    total: int
    wrong_usual: int
    right_usual: int
    wrong: int
    right: int

    @property
    def is_likely(self) -> bool:
        """Whether the usual encoding makes no sense of the text, and the other does."""
        return (
            self.total > 0
            and self.wrong_usual >= _WRONG * self.total
            and self.wrong <= _STRAY * self.total
            and self.right >= _RIGHT * self.total
        )

    @property
    def is_possible(self) -> bool:
        """Whether the other makes French of all the text, and the usual encoding of none."""
        return 0 < self.total == self.right and not self.right_usual


def choose(contexts: Contexts) -> Choice:
    """Return the encoding of a text that is not UTF-8.

    Args:
        contexts: all its bytes beyond ASCII, each between its neighbours.
    """
    weights = {name: _weigh(contexts, name) for name in _OTHERS}
    likely = list(_distinct((n for n, weight in weights.items() if weight.is_likely), contexts))
    if likely:
        return _doubtful(contexts, likely[0], likely[1:], likely[0])
    possible = list(_distinct((n for n, w in weights.items() if w.is_possible), contexts))
    if possible:
        return _doubtful(contexts, USUAL, possible, possible[0])
    wrong = sum(count for context, count in contexts.items() if not _plausible(context, USUAL))
    if wrong > _WRONG * sum(contexts.values()):
        return _doubtful(contexts, USUAL, [], USUAL)
    return Choice(encoding=USUAL)


def _doubtful(contexts: Contexts, encoding: str, rivals: list[str], other: str) -> Choice:
    """Return a choice with what shows the doubt best: the commonest byte of those that do."""
    shown = [
        (-_plausible(context, USUAL), _plausible(context, other), count, context)
        for context, count in contexts.items()
        if other == USUAL or character(context[1], USUAL) != character(context[1], other)
    ]
    odd = max(shown)[-1]
    return Choice(encoding=encoding, certain=False, rivals=tuple(rivals), byte=odd)


def _weigh(contexts: Contexts, encoding: str) -> _Weight:
    total = wrong_usual = right_usual = wrong = right = 0
    for context, count in contexts.items():
        if character(context[1], encoding) == character(context[1], USUAL):
            continue
        weight, usual = _plausible(context, encoding), _plausible(context, USUAL)
        total += count
        wrong_usual += count * (usual is Plausibility.IMPLAUSIBLE)
        right_usual += count * (usual is Plausibility.CONVINCING)
        wrong += count * (weight is Plausibility.IMPLAUSIBLE)
        right += count * (weight is Plausibility.CONVINCING)
    return _Weight(total, wrong_usual, right_usual, wrong, right)


def _distinct(likely: Iterable[str], contexts: Contexts) -> Iterator[str]:
    """Return the encodings that read the text each in its own way."""
    seen: set[tuple[str, ...]] = set()
    used = sorted({byte for _, byte, _ in contexts})
    for name in likely:
        reading = tuple(character(byte, name) for byte in used)
        if reading not in seen:
            seen.add(reading)
            yield name


def _plausible(context: tuple[int, int, int], encoding: str) -> Plausibility:
    return plausibility(*(character(byte, encoding) for byte in context))


def character(byte: int, encoding: str) -> str:
    """Return what a byte stands for; "" for a null, which no text has."""
    return bytes([byte]).decode(encoding, "replace") if byte else ""


def counted(triples: Iterable[tuple[int, int]]) -> Counter[tuple[int, int, int]]:
    """Return contexts out of three bytes in one number, and how often each stands there."""
    contexts: Counter[tuple[int, int, int]] = Counter()
    for triple, count in triples:
        contexts[triple >> 16, triple >> 8 & 0xFF, triple & 0xFF] += count
    return contexts
