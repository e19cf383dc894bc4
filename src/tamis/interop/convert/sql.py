"""A table in SQL: CREATE TABLE, for DuckDB and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal

from tamis.interop.convert.demands import (
    Converted,
    Loss,
    constraints_of,
    field_losses,
    names_of,
    table_losses,
)

Dialect = Literal["duckdb", "postgresql"]

#: The type of each type of Table Schema that has one; the others are texts.
_TYPES: Final[Mapping[str, Mapping[str, str]]] = {
    "duckdb": {
        "string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN",
        "date": "DATE", "datetime": "TIMESTAMP", "time": "TIME", "any": "VARCHAR",
    },
    "postgresql": {
        "string": "text", "integer": "bigint", "number": "double precision", "boolean": "boolean",
        "date": "date", "datetime": "timestamp", "time": "time", "any": "text",
    },
}  # fmt: skip
_BOUNDS: Final = {
    "minimum": ">=", "maximum": "<=", "exclusiveMinimum": ">", "exclusiveMaximum": "<",
}  # fmt: skip
_LENGTHS: Final = {"minLength": ">=", "maxLength": "<="}


def write(schema: Mapping[str, Any], name: str, dialect: Dialect) -> Converted:
    """Return the statement that makes a table called `name`."""
    columns: list[str] = []
    losses: list[Loss] = []
    for field in schema["fields"]:
        text, kept, weakened = _column(field, dialect)
        columns.append(text)
        losses += field_losses(field, kept, weakened)
    key = names_of(schema.get("primaryKey"))
    if key:
        columns.append(f"PRIMARY KEY ({_listed(key)})")
    columns += [f"UNIQUE ({_listed(names_of(names))})" for names in schema.get("uniqueKeys", ())]
    losses += table_losses(schema, {"primaryKey", "uniqueKeys"})
    body = ",\n  ".join(columns)
    return Converted(text=f"CREATE TABLE {_quoted(name)} (\n  {body}\n);\n", losses=tuple(losses))


def _column(field: Mapping[str, Any], dialect: Dialect) -> tuple[str, set[str], dict[str, str]]:
    """Return the definition of a column, the demands that it makes, and what stands for others."""
    kind, constraints, types = field.get("type", "string"), constraints_of(field), _TYPES[dialect]
    column = _quoted(field["name"])
    kept = {"required", "unique"} | ({"type"} if kind in types else set())
    weakened = {} if kind in types else {"type": types["string"]}
    words = [column, types.get(kind, types["string"])]
    if constraints.get("required"):
        words.append("NOT NULL")
    if constraints.get("unique"):
        words.append("UNIQUE")
    for demand, test in _tests(column, kind, constraints, dialect):
        words.append(f"CHECK ({test})")
        kept.add(demand)
    return " ".join(words), kept, weakened


def _tests(
    column: str, kind: str, constraints: Mapping[str, Any], dialect: Dialect
) -> Iterator[tuple[str, str]]:
    for demand, operator in _BOUNDS.items():
        literal = _literal(kind, constraints.get(demand))
        if literal and kind != "string":
            yield demand, f"{column} {operator} {literal}"
    values = constraints.get("enum")
    if isinstance(values, Sequence) and values:
        literals = [_literal(kind, value) for value in values]
        if all(literals):
            yield "enum", f"{column} IN ({', '.join(map(str, literals))})"
    if kind != "string":
        return
    for demand, operator in _LENGTHS.items():
        if isinstance(constraints.get(demand), int):
            yield demand, f"length({column}) {operator} {constraints[demand]}"
    pattern = constraints.get("pattern")
    if isinstance(pattern, str):
        if dialect == "duckdb":
            yield "pattern", f"regexp_full_match({column}, {_text(pattern)})"
        else:
            yield "pattern", f"{column} ~ {_text(f'^(?:{pattern})$')}"


def _literal(kind: str, value: Any) -> str | None:
    """Return a value as SQL writes it; None where its type does not say how."""
    if kind in {"string", "any"}:
        return _text(value) if isinstance(value, str) else None
    if kind in {"integer", "number"}:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return repr(value) if is_number else None
    if kind == "date" and isinstance(value, str):
        try:
            return f"DATE '{date.fromisoformat(value).isoformat()}'"
        except ValueError:
            return None
    return None


def _text(value: str) -> str:
    quoted = value.replace("'", "''")
    return f"'{quoted}'"


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(_quoted, names))
