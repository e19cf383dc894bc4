"""Names of files that strangers give, as names of files that can be written."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: What is no part of a name on one system or another, and what cannot be seen.
_REFUSED: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
#: Names that Windows keeps for devices.
_DEVICES: Final = re.compile(r"(?i)^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")
_LONGEST: Final = 120


def safe_name(name: str) -> str:
    r"""Return a name without folders, marks that systems refuse, or a mark of a hidden file.

    >>> safe_name("C:\\Données\\bornes.csv"), safe_name("../../etc/passwd"), safe_name("-")
    ('bornes.csv', 'passwd', 'fichier')
    """
    bare = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    printable = "".join(sign for sign in _REFUSED.sub("_", bare) if sign.isprintable())
    plain = printable.strip(" .").lstrip("-.~$@")
    if _DEVICES.match(plain):
        plain = f"_{plain}"
    stem, dot, suffix = plain.rpartition(".")
    if len(plain.encode()) > _LONGEST:
        kept = (stem or suffix).encode()[: _LONGEST - 20].decode(errors="ignore")
        plain = f"{kept}{dot}{suffix[:16]}" if stem else kept
    return plain or "fichier"
