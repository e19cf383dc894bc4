"""How data.gouv.fr's harvester reads a catalogue, written from what it does (see docs/publish.md).

Pages are followed by Hydra; each `dcat:Dataset` becomes a dataset, known again by its
`dct:identifier`; each distribution becomes a resource, known again by its address. A value that
its database would not take (a text that is none) fails the dataset, as it does there.
"""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from rdflib import RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
IANA = "https://www.iana.org/assignments/media-types/"
FREQUENCIES = {"DAILY": "daily", "MONTHLY": "monthly", "IRREG": "irregular"}
FORMS = {"jsonld": "json-ld", "ttl": "turtle", "rdf": "xml"}


class NotTakenError(Exception):
    """A dataset that the portal's database refuses."""


def harvest(address, get, schemas):
    """Return the datasets of a catalogue by their identity.

    Args:
        address: the catalogue; its ending says its form.
        get: gives the text at an address.
        schemas: the names and versions of schemas, by the address of each version.
    """
    form, datasets = FORMS[address.rpartition(".")[2]], {}
    while address:
        page = Graph().parse(data=get(address), format=form)
        for node in page.subjects(RDF.type, DCAT.Dataset):
            read = dataset(page, node, schemas)
            assert read.identifier not in datasets, "two datasets are taken for one"
            datasets[read.identifier] = read
        view = page.value(predicate=RDF.type, object=HYDRA.PartialCollectionView)
        onward = page.value(view, HYDRA.next) if view else None
        address = str(onward) if onward else ""
    return datasets


def dataset(page, node, schemas):
    return SimpleNamespace(
        identifier=text(page, node, DCTERMS.identifier),
        title=text(page, node, DCTERMS.title),
        description=text(page, node, DCTERMS.description),
        page=address_of(page, node, DCAT.landingPage) or str(node),
        keywords=sorted(str(word) for word in page.objects(node, DCAT.keyword)),
        frequency=frequency(page, node),
        publisher=publisher(page, node),
        temporal=temporal(page, node),
        issued=day_of(page, node, DCTERMS.issued),
        modified=day_of(page, node, DCTERMS.modified),
        licences=licences(page, node),
        resources={
            read.url: read
            for part in page.objects(node, DCAT.distribution)
            if (read := resource(page, part, schemas)) is not None
        },
    )


def resource(page, node, schemas):
    url = address_of(page, node, DCAT.downloadURL) or address_of(page, node, DCAT.accessURL)
    if not url:
        return None
    return SimpleNamespace(
        url=url,
        title=text(page, node, DCTERMS.title) or url.rpartition("/")[2],
        description=text(page, node, DCTERMS.description),
        size=size(page, node),
        mime=ending(address_of(page, node, DCAT.mediaType), IANA, parts=2),
        format=ending(address_of(page, node, DCTERMS.format), FILE_TYPE).lower(),
        checksum=checksum(page, node),
        # a schema only where the address is, to the letter, that of the catalogue
        schema=schemas.get(address_of(page, node, DCTERMS.conformsTo)),
    )


def text(page, node, predicate):
    value = page.value(node, predicate)
    read = value.toPython() if isinstance(value, Literal) else value
    if value is not None and not isinstance(read, str):
        raise NotTakenError(f"{predicate} is no text: {read!r}")
    return str(read or "")


def address_of(page, node, predicate):
    value = page.value(node, predicate)
    return "" if value is None or isinstance(value, BNode) else str(value)


def size(page, node):
    value = page.value(node, DCAT.byteSize)
    number = None if value is None else value.toPython()
    if number is not None and not isinstance(number, int):
        raise NotTakenError(f"byteSize is no number: {number!r}")
    return number


def checksum(page, node):
    there = page.value(node, SPDX.checksum)
    if there is None:
        return None
    algorithm = str(page.value(there, SPDX.algorithm)).rpartition("_")[2]
    return algorithm, text(page, there, SPDX.checksumValue)


def ending(address, base, parts=1):
    if not address.startswith(base):
        return ""
    return "/".join(address.split("/")[-parts:])


def frequency(page, node):
    code = ending(address_of(page, node, DCTERMS.accrualPeriodicity), FREQUENCY)
    return FREQUENCIES.get(code)


def publisher(page, node):
    there = page.value(node, DCTERMS.publisher)
    return "" if there is None else text(page, there, FOAF.name)


def temporal(page, node):
    there = page.value(node, DCTERMS.temporal)
    if there is None or isinstance(there, URIRef):  # an address would be fetched
        return None
    days = [page.value(there, name) for name in (DCAT.startDate, DCAT.endDate)]
    return tuple(day.toPython() if day is not None else None for day in days)


def day_of(page, node, predicate):
    value = page.value(node, predicate)
    day = None if value is None else value.toPython()
    if isinstance(day, date) and not isinstance(day, datetime):
        day = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return None if day is None or day > datetime.now(UTC) else day.date()


def licences(page, node):
    found = set()
    for part in (node, *page.objects(node, DCAT.distribution)):
        for predicate in (DCTERMS.license, DCTERMS.rights):
            for value in page.objects(part, predicate):
                label = page.value(value, RDFS.label)
                found.add(str(label if label is not None else value))
    return sorted(found)
