"""A code or a name is in no list of the official geographic code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import polars as pl

from tamis import reference
from tamis.checks import Bound, asked
from tamis.model.rule import Rule
from tamis.model.schema import CustomCheck
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="cell.unknown-place",
    alias="constraint-error",
    title=Text(fr="Lieu inconnu", en="Unknown place"),
    message=Text(
        fr="« {value} » (« {field} ») n'est pas {kind} (code officiel géographique {year}).",
        en="“{value}” (“{field}”) is not {kind} (official geographic code, {year}).",
    ),
    why=Text(
        fr="Un lieu qui n'est dans aucune liste ne se place sur aucune carte et ne s'additionne "
        "avec rien.",
        en="A place that is in no list is put on no map, and adds up with nothing.",
    ),
    repair=Text(
        fr="Cherchez le lieu sur insee.fr, ou avec tamis ref status l'année des listes.",
        en="Look the place up on insee.fr; tamis ref status tells the year of the lists.",
    ),
)

#: Told only where nothing else is wrong with the cell.
QUIET = True


def _codes_of_communes(check: CustomCheck) -> frozenset[str]:
    known = reference.codes("communes", reference.ACTUELLE, reference.ARRONDISSEMENT)
    year = str(check.params.get("cog") or reference.facts().year)
    # The lists are those of one year: for another one, codes that have gone since are let by.
    return known if year == str(reference.facts().year) else known | set(reference.successors())


def _names(table: reference.TableName) -> frozenset[str]:
    frame = reference.communes() if table == "communes" else reference.table(table)
    return frozenset(frame.select(_folded(pl.col("nom"))).to_series())


def _folded(text: pl.Expr) -> pl.Expr:
    """Return a name without case, accents and punctuation: they vary from file to file."""
    bare = text.str.replace_all("œ", "oe").str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    return bare.str.to_lowercase().str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars()


_Known = Callable[[CustomCheck], frozenset[str]]
#: What each check is about, what it takes, and whether that is names.
_KINDS: Final[dict[str, tuple[Text, _Known, bool]]] = {
    "code-commune-insee": (
        Text(fr="le code d'une commune", en="the code of a commune"),
        _codes_of_communes,
        False,
    ),
    "commune": (
        Text(fr="le nom d'une commune", en="the name of a commune"),
        lambda _: _names("communes"),
        True,
    ),
    "code-postal": (
        Text(fr="un code postal", en="a postal code"),
        lambda _: frozenset(reference.posted()),
        False,
    ),
    "numero-departement": (
        Text(fr="le numéro d'un département", en="the number of a département"),
        lambda _: reference.codes("departements"),
        False,
    ),
    "departement": (
        Text(fr="le nom d'un département", en="the name of a département"),
        lambda _: _names("departements"),
        True,
    ),
    "code-region": (
        Text(fr="le code d'une région", en="the code of a région"),
        lambda _: reference.codes("regions"),
        False,
    ),
    "region": (
        Text(fr="le nom d'une région", en="the name of a région"),
        lambda _: _names("regions"),
        True,
    ),
}

ANSWERS: Final = dict.fromkeys(_KINDS, ("column",))


def bind(cell: Cell) -> Iterator[Bound]:
    """Look for codes and names that the lists in use do not have (`customCheck` of a field).

    Lists are those of one year (`tamis ref status`); `cog`, the year that a check names, only
    matters for codes of communes that have gone.
    """
    for check in asked(cell.schema, ANSWERS, cell.field.name):
        kind, known, named = _KINDS[check.name]
        text = _folded(cell.text) if named else cell.text
        params = {"kind": kind, "year": reference.facts().year}
        listed = pl.Series(sorted(known(check)), dtype=pl.String).implode()
        yield Bound(broken=~text.is_in(listed), params=params)
