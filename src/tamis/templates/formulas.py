"""Formulas of a spreadsheet that look at one cell, within what validation of data allows.

Neither arrays nor texts of more than 255 characters may stand in such a formula: lists of
characters and rows of numbers get a name in the workbook (`Names`). No function depends on the
language of the spreadsheet. In every formula ``{x}`` is the cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from tamis.templates.shape import Way

#: What a formula of data validation holds (Excel's specification).
MOST: Final = 255
#: Characters up to which a text is looked at one by one.
LONGEST: Final = 1_000
#: The sheet that names refer to.
LISTS: Final = "Listes"
#: What each digit counts for as it stands, then doubled (its digits added up).
_LUHN: Final = "01234567890246813579"


@dataclass(slots=True)
class Names:
    """The names of a workbook: rows of numbers, sets of characters."""

    defined: dict[str, str] = field(default_factory=dict)
    _sets: dict[str, str] = field(default_factory=dict)
    _arrays: dict[str, str] = field(default_factory=dict)

    def numbers(self, count: int) -> str:
        """Return the name of the numbers from 1 to `count`."""
        return self._named(f"n_{count}", f"=ROW({LISTS}!$1:${count})")

    def doubled(self, count: int) -> str:
        """Return the name of where Luhn's formula looks up each digit: every other one doubled."""
        self._named("luhn", f"={quoted(_LUHN)}")
        return self._named(f"w_{count}", f"=1+10*MOD(ROW({LISTS}!$1:${count})+{count % 2},2)")

    def array(self, members: Sequence[int | str]) -> str:
        """Return the name of some places, or of some characters."""
        listed = ";".join(quoted(m) if isinstance(m, str) else str(m) for m in members)
        if listed not in self._arrays:
            self._arrays[listed] = f"a_{len(self._arrays) + 1}"
        return self._named(self._arrays[listed], f"={{{listed}}}")

    def chars(self, chars: Iterable[str]) -> str:
        """Return the name of a set of characters."""
        text = "".join(sorted(chars))
        if text not in self._sets:
            self._sets[text] = f"c_{len(self._sets) + 1}"
        return self._named(self._sets[text], f"={quoted(text)}")

    def padding(self, chars: Iterable[str]) -> str:
        """Return the name of what a text is gone on with: one of `chars`, many times."""
        name = self.chars(chars).replace("c_", "p_")
        char = quoted(min(chars))
        return self._named(name, f"=REPT({char},{LONGEST})")

    def _named(self, name: str, formula: str) -> str:
        self.defined[name] = formula
        return name


def quoted(text: str) -> str:
    """Return a text as formulas write it.

    >>> quoted('a"b')
    '"a""b"'
    """
    return '"' + text.replace('"', '""') + '"'


def all_of(parts: Sequence[str]) -> str:
    """Return the formula that holds where all of `parts` do."""
    return parts[0] if len(parts) == 1 else f"AND({','.join(parts)})"


def any_of(parts: Sequence[str]) -> str:
    """Return the formula that holds where one of `parts` does."""
    return parts[0] if len(parts) == 1 else f"OR({','.join(parts)})"


def same(text: str) -> str:
    """Return the formula of being `text` to the letter."""
    return f"EXACT({{x}},{quoted(text)})"


def made_of(names: Names, chars: Iterable[str], *, start: int = 1, length: int = LONGEST) -> str:
    """Return the formula of having none but `chars`, for `length` characters from `start` on.

    A text that ends before is gone on with one of them: of nothing, some spreadsheets say that it
    is in a set, and some that it is not.
    """
    row = names.numbers(length)
    place = row if start == 1 else f"{start - 1}+{row}"
    text = f"MID({{x}}&{names.padding(chars)},{place},1)"
    return f"ISNUMBER(SUMPRODUCT(FIND({text},{names.chars(chars)})))"


def matches(names: Names, way: Way) -> str:
    """Return the formula of one way in which a text has the shape of a pattern; "" for any text."""
    places: dict[frozenset[str], list[int]] = {}
    start = 1
    for part in way.fixed:
        places.setdefault(part.chars or frozenset(), []).extend(range(start, start + part.least))
        start += part.least
    alone = ((next(iter(chars)), spots) for chars, spots in places.items() if len(chars) == 1)
    literal = sorted((at, char) for char, spots in alone for at in spots)
    parts = [_length(way), _literal(names, literal)]
    parts += [_among(names, chars, spots) for chars, spots in places.items() if len(chars) > 1]
    if len(way.fixed) < len(way.parts) and way.rest is not None:
        length = min(way.most or LONGEST, LONGEST)
        parts.append(made_of(names, way.rest, start=start, length=max(length - start + 1, 1)))
    wanted = [part for part in parts if part]
    return all_of(wanted) if wanted else ""


