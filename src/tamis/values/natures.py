"""What a field holds beyond its type: told by checks and formats, else by its name or its title."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from tamis.model.schema import Field, Schema
from tamis.values.column_names import Nature, is_elsewhere, nature, nature_signs, words

#: Up to so many words, a title names what a column holds; a longer one tells of other things too.
_SHORT_TITLE: Final = 6
_TEXTS: Final = frozenset({"string", "any"})


def declared_nature(field: Field, schema: Schema) -> Nature | None:
    """Return what the texts of a field stand for, None where nothing says it for sure.

    Only texts stand for something else than themselves: a number or a date is what it is.
    """
    if field.type not in _TEXTS:
        return None
    return _by_check_or_format(field, schema) or nature(field.name)


def likely_nature(field: Field, schema: Schema) -> Nature | None:
    """Return what a field most likely holds: its name is tried whole, then its title."""
    nature = _by_check_or_format(field, schema)
    if nature is not None:
        return nature
    return _by_labels(field.name, field.title, field.type)


@lru_cache(maxsize=1 << 14)
def _by_labels(name: str, title: str, kind: str) -> Nature | None:
    titled = words(title)
    labels = [words(name), titled] if titled.count("_") <= _SHORT_TITLE + 1 else [words(name)]
    for label in labels:
        for signs in nature_signs():
            if kind in signs.types and signs.words.search(label):
                return signs.nature
    return None


def only_field(schema: Schema, wanted: Nature) -> Field | None:
    """Return the field of that nature that is about the row itself; None: there is not just one."""
    fields = [
        field
        for field in schema.fields
        if likely_nature(field, schema) is wanted and not is_elsewhere(field.name)
    ]
    return fields[0] if len(fields) == 1 else None


def _by_check_or_format(field: Field, schema: Schema) -> Nature | None:
    if not schema.custom_checks and field.format == "default":
        return None
    checks = {
        check.name for check in schema.custom_checks if check.params.get("column") == field.name
    }
    for signs in nature_signs():
        is_text = field.type in _TEXTS
        if checks & signs.checks or (is_text and field.format in signs.formats):
            return signs.nature
    return None
