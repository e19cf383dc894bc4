"""A Table Schema draft out of a file: types, identifiers, lists of values, what names a row.

Nothing is decided that a cell contradicts: the file is valid under its own draft, as far as its
cells go. What a draft cannot know (what fields mean, what else they may hold) is left to a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any, Final

from tamis.model.draft import Decision, Draft
from tamis.model.errors import SourceError
from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.text import Text
from tamis.schema_infer.candidate import Candidate
from tamis.schema_infer.candidates import candidates
from tamis.schema_infer.column import Column
from tamis.tables.batch import Table, column
from tamis.tables.prefetch import prefetched
from tamis.values.column_names import words

#: A list of values has so many at most, each met so often at least, over so many rows a value.
_CHOICES: Final = 20
_EACH: Final = 2
_ROWS: Final = 8
_LONGEST: Final = 60
_NAMES: Final = lazy_pattern("_(id|identifiant|code|num|numero|ref|reference|uuid)")
_SPECIFICATION: Final = "https://specs.frictionlessdata.io/schemas/table-schema.json"


def draft_schema(table: Table, name: str, *, hidden: bool = False) -> Draft:
    """Return the draft of a schema for a table.

    Args:
        table: the table; its batches are used up.
        name: what the file is called.
        hidden: whether no cell may be shown: the draft then has no example and no list of values.

    Raises:
        SourceError: the table has no column that has a name, or turns out to be damaged.
    """
    possible = candidates()
    labels = [label for label in table.header if label.strip()]
    columns = {
        index: Column(label, possible)
        for index, label in enumerate(table.header)
        if label.strip() and label not in table.header[:index]
    }
    if not columns:
        raise SourceError(
            Text(
                fr=f"« {name} » n'a pas d'en-tête : il n'y a rien à ébaucher.",
                en=f"“{name}” has no header: there is nothing to draft.",
            )
        )
    rows = 0
    for batch in prefetched(table.batches()):
        rows += batch.frame.height
        for index, drafted in columns.items():
            drafted.see(batch.frame[column(index)])
    drafted_columns = list(columns.values())
    chosen = [column.guess() for column in drafted_columns]
    pairs = list(zip(drafted_columns, chosen, strict=True))
    missing = sorted(
        {mark for drafted, candidate in pairs if candidate is not None for mark in drafted.markers}
    )
    decisions = tuple(
        _decided(drafted, candidate, rows, missing, hidden=hidden) for drafted, candidate in pairs
    )
    keys = _keys(drafted_columns, rows, missing)
    descriptor = _descriptor(name, decisions, missing, keys)
    remarks = _remarks(rows, keys, missing, len(labels) - len(drafted_columns), hidden=hidden)
    read = (*_sheet_read(table), *remarks)
    return Draft(descriptor=descriptor, decisions=decisions, remarks=read, rows=rows)


def _decided(
    drafted: Column, candidate: Candidate | None, rows: int, missing: Sequence[str], *, hidden: bool
) -> Decision:
    """Return the field of a column."""
    field: dict[str, Any] = {"type": "string"} if candidate is None else dict(candidate.field)
    limits: dict[str, Any] = field.pop("constraints", {})
    why = [_TEXT if candidate is None else candidate.why]
    quiet = hidden or drafted.personal
    if not drafted.filled:
        why = [Text(fr="toujours vide : à préciser", en="always empty: to be specified")]
    if _filled_count(drafted, missing) == rows and rows:
        limits = {"required": True, **limits}
        why.append(Text(fr="toujours rempli", en="always filled"))
    choices = [] if candidate is not None or quiet else _choices(drafted, missing)
    if choices:
        limits["enum"] = choices
        n = len(choices)
        why.append(Text(fr=f"{n} valeurs qui reviennent", en=f"{n} values that come again"))
    shown = {} if quiet or not drafted.example else {"example": drafted.example}
    field_descriptor = {
        "name": drafted.name,
        "title": drafted.name.replace("_", " ").strip().capitalize(),
        "description": "",
        **field,
        **shown,
        **({"constraints": limits} if limits else {}),
    }
    return Decision(field=field_descriptor, why=tuple(why))


_TEXT: Final = Text(fr="des textes", en="texts")


def _filled_count(drafted: Column, missing: Sequence[str]) -> int:
    """Return how many cells hold a value, once some texts stand for none."""
    return drafted.filled - sum(drafted.markers[mark] for mark in missing)


def _choices(drafted: Column, missing: Sequence[str]) -> list[str]:
    """Return the values of a column that has a few, which come again and again."""
    if drafted.counts is None:
        return []
    counts = {text: n for text, n in drafted.counts.items() if text not in missing}
    few = 1 < len(counts) <= _CHOICES and drafted.filled >= _ROWS * len(counts)
    again = few and min(counts.values()) >= _EACH and max(map(len, counts)) <= _LONGEST
    return sorted(counts) if again else []


def _keys(columns: Sequence[Column], rows: int, missing: Sequence[str]) -> list[str]:
    """Return the columns that could name a row, those that are called so if there are some."""
    if rows < _EACH:
        return []
    names = [
        column.name
        for column in columns
        if _filled_count(column, missing) == rows and column.differ
    ]
    return [name for name in names if _NAMES.search(words(name))] or names


def _descriptor(
    name: str, decisions: Sequence[Decision], missing: Sequence[str], keys: Sequence[str]
) -> dict[str, Any]:
    stem = PurePath(name).name.split(".")[0]
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    key = {"primaryKey": keys[0]} if len(keys) == 1 and _NAMES.search(words(keys[0])) else {}
    return {
        "$schema": _SPECIFICATION,
        "name": re.sub("[^a-z0-9]+", "-", plain).strip("-") or "schema",
        "title": stem.replace("_", " ").replace("-", " ").strip().capitalize() or "Schema",
        "description": "",
        "version": "0.1.0",
        "fields": [dict(decision.field) for decision in decisions],
        "missingValues": ["", *missing],
        **key,
    }


def _sheet_read(table: Table) -> Iterator[Text]:
    """Say which sheet of a workbook was read."""
    if table.sheet and not table.other_sheets:
        yield Text(
            fr=f"Feuille lue : « {table.sheet} ».",
            en=f"Sheet read: “{table.sheet}”.",
        )
    elif table.sheet:
        others = ", ".join(table.other_sheets)
        yield Text(
            fr=f"Feuille lue : « {table.sheet} ». Les autres : {others} (--sheet).",
            en=f"Sheet read: “{table.sheet}”. The others: {others} (--sheet).",
        )


def _remarks(
    rows: int, keys: Sequence[str], missing: Sequence[str], twice: int, *, hidden: bool
) -> Iterator[Text]:
    if not rows:
        yield Text(
            fr="Aucune ligne : les types ne sont pas connus.",
            en="No row: types are not known.",
        )
    elif len(keys) > 1:
        names = ", ".join(keys)
        yield Text(
            fr=f"Plusieurs colonnes peuvent identifier une ligne : {names}. Choisissez primaryKey.",
            en=f"Several columns may identify a row: {names}. Choose primaryKey.",
        )
    elif not keys:
        yield Text(
            fr="Aucune colonne n'identifie les lignes à elle seule.",
            en="No single column identifies the rows.",
        )
    if missing:
        marks = ", ".join(missing)
        yield Text(
            fr=f"Tenus pour des valeurs manquantes : {marks}.",
            en=f"Taken for missing values: {marks}.",
        )
    if twice:
        yield Text(
            fr="Des colonnes portent le même nom : la première seule est décrite, et le fichier "
            "n'est conforme à aucun schéma tant qu'elles ne sont pas renommées.",
            en="Columns have the same name: only the first is described, and the file conforms to "
            "no schema until they are renamed.",
        )
    if hidden:
        yield Text(
            fr="Fichier à accès restreint : aucune de ses valeurs n'est reprise.",
            en="Restricted file: none of its values is copied.",
        )
    yield Text(
        fr="À compléter : les descriptions, ce qui est vraiment obligatoire, les valeurs permises "
        "que ce fichier n'a pas, la licence (licenses), les auteurs (contributors), la page du "
        "schéma (homepage) et sa date (created).",
        en="To complete: descriptions, what is really required, allowed values that this "
        "file does not have, licenses, contributors, homepage and created.",
    )
