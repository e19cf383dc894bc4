"""How large a descriptor may be: aliases of YAML and nesting multiply a few bytes.

Nothing here is about what a descriptor says; beyond these bounds nobody could apply it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tamis.model.errors import RefusedError
from tamis.model.text import Text

#: Values of a descriptor, those that YAML repeats counted each time.
VALUES: Final = 2_000_000
#: Levels of a descriptor.
LEVELS: Final = 200
#: Fields of a table.
FIELDS: Final = 10_000


def ensure_bounded(descriptor: object, name: str) -> None:
    """Refuse a descriptor of too many values or levels, or that holds itself.

    Raises:
        RefusedError: it does; `name` is what the sentence calls it.
    """
    level, values = [descriptor], 0
    for _ in range(LEVELS):
        level = [part for value in level for part in parts(value)]
        values += len(level)
        if not level:
            return
        if values > VALUES:
            break
    raise RefusedError(
        Text(
            fr=f"Le schéma « {name} » a plus de {VALUES} valeurs ou de {LEVELS} niveaux.",
            en=f"The schema “{name}” has more than {VALUES} values or {LEVELS} levels.",
        ),
        Text(
            fr="Il se contient peut-être lui-même (alias YAML).",
            en="It may contain itself (a YAML alias).",
        ),
    )


def ensure_fields(count: int) -> None:
    """Refuse a table of more fields than `FIELDS`.

    Raises:
        RefusedError: it has more.
    """
    if count > FIELDS:
        raise RefusedError(
            Text(
                fr=f"Le schéma a {count} champs, au-delà de la limite de {FIELDS}.",
                en=f"The schema has {count} fields, beyond the limit of {FIELDS}.",
            )
        )


def too_deep(value: object, most: int) -> bool:
    """Whether `value` has more than `most` containers inside one another."""
    level = [value]
    for _ in range(most + 1):
        level = [
            part for inner in level for part in parts(inner) if isinstance(part, Mapping | list)
        ]
        if not level:
            return False
    return True


def parts(value: object) -> Iterator[object]:
    """Return what stands directly within a container; nothing within another value."""
    if isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, list):
        yield from value
