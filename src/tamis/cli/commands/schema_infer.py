"""tamis schema infer: the draft of a schema, out of a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tamis.cli import options, read_options, screen
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.app import ReadOptions
    from tamis.model.draft import Draft

_WIDEST: Final = 40


@declare(
    "infer",
    Text(
        fr="Ébauche un schéma à partir d'un fichier.",
        en="Draft a schema from a file.",
    ),
    Text(
        fr="Types, identifiants français, listes de valeurs, clé primaire : aucune décision "
        "n'est contredite par une cellule. Le schéma (JSON) va dans -o, sinon sur la sortie "
        "standard ; ce qui a été décidé, et pourquoi, est dit à côté.",
        en="Types, French identifiers, lists of values, primary key: no decision "
        "contradicts a cell. The schema (JSON) goes to -o, or to standard output; the "
        "decisions and their reasons are shown separately.",
    ),
    examples=(
        (
            "tamis schema infer bornes.csv -o schema.json",
            Text(fr="Une ébauche, à compléter :", en="A draft, to be completed:"),
        ),
        (
            "tamis schema infer bornes.xlsx --sheet Bornes -o s.json",
            Text(fr="Une feuille d'un classeur :", en="A sheet of a workbook:"),
        ),
    ),
)
@argument("source", metavar="FICHIER")
@options.file_output(".json")
@read_options.reading
@options.lang
def command(source: str, output: Path | None, reading: ReadOptions) -> None:
    """Write the draft, and say what was decided."""
    from tamis.app import infer

    draft = infer(source, reading=reading)
    text = json.dumps(dict(draft.descriptor), ensure_ascii=False, indent=2) + "\n"
    with screen.output(output) as out:
        out.write(text)
    out_of_band = sys.stdout if output else sys.stderr
    out_of_band.writelines(f"{line}\n" for line in _page(draft, output))


def _page(draft: Draft, output: Path | None) -> Iterator[str]:
    from tamis.render.terminal import clipped, escaped, padded, width
    from tamis.render.words import counted

    rows = counted(draft.rows, "ligne lue", "lignes lues", "row read", "rows read")
    fields = counted(
        len(draft.decisions), "champ ébauché", "champs ébauchés", "field drafted", "fields drafted"
    )
    yield f"{rows}, {fields}{f' → {escaped(str(output))}' if output else ''}"
    yield ""
    names = [clipped(decision.field["name"], _WIDEST) for decision in draft.decisions]
    kinds = [_kind(decision.field) for decision in draft.decisions]
    wide, kind_wide = (max(map(width, texts), default=0) for texts in (names, kinds))
    for name, kind, decision in zip(names, kinds, draft.decisions, strict=True):
        why = escaped(", ".join(str(reason) for reason in decision.why))
        yield f"  {padded(name, wide)}  {kind:<{kind_wide}}  {why}".rstrip()
    yield ""
    key = draft.descriptor.get("primaryKey")
    if key:
        yield str(Text(fr=f"Clé primaire : {escaped(key)}.", en=f"Primary key: {escaped(key)}."))
    yield from (escaped(str(remark)) for remark in draft.remarks)


def _kind(field: Mapping[str, Any]) -> str:
    form = field.get("format", "")
    return f"{field['type']} {form}".strip()
