"""The release as harvesters read it: DCAT-AP 3.0.1 in JSON-LD.

Whatever is referred to says what it is, as the shapes of DCAT-AP want it. The sources are what the
data was derived from (`prov:wasDerivedFrom`) and no datasets of this catalogue: a harvester would
take them for some.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import quote, urljoin

from tamis.loading import catalogue
from tamis.model import frequency
from tamis.model import licence as licences
from tamis.model.schema import Schema
from tamis.release.inputs.manifest import Manifest, Source
from tamis.release.output import file_notes

#: What prefixes stand for.
CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
#: The language of what releases say.
FRENCH: Final = {"@id": f"{_AUTHORITY}language/FRA", "@type": "dct:LinguisticSystem"}
#: Names of the file types of the Publications Office, by the ending of a file.
_FORMATS: Final = {
    ".csv": "CSV",
    ".parquet": "PARQUET",
    ".geojson": "GEOJSON",
    ".json": "JSON",
    ".html": "HTML",
    ".md": "TXT",
    ".xml": "ATOM",
}
#: Codes that INSEE gives an address: communes, and départements.
_PLACES: Final = (
    (re.compile(r"(?:fr:commune:)?((?:\d{2}|2[AB])\d{3})"), "commune"),
    (re.compile(r"(?:fr:departement:)?(\d{2,3}|2[AB])"), "departement"),
    (re.compile(r"fr:region:(\d{2})"), "region"),
)


def document(
    manifest: Manifest, schema: Schema, resources: Iterable[dict[str, Any]], issued: str = ""
) -> dict[str, Any]:
    """Return the dataset and its distributions.

    Addresses are relative where the manifest does not say where the release is published.

    Args:
        manifest: what the release says of itself.
        schema: what rows conform to.
        resources: the files, as the Data Package describes them.
        issued: the day of its first run that had one, "" where none had.
    """
    base = manifest.url if manifest.url.endswith("/") or not manifest.url else f"{manifest.url}/"
    title = manifest.title or schema.title or schema.name or "release"
    dataset: dict[str, Any] = {
        "@id": base or "./",
        "@type": "dcat:Dataset",
        "dct:identifier": base or schema.name or title,
        "dct:title": title,
        "dct:description": manifest.description or schema.description or title,
        "dct:language": FRENCH,
        "dcat:distribution": [
            _distribution(resource, base, title, manifest, schema) for resource in resources
        ],
        "prov:wasDerivedFrom": [_derived_from(source) for source in manifest.sources],
    }
    if base:
        dataset["dcat:landingPage"] = {"@id": base, "@type": "foaf:Document"}
        dataset["@id"] = f"{base}#dataset"
    if manifest.publisher:
        dataset["dct:publisher"] = {"@type": "foaf:Agent", "foaf:name": manifest.publisher}
    if manifest.contact:
        dataset["dcat:contactPoint"] = _contact(manifest)
    if issued:
        dataset["dct:issued"] = _day(issued)
    if manifest.date:
        dataset["dct:modified"] = _day(manifest.date)
    dataset |= dict(_coverage(manifest))
    territories = {source.territory for source in manifest.sources if source.territory}
    places = sorted({*manifest.spatial, *territories})
    if places:
        dataset["dct:spatial"] = [_place(name) for name in places]
    return {"@context": CONTEXT, "@graph": [dataset]}


def _coverage(manifest: Manifest) -> Iterator[tuple[str, Any]]:
    """Return how often the release is renewed, and what days and words it is about."""
    if code := frequency.CODES.get(manifest.frequency):
        place = f"{_AUTHORITY}frequency/{code}"
        yield "dct:accrualPeriodicity", {"@id": place, "@type": "dct:Frequency"}
    first, _, last = manifest.temporal.partition("/")
    days = {"dcat:startDate": first, "dcat:endDate": last}
    if period := {name: _day(day) for name, day in days.items() if day}:
        yield "dct:temporal", {"@type": "dct:PeriodOfTime", **period}
    if manifest.keywords:
        yield "dcat:keyword", list(manifest.keywords)


def _day(text: str) -> dict[str, str]:
    return {"@type": "xsd:date", "@value": text[:10]}


def _distribution(
    resource: dict[str, Any], base: str, title: str, manifest: Manifest, schema: Schema
) -> dict[str, Any]:
    path = str(resource["path"])
    note = file_notes.note(path, title)
    place = urljoin(base, quote(path)) if base else quote(path)
    distribution: dict[str, Any] = {
        "@id": f"{place}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": note.title,
        "dcat:accessURL": {"@id": place},
        "dcat:downloadURL": {"@id": place},
        "dcat:mediaType": {"@id": _MEDIA + str(resource["mediatype"]), "@type": "dct:MediaType"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {
                "@id": "spdx:checksumAlgorithm_sha256",
                "@type": "spdx:ChecksumAlgorithm",
            },
            "spdx:checksumValue": {
                "@type": "xsd:hexBinary",
                "@value": str(resource["hash"]).removeprefix("sha256:"),
            },
        },
        **dict(_licence(manifest.licence)),
    }
    if note.description:
        distribution["dct:description"] = note.description
    if (kind := _FORMATS.get(PurePosixPath(path).suffix)) is not None:
        distribution["dct:format"] = {
            "@id": f"{_AUTHORITY}file-type/{kind}",
            "@type": "dct:MediaTypeOrExtent",
        }
    if "bytes" in resource:
        size = {"@type": "xsd:nonNegativeInteger", "@value": str(resource["bytes"])}
        distribution["dcat:byteSize"] = size
    if address := _standard(resource, path, schema):
        distribution["dct:conformsTo"] = {"@id": address, "@type": "dct:Standard"}
    return distribution


def _standard(resource: dict[str, Any], path: str, schema: Schema) -> str:
    """Return the address of the schema of a file: its own, as a table of a package has; "": none.

    It is that of the catalogue to the letter, or no portal knows it.
    """
    own = resource.get("schema")
    if isinstance(own, dict):
        return catalogue.published_url(str(own.get("name") or ""), str(own.get("version") or ""))
    if file_notes.holds_data(path):
        return catalogue.published_url(schema.name, schema.version)
    return ""


def _licence(name: str) -> Iterator[tuple[str, Any]]:
    """Return the licence as a document where it has an address, else what rights are stated."""
    known = licences.find(name)
    if known is not None and known.path:
        yield "dct:license", {"@id": known.path, "@type": "dct:LicenseDocument"}
    else:
        stated = name if licences.is_stated(name) else "unknown"
        yield "dct:rights", {"@type": "dct:RightsStatement", "rdfs:label": stated}


def _derived_from(source: Source) -> dict[str, Any]:
    entity: dict[str, Any] = {
        "@type": "prov:Entity",
        "dct:title": source.producer or source.id,
        "dct:identifier": source.id,
        **dict(_licence(source.licence)),
    }
    return {"@id": source.url, **entity} if source.url else entity


def _contact(manifest: Manifest) -> dict[str, Any]:
    """Return whom to write to: a mail address, or a page."""
    contact = manifest.contact
    mail = "@" in contact and "/" not in contact
    address = f"mailto:{contact}" if mail and not contact.startswith("mailto:") else contact
    return {
        "@type": ["vcard:Kind", "vcard:Organization"],
        "vcard:fn": manifest.publisher or contact,
        "vcard:hasEmail" if mail else "vcard:hasURL": {"@id": address},
    }


def _place(name: str) -> dict[str, Any]:
    """Return a place: by the address that INSEE gives its code, else by its name."""
    for code, kind in _PLACES:
        if match := code.fullmatch(name):
            address = f"http://id.insee.fr/geo/{kind}/{match[1]}"
            return {"@id": address, "@type": "dct:Location", "dct:identifier": match[1]}
    return {"@type": "dct:Location", "skos:prefLabel": name}
