"""A row is like another but for its identifier."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from tamis.checks.contract import Twins, twin_rule
from tamis.checks.thresholds import thresholds
from tamis.model.rule import Rule, Severity
from tamis.model.schema import Field, Schema
from tamis.model.text import Text
from tamis.values.column_names import words

RULE = Rule(
    code="likely.twin-row",
    severity=Severity.WARNING,
    about="row",
    plain_note=True,
    title=Text(
        fr="Ligne jumelle",
        en="Twin row",
    ),
    message=Text(
        fr="Cette ligne est celle de la ligne {note}, à l'identifiant près.",
        en="This row is the same as line {note}, except for the identifier.",
    ),
    why=Text(
        fr="Une ligne comptée deux fois sous deux identifiants fausse tout compte.",
        en="A row counted twice under two identifiers makes every count wrong.",
    ),
    repair=Text(
        fr="Supprimez la ligne en trop, ou donnez à chacune ce qui la distingue.",
        en="Delete the extra row, or give each row what sets it apart.",
    ),
)

_LIMITS: Final = thresholds("twins")
_IDENTIFIER: Final = r"_(id|identifiant|uid|uuid|cle|num|numero|ref|reference|rowid|fid|ogc_fid)_"


@twin_rule
def twins(schema: Schema, fields: Collection[str]) -> Iterator[Twins]:
    """Compare all fields of the file but the identifiers, where there is one."""
    identifiers = {field.name for field in schema.fields if _is_identifier(field, schema)}
    others = tuple(f.name for f in schema.fields if f.name in set(fields) - identifiers)
    if identifiers & set(fields) and len(others) >= _LIMITS["columns"]:
        yield Twins(fields=others, most=_LIMITS["share"])


def _is_identifier(field: Field, schema: Schema) -> bool:
    """Whether a field does nothing but name its row."""
    is_key = field.name in schema.primary_key or field.constraints.unique
    return is_key or re.search(_IDENTIFIER, words(field.name)) is not None
