"""What the rules about files of addresses share (Base Adresse Locale, ``base-adresse-locale``).

They say what doc.adresse.data.gouv.fr asks for beyond the form of each column. Columns are known
by their names, which the format fixes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

import polars as pl

from tamis import reference
from tamis.model.schema import Schema
from tamis.tables.cell import Row
from tamis.values.distinct import by_distinct

#: The custom check by which a schema asks for these rules, which has no parameter.
CUSTOM_CHECKS: Final[Mapping[str, tuple[str, ...]]] = {"base-adresse-locale": ()}
#: The number of a place that has none.
NO_NUMBER: Final = "99999"
STREET: Final = ("voie_nom", "toponyme")
IDENTIFIERS: Final = ("id_ban_commune", "id_ban_toponyme", "id_ban_adresse")
#: A key: commune, street, number, and what follows the number.
KEY: Final = r"(?i)\A([0-9AB]{5})_([^_]+)_([0-9]+)(?:_[^_]+)*\z"


def is_asked(schema: Schema) -> bool:
    """Whether a schema asks for these rules."""
    return any(check.name in CUSTOM_CHECKS for check in schema.custom_checks)


def text(row: Row, name: str) -> pl.Expr | None:
    """Return the text of a field, where the file has it."""
    cell = row.cells.get(name)
    return None if cell is None else cell.text


def street(row: Row) -> str:
    """Return the name of the field that names the street, "" where there is none."""
    return next((name for name in STREET if name in row.cells), "")


def commune_of_key(key: pl.Expr) -> pl.Expr:
    """Return the code of the commune of a key; Corsican keys have it in lower case."""
    return key.str.extract(KEY, 1).str.to_uppercase()


def number_of_key(key: pl.Expr) -> pl.Expr:
    """Return the number in a key."""
    return key.str.extract(KEY, 3).cast(pl.Int64, strict=False)


def current_communes() -> frozenset[str]:
    """Return the codes of communes of today."""
    return reference.codes("communes", reference.ACTUELLE, reference.ARRONDISSEMENT)


@cache
def former_communes() -> frozenset[str]:
    """Return the codes of communes that are none any more, or are a part of one."""
    everything = frozenset(reference.table("communes")["code"]) | set(reference.successors())
    return everything - current_communes()


def is_unknown(code: pl.Expr) -> pl.Expr:
    """Return whether a code is that of no commune, neither of today nor of before."""
    return by_distinct(code, lambda text: text.upper() not in _known_communes(), pl.Boolean)


def is_former(code: pl.Expr) -> pl.Expr:
    """Return whether a code is that of a commune of before."""
    return by_distinct(code, lambda text: text.upper() in former_communes(), pl.Boolean)


@cache
def _known_communes() -> frozenset[str]:
    return current_communes() | former_communes()
