"""A Table Schema out of CREATE TABLE, as DuckDB, PostgreSQL and many others write it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

from tamis.interop.convert import patterns
from tamis.interop.convert.demands import Loss, compact
from tamis.model.errors import SchemaError, UsageError
from tamis.model.text import Text

#: The type of Table Schema of each type of SQL, as sqlglot calls them.
_TYPES: Final = {
    **dict.fromkeys(("TEXT", "VARCHAR", "CHAR", "NVARCHAR", "NCHAR", "BPCHAR"), "string"),
    **dict.fromkeys((
        "TINYINT", "SMALLINT", "INT", "BIGINT", "INT128", "UTINYINT", "USMALLINT", "UINT",
        "UBIGINT", "SERIAL", "BIGSERIAL", "SMALLSERIAL",
    ), "integer"),
    **dict.fromkeys(("FLOAT", "DOUBLE", "DECIMAL", "BIGDECIMAL"), "number"),
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMPTZ", "TIMESTAMPNTZ", "DATETIME"), "datetime"),
    **dict.fromkeys(("TIME", "TIMETZ"), "time"),
    "BOOLEAN": "boolean", "DATE": "date", "UUID": "string", "JSON": "object", "JSONB": "object",
}  # fmt: skip
#: What a comparison asks of a value, and of a length.
_BOUNDS: Final = {
    "GTE": "minimum", "LTE": "maximum", "GT": "exclusiveMinimum", "LT": "exclusiveMaximum",
}  # fmt: skip
_LENGTHS: Final = {"GTE": "minLength", "LTE": "maxLength"}
_MIRRORED: Final = {"GTE": "LTE", "LTE": "GTE", "GT": "LT", "LT": "GT"}
#: Constraints that ask nothing of the values of a file.
_SILENT: Final = frozenset({
    "DefaultColumnConstraint", "CommentColumnConstraint", "GeneratedAsIdentityColumnConstraint",
})  # fmt: skip


def read(text: str) -> tuple[dict[str, Any], tuple[Loss, ...]]:
    """Return the Table Schema of the first table of a script, and what it cannot demand.

    Raises:
        SchemaError: there is no table in it.
        UsageError: the library that reads SQL is not installed.
    """
    try:
        sqlglot = import_module("sqlglot")
    except ImportError as error:
        raise UsageError(
            Text(
                fr="Le SQL se lit avec un complément qui n'est pas installé.",
                en="SQL is read with an extra that is not installed.",
            ),
            Text(fr="pip install 'tamis[sql]'", en="pip install 'tamis[sql]'"),
        ) from error
    dialect = "duckdb" if "regexp_full_match" in text.lower() else "postgres"
    try:
        statements = sqlglot.parse(text, read=dialect)
    except sqlglot.errors.SqlglotError:
        statements = []
    tables = [s for s in statements if s is not None and s.key == "create" and _columns(s)]
    if not tables:
        raise SchemaError(
            Text(
                fr="Ce SQL ne crée aucune table que l'on sache lire.",
                en="This SQL creates no table that can be read.",
            )
        )
    table = _Table(tables[0])
    others = (Loss(field="", demand="tables", value=other.this.this.name) for other in tables[1:])
    return table.schema(), (*table.losses, *others)


def _columns(statement: Any) -> list[Any]:
    return [part for part in statement.this.expressions if type(part).__name__ == "ColumnDef"]


class _Table:
    """A table while it is read: its fields by name, and what is lost on the way."""

    def __init__(self, statement: Any) -> None:
        self.fields: dict[str, dict[str, Any]] = {}
        self.whole: dict[str, Any] = {}
        self.losses: list[Loss] = []
        for column in _columns(statement):
            self._read_column(column)
        for part in statement.this.expressions:
            if type(part).__name__ != "ColumnDef":
                self._read_rule(part)

    def schema(self) -> dict[str, Any]:
        """Return the Table Schema."""
        fields = [
            {**field, **compact({"constraints": field["constraints"]})}
            for field in self.fields.values()
        ]
        for field in fields:
            if not field["constraints"]:
                del field["constraints"]
        return {"fields": fields, **self.whole}

    def _read_column(self, column: Any) -> None:
        name, kind = column.name, column.args.get("kind")
        stated = kind.this.name if kind is not None and hasattr(kind.this, "name") else ""
        field = {"name": name, "type": _TYPES.get(stated, "any"), "constraints": {}}
        self.fields[name] = field
        if stated not in _TYPES or (kind is not None and kind.args.get("nested")):
            field["type"] = "any"
            self._lose(name, "type", kind.sql() if kind is not None else "", "any")
        elif stated == "UUID":
            field["format"] = "uuid"
        elif kind.expressions and field["type"] == "string":
            field["constraints"]["maxLength"] = int(kind.expressions[0].this.name)
        elif kind.expressions:
            self._lose(name, "type", kind.sql(), str(field["type"]))
        for constraint in column.args.get("constraints") or ():
            self._read_constraint(name, constraint)

    def _read_constraint(self, name: str, constraint: Any) -> None:
        kind = constraint.args.get("kind", constraint)
        what, constraints = type(kind).__name__, self.fields[name]["constraints"]
        if what == "NotNullColumnConstraint":
            if not kind.args.get("allow_null"):
                constraints["required"] = True
        elif what == "UniqueColumnConstraint":
            constraints["unique"] = True
        elif what == "PrimaryKeyColumnConstraint":
            self.whole["primaryKey"] = [name]
        elif what == "CheckColumnConstraint":
            self._read_check(kind.this)
        elif what not in _SILENT:
            self._lose(name, "constraint", constraint.sql())

    def _read_rule(self, rule: Any) -> None:
        """Read what is asked of the whole table."""
        what = type(rule).__name__
        if what == "Constraint":
            for part in rule.expressions:
                self._read_rule(part)
        elif what == "PrimaryKey":
            self.whole["primaryKey"] = [part.name for part in rule.expressions]
        elif what == "UniqueColumnConstraint" and rule.this is not None:
            names = [part.name for part in rule.this.expressions]
            self.whole.setdefault("uniqueKeys", []).append(names)
        elif what == "CheckColumnConstraint":
            self._read_check(rule.this)
        else:
            self._lose("", "constraint", rule.sql())

    def _read_check(self, test: Any) -> None:
        for part in test.flatten() if type(test).__name__ == "And" else (test,):
            inner = part.unnest()
            meant = [each for each in _meant(inner) if each[0] in self.fields]
            if not meant:
                self._lose("", "check", inner.sql())
            for name, demand, value in meant:
                self._constrain(name, demand, value)

    def _constrain(self, name: str, demand: str, value: Any) -> None:
        constraints = self.fields[name]["constraints"]
        if demand in constraints and constraints[demand] != value:
            self._lose(name, demand, value)
        else:
            constraints[demand] = value

    def _lose(self, name: str, demand: str, value: Any, kept: str = "") -> None:
        self.losses.append(Loss(field=name, demand=demand, value=value, kept=kept))


def _meant(test: Any) -> Iterator[tuple[str, str, Any]]:
    """Give the column, the constraint and the value that a test means; nothing if it is none."""
    what = type(test).__name__
    if what in _BOUNDS:
        yield from _bounded(test.this, what, test.expression)
        return
    column = test.this if type(test.this).__name__ == "Column" else None
    if column is None:
        return
    if what == "Between":
        yield from _bounded(column, "GTE", test.args["low"])
        yield from _bounded(column, "LTE", test.args["high"])
    elif what == "In":
        values = [_value(each) for each in test.expressions]
        if values and None not in values:
            yield column.name, "enum", values
    elif what in {"RegexpLike", "RegexpFullMatch"} and not test.args.get("flag"):
        pattern = _value(test.expression)
        if isinstance(pattern, str) and patterns.for_postgresql(pattern) is not None:
            is_whole = what == "RegexpFullMatch"
            yield column.name, "pattern", pattern if is_whole else patterns.whole(pattern)


def _bounded(left: Any, what: str, right: Any) -> Iterator[tuple[str, str, Any]]:
    """Give what a comparison asks of a column, or of the length of its texts."""
    if type(right).__name__ in {"Column", "Length"}:
        left, right, what = right, left, _MIRRORED[what]
    value = _value(right)
    if type(left).__name__ == "Column" and value is not None:
        yield left.name, _BOUNDS[what], value
    elif type(left).__name__ == "Length" and what in _LENGTHS and isinstance(value, int):
        yield left.this.name, _LENGTHS[what], value


def _value(part: Any) -> Any:
    """Return a literal as JSON writes it; None where it is none."""
    what = type(part).__name__
    if what == "Literal":
        if part.is_string:
            return part.this
        text = str(part.this)
        return int(text) if text.lstrip("-").isdigit() else float(text)
    if what == "Neg":
        value = _value(part.this)
        return None if value is None or isinstance(value, str) else -value
    if what == "Cast":
        return _value(part.this)
    return part.this if what == "Boolean" else None
