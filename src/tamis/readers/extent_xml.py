"""How far the sheets of XLSX reach (ECMA-376 part 1, section 18.3.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Final, NamedTuple
from xml.parsers import expat

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.limits import MB
from tamis.model.sheet_columns import column_number

_CHUNK: Final = MB
#: Tags in a sheet that start like a cell's, and are none.
_NO_CELLS: Final = (b"<col", b"<cf", b"<con", b"<cus")
#: A cell beyond the column AZ, or far below the last row that a spreadsheet has (1,048,576).
_FAR: Final = lazy_pattern(rb'<c r="(?:[A-Za-z]{3}|[B-Zb-z][A-Za-z]|[A-Za-z]{1,2}([0-9]{7,}))')
_PREFIXED: Final = lazy_pattern(rb":c[\s/>]")
_LOWEST: Final = 1_100_000
#: What is within that, at most.
_SURE: Final = 52 * _LOWEST
#: What calamine does not give: errors, formulas, what is hidden; each is sought in every sheet.
_ODD: Final = (b't="e"', b"</f>", b"hidden=")
#: Whole numbers of more than 15 digits.
_LONG: Final = lazy_pattern(rb"<v>-?[1-9](?:[0-9]{15}|(?:\.[0-9]*)?[Ee]\+?(?:1[5-9]|[23][0-9])<)")
#: What patterns do not see through: attributes in another order, comments, characters of two bytes.
_DISORDER: Final = lazy_pattern(
    rb'<c r="[A-Z]+[0-9]+" (?:[^stcvp]|t="[A-Za-z]*" s=)|<row [^>]*\'|<c\0|<v |<!'
)
_PLACE: Final = lazy_pattern(r"([A-Za-z]*)([0-9]+)")
#: No tag is longer than that.
_LONGEST: Final = 1 << 22


class Glance(NamedTuple):
    """What a member of a workbook is at a glance.

    Attributes:
        doubtful: whether it may be a sheet that reaches beyond the limit.
        odd: whether it is a sheet with something that calamine does not give.
        irregular: whether it is one that is not written as most are.
    """

    doubtful: bool
    odd: bool = False
    irregular: bool = False


class Seen(NamedTuple):
    """Members of a workbook that are looked into: those that are odd, and the irregular ones."""

    odd: frozenset[str] = frozenset()
    irregular: frozenset[str] = frozenset()


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Return what is in a file, a piece at a time."""
    while piece := file.read(_CHUNK):
        yield piece


def glance(pieces: Iterator[bytes], cells: int) -> Glance:
    """Return whether a sheet may have more than so many cells, as far as can be told at a glance.

    Args:
        pieces: a member of a workbook, read to its end.
        cells: how many are allowed.
    """
    sheet, doubt, odd, irregular, rest = False, cells < _SURE, False, False, b""
    for at, piece in enumerate(pieces):
        piece_so_far = rest + piece
        cut = max(piece_so_far.rfind(b"<"), 0)
        whole, rest = piece_so_far[:cut], piece_so_far[cut:]
        sheet = sheet or b"sheetData" in whole
        if len(rest) > _LONGEST:
            rest, doubt = b"", True
        is_strange = _strange(whole)
        # Who writes attributes in another order does so from the first cells on.
        irregular = irregular or is_strange or (not at and _DISORDER.search(whole) is not None)
        odd = odd or irregular or (sheet and _is_odd(whole))
        doubt = doubt or is_strange
    return Glance(doubtful=doubt and sheet, odd=odd and sheet, irregular=irregular and sheet)


def _is_odd(text: bytes) -> bool:
    """Whether a part of a sheet has something that calamine does not give."""
    return any(mark in text for mark in _ODD) or _LONG.search(text) is not None


def _strange(text: bytes) -> bool:
    """Whether cells do not all begin with their place, or one of them is far away."""
    cells = text.count(b"<c")
    plain = text.count(b'<c r="')
    if cells != plain and cells != plain + sum(map(text.count, _NO_CELLS)):
        return True
    if b":c" in text and _PREFIXED.search(text):
        return True
    return any(far[1] is None or int(far[1]) > _LOWEST for far in _FAR.finditer(text))


def extents(pieces: Iterator[bytes]) -> Iterator[tuple[int, int]]:
    """Give the last row and the last column, from 1, of the cells that hold something.

    Raises:
        ValueError: it is a sheet, and not well-formed.
    """
    reach = _Reach()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reach.start
    for _ in parsed(parser, pieces):
        yield reach.rows, reach.columns


def parsed(parser: expat.XMLParserType, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Parse a member, and give each piece back once it is.

    Raises:
        ValueError: it is not well-formed, or is in an encoding that nobody knows.
    """
    try:
        for piece in pieces:
            parser.Parse(piece)
            yield piece
        parser.Parse(b"", True)  # noqa: FBT003 the signature is theirs
    except (expat.ExpatError, LookupError) as error:
        raise ValueError(str(error)) from error


class Places:
    """Where the cells of a sheet stand, from 1. One without a place stands after the one before."""

    def __init__(self) -> None:
        self.row = self.column = 0

    def moved(self, name: str, attributes: dict[str, str]) -> str:
        """Take a tag in, and return its name without a prefix."""
        tag = name.rpartition(":")[2]
        if tag == "c":
            self.column += 1
            if place := _PLACE.fullmatch(attributes.get("r", "")):
                self.row = int(place[2])
                self.column = column_number(place[1]) or self.column
        elif tag == "row":
            reference = attributes.get("r", "")
            self.row = int(reference) if reference.isdecimal() else self.row + 1
            self.column = 0
        return tag


class _Reach(Places):
    """The last row and column met so far."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = self.columns = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a tag in: a cell holds something where it has a value or a text."""
        if self.moved(name, attributes) in {"v", "is"}:
            self.rows = max(self.rows, self.row)
            self.columns = max(self.columns, self.column)
