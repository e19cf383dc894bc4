"""tamis api show: one API, as a person reads it."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from tamis.cli import options, streams
from tamis.cli.api_access import ACCESS
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument
from tamis.model.text import Text, current_lang
from tamis.render.words import colon

if TYPE_CHECKING:
    from tamis.model.api import Api, Operation

_UNVERIFIED = Text(fr="(non vérifié)", en="(not verified)")
#: What a person calls each group of facts.
_FACTS = {
    "base": Text(fr="adresse", en="address"),
    "access": Text(fr="accès", en="access"),
    "rate": Text(fr="rythme", en="rate"),
    "licence": Text(fr="licence", en="licence"),
    "legal": Text(fr="cadre légal", en="legal framework"),
    "request": Text(fr="habilitation", en="authorisation"),
    "operations": Text(fr="opérations", en="operations"),
    "paging": Text(fr="pagination", en="paging"),
    "contracts": Text(fr="contrats", en="contracts"),
}
#: Those that are not a line of the page.
_PARTS = {
    "operations": Text(fr="Opérations et paramètres", en="Operations and parameters"),
    "paging": Text(fr="Nombre d'enregistrements par page", en="Number of records a page"),
    "contracts": Text(fr="Contrats des réponses", en="Contracts of answers"),
}
_DATA = {
    "none": Text(fr="aucune", en="none"),
    "personal": Text(fr="identité, coordonnées", en="identity, contacts"),
    "fiscal": Text(fr="fiscales", en="on taxes"),
    "health": Text(fr="de santé", en="on health"),
}


@declare(
    "show",
    Text(
        fr="Montre une API : adresse, accès, limites, opérations, contrats.",
        en="Show an API: address, access, limits, operations, contracts.",
    ),
    Text(fr="API : un nom du registre (tamis api list).", en="API: a name (tamis api list)."),
    examples=(
        (
            "tamis api show recherche-entreprises",
            Text(fr="Une API :", en="One API:"),
        ),
    ),
)
@argument("api", metavar="API")
@options.listing_format
@options.lang
def command(api: str, format: str) -> None:
    """Show the API."""
    from tamis.loading import apis

    loaded = apis.load(api)
    if format == "json":
        lang = current_lang()
        content = {**asdict(loaded), "unverified": list(loaded.unverified)}
        for part in (content, *content["operations"].values()):
            for key in ("title", "notes"):
                if key in part:
                    part[key] = part[key][lang]
        streams.print_json(content)
        return
    sys.stdout.writelines(f"{line}\n" for line in _page(loaded))


def _page(api: Api) -> Iterator[str]:
    yield f"{api.name} · {api.title}"
    rate = f"{api.rate:g}" if api.base and api.operations else ""
    facts = [
        ("", Text(fr="Producteur", en="Producer"), api.producer),
        ("base", Text(fr="Adresse", en="Address"), api.base),
        ("", Text(fr="Anciennes adresses", en="Former addresses"), ", ".join(api.retired)),
        ("access", Text(fr="Accès", en="Access"), str(ACCESS[api.access])),
        (
            "",
            Text(fr="Données sur les personnes", en="Data on persons"),
            str(_DATA[api.sensitivity]),
        ),
        ("licence", Text(fr="Licence", en="Licence"), api.licence),
        ("legal", Text(fr="Cadre légal", en="Legal framework"), api.legal),
        ("request", Text(fr="Habilitation", en="Authorisation"), api.request),
        ("", Text(fr="Jeton (variable)", en="Token (variable)"), api.token and api.token.variable),
        ("rate", Text(fr="Requêtes par seconde", en="Requests a second"), rate),
        ("", Text(fr="Documentation", en="Documentation"), api.documentation),
        ("", Text(fr="Voir", en="See"), api.see),
    ]
    for fact, label, value in facts:
        if value:
            yield f"  {label}{colon()}{value}{_doubt(api, fact)}"
    yield from textwrap.wrap(str(api.notes), 98, initial_indent="  ", subsequent_indent="  ")
    for fact, label in _PARTS.items():
        if fact in api.unverified:
            yield f"  {label}{_doubt(api, fact)}"
    for operation in api.operations.values():
        yield ""
        yield from _operation(operation)
    if api.sources:
        yield ""
        yield f"  {Text(fr='Sources', en='Sources')}{colon()}".rstrip()
    for source in dict.fromkeys(api.sources.values()):
        names = ", ".join(str(_FACTS[fact]) for fact, item in api.sources.items() if item == source)
        yield from textwrap.wrap(
            f"{names}{colon()}{source}", 98, initial_indent="    ", subsequent_indent="      "
        )


def _doubt(api: Api, fact: str) -> str:
    """Return what is said of a fact that no public source was found for."""
    return f" {_UNVERIFIED}" if fact in api.unverified else ""


def _operation(operation: Operation) -> Iterator[str]:
    yield f"  {operation.name} · {operation.title}"
    if operation.path:
        yield f"    {operation.method} {operation.path}"
    if operation.contract:
        yield f"    {Text(fr='Contrat', en='Contract')}{colon()}{operation.contract}"
    statuses = [status for status in operation.contracts if not status.startswith("2")]
    if statuses:
        yield f"    {Text(fr='Autres statuts', en='Other statuses')}{colon()}{', '.join(statuses)}"
    if operation.tables:
        yield f"    {Text(fr='Tables', en='Tables')}{colon()}{', '.join(operation.tables)}"
    if operation.parameters:
        starred = (p + ("*" if p in operation.required else "") for p in operation.parameters)
        parameters = f"{Text(fr='Paramètres', en='Parameters')}{colon()}{', '.join(starred)}"
        yield from textwrap.wrap(parameters, 98, initial_indent="    ", subsequent_indent="      ")
    if operation.paging and operation.paging.cut:
        yield (
            "    "
            + Text(
                fr=f"Au plus {operation.paging.cut} enregistrements par recherche.",
                en=f"At most {operation.paging.cut} records a search.",
            ).say()
        )
