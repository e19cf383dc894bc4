"""The release as harvesters read it: DCAT-AP 2.1 in JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote, urljoin

from tamis.model.schema import Schema
from tamis.release.inputs.manifest import Manifest
from tamis.writers.datapackage import licence

_CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_SCHEMAS: Final = "https://schema.data.gouv.fr/schemas/"


def document(
    manifest: Manifest, schema: Schema, resources: Iterable[dict[str, Any]]
) -> dict[str, Any]:
    """Return the dataset and its distributions.

    Addresses are relative where the manifest does not say where the release is published.

    Args:
        manifest: what the release says of itself.
        schema: what rows conform to.
        resources: the files, as the Data Package describes them.
    """
    base = manifest.url if manifest.url.endswith("/") or not manifest.url else f"{manifest.url}/"
    dataset: dict[str, Any] = {
        "@id": base or "./",
        "@type": "dcat:Dataset",
        "dct:identifier": base or schema.name,
        "dct:title": manifest.title or schema.title or schema.name,
        "dct:description": manifest.description or schema.description or manifest.title,
        "dct:language": {"@id": "http://publications.europa.eu/resource/authority/language/FRA"},
        "dcat:distribution": [_distribution(one, base, manifest, schema) for one in resources],
        "dct:source": [{"@id": one.url} for one in manifest.sources if one.url],
    }
    if manifest.publisher:
        dataset["dct:publisher"] = {"@type": "foaf:Agent", "foaf:name": manifest.publisher}
    if manifest.date:
        dataset["dct:modified"] = {"@type": "xsd:date", "@value": manifest.date[:10]}
    places = sorted({one.territory for one in manifest.sources if one.territory})
    if places:
        dataset["dct:spatial"] = places
    return {"@context": _CONTEXT, "@graph": [dataset]}


def _distribution(
    resource: dict[str, Any], base: str, manifest: Manifest, schema: Schema
) -> dict[str, Any]:
    place = urljoin(base, quote(str(resource["path"]))) if base else quote(str(resource["path"]))
    distribution: dict[str, Any] = {
        "@id": f"{place}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": resource["path"],
        "dcat:accessURL": {"@id": place},
        "dcat:downloadURL": {"@id": place},
        "dcat:mediaType": {"@id": _MEDIA + str(resource["mediatype"])},
        "spdx:checksum": {
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": str(resource["hash"]).removeprefix("sha256:"),
        },
    }
    if "bytes" in resource:
        distribution["dcat:byteSize"] = {"@type": "xsd:decimal", "@value": str(resource["bytes"])}
    licence_ = licence(manifest.licence) if manifest.licence else {}
    if "path" in licence_:
        distribution["dct:license"] = {"@id": licence_["path"]}
    if "/" in schema.name and str(resource["path"]).startswith("data."):
        where = f"{_SCHEMAS}{schema.name}/{schema.version}/schema.json"
        distribution["dct:conformsTo"] = {"@id": where}
    return distribution
