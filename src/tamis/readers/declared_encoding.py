"""An encoding that someone declares: whether it is read, and whether the file is in it."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Final

from tamis.model.dialect import UTF8
from tamis.model.errors import SourceError, UsageError
from tamis.model.suggest import did_you_mean
from tamis.model.text import Text
from tamis.readers import encodings
from tamis.readers.encodings import Decision

#: Names that stand for another encoding (WHATWG, "Encoding", 4.2): nobody writes controls.
_MEANT: Final = {"iso8859-1": "cp1252", "ascii": UTF8, "utf-8-sig": UTF8, "utf_8_sig": UTF8}
_WIDE: Final = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}
_ASCII: Final = bytes(range(128))
_PROPOSED: Final = ("utf-8", "cp1252", "iso-8859-15", "cp850", "mac-roman", "utf-16")


def normalized(name: str) -> str:
    """Return the name under which an encoding is read.

    Raises:
        UsageError: there is no such encoding, or it is none of a table.

    >>> normalized("Windows-1252"), normalized("latin1"), normalized("UTF8")
    ('cp1252', 'cp1252', 'utf-8')
    """
    try:
        found = codecs.lookup(name).name
        found = _WIDE.get(found, _MEANT.get(found, found))
        if found in encodings.WIDE or _ASCII.decode(found) == _ASCII.decode("ascii"):
            return found
    except (LookupError, UnicodeError, ValueError):
        pass
    raise UsageError(
        Text(
            fr=f"L'encodage « {name} » n'est pas de ceux qui sont lus.",
            en=f"The encoding “{name}” is none of those that are read.",
        ),
        did_you_mean(
            name,
            list(_PROPOSED),
            Text(
                fr=f"Parmi : {', '.join(_PROPOSED)}.", en=f"Some of them: {', '.join(_PROPOSED)}."
            ),
        ),
    )


def json_encoding(name: str) -> str:
    """Return how a JSON text is decoded: in UTF-8 (RFC 8259, 8.1), unless another is declared.

    Args:
        name: the encoding that is declared; "" where none is.

    Raises:
        UsageError: there is no such encoding.
    """
    encoding = normalized(name) if name else UTF8
    return "utf-8-sig" if encoding == UTF8 else encoding


def declared(path: Path, name: str, end: bytes) -> Decision:
    """Return how a file is read that is declared to be in another encoding than UTF-8.

    It is read so; where its bytes are UTF-8, or some of them, that is noted.

    Args:
        path: the file.
        name: the encoding, as `normalized` returns it.
        end: the byte that ends its lines.
    """
    if name in encodings.WIDE:
        return Decision(encoding=name, declared=name)
    found = encodings.decide(path, end)
    rivals = (found.encoding,) if found.encoding in {UTF8, encodings.MIXED} else ()
    return Decision(encoding=name, declared=name, sample=found.sample, rivals=rivals)


def ensure_certain(decision: Decision, name: str, *, accept_unsure: bool) -> None:
    """Refuse to go on with an encoding that is not beyond doubt, where that must be asked.

    Raises:
        SourceError: it is not, and nobody accepted it.
    """
    if decision.certain or accept_unsure:
        return
    proposed = ", ".join(
        f"--encoding {encoding}"
        for encoding in dict.fromkeys((decision.encoding, *decision.rivals, "cp1252"))
    )
    raise SourceError(
        Text(
            fr=f"« {name} » n'est pas en UTF-8, et rien ne dit à coup sûr ce qu'il est : "
            f"{decision.readings()}.",
            en=f"“{name}” is not in UTF-8, and nothing says for certain what it is: "
            f"{decision.readings()}.",
        ),
        Text(fr=f"Indiquez-le : {proposed}.", en=f"Name it: {proposed}."),
    )
