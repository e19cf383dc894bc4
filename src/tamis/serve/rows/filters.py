"""Filters of a page: what forms send made the grammar of the API, and the words they go by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from tamis.model.text import Text
from tamis.serve.rows.columns import Column, Kind
from tamis.serve.rows.query import BARE, SORT, Operator, Query

Arguments = list[tuple[str, str | None]]
#: What the form of a new filter sends: its column, its operator, its value; columns to show, and
#: that they were asked for: of no column named, all are shown.
COLUMN: Final = "c"
OPERATOR: Final = "o"
VALUE: Final = "v"
SHOWN: Final = "show"
ASKED: Final = "columns_asked"
_WORDS: Final = {
    Operator.CONTAINS: Text(fr="contient", en="contains"),
    Operator.EXACT: Text(fr="est", en="is"),
    Operator.DIFFERS: Text(fr="n'est pas", en="is not"),
    Operator.NOT_CONTAINS: Text(fr="ne contient pas", en="does not contain"),
    Operator.GREATER: Text(fr="est au moins", en="is at least"),
    Operator.LESS: Text(fr="est au plus", en="is at most"),
    Operator.STRICTLY_GREATER: Text(fr="est plus que", en="is more than"),
    Operator.STRICTLY_LESS: Text(fr="est moins que", en="is less than"),
    Operator.IN: Text(fr="est parmi (a,b)", en="is one of (a,b)"),
    Operator.NOT_IN: Text(fr="n'est pas parmi (a,b)", en="is none of (a,b)"),
    Operator.IS_NULL: Text(fr="est vide", en="is empty"),
    Operator.IS_NOT_NULL: Text(fr="n'est pas vide", en="is not empty"),
}


def labels() -> list[tuple[str, str]]:
    """Return the operators and what they are called, the usual ones first."""
    return [(str(operator), str(text)) for operator, text in _WORDS.items()]


def composed(sent: Arguments) -> Arguments:
    """Return what a form sends as arguments of the API.

    >>> composed([("a__exact", "1"), ("c", "nom"), ("o", "contains"), ("v", "x"), ("page", "3")])
    [('a__exact', '1'), ('nom__contains', 'x')]
    """
    of_form = {COLUMN, OPERATOR, VALUE, SHOWN, ASKED, "page"}
    kept = [(name, value) for name, value in sent if name not in of_form]
    # a form sends an empty value where there was none
    kept = [(name, None if not value and _is_bare(name) else value) for name, value in kept]
    shown = [value or "" for name, value in sent if name == SHOWN]
    if any(name == ASKED for name, _ in sent):
        kept = [(name, value) for name, value in kept if name != "columns"]
    if shown:
        kept.append(("columns", ",".join(_quoted(name) for name in shown)))
    return [*kept, *_added(dict(sent))]


def _added(sent: dict[str, str | None]) -> Iterator[tuple[str, str | None]]:
    column, operator, value = (sent.get(name) or "" for name in (COLUMN, OPERATOR, VALUE))
    if column and operator in BARE:
        yield f"{column}__{operator}", None
    elif column and operator and value:
        yield f"{column}__{operator}", value


def _is_bare(name: str) -> bool:
    return name.rpartition("__")[2].lower() in BARE


def _quoted(name: str) -> str:
    if not any(letter in name for letter in ',"()'):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def asked_filters(query: Query, arguments: Arguments) -> list[dict[str, Any]]:
    """Return the filters of a query: what each says, and the arguments without it."""
    titles = {column.name: column.title or column.name for column in _columns(query)}
    filters = []
    for position, (name, value) in enumerate(arguments):
        column, _, word = name.rpartition("__")
        is_group = name in {"or", "and"}
        if not is_group and word.lower() not in set(Operator):
            continue
        prefix = f"{name}{value}" if is_group else ""
        if not prefix:
            operator = _WORDS[Operator(word.lower())]
            prefix = f"{titles.get(column, column)} {operator} {value or ''}".strip()
        others = [argument for index, argument in enumerate(arguments) if index != position]
        filters.append({"text": prefix, "without": _first_page(others)})
    return filters


def _columns(query: Query) -> Iterator[Column]:
    for part in query.where.parts:
        if hasattr(part, "column"):
            yield part.column


def sort_links(
    columns: Sequence[Column], query: Query, arguments: Arguments
) -> list[dict[str, Any]]:
    """Return the heads of a table: what each is called, how it is sorted, and what sorts it."""
    first = query.sorts[0] if query.sorts else None
    heads = []
    for column in columns:
        is_first = first is not None and first.column == column
        state = ("descending" if first.descending else "ascending") if first and is_first else ""
        word = "desc" if state == "ascending" else "asc"
        others = [
            argument for argument in arguments if not argument[0].lower().endswith(f"__{SORT}")
        ]
        wanted: Arguments | None = _first_page([*others, (f"{column.name}__{SORT}", word)])
        heads.append(
            {
                "label": column.title or column.name,
                "name": column.name,
                "state": state,
                "sort": None if column.kind is Kind.JSON else wanted,
            }
        )
    return heads


def _first_page(arguments: Arguments) -> Arguments:
    return [(name, value) for name, value in arguments if name != "page"]
