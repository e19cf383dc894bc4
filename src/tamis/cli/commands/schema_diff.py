"""tamis schema diff: what changes from one version to another."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import click

from tamis.cli import contract_diff_page, options, streams
from tamis.cli.groups import command as declare
from tamis.model.address import redact
from tamis.model.contract import Contract
from tamis.model.text import Text
from tamis.render.words import colon

if TYPE_CHECKING:
    from tamis.model.difference import Difference, SchemaChange
    from tamis.model.schema import Schema

_KINDS: Final = {
    "added": Text(fr="Champs ajoutés", en="Fields added"),
    "removed": Text(fr="Champs supprimés", en="Fields removed"),
    "renamed": Text(fr="Champs renommés", en="Fields renamed"),
    "tightened": Text(fr="Règles resserrées", en="Rules tightened"),
    "loosened": Text(fr="Règles assouplies", en="Rules loosened"),
    "changed": Text(fr="Règles changées", en="Rules changed"),
}
_STAYS: Final = Text(
    fr="✓ Un fichier conforme à {before} reste conforme à {after}.",
    en="✓ A file that is valid under {before} stays valid under {after}.",
)
_BREAKS: Final = Text(
    fr="✗ Un fichier conforme à {before} peut ne plus l'être à {after} (lignes marquées « ! »).",
    en="✗ A file that is valid under {before} may not be under {after} (lines marked “!”).",
)
_SAME: Final = Text(fr="Aucune différence.", en="No difference.")
_OBLIGED: Final = Text(fr="obligatoire", en="required")
_TABLE: Final = Text(fr="la table", en="the table")


@declare(
    "diff",
    Text(
        fr="Dit ce qui change d'un schéma à l'autre.",
        en="Show what changes from one schema to another.",
    ),
    Text(
        fr="A et B : des noms du catalogue (avec @version) ou des fichiers. Code de sortie 1 si "
        "un fichier conforme à A peut ne plus l'être à B.\n\nDeux JSON Schemas (ou des "
        "contrats d'API : api:NOM/CONTRAT) se comparent aussi : ce qui casse les programmes "
        "qui lisent les réponses, et ceux qui les écrivent. Code de sortie 1 si un programme "
        "qui lit peut casser.",
        en="A and B: names in the catalogue (with @version) or files. Exit code 1 if a file that "
        "is valid under A may not be under B.\n\nTwo JSON Schemas (or contracts of APIs: "
        "api:NAME/CONTRACT) are compared too: what breaks programs that read answers, and "
        "those that write them. Exit code 1 if a reader may be broken.",
    ),
)
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@options.listing_format
@options.lang
@click.pass_context
def command(ctx: click.Context, before: str, after: str, format: str) -> None:
    """Show the differences."""
    from tamis.loading import schemas
    from tamis.loading.diff import diff

    older, newer = schemas.load(before), schemas.load(after)
    if isinstance(older, Contract) and isinstance(newer, Contract):
        ctx.exit(contract_diff_page.show(older, newer, format=format))
    old, new = schemas.tabular(older), schemas.tabular(newer)
    difference = diff(old, new)
    if format == "json":
        streams.print_json(_object(old, new, difference))
    else:
        sys.stdout.writelines(f"{line}\n" for line in _page(old, new, difference))
    ctx.exit(0 if difference.compatible else 1)


def _object(old: Schema, new: Schema, difference: Difference) -> dict[str, Any]:
    return {
        "before": {"name": old.name, "version": old.version, "path": old.path},
        "after": {"name": new.name, "version": new.version, "path": new.path},
        "compatible": difference.compatible,
        "lossless": difference.lossless,
        "changes": [
            {
                "kind": change.kind.value,
                "field": change.field or None,
                "keyword": change.keyword or None,
                "before": change.before,
                "after": change.after,
                "breaks": change.breaks,
            }
            for change in difference.changes
        ],
        "mapping": [
            {"field": mapping.field, "source": mapping.source or None, "lossless": mapping.lossless}
            for mapping in difference.mapping
        ],
        "dropped": list(difference.dropped),
    }


def _page(old: Schema, new: Schema, difference: Difference) -> Iterator[str]:
    names = {"before": _name(old), "after": _name(new)}
    yield f"{names['before']} → {names['after']}"
    if not difference.changes:
        yield str(_SAME)
        return
    yield (_STAYS if difference.compatible else _BREAKS).say(**names)
    for kind, title in _KINDS.items():
        changes = [change for change in difference.changes if change.kind.value == kind]
        if changes:
            yield ""
            yield f"{title} ({len(changes)})"
            yield from (_line(change, new) for change in changes)


def _name(schema: Schema) -> str:
    return f"{schema.name or redact(schema.path)} {schema.version}".strip()


def _line(change: SchemaChange, new: Schema) -> str:
    mark = "!" if change.breaks else " "
    field = change.field or str(_TABLE)
    if change.kind.value == "added":
        field_definition = new.field(change.field)
        required = f" ({_OBLIGED})" if field_definition and field_definition.required else ""
        return f"  {mark} {field}{required}"
    if change.kind.value == "removed":
        return f"  {mark} {field}"
    if change.kind.value == "renamed":
        return f"  {mark} {change.before} → {change.after}"
    before, after = _shown(change.before), _shown(change.after)
    change_text = (
        f"{before} → {after}" if before and after else f"+ {after}" if after else f"− {before}"
    )
    return f"  {mark} {field}{colon()}{change.keyword} {change_text}"


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        from tamis.checks import listed

        return listed([_shown(item) for item in value], most=8)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
