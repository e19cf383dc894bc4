"""What the formulas of templates answer in LibreOffice, each beside the value that it looks at."""

import subprocess
from dataclasses import dataclass, field
from itertools import zip_longest
from shutil import which

import openpyxl
import python_calamine
from openpyxl.workbook.defined_name import DefinedName

from tamis.model.sheet_columns import column_letters
from tamis.templates import formulas
from tamis.templates.columns import columns
from tamis.templates.examples import faulty_cells, valid_examples
from tamis.templates.formulas import Names
from tamis.writers.typed_cells import typed_cell

SOFFICE = which("soffice")

#: Texts that some types take and others do not.
POOL = (
    "x", "zz top", "12", "-3", "12.5", "12,5", "1e5", "0", "007", "NaN", "ND", "N/A", "null",
    "2024-01-31", "2024-02-29", "2023-02-29", "2024-13-01", "2024-00-10", "1870-05-01",
    "31/01/2024", "2024", "1999", "20240131", "2024-01-31T10:00:00Z", "2024-01-31T10:00:00+01:00",
    "10:00:00", "10:00", "24:00:00", "true", "True", "VRAI", "oui", "Non", "1",
    "12345678901234", "73282932000074", "35600000000048", "35600000049837", "732829320",
    "123456789", "00000000000000", "732 829 320 00074", "27116", "2A004", "2c004", "7116",
    "a@b.fr", "a@b", "https://a.fr/x", "www.a.fr", "http://a b.fr", "2.35, 48.85",
    "[2.35, 48.85]", "[2.35,48.85]", '["a", "b"]', '{"a": 1}', "é" * 40, "a" * 300, "😀😀",
    "0a7b330a-a736-35ea-8f7f-feaf019cdc00", "0102030405", "+33102030405", "W123456789",
    '{"type": "Point", "coordinates": [2.35, 48.85]}', "FRA68P68021001", "Non concerné",
)  # fmt: skip


@dataclass
class Answers:
    """What formulas answered: texts that the schema takes and that were refused, and so on."""

    refused: list = field(default_factory=list)
    let_through: list = field(default_factory=list)
    right: int = 0
    wrong: int = 0
    caught: int = 0
    told_apart: int = 0


def mutated(text):
    """Return texts that are almost `text`."""
    yield text[:-1]
    yield text + "7"
    yield text.lower()
    yield text.upper()
    yield "x" + text[1:]
    yield text[:1] + text[2:] + "0"


def samples(schema, rows, most):
    """Return, for each column, so many texts with whether the schema takes each, alone in a row."""
    examples = valid_examples(schema)
    pools = {}
    for each in schema.fields:
        known = [examples.get(each.name, ""), *(row.get(each.name) or "" for row in rows)]
        enum = [str(choice) for choice in (each.constraints.enum or ())[:20]]
        near = [other for text in known[:2] if text for other in mutated(text)]
        missing = [text for text in schema.missing(each) if text]
        pools[each.name] = list(
            dict.fromkeys(
                text
                for text in (*known, *enum, *missing, *near, *POOL)
                # A row that holds nothing but such a text is a blank one, which asks for nothing.
                if text and not (each.required and text in schema.missing(each))
            )
        )[:most]
    height = max(map(len, pools.values()))
    padded = {name: [*texts, *[""] * (height - len(texts))] for name, texts in pools.items()}
    # One row a text: the others are empty, and what is asked of them does not count.
    verdicts = faulty_cells(schema, padded)
    return {
        name: [(text, name not in verdicts[at]) for at, text in enumerate(texts)]
        for name, texts in pools.items()
    }


def answers(schemas, folder, rows_of=lambda _: (), most=120):
    """Return what the formulas of the templates of `schemas` answer.

    Args:
        schemas: the schemas.
        folder: where to work.
        rows_of: gives rows of a published file that is valid, for a schema.
        most: how many texts are tried in a column.
    """
    book = openpyxl.Workbook(write_only=True)
    names, last, expected = Names(), 2_000, []
    for number, schema in enumerate(schemas):
        listed = columns(schema, names, last)
        texts = samples(schema, rows_of(schema), most)
        width = len(listed)
        rows = zip_longest(*(texts[column.field.name] for column in listed))
        sheet = book.create_sheet(f"s{number}")
        sheet.append([column.field.name for column in listed])
        for row, cells in enumerate(rows, start=2):
            written, formula_cells = [], []
            for column, cell in zip(listed, cells, strict=True):
                if cell is None:
                    written.append(None)
                    formula_cells.append(None)
                    continue
                text, is_right = cell
                typed = typed_cell(text, column.field if column.code != "@" else None)
                written.append(typed.value if typed.value != text else text)
                formula = column.formula
                if column.choices:
                    names.defined[f"liste_{number}_{column.letters}"] = column.choices
                    formula = formulas.one_of_range(f"liste_{number}_{column.letters}")
                formula_cells.append(f"={column.at(formula, row)}" if formula else None)
                if formula:
                    place = (number, row, width + len(formula_cells) - 1)
                    expected.append((place, schema.name, column, text, is_right))
            sheet.append([_cell(sheet, value) for value in (*written, *formula_cells)])
    _lists(book, names)
    path = folder / "formulas.xlsx"
    book.save(path)
    computed = recalculated(path, folder / "out")
    result = Answers()
    sheets = {}
    for (number, row, at), name, column, text, is_right in expected:
        if number not in sheets:
            sheets[number] = computed.get_sheet_by_name(f"s{number}").to_python()
        _count(result, sheets[number][row - 1][at], (name, column, text), is_right=is_right)
    return result


def _cell(sheet, value):
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str) and not value.startswith("="):
        cell.data_type = "s"
        cell.number_format = "@"
    return cell


def _lists(book, names):
    sheet = book.create_sheet(formulas.LISTS)
    lists = {name: texts for name, texts in names.defined.items() if isinstance(texts, tuple)}
    for row in zip_longest(*lists.values()):
        sheet.append([_cell(sheet, text) for text in row])
    for at, (name, texts) in enumerate(lists.items(), start=1):
        place = f"{formulas.LISTS}!${column_letters(at)}$1:${column_letters(at)}${len(texts)}"
        book.defined_names[name] = DefinedName(name, attr_text=place)
    for name, formula in names.defined.items():
        if isinstance(formula, str):
            book.defined_names[name] = DefinedName(name, attr_text=formula.removeprefix("="))


def recalculated(path, out):
    """Return a workbook as LibreOffice computes it."""
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation=file://{out}-profile", "--headless",
         "--convert-to", "xlsx", "--outdir", str(out), str(path)],
        check=True, capture_output=True, timeout=1_500,
    )  # fmt: skip
    return python_calamine.CalamineWorkbook.from_path(out / path.name)


def _count(result, answer, told, *, is_right):
    name, column, text = told
    if is_right:
        result.right += 1
        if answer is not True:
            result.refused.append((name, column.field.name, text, answer, column.formula))
        return
    result.wrong += 1
    result.caught += answer is False
    if not column.unchecked:
        result.told_apart += 1
        if answer is not False:
            result.let_through.append((name, column.field.name, text, answer, column.formula))
