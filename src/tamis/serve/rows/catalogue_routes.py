"""The catalogue of the releases that are served, for harvesters: /catalog.jsonld, .ttl, .rdf."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tamis.model.text import Text
from tamis.publish.catalogue import PAGE_SIZE, Catalogue, as_text, with_plain_checksums
from tamis.publish.catalogue_entry import CatalogueEntry
from tamis.serve.rows import links
from tamis.serve.rows.errors import NOT_FOUND, RequestError, invalid
from tamis.serve.rows.releases import Releases
from tamis.serve.rows.routes import KEPT, answered, unchanged
from tamis.serve.rows.row_routes import DATA

#: The forms, by what the path ends in: what rdflib calls it, and its media type.
_FORMS: Final = {
    "jsonld": ("json-ld", "application/ld+json"),
    "ttl": ("turtle", "text/turtle; charset=utf-8"),
    "rdf": ("xml", "application/rdf+xml"),
}
_LARGEST_PAGE: Final = 200
#: How udata's harvester calls itself.
_UDATA: Final = "udata/"


@dataclass(frozen=True, slots=True)
class CatalogueRoutes:
    """Answers that describe what is served.

    Args:
        releases: what is served.
    """

    releases: Releases

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [Route("/catalog.{form}", answered(self.show))]

    async def show(self, request: Request) -> Response:
        """Give a page of the catalogue."""
        ending = request.path_params["form"]
        if ending not in _FORMS:
            raise _no_page()
        form, media_type = _FORMS[ending]
        number = _number(request, "page", 1, 1 << 31)
        size = _number(request, "page_size", PAGE_SIZE, _LARGEST_PAGE)
        text = await asyncio.to_thread(self._page, request, form, number, size)
        tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
        if links.is_fresh(request, tag):
            return unchanged(tag)
        headers = {**KEPT, "ETag": tag, "Vary": "User-Agent"}
        return Response(text, media_type=media_type, headers=headers)

    def _page(self, request: Request, form: str, number: int, size: int) -> str:
        document: Any = self._catalogue(request).page(number, size)
        if document is None:
            raise _no_page()
        if request.headers.get("user-agent", "").lower().startswith(_UDATA):
            document = with_plain_checksums(document)
        return as_text(document, form)

    def _catalogue(self, request: Request) -> Catalogue:
        base = links.base_of(request)
        host = urlsplit(base).netloc
        return Catalogue(
            address=f"{base}/catalog.{request.path_params['form']}",
            title=f"Publications de {host}",
            publisher=host,
            entries=[
                CatalogueEntry(
                    name=release.name,
                    folder=release.folder,
                    address_of=partial(links.file_of, request, release.name),
                    page=f"{base}/tables/{quote(release.id_of(DATA), safe='')}",
                )
                for release in self.releases.served()
                if not release.facts.is_restricted
            ],
        )


def _number(request: Request, name: str, usual: int, most: int) -> int:
    """Return a number of the query, from 1.

    Raises:
        RequestError: it is none, or too large.
    """
    text = request.query_params.get(name, "")
    if not text:
        return usual
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:12]) <= most:
        raise invalid(f"{name} va de 1 à {most}.", f"{name} goes from 1 to {most}.")
    return int(text)


def _no_page() -> RequestError:
    return RequestError(
        404, NOT_FOUND, Text(fr="Cette page n'existe pas.", en="There is no such page.")
    )