def _literal(names: Names, spots: Sequence[tuple[int, str]]) -> str:
    """Return the formula of having each of these characters in its place."""
    if not spots:
        return ""
    text = "".join(char for _, char in spots)
    first = spots[0][0]
    if [at for at, _ in spots] == list(range(first, first + len(spots))):
        return f"EXACT(MID({{x}},{first},{len(text)}),{quoted(text)})"
    row, wanted = names.array([at for at, _ in spots]), names.array(list(text))
    return f"SUMPRODUCT(--EXACT(MID({{x}},{row},1),{wanted}))={len(text)}"


def _among(names: Names, chars: Iterable[str], spots: Sequence[int]) -> str:
    """Return the formula of having none but `chars` in some places."""
    if len(spots) == 1:
        return f"ISNUMBER(FIND(MID({{x}},{spots[0]},1),{names.chars(chars)}))"
    if list(spots) == list(range(spots[0], spots[0] + len(spots))):
        before = f"{spots[0] - 1}+" if spots[0] > 1 else ""
        row = f"{before}{names.numbers(len(spots))}"
    else:
        row = names.array(spots)
    return f"ISNUMBER(SUMPRODUCT(FIND(MID({{x}},{row},1),{names.chars(chars)})))"


def _length(way: Way) -> str:
    if way.most == way.least:
        return f"LEN({{x}})={way.least}"
    # A cell that holds something has a character at least.
    least = f"LEN({{x}})>={way.least}" if way.least > 1 else ""
    most = f"LEN({{x}})<={way.most}" if way.most is not None else ""
    return f"{least},{most}" if least and most else least or most


def longer_than(least: int) -> str:
    """Return the formula of having so many characters: some count twice, none less than once."""
    return f"LEN({{x}})>={least}"


def not_longer_than(names: Names, most: int) -> str:
    """Return the formula of having no more characters, those that count twice counted once.

    A half of such a character has no code: `UNICODE` is an error there.
    """
    row = names.numbers(LONGEST)
    halves = f'ISERROR(_xlfn.UNICODE(MID({{x}}&REPT("a",{LONGEST}),{row},1)))'
    return f"LEN({{x}})-SUMPRODUCT(--{halves})/2<={most}"


def is_siren(names: Names) -> str:
    """Return the formula of Luhn's check over nine digits."""
    return _checked(["LEN({x})=9", _luhn(names, 9), "{x}*1>0"])


def is_siret(names: Names) -> str:
    """Return the formula of the checks of a SIRET, La Poste's among them."""
    row = names.numbers(14)
    postal = f'AND(LEFT({{x}},9)="356000000",MOD(SUMPRODUCT(--MID({{x}},{row},1)),5)=0)'
    return _checked(
        ["LEN({x})=14", "{x}*1>0", f"OR(AND({_luhn(names, 14)},{_luhn(names, 9)}),{postal})"]
    )


def _luhn(names: Names, count: int) -> str:
    looked = f"MID({{x}},{names.numbers(count)},1)+{names.doubled(count)}"
    return f"MOD(SUMPRODUCT(--MID(luhn,{looked},1)),10)=0"


def _checked(parts: Sequence[str]) -> str:
    return f"IFERROR({all_of(parts)},FALSE)"


def alone(column: str, last: int) -> str:
    """Return the formula of standing once in a column, to the letter."""
    return f"SUMPRODUCT(--EXACT(${column}$2:${column}${last},{{x}}))<2"


def alone_together(columns: Sequence[str], last: int) -> str:
    """Return the formula of standing once together, in the row of the cell."""
    pairs = "*".join(f"EXACT(${name}$2:${name}${last},${name}{{row}})" for name in columns)
    return f"SUMPRODUCT({pairs})<2"


def one_of_range(reference: str) -> str:
    """Return the formula of being one of the texts of a range, to the letter."""
    return f"SUMPRODUCT(--EXACT({reference},{{x}}))>0"
