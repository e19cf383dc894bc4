"""tamis schema show: one schema, as a person reads it."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tamis.cli import _options
from tamis.cli._click import argument
from tamis.cli._click import command as declare
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.render._words import colon

if TYPE_CHECKING:
    from tamis.model.schema import Field


@declare(
    "show",
    Text(
        fr="Montre les champs d'un schéma et ce qu'ils doivent contenir.",
        en="Show the fields of a schema and what they must hold.",
    ),
    Text(
        fr="SCHÉMA : un nom du catalogue (avec @version) ou un fichier ; une table, un paquet "
        "de tables, un JSON Schema ou une simple description.",
        en="SCHEMA: a name in the catalogue (with @version) or a file; a table, a package "
        "of tables, a JSON Schema or a mere description.",
    ),
    examples=(
        (
            "tamis schema show etalab/schema-irve-statique",
            Text(
                fr="La dernière version :",
                en="The latest version:",
            ),
        ),
        (
            "tamis schema show etalab/schema-irve-statique@2.3.1 -f json",
            Text(
                fr="Le descripteur d'une version :",
                en="The descriptor of one version:",
            ),
        ),
    ),
)
@argument("schema", metavar="SCHÉMA")
@_options.listing_format
@_options.lang
def command(schema: str, format: str) -> None:
    """Show the schema."""
    from tamis.loading import schemas
    from tamis.render import _kinds

    loaded = schemas.load(schema)
    if format == "json":
        json.dump(loaded.descriptor, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
        return
    page = _page(loaded) if isinstance(loaded, Schema) else _kinds.lines(loaded, _width())
    sys.stdout.writelines(f"{line}\n" for line in page)


def _page(schema: Schema) -> Iterator[str]:
    yield f"{schema.name or schema.path} {schema.version}".strip()
    if schema.title:
        yield schema.title
    if schema.description:
        yield from textwrap.wrap(schema.description, _width())
    if schema.primary_key:
        yield f"{Text(fr='Clé', en='Key')}{colon()}{', '.join(schema.primary_key)}"
    for at, field in enumerate(schema.fields, start=1):
        yield ""
        must = Text(fr="obligatoire", en="required") if field.required else ""
        yield f"{at:>3}. {field.name}" + (f" · {must}" if must else "")
        for line in _field(field):
            yield from textwrap.wrap(
                line, _width(), initial_indent="     ", subsequent_indent="       "
            )


def _field(field: Field) -> Iterator[str]:
    from tamis import values
    from tamis.checks import listed

    about = " — ".join(part for part in (field.title, field.description) if part)
    if about:
        yield about
    limits = field.constraints
    if limits.enum:
        yield f"{Text(fr='Parmi', en='Among')}{colon()}{listed(limits.enum, most=30)}"
    else:
        yield f"{Text(fr='Forme', en='Form')}{colon()}{values.of(field).expected(field)}"
    if limits.pattern:
        yield f"{Text(fr='Motif', en='Pattern')}{colon()}{limits.pattern}"
    bounds = [
        (Text(fr="minimum", en="minimum"), limits.minimum),
        (Text(fr="maximum", en="maximum"), limits.maximum),
        (Text(fr="longueur minimale", en="minimum length"), limits.min_length),
        (Text(fr="longueur maximale", en="maximum length"), limits.max_length),
    ]
    told = ", ".join(f"{name} {values.written(one)}" for name, one in bounds if one is not None)
    if told:
        yield f"{Text(fr='Bornes', en='Bounds')}{colon()}{told}"
    if field.example not in {None, ""}:
        yield f"{Text(fr='Exemple', en='Example')}{colon()}{values.written(field.example)}"


def _width() -> int:
    return min(shutil.get_terminal_size((100, 24)).columns, 100)
