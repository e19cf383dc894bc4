"""tamis schema pull: the whole catalogue on this machine."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from tamis.cli import options
from tamis.cli.groups import command as declare
from tamis.cli.parameters import option
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.loading.pull import Pulled


@declare(
    "pull",
    Text(
        fr="Copie un catalogue et tous ses schémas sur cette machine.",
        en="Copy a catalogue and all its schemas to this machine.",
    ),
    Text(
        fr="Tout marche ensuite sans réseau. Ce qui n'a pas changé n'est pas repris, et une copie "
        "interrompue continue où elle s'est arrêtée.",
        en="Everything works without a network afterwards. What has not changed is not taken "
        "again, and a copy that was cut goes on where it stopped.",
    ),
    examples=(
        (
            "tamis schema pull",
            Text(
                fr="Le catalogue national, puis sans réseau :",
                en="The national catalogue, then offline:",
            ),
        ),
    ),
)
@option(
    "--from",
    "source",
    metavar="ADRESSE|DOSSIER",
    text=Text(
        fr="Le catalogue : une adresse, ou un dossier rangé de même (schema.data.gouv.fr sinon).",
        en="The catalogue: an address, or a folder laid out the same (else schema.data.gouv.fr).",
    ),
)
@options.listing_format
@options.lang
@click.pass_context
def command(ctx: click.Context, source: str | None, format: str) -> None:
    """Pull the catalogue."""
    from tamis.loading import pull as pulling

    live = sys.stderr.isatty()

    def told(done: int, of: int) -> None:
        if live:
            sys.stderr.write(f"\r\x1b[K{done} / {of}" if done < of else "\r\x1b[K")
            sys.stderr.flush()

    found = pulling.pull(source or pulling.NATIONAL, progress=told)
    if format == "json":
        made = {
            "from": found.source,
            "schemas": found.schemas,
            "versions": found.versions,
            "fetched": found.fetched,
            "same": found.same,
            "failed": [{"address": one, "message": str(text)} for one, text in found.failed],
        }
        json.dump(made, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(found))
    ctx.exit(3 if found.failed else 0)


def _lines(found: Pulled) -> list[str]:
    from tamis.render.words import counted

    schemas = counted(found.schemas, "schéma", "schémas", "schema", "schemas")
    versions = counted(found.versions, "version", "versions", "version", "versions")
    fresh = counted(
        found.fetched,
        "fichier nouveau ou changé",
        "fichiers nouveaux ou changés",
        "file new or changed",
        "files new or changed",
    )
    same = counted(found.same, "inchangé", "inchangés", "unchanged", "unchanged")
    lines = [f"{schemas}, {versions}", f"{fresh}, {same}"]
    return lines + [str(text) for _, text in found.failed]
