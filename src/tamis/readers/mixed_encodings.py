"""Texts of which some characters are in UTF-8 and others in Windows-1252, read run by run.

What is a well-formed sequence of UTF-8 (RFC 3629, 4) is one, any other byte is of Windows-1252.
Some words give such a sequence in Windows-1252 by chance, where a sign follows a letter: « CAFÉ»
ends as ``C9 BB``, which UTF-8 reads as ``ɻ``. They are not taken for UTF-8.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import repeat
from typing import Final, NamedTuple

from tamis.model.lazy_pattern import lazy_pattern
from tamis.tables.byte_columns import PIECE, octets

#: A letter of Windows-1252 with signs after it, at the end of a word: chance, where UTF-8 would
#: have a letter that no text here uses; likewise one letter of another alphabet amid Latin ones.
#: The lead bytes of Latin letters (C2 to C6) and of signs (E2) are left aside: French words hardly
#: end in these.
_CHANCE: Final = lazy_pattern(
    rb"(?<=[A-Za-z\xc0-\xff])"
    rb"(?:[\xc7-\xcb\xce\xcf\xd4\xd6\xd9\xdb\xdc][\x85\x91-\x97\xa0\xab\xb0\xb2\xb3\xb7\xbb]"
    rb"|[\xe0\xe1\xe3-\xef][\x85\x91-\x97\xa0\xab\xb0\xb2\xb3\xb7\xbb]{2})(?![A-Za-z])"
    rb"|(?<=[A-Za-z])[\xca-\xdf][\x80-\xbf](?=[A-Za-z])"
)
_SEQUENCE: Final = lazy_pattern(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
    rb"|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
_SURE: Final = lazy_pattern(
    rb"[\xc2-\xc5][\x80-\xbf]|[\xe1\xe2\xef][\x80-\xbf]{2}|[\xf0-\xf3][\x80-\xbf]{3}"
)
#: From here on, bytes begin characters that may stand there by chance, but for signs and emoji.
_FIRST_LEAD, _SIGNS, _FOUR_BYTES = 0xC7, 0xE2, 0xF0


def _keep(error: UnicodeError) -> tuple[str, int]:
    """Keep the five bytes that Windows-1252 leaves undefined, as the controls of their number."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(map(chr, error.object[error.start : error.end])), error.end


def _read_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Read what is not UTF-8 as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    run = error.object[error.start : error.end]
    return run.decode("cp1252", "tamis-keep"), error.end


codecs.register_error("tamis-keep", _keep)
codecs.register_error("tamis-cp1252", _read_as_cp1252)


class Runs(NamedTuple):
    """What a line is made of.

    Attributes:
        utf8: whether it has characters of UTF-8.
        sure: whether some of them are Latin letters, signs or emoji, which bytes of other
            encodings hardly make by chance.
        invalid: whether some bytes are not UTF-8.
        chance: whether some characters of UTF-8 are more likely Windows-1252.
    """

    utf8: bool
    sure: bool
    invalid: bool
    chance: bool


def runs(line: bytes) -> Runs:
    r"""Return what a line is made of.

    >>> runs(b"caf\xc3\xa9 caf\xe9")
    Runs(utf8=True, sure=True, invalid=True, chance=False)
    >>> runs(b"CAF\xc9\xbb")
    Runs(utf8=False, sure=False, invalid=False, chance=True)
    """
    meant = _CHANCE.sub(b"", line)
    rest = _SEQUENCE.sub(b"", meant)
    return Runs(
        utf8=rest != meant,
        sure=_SURE.search(meant) is not None,
        invalid=not rest.isascii(),
        chance=meant != line,
    )


def has_chance(text: bytes) -> bool:
    """Whether some characters of a text that is UTF-8 are more likely Windows-1252."""
    if text.isascii():
        return False
    # Accents have no byte so high, and most of what does is a sign: many are counted at a time.
    cells = octets(text)
    if (cells >= _FIRST_LEAD).sum() == (cells == _SIGNS).sum():
        return False
    if not any(map(_has_lead, range(0, len(text), PIECE), repeat(text))):
        return False
    return _CHANCE.search(text) is not None


def _has_lead(start: int, text: bytes) -> bool:
    """Whether a piece of a text has a byte that may begin a character by chance."""
    cells = octets(text[start : start + PIECE])
    leads = cells.filter(cells >= _FIRST_LEAD)
    return bool(((leads != _SIGNS) & (leads < _FOUR_BYTES)).any())


def decoded(text: bytes) -> str:
    """Return a text, each of its runs read as what it is.

    >>> decoded("à côté".encode() + "à côté".encode("cp1252"))
    'à côtéà côté'
    """
    return "".join(_runs(text))


def _runs(text: bytes) -> Iterator[str]:
    end = 0
    for found in _CHANCE.finditer(text):
        yield text[end : found.start()].decode("utf-8", "tamis-cp1252")
        yield found[0].decode("cp1252", "tamis-keep")
        end = found.end()
    yield text[end:].decode("utf-8", "tamis-cp1252")
