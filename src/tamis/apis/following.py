"""How one page leads to the next: by number, by its first record, by a cursor, by a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from tamis.apis import answer
from tamis.apis.pages import PageState
from tamis.apis.request import FetchOptions, request
from tamis.model.address import origin
from tamis.model.api import Paging
from tamis.sources.api_client import ApiRequest


def asked(options: FetchOptions, state: PageState, size: int) -> ApiRequest:
    """Return the request of the page to come: its path is always that of the operation."""
    paging = options.operation.paging
    if paging is None:
        return request(options)
    if paging.kind == "link" and state.next:
        query = tuple(parse_qsl(state.next, keep_blank_values=True))
        return replace(request(options), params=query, kept=False)
    more = _position(paging, state)
    if paging.size and size:
        more = (*more, (paging.size, str(size)))
    question = request(options, more)
    return replace(question, kept=False) if paging.kind == "link" else question


def _position(paging: Paging, state: PageState) -> tuple[tuple[str, str], ...]:
    if paging.kind == "offset":
        return ((paging.page, str(state.records)),)
    if paging.kind == "page":
        return ((paging.page, str(state.page - 1 + paging.first)),)
    cursor = state.next or paging.begin
    return ((paging.page, cursor),) if paging.kind == "cursor" and cursor else ()


def next_page(paging: Paging | None, value: Any, headers: Mapping[str, str], address: str) -> str:
    """Return the cursor of the page to come, or the query of its link; "" where there is none.

    A link that leads to another host is none.
    """
    if paging is not None and paging.kind == "cursor":
        cursor = answer.reach(value, paging.next)
        is_text = isinstance(cursor, str | int) and not isinstance(cursor, bool)
        return _cursor_of(str(cursor), paging) if is_text else ""
    if paging is None or paging.kind != "link":
        return ""
    from requests.utils import parse_header_links

    links = parse_header_links(headers.get("link", ""))
    target = next((link["url"] for link in links if link.get("rel", "").lower() == "next"), "")
    onward = urljoin(f"{address}/", target) if target else ""
    return urlsplit(onward).query if onward and origin(onward) == origin(address) else ""


def _cursor_of(text: str, paging: Paging) -> str:
    """Return a cursor, taken out of the address that some answers give in its place."""
    if "?" in text and "=" in text:
        named = dict(parse_qsl(urlsplit(text).query))
        return named.get(paging.page, "")
    return text
