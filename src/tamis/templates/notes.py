"""What a template says beside its cells: the note of a column, the messages of a cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamis import values
from tamis.model.schema import Field, Schema
from tamis.model.text import Text
from tamis.render.words import colon
from tamis.templates.columns import Column
from tamis.templates.example_text import example_text
from tamis.values.column_names import Nature
from tamis.values.natures import likely_nature

#: Characters of the title and of the body of a message, and of a note (Excel's specification).
_TITLE, _MESSAGE, _NOTE = 32, 255, 30_000
_MUST: Final = Text(fr="Obligatoire.", en="Required.")
_MAY: Final = Text(fr="Facultatif.", en="Optional.")
_REFUSED: Final = Text(fr="Ce que la cellule attend{colon}", en="What the cell expects{colon}")
_WARNED: Final = Text(
    fr="Cette valeur n'est pas dans la liste, mais peut être juste. La garder ?",
    en="This value is not in the list, yet may be right. Keep it?",
)


def of_column(column: Column, schema: Schema) -> str:
    """Return the note of a column: what it is, what it must hold, an example."""
    field = column.field
    parts = [field.title, field.description, str(_MUST if field.required else _MAY)]
    parts.append(_first_upper(rules(column)))
    if example := example_text(field):
        parts.append(f"{Text(fr='Exemple', en='Example')}{colon()}{example}")
    missing = ", ".join(text for text in schema.missing(field) if text)
    if missing and not field.required:
        parts.append(
            f"{Text(fr='Si rien n’est connu', en='Where nothing is known')}{colon()}{missing}"
        )
    return cut("\n".join(part for part in parts if part), _NOTE)


def rules(column: Column) -> str:
    """Return what a column must hold, in one sentence."""
    field = column.field
    kind = str(values.type_module(field).expected(field))
    if column.choices:
        listed = " · ".join(column.choices[:30]) + (" …" if len(column.choices) > 30 else "")  # noqa: PLR2004
        return f"{Text(fr='une de ces valeurs', en='one of these values')}{colon()}{listed}"
    parts = list(dict.fromkeys([kind, *map(str, column.checked), *map(str, column.unchecked)]))
    is_plain = field.type == "string" and field.format == "default" and len(parts) > 1
    return " ; ".join(parts[1:] if is_plain else parts)


def of_cell(column: Column) -> dict[str, str]:
    """Return the messages of a cell: when it is entered, and when it is refused."""
    field = column.field
    sentence = _first_upper(rules(column))
    refused = f"{_REFUSED.say(colon=colon())}{sentence}" if column.strict else str(_WARNED)
    must = str(_MUST if field.required else _MAY)
    title = cut(field.title or field.name, _TITLE)
    return {
        "input_title": title,
        "input_message": cut(f"{must} {sentence}", _MESSAGE),
        "error_title": title,
        "error_message": cut(refused, _MESSAGE),
    }


def is_commune_code(field: Field, schema: Schema) -> bool:
    """Whether a column holds codes of communes (Insee)."""
    return likely_nature(field, schema) is Nature.COMMUNE


def cut(text: str, most: int) -> str:
    """Return a text of no more characters, as a spreadsheet counts them.

    >>> cut("abcdef", 4)
    'abc…'
    """
    if _units(text) <= most:
        return text
    kept = ""
    for char in _fitting(text, most - 1):
        kept += char
    return f"{kept.rstrip()}…"


def _fitting(text: str, most: int) -> Iterator[str]:
    for char in text:
        most -= _units(char)
        if most < 0:
            return
        yield char


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
