"""A table in SQL: CREATE TABLE, for DuckDB and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal

from tamis.interop.convert import patterns
from tamis.interop.convert.demands import (
    Converted,
    Loss,
    constraints_of,
    field_losses,
    names_of,
    table_losses,
    value_of,
)

Dialect = Literal["duckdb", "postgresql"]

#: The type of each type of Table Schema that has one; the others are texts.
_TYPES: Final[Mapping[str, Mapping[str, str]]] = {
    "duckdb": {
        "string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN",
        "date": "DATE", "datetime": "TIMESTAMP", "time": "TIME",
    },
    "postgresql": {
        "string": "text", "integer": "bigint", "number": "double precision", "boolean": "boolean",
        "date": "date", "datetime": "timestamp", "time": "time",
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
    for demand, test in _tests(column, field, dialect):
        words.append(f"CHECK ({test})")
        kept.add(demand)
    return " ".join(words), kept, weakened


def _tests(column: str, field: Mapping[str, Any], dialect: Dialect) -> Iterator[tuple[str, str]]:
    kind, constraints = field.get("type", "string"), constraints_of(field)
    for demand, operator in _BOUNDS.items():
        literal = _literal(field, constraints.get(demand))
        if literal and kind != "string":
            yield demand, f"{column} {operator} {literal}"
    values = constraints.get("enum")
    if isinstance(values, Sequence) and values:
        literals = [_literal(field, value) for value in values]
        if None not in literals:
            yield "enum", f"{column} IN ({', '.join(map(str, literals))})"
    if kind != "string":
        return
    for demand, operator in _LENGTHS.items():
        if isinstance(constraints.get(demand), int):
            yield demand, f"length({column}) {operator} {constraints[demand]}"
    pattern = constraints.get("pattern")
    write = patterns.for_duckdb if dialect == "duckdb" else patterns.for_postgresql
    written = write(pattern) if isinstance(pattern, str) else None
    if written and dialect == "duckdb":
        yield "pattern", f"regexp_full_match({column}, {_text(written)})"
    elif written:
        yield "pattern", f"{column} ~ {_text(patterns.anchored(written))}"


def _literal(field: Mapping[str, Any], value: Any) -> str | None:
    """Return a value as SQL writes it; None where its type does not say how."""
    kind, typed = field.get("type", "string"), value_of(field, value)
    if kind in {"string", "any"}:
        return None if typed is None else _text(typed)
    if kind in {"integer", "number"}:
        return None if typed is None else repr(typed)
    if kind == "date" and typed:
        return f"DATE '{typed}'"
    return None


def _text(value: str) -> str:
    quoted = value.replace("'", "''")
    return f"'{quoted}'"


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(_quoted, names))
