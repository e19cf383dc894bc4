"""tamis schema pull: the whole catalogue on this machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamis import system
from tamis.cli import options, streams
from tamis.cli.groups import command as declare
from tamis.cli.parameters import option
from tamis.model.address import is_address
from tamis.model.errors import UsageError
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
        fr="Tout fonctionne ensuite sans réseau. Ce qui n'a pas changé n'est pas téléchargé de "
        "nouveau, et une copie interrompue reprend là où elle s'est arrêtée.",
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
        fr="Le catalogue : une adresse, ou un dossier rangé de la même façon (par défaut, "
        "schema.data.gouv.fr).",
        en="The catalogue: an address, or a folder with the same layout "
        "(schema.data.gouv.fr by default).",
    ),
)
@option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="HÔTE",
    text=Text(
        fr="Serveur d'où peut venir ce à quoi les schémas renvoient (nom ou motif). Répétable.",
        en="Host from which what schemas refer to may be fetched (a name or a pattern). "
        "Repeatable.",
    ),
)
@option(
    "--ref",
    "refs",
    multiple=True,
    metavar="ADRESSE=FICHIER",
    text=Text(
        fr="Fichier qui tient lieu d'une adresse à laquelle des schémas renvoient. Répétable.",
        en="File that stands for an address that schemas refer to. Repeatable.",
    ),
)
@options.listing_format
@options.lang
@click.pass_context
def command(
    ctx: click.Context,
    source: str | None,
    hosts: tuple[str, ...],
    refs: tuple[str, ...],
    format: str,
) -> None:
    """Pull the catalogue."""
    from tamis.loading import pull as pulling

    live = system.has_ansi(sys.stderr)

    def show_progress(done: int, total: int) -> None:
        if live:
            sys.stderr.write(f"\r\x1b[K{done} / {total}" if done < total else "\r\x1b[K")
            sys.stderr.flush()

    pulled = pulling.pull(
        source or pulling.NATIONAL, progress=show_progress, hosts=hosts, refs=_files(refs)
    )
    if format == "json":
        content = {
            "from": pulled.source,
            "schemas": pulled.schemas,
            "versions": pulled.versions,
            "fetched": pulled.fetched,
            "same": pulled.same,
            "brought": pulled.brought,
            "refused": list(pulled.refused),
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
    if pulled.brought:
        words = ("fichier auquel des schémas renvoient", "fichiers auxquels des schémas renvoient")
        others = ("file that schemas refer to", "files that schemas refer to")
        lines.append(counted(pulled.brought, *words, *others))
    lines += [str(text) for _, text in pulled.failed]
    return lines + list(_refused(pulled.refused))


def _refused(addresses: Sequence[str]) -> Iterator[str]:
    """Say what was not fetched, and which hosts to name for it."""
    from urllib.parse import urlsplit

    if not addresses:
        return
    yield str(
        Text(
            fr="Des schémas renvoient à des serveurs que vous n'avez pas nommés :",
            en="Schemas refer to hosts that you did not name:",
        )
    )
    yield from (f"  {address}" for address in addresses)
    hosts = dict.fromkeys(urlsplit(address).hostname or "" for address in addresses)
    named = " ".join(f"--allow-host {host}" for host in hosts)
    yield Text(fr="Pour les télécharger : {named}", en="To fetch them: {named}").say(named=named)


def _files(refs: tuple[str, ...]) -> dict[str, Path]:
    """Return the file that stands for each address.

    Raises:
        UsageError: one names no address, or no file.
    """
    files: dict[str, Path] = {}
    for ref in refs:
        address, mark, path = ref.rpartition("=")
        if not mark or not path or not is_address(address):
            raise UsageError(
                Text(
                    fr=f"« {ref} » ne dit pas quel fichier tient lieu de quelle adresse.",
                    en=f"“{ref}” does not say which file stands for which address.",
                ),
                Text(fr="Écrivez : --ref ADRESSE=FICHIER.", en="Write: --ref URL=FILE."),
            )
        files[address] = Path(path)
    return files
