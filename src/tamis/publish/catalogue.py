"""A catalogue of releases in DCAT-AP 3.0.1, a page at a time, as harvesters read it.

Every release is in it, on one page or another: what a harvester finds no more, it archives.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from tamis.publish.catalogue_entry import CatalogueEntry, dataset, own_identity
from tamis.release.output import dcat

#: Datasets of a page, where nobody asks for others.
PAGE_SIZE: Final = 50
_HYDRA: Final = "http://www.w3.org/ns/hydra/core#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The releases of a server.

    Attributes:
        address: where the catalogue is asked for, without what says which page.
        title, publisher: what it is called, and whose it is.
        entries: the releases, in the order of the catalogue.
    """

    address: str
    title: str
    publisher: str
    entries: Sequence[CatalogueEntry]

    def page(self, number: int = 1, size: int = PAGE_SIZE) -> dict[str, Any] | None:
        """Return a page as JSON-LD; None where there is no such page.

        Args:
            number: the page, from 1.
            size: the datasets of a page.
        """
        datasets = list(self._datasets())
        last = max(1, -(-len(datasets) // size))
        if not 1 <= number <= last:
            return None
        shown = datasets[(number - 1) * size : number * size]
        catalogue: dict[str, Any] = {
            "@id": self.address,
            "@type": ["dcat:Catalog", "hydra:Collection"],
            "dct:title": self.title,
            "dct:description": self.title,
            "dct:publisher": {"@type": "foaf:Agent", "foaf:name": self.publisher},
            "dct:language": dcat.FRENCH,
            "dcat:dataset": [{"@id": described["@id"]} for described in shown],
            "hydra:totalItems": len(datasets),
        }
        if last > 1:
            catalogue["hydra:view"] = dict(self._view(number, last, size))
        context = {**dcat.CONTEXT, "hydra": _HYDRA}
        return {"@context": context, "@graph": [catalogue, *shown]}

    def _datasets(self) -> Iterator[dict[str, Any]]:
        """Return the datasets; two that say they are one are told apart by their addresses."""
        known: set[str] = set()
        for entry in self.entries:
            described = dataset(entry)
            if described is None:
                continue
            if described["dct:identifier"] in known:
                described["dct:identifier"] = own_identity(entry)
                described["@id"] = f"{own_identity(entry)}#dataset"
            known.add(described["dct:identifier"])
            yield described

    def _view(self, number: int, last: int, size: int) -> Iterator[tuple[str, Any]]:
        """Return which page this is, and where the others are (Hydra, PartialCollectionView)."""
        pages = {"first": 1, "previous": number - 1, "next": number + 1, "last": last}
        yield "@id", self._at(number, size)
        yield "@type", "hydra:PartialCollectionView"
        for name, page in pages.items():
            if 1 <= page <= last:
                yield f"hydra:{name}", {"@id": self._at(page, size)}

    def _at(self, page: int, size: int) -> str:
        return f"{self.address}?page={page}&page_size={size}"


def as_text(document: dict[str, Any], form: str) -> str:
    """Return a page in one form of RDF: ``json-ld``, ``turtle`` or ``xml``."""
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return text if form == "json-ld" else _converted(text, form)


@lru_cache(maxsize=16)
def _converted(text: str, form: str) -> str:
    """Return a page of JSON-LD in another form; it takes a while, and pages seldom change."""
    from rdflib import Graph

    return Graph().parse(data=text, format="json-ld").serialize(format=form)


def with_plain_checksums(document: Any) -> Any:
    """Return a description whose checksums have no data type.

    DCAT-AP wants ``xsd:hexBinary``; udata's harvester makes bytes of it, which its own database
    then refuses, and the dataset with them.
    """
    if isinstance(document, list):
        return [with_plain_checksums(item) for item in document]
    if not isinstance(document, dict):
        return document
    return {
        name: value["@value"]
        if name == "spdx:checksumValue" and isinstance(value, dict)
        else with_plain_checksums(value)
        for name, value in document.items()
    }
