"""A workbook to fill in: the columns of a schema, what each cell may hold, help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from tamis.model.rule import Severity
from tamis.model.schema import Schema
from tamis.model.sheet_columns import column_letters
from tamis.model.template import TemplateMark, digest
from tamis.model.text import Text
from tamis.templates import formulas, help_sheet, notes
from tamis.templates.columns import Column, columns
from tamis.templates.content import Content
from tamis.templates.examples import valid_examples
from tamis.templates.formulas import Names
from tamis.values.formulas import inert
from tamis.writers.typed_cells import ensure_short, typed_cell

#: Rows that are checked, besides those that a template is filled with.
ROWS: Final = 20_000
#: Rows and columns of a sheet (Excel's specification).
_MOST: Final = 1_048_576
#: Comments beyond which a spreadsheet becomes slow.
_MOST_NOTES: Final = 2_000
_DATA: Final = Text(fr="Données", en="Data")
_HELP: Final = Text(fr="Aide", en="Help")
_COLORS: Final = {
    Severity.ERROR: "#F8C9C4",
    Severity.WARNING: "#FFE9A8",
    Severity.INFO: "#D6E6FA",
}
_REQUIRED, _OPTIONAL, _EXAMPLE, _DOUBT = "#F3D9A4", "#E8EDF3", "#6B6B6B", "#FFE9A8"
_NO_CONTENT: Final = Content()


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The communes of a département, as a list for the columns of their codes.

    Attributes:
        department: its code.
        codes: the code and the name of each commune.
    """

    department: str
    codes: Sequence[tuple[str, str]]


def write(
    out: BinaryIO, schema: Schema, *, content: Content = _NO_CONTENT, places: Places | None = None
) -> tuple[Column, ...]:
    """Write the template of a schema; return its columns.

    Args:
        out: where to.
        schema: the schema.
        content: what it is filled with; else a row of examples shows what is meant.
        places: the communes that are offered where a code of commune is asked.
    """
    import xlsxwriter

    from tamis.render import sentences

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    names = Names()
    last = min(1 + len(content.rows) + ROWS, _MOST)
    listed = columns(schema, names, last)
    examples = {} if content.rows else valid_examples(schema)
    template = _Template(book, schema, listed, last)
    mark = TemplateMark(
        schema=schema.name if "/" in schema.name else "",
        version=schema.version,
        sheet=str(_DATA),
        others=(str(_HELP), formulas.LISTS),
        example=digest(examples.get(each.name) for each in schema.fields) if examples else "",
    )
    template.fill(content, examples)
    template.validate(places)
    help_sheet.write(book, str(_HELP), schema, listed, rows=last - 1, has_example=bool(examples))
    template.lists(names, places)
    book.set_properties(
        {
            "title": schema.title or schema.name,
            "subject": f"{schema.name} {schema.version}".strip(),
            "created": sentences.today().replace(tzinfo=None),
        }
    )
    for name, value in mark.properties().items():
        book.set_custom_property(name, value, "text")
    book.close()
    return listed


