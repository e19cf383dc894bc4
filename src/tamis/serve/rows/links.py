"""Addresses of what is served, and what tells one answer from another."""

from __future__ import annotations

import hashlib
from typing import Final
from urllib.parse import quote

from starlette.requests import Request

from tamis.model.version import VERSION

#: Arguments that say which page, or in which language: no part of what is asked.
_OF_PAGE: Final = frozenset({"page", "page_size"})
LANGUAGE: Final = "lang"


def base_of(request: Request) -> str:
    """Return the address of the server, without a slash at its end."""
    return str(request.base_url).rstrip("/")


def resource(request: Request, name: str, rest: str = "") -> str:
    """Return the address of a table, or of what is below it."""
    return f"{base_of(request)}/api/resources/{quote(name, safe='')}/{rest}"


def file_of(request: Request, release: str, file: str) -> str:
    """Return the address of a file of a release."""
    place = f"{quote(release, safe='')}/" if release else ""
    return f"{base_of(request)}/release/{place}{quote(file)}"


def raw_query(request: Request) -> str:
    """Return what is asked, as it is written, without the language."""
    text = request.scope["query_string"].decode("latin-1")
    return "&".join(part for part in text.split("&") if part.partition("=")[0] != LANGUAGE)


def without_page(query: str) -> str:
    """Return a query without what says which page of it.

    >>> without_page("a__exact=1&page=2&page_size=5")
    'a__exact=1'
    """
    return "&".join(part for part in query.split("&") if part.partition("=")[0] not in _OF_PAGE)


def at_page(address: str, query: str, page: int, size: int) -> str:
    """Return the address of a page of a query."""
    kept = without_page(query)
    return f"{address}?{kept}{'&' if kept else ''}page={page}&page_size={size}"


def etag(request: Request, *digests: str) -> str:
    """Return what changes where the answer does: what was read, and what was asked."""
    asked = (VERSION, base_of(request), request.scope["path"], raw_query(request))
    return '"' + hashlib.sha256("\0".join((*asked, *digests)).encode()).hexdigest()[:32] + '"'


def is_fresh(request: Request, tag: str) -> bool:
    """Whether the caller has the answer already (RFC 9110, section 13.1.2)."""
    known = request.headers.get("if-none-match", "")
    listed = [part.strip().removeprefix("W/") for part in known.split(",")]
    return known.strip() == "*" or tag in listed
