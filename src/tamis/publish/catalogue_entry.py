"""One release as an entry of a catalogue: its own description, where it is served."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from tamis.model.address import is_address

#: The description of a release for harvesters.
FILE: Final = "dcat.jsonld"
_DATASET: Final = "dcat:Dataset"
#: Endings of files that are pages: they are served to no harvester.
_PAGES: Final = (".html", ".htm")


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """A release that is served.

    Attributes:
        name: what tells it from the others.
        folder: where it stands.
        address_of: gives the address at which a file of it is served.
        page: the address of its page; "" where it has none.
    """

    name: str
    folder: Path
    address_of: Callable[[str], str]
    page: str = ""


def dataset(entry: CatalogueEntry) -> dict[str, Any] | None:
    """Return the dataset that a release describes, every address whole; None where it does not.

    A release that says where it is published keeps its addresses and its identity. Another one has
    those of the server: its identity is the address of its description, which stays from one
    release to the next.
    """
    described = _read(entry.folder / FILE)
    if described is None:
        return None
    whole: dict[str, Any] = _rebased(described, entry)
    identifier = str(whole.get("dct:identifier") or "")
    if not is_address(identifier):
        whole["dct:identifier"] = own_identity(entry)
        whole["@id"] = f"{own_identity(entry)}#dataset"
        if entry.page:
            whole["dcat:landingPage"] = {"@id": entry.page, "@type": "foaf:Document"}
    day = whole.get("dct:modified")
    if isinstance(day, Mapping) and _is_to_come(str(day.get("@value") or "")):
        del whole["dct:modified"]  # a harvester keeps no day that is to come
    whole["dcat:distribution"] = [
        distribution
        for distribution in whole.get("dcat:distribution") or ()
        if not _is_page_here(distribution, entry)
    ]
    return whole


def own_identity(entry: CatalogueEntry) -> str:
    """Return what a release is known by where it says nothing: the address of its description."""
    return entry.address_of(FILE)


def _read(path: Path) -> dict[str, Any] | None:
    """Return the dataset of a description; None where there is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        nodes = content["@graph"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    found = (node for node in nodes if isinstance(node, dict) and node.get("@type") == _DATASET)
    described: dict[str, Any] | None = next(found, None)
    return described


def _rebased(value: Any, entry: CatalogueEntry) -> Any:
    """Return a description whose relative addresses are those of the server.

    A context of its own is left out: it could send a reader anywhere.
    """
    if isinstance(value, list):
        return [_rebased(item, entry) for item in value]
    if not isinstance(value, dict):
        return value
    return dict(_members(value, entry))


def _members(node: dict[str, Any], entry: CatalogueEntry) -> Iterator[tuple[str, Any]]:
    for name, value in node.items():
        if name == "@id" and isinstance(value, str):
            yield name, _whole(value, entry)
        elif name != "@context":
            yield name, _rebased(value, entry)


def _whole(identifier: str, entry: CatalogueEntry) -> str:
    """Return an address as it is, or that of a file of the release for its path."""
    parts = urlsplit(identifier)
    if parts.scheme or identifier.startswith(("_:", "//")):
        return identifier
    path = unquote(parts.path).removeprefix("./")
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{entry.address_of(path or FILE)}{fragment}"


def _is_page_here(distribution: Any, entry: CatalogueEntry) -> bool:
    """Whether a distribution is a page, which the server gives to nobody."""
    place = distribution.get("dcat:downloadURL") if isinstance(distribution, dict) else None
    address = str(place.get("@id") or "") if isinstance(place, dict) else ""
    name = address.rpartition("/")[2]
    return name.endswith(_PAGES) and address == entry.address_of(unquote(name))


def _is_to_come(day: str) -> bool:
    try:
        moment = datetime.fromisoformat(day)
    except ValueError:
        return False
    return moment.replace(tzinfo=moment.tzinfo or UTC) > datetime.now(UTC)