class _Template:
    """The sheet to fill in, and the hidden one that its lists stand in."""

    def __init__(self, book: Any, schema: Schema, listed: Sequence[Column], last: int) -> None:
        self._book, self._schema, self._columns, self._last = book, schema, listed, last
        self._sheet = book.add_worksheet(str(_DATA))
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self._sheet.freeze_panes(1, 0)
        width = column_letters(max(len(listed), 1))
        # Codes are meant to be texts.
        self._sheet.ignore_errors({"number_stored_as_text": f"A1:{width}{last}"})
        for at, column in enumerate(listed):
            look = self._format(num_format=column.code)
            self._sheet.set_column(at, at, min(max(12, len(column.field.name) + 2), 40), look)
            color = _REQUIRED if column.field.required else _OPTIONAL
            head = self._format(bold=True, bg_color=color, bottom=1, num_format="@")
            self._sheet.write_string(0, at, column.field.name, head)
            note = notes.of_column(column, schema)
            self._sheet.write_comment(0, at, note, {"x_scale": 2.5, "y_scale": 3})

    def _format(self, **look: object) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]

    def fill(self, content: Content, examples: dict[str, str]) -> None:
        """Write the rows of a file, or the row of examples."""
        fields = [column.field for column in self._columns]
        for at, label in enumerate(content.labels, start=len(fields)):
            self._sheet.write_string(0, at, ensure_short(label), self._format(italic=True))
        for at, field in enumerate(fields):
            if field.name in examples:
                look = {"italic": True, "font_color": _EXAMPLE}
                self._put(1, at, examples[field.name], look)
        commented = 0
        for row, cells in enumerate(content.rows):
            for at, cell in enumerate(cells):
                fault = content.faults.get((row, at))
                look = {"bg_color": _COLORS[fault.severity]} if fault else {}
                if cell or fault:
                    self._put(row + 1, at, cell or "", look)
                if fault and commented < _MOST_NOTES:
                    commented += 1
                    self._sheet.write_comment(row + 1, at, "\n".join(fault.messages)[:2_000])

    def _put(self, row: int, at: int, text: str, look: dict[str, object]) -> None:
        """Write a cell of the type of its column where that is the same text when it is read."""
        column = self._columns[at] if at < len(self._columns) else None
        code = column.code if column else "@"
        if not text:
            self._sheet.write_blank(row, at, None, self._format(num_format=code, **look))
            return
        typed = typed_cell(text, column.field if column and code != "@" else None)
        if isinstance(typed.value, str):
            runs = {"quote_prefix": True} if inert(text) != text else {}
            shown = self._format(num_format="@", **look, **runs)
            self._sheet.write_string(row, at, ensure_short(text), shown)
            return
        shown = self._format(num_format=code if typed.code == "General" else typed.code, **look)
        if isinstance(typed.value, int | float):
            self._sheet.write_number(row, at, typed.value, shown)
        else:
            self._sheet.write_datetime(row, at, typed.value, shown)

    def validate(self, places: Places | None) -> None:
        """Say what each cell may hold."""
        width = column_letters(max(len(self._columns), 1))
        for at, column in enumerate(self._columns):
            span = (1, at, self._last - 1, at)
            options = self._rule(at, column, places)
            if options:
                self._sheet.data_validation(*span, {**options, **notes.of_cell(column)})
            if column.doubt:
                holds = f'AND({column.letters}2<>"",NOT({column.at(column.doubt, 2)}))'
                look = self._format(bg_color=_DOUBT)
                criteria = {"type": "formula", "criteria": f"={holds}", "format": look}
                self._sheet.conditional_format(*span, criteria)
            if column.field.required:
                lacks = f'AND({column.letters}2="",COUNTA($A2:${width}2)>0)'
                look = self._format(bg_color=_REQUIRED)
                criteria = {"type": "formula", "criteria": f"={lacks}", "format": look}
                self._sheet.conditional_format(*span, criteria)

    def _rule(self, at: int, column: Column, places: Places | None) -> dict[str, object]:
        stop = "stop" if column.strict else "warning"
        if column.choices:
            return {"validate": "list", "source": f"=liste_{at + 1}", "error_type": stop}
        if places is not None and notes.is_commune_code(column.field, self._schema):
            return {"validate": "list", "source": "=communes", "error_type": "warning"}
        if column.formula:
            rule = f"={column.at(column.formula, 2)}"
            return {"validate": "custom", "value": rule, "error_type": stop}
        return {"validate": "any"}

    def lists(self, names: Names, places: Places | None) -> None:
        """Write the hidden sheet, and what stands for a part of it or for a constant."""
        sheet = self._book.add_worksheet(formulas.LISTS)
        sheet.hide()
        look = self._format(num_format="@")
        for at, column in enumerate(self._columns):
            self._list(sheet, at, f"liste_{at + 1}", column.field.name, column.choices, look)
        if places is not None:
            at = len(self._columns)
            codes = [code for code, _ in places.codes]
            self._list(sheet, at, "communes", places.department, codes, look)
            for row, (_, name) in enumerate(places.codes, start=1):
                sheet.write_string(row, at + 1, name, look)
        for name, formula in names.defined.items():
            self._book.define_name(name, formula)

    def _list(
        self, sheet: Any, at: int, name: str, label: str, texts: Sequence[str], look: Any
    ) -> None:
        if not texts:
            return
        sheet.write_string(0, at, label, look)
        for row, text in enumerate(texts, start=1):
            sheet.write_string(row, at, text, look)
        letters = column_letters(at + 1)
        self._book.define_name(name, f"={formulas.LISTS}!${letters}$2:${letters}${len(texts) + 1}")
