"""tamis api add: put an API into the user's registry, out of its definition."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tamis.cli import options
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument, option
from tamis.model.text import Text
from tamis.render.words import colon, counted

if TYPE_CHECKING:
    from tamis.openapi.entry import Entry

#: How many doubts are shown where nobody asked for all.
_SHOWN = 5


@declare(
    "add",
    Text(
        fr="Ajoute une API à votre registre, d'après sa définition OpenAPI.",
        en="Add an API to your registry, from its OpenAPI definition.",
    ),
    Text(
        fr="DEFINITION : un fichier ou une adresse, en OpenAPI 3.0 ou 3.1 ou en Swagger 2.0 (JSON "
        "ou YAML). Opérations, paramètres, contrats des réponses, jeton, pagination et tables en "
        "sont tirés ; l'API sert alors à show, check, fetch, flatten, drift et mock.",
        en="DEFINITION: a file or an address, in OpenAPI 3.0 or 3.1 or in Swagger 2.0 (JSON or "
        "YAML). Operations, parameters, contracts of answers, token, paging and tables are taken "
        "from it; the API then serves show, check, fetch, flatten, drift and mock.",
    ),
    examples=(
        (
            "tamis api add openapi.yaml --name mon-api",
            Text(fr="Une définition enregistrée :", en="A saved definition:"),
        ),
    ),
)
@argument("definition", metavar="DÉFINITION")
@option(
    "--name",
    default="",
    metavar="NOM",
    text=Text(
        fr="Nom de l'API ; sinon tiré du titre.", en="Name of the API; by default, from its title."
    ),
)
@option(
    "--base",
    default="",
    metavar="ADRESSE",
    text=Text(
        fr="Adresse de l'API ; sinon la première que donne la définition.",
        en="Address of the API; by default, the first that the definition gives.",
    ),
)
@option(
    "--restricted",
    is_flag=True,
    text=Text(
        fr="API restreinte : ses réponses ne sont jamais montrées ni gardées.",
        en="Restricted API: its answers are never shown nor kept.",
    ),
)
@option(
    "--replace",
    is_flag=True,
    text=Text(fr="Remplace l'API de ce nom.", en="Replace the API of that name."),
)
@option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="SERVEUR",
    text=Text(
        fr="Autre serveur où la définition peut renvoyer. Répétable.",
        en="Another host that the definition may refer to. Repeatable.",
    ),
)
@options.lang
def command(
    definition: str,
    *,
    name: str,
    base: str,
    restricted: bool,
    replace: bool,
    hosts: tuple[str, ...],
) -> None:
    """Add the API and say what was understood."""
    from tamis.openapi import registry
    from tamis.openapi.entry import build

    entry = build(definition, name=name, base=base, is_restricted=restricted, hosts=hosts)
    registry.write(entry, replace=replace)
    sys.stdout.writelines(f"{line}\n" for line in _page(entry))


def _page(entry: Entry) -> Iterator[str]:
    content = entry.content
    operations = content["operations"].values()
    paged = sum(1 for operation in operations if operation.get("paging"))
    parts = [
        counted(len(operations), "opération", "opérations", "operation", "operations"),
        counted(len(entry.contracts), "contrat", "contrats", "contract", "contracts"),
        counted(len(entry.tables), "table", "tables", "table", "tables"),
        f"{Text(fr='avec pages', en='paged')}{colon()}{paged}",
    ]
    yield f"→ {entry.name} · {' · '.join(parts)}"
    none = Text(fr="(non précisée : --base)", en="(not stated: --base)")
    yield f"    {Text(fr='Adresse', en='Address')}{colon()}{content['base'] or none}"
    if token := content.get("token"):
        label = Text(fr="Jeton (variable)", en="Token (variable)")
        yield f"    {label}{colon()}{token['variable']}"
    if "rate" not in content["sources"]:
        yield Text(
            fr="    Aucun rythme n'est indiqué : une requête par seconde au plus.",
            en="    No rate is stated: one request a second at most.",
        ).say()
    for note in entry.notes[:_SHOWN]:
        yield f"    ! {note}"
    if len(entry.notes) > _SHOWN:
        more = len(entry.notes) - _SHOWN
        yield f"    ! {Text(fr=f'… et {more} autres', en=f'… and {more} more')}"
    yield f"    tamis api show {entry.name}"
