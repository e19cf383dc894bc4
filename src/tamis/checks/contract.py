"""What the module of a rule offers: a type for each function, which its decorator checks.

A function that callers look for in a rule goes through its decorator, so that a type checker tells
at its definition whether it takes and returns what they count on. A rule has some of:

* ``@cell_rule bind(cell)``: for one field, where the rule is broken;
* ``@row_rule bind_row(row)``: for the fields of one row together, where the rule is broken;
* ``@column_rule bind_column(cell)``: for all cells of one field together;
* ``@twin_rule twins(schema, fields)``: the fields whose cells, together, are rarely those of two
  rows;
* ``@likeness_rule likenesses(row)``: what makes two rows alike, and which of those are at fault;
* ``@header_rule check_header(header, schema)``: the defects of a header;
* ``@key_rule keys(schema)``: the sets of fields whose values must not repeat;
* ``@reference_rule references(schema)``: the sets of fields whose values must stand in others;
* ``@schema_rule unenforceable(schema)``: what the schema asks for that nobody can enforce, which
  every report says;
* ``@lint_rule lint(written)``: the defects of a schema as it is written (see `descriptor`);
* ``@contract_rule lint_contract(contract)``: the defects of a JSON Schema;
* ``@custom_check_problems problems(check)``: what is wrong with a custom check of a schema.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from tamis.model.discovery import mark
from tamis.model.schema import CustomCheck, Schema

if TYPE_CHECKING:
    import polars as pl

    from tamis.checks.descriptor import Written
    from tamis.model.contract import Contract
    from tamis.tables.cell import Cell, Row
    from tamis.tables.header import Header


@dataclass(frozen=True, slots=True, kw_only=True)
class CellCondition:
    """Where one field breaks a rule: true where it does; null is not broken.

    Attributes:
        broken: over the text and the value; over the text alone where there is `among`.
        doubtful: cheaper, and true wherever `broken` is: where no text of a batch is in doubt,
            `broken` is not evaluated.
        among: cheaper still: of the texts that may break the rule, which `broken` is asked of
            alone. Rules that share it share its cost.
    """

    broken: pl.Expr
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    doubtful: pl.Expr | None = None
    among: Callable[[pl.Series], pl.Series] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCondition:
    """Where several fields of a row break a rule together.

    Attributes:
        fields: those concerned; the finding stands in the cell of the first.
        broken: an expression over their texts and values; null is not broken.
        note: what the finding says besides that cell, evaluated where the rule is broken.
        doubtful: over texts alone, and true wherever `broken` is: where no row is in doubt, no
            value is read.
        reads: further fields that the expressions read, which the finding is not about.
        repair: the repair that cures it; "" where there is none. ``point-swapped`` swaps the
            cells of the two fields.
        is_whole: whether the row is no record, so that nothing else is said of it; the finding
            then weighs as much as what it stands for.
    """

    fields: tuple[str, ...]
    broken: pl.Expr
    note: pl.Expr | None = None
    doubtful: pl.Expr | None = None
    reads: tuple[str, ...] = ()
    repair: str = ""
    is_whole: bool = False
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnCondition:
    """What is asked of all cells of a field together.

    Each cell that counts is in a class, a whole number: classes are counted, and `judge` says
    which ones are at fault, whatever the batches were.

    Attributes:
        classes: an expression over text and value (Int64), null for the cells that do not count.
        judge: takes the number of cells of each class; returns those at fault, each with a note.
        is_whole: whether the column is at fault, and not each cell of the classes.
    """

    classes: pl.Expr
    judge: Callable[[Mapping[int, int]], Mapping[int, str]]
    is_whole: bool = False
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """Fields whose cells, together, are rarely those of two rows.

    Attributes:
        fields: their names.
        most: the share of the rows up to which repetitions are told; above, the file is so made.
    """

    fields: tuple[str, ...]
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What makes rows alike, wherever they stand in a table.

    Rows of one mark are compared with one another once all are read.

    Attributes:
        fields: the fields that are read; the finding stands in the first.
        mark: a whole number for each row (Int64) over their texts, null where it does not count.
        value: what is compared among rows of one mark (a text).
        judge: takes the rows that have a mark (mark, row, line, value); returns those at fault
            with a note (row, line, value, note).
    """

    fields: tuple[str, ...]
    mark: pl.Expr
    value: pl.Expr
    judge: Callable[[pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """A defect of a header or of a schema: which field and column, what stands there.

    `pointer` says where in a schema (RFC 6901).
    """

    field: str = ""
    column: int = 0
    value: str = ""
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    repair: str = ""
    proposal: str | None = None
    pointer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """Fields whose values, together, must not repeat. `required`: none of them may be empty."""

    fields: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Fields whose values, together, must stand in the fields `referenced` of a resource.

    `resource` is the name of a table of the same package; "" is the table itself.
    """

    fields: tuple[str, ...]
    resource: str
    referenced: tuple[str, ...]


_Bind = TypeVar("_Bind", bound="Callable[[Cell], Iterator[CellCondition]]")
_BindRow = TypeVar("_BindRow", bound="Callable[[Row], Iterator[RowCondition]]")
_BindColumn = TypeVar("_BindColumn", bound="Callable[[Cell], Iterator[ColumnCondition]]")
_Twins = TypeVar("_Twins", bound="Callable[[Schema, Collection[str]], Iterator[Twins]]")
_Likenesses = TypeVar("_Likenesses", bound="Callable[[Row], Iterator[Likeness]]")
_CheckHeader = TypeVar("_CheckHeader", bound="Callable[[Header, Schema], Iterator[Defect]]")
_Keys = TypeVar("_Keys", bound=Callable[[Schema], Iterator[Key]])
_References = TypeVar("_References", bound=Callable[[Schema], Iterator[Reference]])
_Unenforceable = TypeVar("_Unenforceable", bound=Callable[[Schema], Iterator[Defect]])
_Lint = TypeVar("_Lint", bound="Callable[[Written], Iterator[Defect]]")
_LintContract = TypeVar("_LintContract", bound="Callable[[Contract], Iterator[Defect]]")
_Problems = TypeVar("_Problems", bound=Callable[[CustomCheck], Iterator[str]])


def cell_rule(bind: _Bind) -> _Bind:
    """Declare how a rule binds to one field."""
    return mark(bind)


def row_rule(bind_row: _BindRow) -> _BindRow:
    """Declare how a rule binds to the fields of a row."""
    return mark(bind_row)


def column_rule(bind_column: _BindColumn) -> _BindColumn:
    """Declare how a rule binds to all cells of a field."""
    return mark(bind_column)


def twin_rule(twins: _Twins) -> _Twins:
    """Declare the fields whose cells a rule looks for twice."""
    return mark(twins)


def likeness_rule(likenesses: _Likenesses) -> _Likenesses:
    """Declare what makes two rows alike."""
    return mark(likenesses)


def header_rule(check_header: _CheckHeader) -> _CheckHeader:
    """Declare how a rule checks a header."""
    return mark(check_header)


def key_rule(keys: _Keys) -> _Keys:
    """Declare the keys that a rule checks."""
    return mark(keys)


def reference_rule(references: _References) -> _References:
    """Declare the references that a rule checks."""
    return mark(references)


def schema_rule(unenforceable: _Unenforceable) -> _Unenforceable:
    """Declare what a rule finds in a schema that cannot be enforced."""
    return mark(unenforceable)


def lint_rule(lint: _Lint) -> _Lint:
    """Declare how a rule checks a schema as it is written."""
    return mark(lint)


def contract_rule(lint_contract: _LintContract) -> _LintContract:
    """Declare how a rule checks a JSON Schema."""
    return mark(lint_contract)


def custom_check_problems(problems: _Problems) -> _Problems:
    """Declare what a rule finds wrong with a custom check that it answers to."""
    return mark(problems)


#: The functions that callers look for in the module of a rule.
FUNCTIONS: Final = (
    "bind",
    "bind_row",
    "bind_column",
    "twins",
    "likenesses",
    "check_header",
    "keys",
    "references",
    "unenforceable",
    "lint",
    "lint_contract",
    "problems",
)
