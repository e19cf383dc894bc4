"""What the grammar of the tabular API takes as a value, and what it refuses."""

from __future__ import annotations

import re
from typing import Final

from tamis.model.text import Text
from tamis.serve.rows.columns import Column, Table
from tamis.serve.rows.errors import UNAUTHORIZED, RequestError, invalid, malformed
from tamis.serve.rows.groups import (
    RawCondition,
    read_list,
)
from tamis.serve.rows.query import (
    BARE,
    GROUP_BY,
    Operator,
    Query,
)

#: How many values of a list a query may have.
MOST_VALUES: Final = 1000
_PAGE: Final = re.compile(r"[0-9]{1,15}", re.ASCII)


def raw_condition(column: str, operator: Operator, name: str, value: str | None) -> RawCondition:
    """Return a condition as it is written, whose value is there where its operator wants one."""
    if operator in BARE:
        if value not in {None, "", "true"}:  # what clients made out of an OpenAPI document send
            raise malformed(written_argument(name, value))
        return RawCondition(column=column, operator=operator, value=None)
    if value is None:
        raise malformed(name)
    return RawCondition(column=column, operator=operator, value=value)


def read_values(text: str) -> list[str]:
    """Return the values of a list."""
    items = read_list(text)
    if len(items) > MOST_VALUES:
        raise invalid(f"Plus de {MOST_VALUES} valeurs.", f"Over {MOST_VALUES} values.")
    return items


def read_positive(name: str, value: str) -> int:
    """Return the number of a page, or the size of one."""
    if not _PAGE.fullmatch(value) or not int(value):
        raise invalid(
            f"« {name} » est un nombre entier à partir de 1.",
            f"'{name}' is an integer from 1.",
        )
    return int(value)


def written_argument(name: str, value: str | None) -> str:
    """Return an argument as an address has it."""
    return name if value is None else f"{name}={value}"


def unfit_error(column: Column) -> RequestError:
    """Return the refusal of what a column of that type cannot be asked."""
    kind = column.kind.value
    return invalid(
        f"Cela ne se demande pas de « {column.name} », de type {kind}.",
        f"That cannot be asked of '{column.name}', which is of type {kind}.",
    )


def aggregates_refused(query: Query, table: Table) -> RequestError:
    """Return the refusal of aggregates where the server does not allow them."""
    words = [str(aggregate.aggregator) for aggregate in query.aggregates]
    named = ", ".join(dict.fromkeys([*([GROUP_BY] if query.groups else []), *words]))
    return RequestError(
        403,
        UNAUTHORIZED,
        Text(
            fr=f"Les agrégats ({named}) ne sont pas permis pour « {table.name} ».",
            en=f"Aggregation parameters ({named}) are not allowed for resource '{table.name}'.",
        ),
    )


def ensure_sorted_by_answers(query: Query) -> None:
    """Refuse to sort groups by what is not of the group."""
    if not query.is_aggregated:
        return
    for sort in query.sorts:
        if sort.aggregator is None and sort.column not in query.groups:
            raise invalid(
                f"Des groupes ne se trient pas par « {sort.column.name} », qui n'en est pas.",
                f"Groups cannot be sorted by '{sort.column.name}', which is not of them.",
            )
