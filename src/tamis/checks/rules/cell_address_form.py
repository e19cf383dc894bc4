"""A key or a number is written in another form than that of the format (Base Adresse Locale)."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks import addresses
from tamis.checks.contract import CellCondition, cell_rule
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="cell.address-form",
    title=Text(fr="Clé ou numéro mal écrit", en="Key or number in another form"),
    message=Text(
        fr="« {value} » (« {field} ») s'écrit autrement : {reason}.",
        en="“{value}” (“{field}”) is written differently: {reason}.",
    ),
    why=Text(
        fr="Deux écritures d'une même clé font deux adresses.",
        en="Two ways to write one key make two addresses.",
    ),
    repair=Text(
        fr="Écrivez la clé en minuscules, son numéro sur cinq chiffres, et « numero » sans zéros"
        " devant.",
        en="Write the key in lower case, its number in five digits, and “numero” without zeros "
        "before it.",
    ),
)

CUSTOM_CHECKS = addresses.CUSTOM_CHECKS
_CASE = Text(
    fr="une clé est en minuscules, même en Corse (2a004)",
    en="a key is in lower case, in Corsica too (2a004)",
)
_DIGITS = Text(fr="le numéro d'une clé a cinq chiffres", en="the number of a key has five digits")
_ZERO = Text(fr="un numéro n'a pas de zéros devant", en="a number has no zeros before it")


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for capitals and numbers of other lengths in keys, and for zeros before numbers."""
    if not addresses.is_asked(cell.schema):
        return
    if cell.field.name == "cle_interop":
        is_key = cell.text.str.contains(addresses.KEY)
        has_capitals = cell.text.str.to_lowercase() != cell.text
        is_short = cell.text.str.extract(addresses.KEY, 3).str.len_bytes() != len("00012")
        yield CellCondition(broken=is_key & has_capitals, params={"reason": _CASE})
        yield CellCondition(broken=is_key & is_short, params={"reason": _DIGITS})
    elif cell.field.name == "numero":
        yield CellCondition(broken=cell.text.str.contains(r"\A0\d*[1-9]"), params={"reason": _ZERO})
