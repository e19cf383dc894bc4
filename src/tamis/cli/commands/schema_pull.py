"""tamis schema pull: the whole catalogue on this machine."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from tamis import system
from tamis.cli import options, streams
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
        en="Everything then works offline. Unchanged files are not downloaded again, and an "
        "interrupted copy resumes where it stopped.",
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
        en="The catalogue: an address, or a folder with the same layout "
        "(schema.data.gouv.fr by default).",
    ),
)
@options.listing_format
@options.lang
@click.pass_context
def command(ctx: click.Context, source: str | None, format: str) -> None:
    """Pull the catalogue."""
    from tamis.loading import pull as pulling

    live = system.has_ansi(sys.stderr)

    def show_progress(done: int, total: int) -> None:
        if live:
            sys.stderr.write(f"\r\x1b[K{done} / {total}" if done < total else "\r\x1b[K")
            sys.stderr.flush()

    pulled = pulling.pull(source or pulling.NATIONAL, progress=show_progress)
    if format == "json":
        content = {
            "from": pulled.source,
            "schemas": pulled.schemas,
            "versions": pulled.versions,
            "fetched": pulled.fetched,
            "same": pulled.same,
            "failed": [
                {"address": address, "message": str(text)} for address, text in pulled.failed
            ],
        }
        streams.print_json(content)
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(pulled))
    ctx.exit(3 if pulled.failed else 0)


def _lines(pulled: Pulled) -> list[str]:
    from tamis.render.words import counted

    schemas = counted(pulled.schemas, "schéma", "schémas", "schema", "schemas")
    versions = counted(pulled.versions, "version", "versions", "version", "versions")
    new = counted(
        pulled.fetched,
        "fichier nouveau ou changé",
        "fichiers nouveaux ou changés",
        "file new or changed",
        "files new or changed",
    )
    same = counted(pulled.same, "inchangé", "inchangés", "unchanged", "unchanged")
    lines = [f"{schemas}, {versions}", f"{new}, {same}"]
    return lines + [str(text) for _, text in pulled.failed]
