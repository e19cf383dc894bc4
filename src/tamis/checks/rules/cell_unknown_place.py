"""A code or a name of a place is in no list: official geographic code, ISO 3166, FANTOIR."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from tamis import reference
from tamis.checks.contract import CellCondition, cell_rule
from tamis.checks.custom import custom_checks
from tamis.model.rule import Rule
from tamis.model.schema import CustomCheck
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="cell.unknown-place",
    alias="constraint-error",
    title=Text(fr="Lieu inconnu", en="Unknown place"),
    message=Text(
        fr="« {value} » (« {field} ») n'est pas {kind} ({list}).",
        en="“{value}” (“{field}”) is not {kind} ({list}).",
    ),
    why=Text(
        fr="Un lieu qui n'est dans aucune liste ne se place sur aucune carte et ne s'additionne "
        "avec rien.",
        en="A place that is on no list can be neither put on a map nor added up.",
    ),
    repair=Text(
        fr="Cherchez le lieu sur insee.fr ; tamis ref status donne l'année des listes.",
        en="Look the place up on insee.fr; tamis ref status gives the year of the lists.",
    ),
)

#: Told only where nothing else is wrong with the cell.
QUIET = True


def _codes_of_communes(check: CustomCheck) -> frozenset[str]:
    codes = reference.codes("communes", reference.ACTUELLE, reference.ARRONDISSEMENT)
    year = str(check.params.get("cog") or reference.info().year)
    # The lists are those of one year: for another one, codes that have gone since are let by.
    return codes if year == str(reference.info().year) else codes | set(reference.successors())


def _names(table: reference.TableName) -> frozenset[str]:
    frame = reference.communes() if table == "communes" else reference.table(table)
    return _all_folded(frame["nom"])


def _all_folded(names: pl.Series) -> frozenset[str]:
    return frozenset(names.to_frame("nom").select(_folded(pl.col("nom"))).to_series())


def _folded(text: pl.Expr) -> pl.Expr:
    """Return a name without case, accents and punctuation: they vary from file to file."""
    bare = text.str.replace_all("œ", "oe").str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    return bare.str.to_lowercase().str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars()


def _as_is(text: pl.Expr) -> pl.Expr:
    return text


def _way(text: pl.Expr) -> pl.Expr:
    """Return the identifier in the code of a way: what stands before its key, a letter."""
    return pl.when(text.str.contains("^.{4}[A-Z]$")).then(text.str.head(4)).otherwise(pl.lit(""))


def _of_the_year() -> Text:
    year = reference.info().year
    return Text(fr=f"code officiel géographique {year}", en=f"official geographic code, {year}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """What a check looks for.

    Attributes:
        named: what a text must be.
        places: all that there are.
        taken: what of a text is looked for among them.
        list: the list that has them; None: the official geographic code in use.
    """

    named: Text
    places: Callable[[CustomCheck], frozenset[str]]
    taken: Callable[[pl.Expr], pl.Expr] = _as_is
    list: Text | None = None


_ISO: Final = Text(fr="ISO 3166", en="ISO 3166")
_KINDS: Final = {
    "code-commune-insee": _Kind(
        named=Text(fr="le code d'une commune", en="the code of a commune"),
        places=_codes_of_communes,
    ),
    "commune": _Kind(
        named=Text(fr="le nom d'une commune", en="the name of a commune"),
        places=lambda _: _names("communes"),
        taken=_folded,
    ),
    "code-postal": _Kind(
        named=Text(fr="un code postal", en="a postal code"),
        places=lambda _: frozenset(reference.communes_by_postal_code()),
    ),
    "numero-departement": _Kind(
        named=Text(fr="le numéro d'un département", en="the number of a département"),
        places=lambda _: reference.codes("departements"),
    ),
    "departement": _Kind(
        named=Text(fr="le nom d'un département", en="the name of a département"),
        places=lambda _: _names("departements"),
        taken=_folded,
    ),
    "code-region": _Kind(
        named=Text(fr="le code d'une région", en="the code of a région"),
        places=lambda _: reference.codes("regions"),
    ),
    "region": _Kind(
        named=Text(fr="le nom d'une région", en="the name of a région"),
        places=lambda _: _names("regions"),
        taken=_folded,
    ),
    "canton": _Kind(
        named=Text(fr="le nom d'un canton", en="the name of a canton"),
        places=lambda _: _all_folded(reference.shipped_list("cantons")),
        taken=_folded,
        list=Text(fr="cantons de 2023 et 2024", en="cantons of 2023 and 2024"),
    ),
    "pays": _Kind(
        named=Text(fr="le nom d'un pays en français", en="the name of a country in French"),
        places=lambda _: _all_folded(reference.shipped_list("pays")),
        taken=_folded,
        list=Text(fr="Insee 2024 et ISO 3166", en="Insee 2024 and ISO 3166"),
    ),
    "code-pays-iso2": _Kind(
        named=Text(fr="le code d'un pays (deux lettres)", en="the code of a country (two letters)"),
        places=lambda _: frozenset(reference.shipped_list("pays_iso2")),
        list=_ISO,
    ),
    "code-pays-iso3": _Kind(
        named=Text(
            fr="le code d'un pays (trois lettres)", en="the code of a country (three letters)"
        ),
        places=lambda _: frozenset(reference.shipped_list("pays_iso3")),
        list=_ISO,
    ),
    "code-fantoir": _Kind(
        named=Text(fr="le code d'une voie", en="the code of a street"),
        places=lambda _: frozenset(reference.shipped_list("fantoir")),
        taken=_way,
        list=Text(fr="FANTOIR 2023", en="FANTOIR 2023"),
    ),
}

CUSTOM_CHECKS: Final = dict.fromkeys(_KINDS, ("column",))


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for codes and names that the lists in use do not have (`customCheck` of a field).

    Lists of French places are those of one year (`tamis ref status`); `cog`, the year that a check
    names, only matters for codes of communes that have gone.
    """
    for check in custom_checks(cell.schema, CUSTOM_CHECKS, cell.field.name):
        kind = _KINDS[check.name]
        params = {"kind": kind.named, "list": kind.list or _of_the_year()}
        listed = pl.Series(sorted(kind.places(check)), dtype=pl.String).implode()
        yield CellCondition(broken=~kind.taken(cell.text).is_in(listed), params=params)
