"""An identifier is that of another row but for case, blanks or accents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import polars as pl

from tamis.checks.contract import Likeness, likeness_rule
from tamis.checks.thresholds import thresholds
from tamis.model.finding import NOTE_PARTS
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell, Row
from tamis.values.column_names import words
from tamis.values.natures import likely_nature

RULE = Rule(
    code="likely.alike-identifier",
    severity=Severity.WARNING,
    about="row",
    title=Text(
        fr="Identifiant écrit de deux façons",
        en="Identifier written in two ways",
    ),
    message=Text(
        fr="« {value} » (« {field} ») est l'identifiant « {note2} » de la ligne {note1}, à la "
        "casse, aux blancs ou aux accents près.",
        en="“{value}” (“{field}”) is the identifier “{note2}” of line {note1}, but for case, "
        "blanks or accents.",
    ),
    why=Text(
        fr="Pour un programme, ce sont deux choses ; pour qui lit, une seule.",
        en="To a program these are two things; to a reader, one.",
    ),
    repair=Text(
        fr="Écrivez l'identifiant partout de la même façon, ou supprimez la ligne en trop.",
        en="Write the identifier in one way everywhere, or delete the row too many.",
    ),
)

_LIMITS: Final = thresholds("identifiers")
_NAMED: Final = r"_(id|identifiant|uid|cle|ref|reference)_"
#: What people vary without a thought; what is no letter nor figure of ASCII is looked at closer.
_PLAIN: Final = r"\A[!-~]*\z"
_VARIED: Final = r"[\s\u00a0\u200b\ufeff\x{0300}-\x{036f}]"


@likeness_rule
def likenesses(row: Row) -> Iterator[Likeness]:
    """Compare the identifiers of all rows: the keys, else the first field called so."""
    identifiers = [cell for cell in row.cells.values() if _is_identifier(cell)]
    keys = [cell for cell in identifiers if _is_key(cell)]
    for cell in keys or identifiers[:1]:
        mark = cell.text.map_batches(_marks, return_dtype=pl.Int64)
        yield Likeness(fields=(cell.field.name,), mark=mark, value=cell.text, judge=_judge)


def _is_key(cell: Cell) -> bool:
    name = cell.field.name
    return cell.field.constraints.unique or tuple(cell.schema.primary_key) == (name,)


def _is_identifier(cell: Cell) -> bool:
    """Whether a text field names its row, or another one, by no code that has a rule of its own."""
    field, schema = cell.field, cell.schema
    if field.type != "string" or field.constraints.enum is not None:
        return False
    if field.format != "default" or likely_nature(field, schema) is not None:
        return False
    return _is_key(cell) or re.search(_NAMED, words(field.name)) is not None


def _marks(texts: pl.Series) -> pl.Series:
    """Return a number for each text, the same for those that differ by what people vary."""
    folded = texts.str.to_uppercase()
    if not texts.str.contains(_PLAIN).all():
        folded = folded.str.normalize("NFKD").str.replace_all(_VARIED, "")
    marks = folded.hash(seed=0).reinterpret(signed=True).alias(texts.name)
    return pl.select(pl.when(texts.is_not_null()).then(marks)).to_series().alias(texts.name)


def _judge(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the first row of each spelling but the first of an identifier."""
    spellings = rows.unique(["mark", "value"], keep="first", maintain_order=True)
    first = pl.col("line").first().over("mark"), pl.col("value").first().over("mark")
    several = spellings.filter(pl.col("mark").is_duplicated())
    noted = several.with_columns(
        note=pl.concat_str(first[0].cast(pl.String), first[1], separator=NOTE_PARTS),
        is_first=pl.col("row") == pl.col("row").first().over("mark"),
    )
    found = noted.filter(~pl.col("is_first"))
    return (
        found
        if found.height <= max(_LIMITS["few"], _LIMITS["share"] * rows.height)
        else found.clear()
    )
