"""A foreign key is malformed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tamis.checks.contract import Defect, lint_rule
from tamis.checks.descriptor import Written
from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="schema.bad-foreign-key",
    title=Text(fr="Clé étrangère mal écrite", en="Malformed foreign key"),
    message=Text(
        fr="La clé étrangère « {value} » ne peut pas être vérifiée : {reason}.",
        en="The foreign key “{value}” cannot be checked: {reason}.",
    ),
    why=Text(
        fr="Les renvois d'une table à l'autre restent sans vérification.",
        en="The references from one table to another remain unchecked.",
    ),
    repair=Text(
        fr="Donnez autant de champs des deux côtés, dans « fields » et « reference.fields », "
        "et des champs qui existent.",
        en="Give the same number of fields on both sides, in “fields” and “reference.fields”, "
        "all of which exist.",
    ),
)
_NO_FIELDS = Text(fr="elle n'a pas de « fields »", en="it has no “fields”")
_NO_LIST = Text(fr="« foreignKeys » n'est pas une liste", en="“foreignKeys” is not a list")
_NO_REFERENCE = Text(
    fr="elle n'a pas de « reference » avec des « fields »",
    en="it has no “reference” with “fields”",
)


@lint_rule
def lint(written: Written) -> Iterator[Defect]:
    """Look for keys without fields or reference, or with more fields on one side."""
    stated = written.raw.get("foreignKeys")
    if stated is not None and not isinstance(stated, list):
        yield defect(stated, _NO_LIST, "/foreignKeys")
    for index, key in enumerate(stated if isinstance(stated, list) else ()):
        reason = malformation(key)
        if reason is not None:
            yield defect(key, reason, f"/foreignKeys/{index}")


def defect(key: Any, reason: Text, pointer: str) -> Defect:
    """Return what is told of a foreign key."""
    return Defect(value=", ".join(_names(key)) or "—", params={"reason": reason}, pointer=pointer)


def malformation(key: Any) -> Text | None:
    """Return what is wrong with a foreign key by itself; None where nothing is."""
    names = _names(key)
    reference = key.get("reference") if isinstance(key, Mapping) else None
    if not names:
        return _NO_FIELDS
    referenced = _names(reference)
    if not referenced:
        return _NO_REFERENCE
    if len(names) != len(referenced):
        return Text(
            fr=f"{len(names)} champs d'un côté, {len(referenced)} de l'autre",
            en=f"{len(names)} fields on one side, {len(referenced)} on the other",
        )
    return None


def _names(key: Any) -> tuple[str, ...]:
    fields = key.get("fields") if isinstance(key, Mapping) else None
    if isinstance(fields, str):
        return (fields,)
    return tuple(map(str, fields)) if isinstance(fields, list) else ()
