"""Schemas in the forms of other standards."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tamis.app._options import SchemaSource
from tamis.loading import documents, schemas
from tamis.model.address import is_address
from tamis.model.errors import SchemaError
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.interop.convert.demands import Converted


def convert_schema(schema: SchemaSource, form: str, *, name: str = "") -> Converted:
    """Return a schema in the form of another standard, and every demand that is lost on the way.

    Args:
        schema: a Table Schema (a catalogue name, a path, an address, a descriptor, a loaded one), a
            JSON Schema, CSVW metadata, a data contract (ODCS 3), or a script of SQL (.sql).
        form: ``table-schema-v1``, ``table-schema-v2``, ``json-schema``, ``csvw``, ``odcs``,
            ``sql-duckdb`` or ``sql-postgresql``.
        name: what the table is called; else what the schema is.

    Raises:
        SchemaError: there is no such schema, or it describes no table.
    """
    from tamis.interop.convert.forms import convert

    content, known = _content(schema)
    return convert(content, form, name or known)


def _content(schema: SchemaSource) -> tuple[Mapping[str, object], str]:
    """Return the descriptor of a schema, and its name."""
    if isinstance(schema, Mapping):
        return schema, str(schema.get("name") or "table")
    if isinstance(schema, str | Path) and not is_address(str(schema)):
        path = Path(schema)
        if path.suffix.lower() == ".sql":
            return {"sql": documents.text_of(path)}, path.stem
        if path.suffix.lower() in documents.SUFFIXES or path.is_file():
            content = documents.load(path)
            return content, str(content.get("name") or path.stem)
    loaded = schemas.load(schema)
    content = getattr(loaded, "descriptor", {})
    if not content:
        raise SchemaError(
            Text(
                fr=f"« {loaded.name} » n'a pas de descripteur.",
                en=f"“{loaded.name}” has no descriptor.",
            )
        )
    return content, loaded.name or "table"
