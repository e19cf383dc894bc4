"""The sheet of help: how to fill a template in, what it checks and what it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.templates.columns import Column
from tamis.templates.notes import rules
from tamis.writers.typed_cells import ensure_short

_ABOUT: Final = (
    Text(
        fr="Une ligne par enregistrement, dans la première feuille. Les en-têtes ne se changent "
        "pas : survolez-les pour lire ce que chaque colonne attend. Les colonnes orange sont "
        "obligatoires ; une cellule obligatoire laissée vide devient orange.",
        en="One row for each record, in the first sheet. Do not change the headers: hover over "
        "them to read what each column expects. Orange columns are required; a required cell "
        "left empty turns orange.",
    ),
    Text(
        fr="Les cellules de code sont du texte : les zéros du début restent. Une cellule jaune a "
        "un numéro (SIREN, SIRET) dont la clé de contrôle paraît fausse.",
        en="Cells of codes are texts: leading zeros stay. A yellow cell has a number (SIREN, "
        "SIRET) whose check digit seems wrong.",
    ),
    Text(
        fr="Coller une valeur contourne tous les contrôles : le tableur ne vérifie que ce qui "
        "est tapé. Il ne distingue pas non plus les capitales dans une liste, et ne vérifie "
        "pas les lignes au-delà des {rows} premières.",
        en="Pasting bypasses every check: a spreadsheet only looks at what is typed. Nor does it "
        "distinguish capitals in a list, nor look at rows beyond the first {rows}.",
    ),
    Text(
        fr="Ce classeur ne dit donc pas que le fichier est conforme. Pour le savoir : "
        "tamis validate fichier.xlsx (le schéma est noté dans les propriétés du classeur).",
        en="This workbook therefore does not say whether the file is valid. To find out: tamis "
        "validate file.xlsx (the schema is noted in the properties of the workbook).",
    ),
)
_EXAMPLE: Final = Text(
    fr="La ligne en italique est un exemple : remplacez-la ou supprimez-la. Tant qu'elle est "
    "intacte, tamis ne la prend pas pour un enregistrement.",
    en="The row in italics is an example: replace it or delete it. While it is unchanged, tamis "
    "does not take it for a record.",
)
_HEAD: Final = (
    Text(fr="Colonne", en="Column"),
    Text(fr="Titre", en="Title"),
    Text(fr="Obligatoire", en="Required"),
    Text(fr="Ce qu'elle attend", en="What it expects"),
    Text(fr="Ce que le tableur vérifie", en="What the spreadsheet checks"),
    Text(
        fr="Ce qu'il ne vérifie pas, ou en partie seulement",
        en="What it does not check, or in part only",
    ),
    Text(fr="Description", en="Description"),
)
_WIDTHS: Final = (28, 34, 12, 50, 44, 50, 80)
_YES, _NO = Text(fr="oui", en="yes"), Text(fr="non", en="no")
_OF_ROWS: Final = Text(
    fr="Ce que le schéma demande à la table entière et que le tableur ne vérifie pas : {checks}.",
    en="What the schema asks of the whole table and the spreadsheet does not check: {checks}.",
)


def write(
    book: Any, name: str, schema: Schema, columns: Sequence[Column], *, rows: int, has_example: bool
) -> None:
    """Write the sheet of help of a template."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "bg_color": "#E8EDF3", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    sheet.write_string(0, 0, f"{schema.title or schema.name} {schema.version}".strip(), bold)
    sheet.write_string(1, 0, schema.name)
    row = 3
    for sentence in (*_ABOUT, *([_EXAMPLE] if has_example else []), *_of_rows(schema)):
        text = sentence.say(rows=f"{rows:,}".replace(",", " "))
        sheet.merge_range(row, 0, row, 4, text, wrapped)
        sheet.set_row(row, 34)
        row += 1
    row += 1
    for at, label in enumerate(_HEAD):
        sheet.write_string(row, at, str(label), head)
    for column in columns:
        row += 1
        for at, text in enumerate(_cells(column)):
            sheet.write_string(row, at, ensure_short(text), wrapped)


def _cells(column: Column) -> tuple[str, ...]:
    field = column.field
    return (
        field.name,
        field.title,
        str(_YES if field.required else _NO),
        rules(column),
        " ; ".join(map(str, column.checked)),
        " ; ".join(map(str, column.unchecked)),
        field.description,
    )


def _of_rows(schema: Schema) -> list[Text]:
    names = [check.name for check in schema.custom_checks if len(check.params) > 1]
    names += [", ".join(key.fields) for key in schema.foreign_keys]
    if not names:
        return []
    listed = ", ".join(dict.fromkeys(names))
    return [Text(fr=_OF_ROWS.say("fr", checks=listed), en=_OF_ROWS.say("en", checks=listed))]
