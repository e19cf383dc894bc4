"""The forms that a schema of a table can be read from and written in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from tamis.interop.convert import csvw, json_schema, odcs, sql, sql_reader, table_schema
from tamis.interop.convert.demands import Converted, Loss
from tamis.model.errors import SchemaError
from tamis.model.text import Text

_Write = Callable[[Mapping[str, Any], str], Converted]
#: How each form is written: a schema, and the name of its table.
WRITERS: Final[Mapping[str, _Write]] = {
    "table-schema-v1": lambda schema, _: table_schema.write(schema, 1),
    "table-schema-v2": lambda schema, _: table_schema.write(schema, 2),
    "json-schema": lambda schema, _: json_schema.write(schema),
    "csvw": lambda schema, name: csvw.write(schema, f"{name}.csv"),
    "odcs": odcs.write,
    "sql-duckdb": partial(sql.write, dialect="duckdb"),
    "sql-postgresql": partial(sql.write, dialect="postgresql"),
}


def convert(content: Mapping[str, Any], form: str, name: str) -> Converted:
    """Return a schema in another form, with every demand that is lost on the way.

    Args:
        content: a Table Schema, a JSON Schema, CSVW metadata, a data contract (ODCS 3), or a script
            of SQL as the member "sql".
        form: a name of `WRITERS`.
        name: what the table is called.

    Raises:
        SchemaError: the content is none of these.
    """
    schema, losses = read(content)
    written = WRITERS[form](schema, _plain(name))
    return replace(written, losses=(*losses, *written.losses))


def read(content: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Loss, ...]]:
    """Return the Table Schema of a schema of any form, and the demands that it cannot make.

    Raises:
        SchemaError: the content is of no form that is known.
    """
    if isinstance(content.get("sql"), str):
        return sql_reader.read(content["sql"])
    text = json.dumps(content, ensure_ascii=False, default=str)
    if isinstance(content.get("fields"), list):
        return table_schema.read(text), ()
    if content.get("kind") == "DataContract":
        return odcs.read(text)
    if "tableSchema" in content or "tables" in content:
        return csvw.read(text)
    if "properties" in content:
        return json_schema.read(text)
    raise SchemaError(
        Text(
            fr="Ce n'est ni un Table Schema, ni un JSON Schema, ni des métadonnées CSVW, ni un "
            "contrat de données (ODCS 3), ni du SQL.",
            en="This is not a Table Schema, a JSON Schema, CSVW metadata, a data contract (ODCS 3) "
            "or SQL.",
        )
    )


def _plain(name: str) -> str:
    return re.sub(r"\W+", "_", name.rpartition("/")[2]).strip("_") or "table"
