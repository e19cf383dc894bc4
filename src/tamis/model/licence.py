"""Licences of open data, and under which of them rows that bear another may be released."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Final

from tamis.model.text import Text

#: The table of licences: names, addresses, compatibilities and where these are said.
TABLE: Final = Path(__file__).with_name("licences.toml")
_ANY: Final = "*"
#: How portals say that a licence is not known.
_UNKNOWN: Final = frozenset({"", "notspecified", "unknown", "inconnue", "license not specified"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """A licence.

    Attributes:
        id: its name among open data portals.
        title, path: what it is called, and where it stands ("" where nowhere).
        release_as, not_as: ids of the licences under which a release that holds such rows may
            stand, and may not.
        because: why it may not.
        source: where the licence says so.
    """

    id: str
    title: str
    path: str
    release_as: tuple[str, ...]
    not_as: tuple[str, ...]
    because: Text
    source: str


class Fit(Enum):
    """Whether rows under one licence may be released under another."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"


def find(name: str) -> Licence | None:
    """Return the licence that a name, a title or an address stands for; None: not a known one.

    >>> find("ODC-ODbL").title, find("https://opendatacommons.org/licenses/odbl").id
    ('Open Database License', 'odbl')
    """
    return _by_name().get(_plain(name))


def is_stated(name: str) -> bool:
    """Whether a text states a licence at all, known or not."""
    return name.strip().lower() not in _UNKNOWN


def keeps_licence(name: str) -> bool:
    """Whether a licence asks that what is made of its rows keep it."""
    licence = find(name)
    return licence is not None and licence.release_as == (licence.id,)


def fit(of_rows: str, of_release: str) -> Fit:
    """Return whether rows under one licence may be released under another.

    >>> fit("odbl", "etalab-2.0"), fit("lov2", "odbl"), fit("maison", "odbl")
    (<Fit.FORBIDDEN: 'forbidden'>, <Fit.ALLOWED: 'allowed'>, <Fit.UNKNOWN: 'unknown'>)
    """
    rows, release = find(of_rows), find(of_release)
    if rows is None or release is None:
        return Fit.UNKNOWN
    if _ANY in rows.release_as or release.id in rows.release_as:
        return Fit.ALLOWED
    is_forbidden = _ANY in rows.not_as or release.id in rows.not_as
    return Fit.FORBIDDEN if is_forbidden else Fit.UNKNOWN


def fitting(names: Iterable[str]) -> str:
    """Return the licence under which rows of all these licences may be released; "": none known.

    The first one that some of them bear, else the first of the table.
    """
    known = [licence for name in names if (licence := find(name)) is not None]
    candidates = dict.fromkeys(licence.id for licence in (*known, *table()))
    return next(
        (
            candidate
            for candidate in candidates
            if known and all(fit(licence.id, candidate) is Fit.ALLOWED for licence in known)
        ),
        "",
    )


@cache
def table() -> tuple[Licence, ...]:
    """Return every licence of the table."""
    return tuple(licence for licence, _ in _entries())


@cache
def _by_name() -> Mapping[str, Licence]:
    return {_plain(name): licence for licence, names in _entries() for name in names}


@cache
def _entries() -> tuple[tuple[Licence, tuple[str, ...]], ...]:
    """Return each licence with every name and address that stands for it."""
    raw = tomllib.loads(TABLE.read_text(encoding="utf-8"))["licence"]
    return tuple(
        (
            Licence(
                id=entry["id"],
                title=entry["title"],
                path=entry["path"],
                release_as=tuple(entry["release_as"]),
                not_as=tuple(entry["not_as"]),
                because=Text(fr=entry["because"]["fr"], en=entry["because"]["en"]),
                source=entry["source"],
            ),
            tuple(
                name
                for name in (
                    entry["id"], entry["title"], entry["path"], *entry["also"], *entry["addresses"]
                )
                if name
            ),
        )
        for entry in raw
    )  # fmt: skip


def _plain(name: str) -> str:
    """Return a name as it is compared: case, blanks, the scheme and the last slash say nothing."""
    plain = " ".join(name.split()).casefold()
    return re.sub(r"^https?://(www\.)?", "", plain).rstrip("/")
