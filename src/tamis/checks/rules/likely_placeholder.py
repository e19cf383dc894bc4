"""A word or a value stands where nothing is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import polars as pl

from tamis.checks.contract import CellCondition, cell_rule
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature
from tamis.values.natures import likely_nature

RULE = Rule(
    code="likely.placeholder",
    severity=Severity.WARNING,
    about="cell",
    title=Text(
        fr="Valeur de remplissage",
        en="Placeholder",
    ),
    message=Text(
        fr="« {value} » dans « {field} » n'est pas une valeur mais un remplissage.",
        en="“{value}” in “{field}” is no value but a placeholder.",
    ),
    why=Text(
        fr="Un mot mis faute de mieux passe pour une donnée.",
        en="A word put in for want of a better passes for data.",
    ),
    repair=Text(
        fr="Écrivez la valeur, ou laissez la cellule vide si le schéma le permet.",
        en="Write the value, or leave the cell empty where the schema allows it.",
    ),
)

#: Reported only where nothing else is wrong with the cell.
QUIET = True
_WORDS: Final = (
    "test", "tests", "essai", "toto", "titi", "xx", "xxx", "xxxx", "xxxxx", "zzz", "azerty",
    "qwerty", "lorem ipsum", "a completer", "à compléter", "a compléter", "à completer",
    "a definir", "à définir", "a préciser", "à préciser", "a renseigner", "à renseigner",
    "a venir", "à venir", "en cours de saisie", "tbd", "todo", "todo.", "nc", "n.c.", "n/c", "nr",
    "n.r.", "non renseigné", "non renseignée", "non communiqué", "non communiquée", "#n/a",
    "#ref!", "#valeur!", "#nom?", "#div/0!", "#value!", "#name?", "???", "????", "n/a", "null",
    "none", "nan", "inconnu(e)",
)  # fmt: skip
_CODES: Final = ("00000", "99999", "000000", "999999", "0000000000", "9999999999")
_DAYS: Final = ("1900-01-01", "1970-01-01", "0001-01-01", "1899-12-30", "9999-12-31", "1900-01-00")
_LONGEST: Final = 24
_CODED: Final = frozenset({Nature.POSTAL, Nature.COMMUNE, Nature.PHONE})


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for words, zeros and nines, and the day that computers count from."""
    field, text = cell.field, cell.text
    if field.constraints.enum is not None or field.type not in {
        "string",
        "any",
        "date",
        "datetime",
    }:
        return
    if field.type in {"date", "datetime"}:
        head = text.str.head(10)
        yield CellCondition(broken=head.is_in(_own(cell, _DAYS)))
        return
    is_code = likely_nature(field, cell.schema) in _CODED
    words = _own(cell, (*_WORDS, *_CODES) if is_code else _WORDS)
    is_short = text.str.len_bytes() <= _LONGEST
    yield CellCondition(
        broken=is_short & text.str.strip_chars().str.to_lowercase().is_in(words),
        doubtful=_is_one_of(text, words),
    )


def _own(cell: Cell, words: tuple[str, ...]) -> list[str]:
    """Return the words that the schema does not name itself, as an example or in a description."""
    said = f"{cell.field.description} {cell.field.example or ''}".lower()
    return [word for word in words if word not in said]


def _is_one_of(text: pl.Expr, words: list[str]) -> pl.Expr:
    """Return whether a text is one of the words, whatever its case and the blanks around it.

    A form that begins as the text does is left at its first letter, most often.
    """
    form = "|".join(map(re.escape, sorted(words)))
    return text.str.contains(rf"(?i)\A\s*(?:{form})\s*\z")
