"""Releases as data.gouv.fr's harvester reads them, in every form, page after page."""

import json
import shutil
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from tests.publish.udata_reading import NotTakenError, harvest

from tamis.loading import catalogue as schemas
from tamis.publish.catalogue import Catalogue, as_text, with_plain_checksums
from tamis.publish.catalogue_entry import CatalogueEntry

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning:rdflib", "ignore::DeprecationWarning:pyshacl"
)
SHAPES = Path(__file__).parents[1] / "release" / "shapes" / "dcat-ap-3.0.1.ttl"
BASE = "https://tamis.exemple.fr"
KNOWN = {
    address: (name, version)
    for name, entry in schemas.built_in().items()
    for version, address in entry.addresses.items()
}


def at(name, file):
    return f"{BASE}/release/{name}/{file}"


def catalogue_of(folders, form="jsonld"):
    entries = [
        CatalogueEntry(name=name, folder=folder, address_of=partial(at, name))
        for name, folder in folders.items()
    ]
    return Catalogue(
        address=f"{BASE}/catalog.{form}", title="Publications", publisher="Ville", entries=entries
    )


def read(folders, form="jsonld", size=50, plain=True):
    """Harvest a catalogue as it would be served."""
    listed = catalogue_of(folders, form)
    names = {"jsonld": "json-ld", "ttl": "turtle", "rdf": "xml"}

    def get(address):
        query = dict(part.split("=") for part in address.partition("?")[2].split("&") if part)
        document = listed.page(int(query.get("page", 1)), int(query.get("page_size", size)))
        document = with_plain_checksums(document) if plain else document
        return as_text(document, names[form])

    return harvest(listed.address, get, KNOWN)


@pytest.fixture(scope="module")
def folders(territories, tmp_path_factory):
    """Give a release that says where it is published, and two copies of one that does not."""
    root = tmp_path_factory.mktemp("publications")
    for name in ("bornes", "copie", "site"):
        (root / name).mkdir()
        for file in ("dcat.jsonld", "datapackage.json"):
            shutil.copy(territories / "sortie" / file, root / name / file)
    path = root / "site" / "dcat.jsonld"
    text = path.read_text().replace('"@id": "data.', '"@id": "https://exemple.fr/irve/data.')
    text = text.replace('"@id": "./"', '"@id": "https://exemple.fr/irve/#dataset"')
    name = '"dct:identifier": "etalab/schema-irve-statique"'
    path.write_text(text.replace(name, '"dct:identifier": "https://exemple.fr/irve/"'))
    return {name: root / name for name in ("bornes", "copie", "site")}


@pytest.mark.parametrize("form", ["jsonld", "ttl", "rdf"])
def test_each_form_is_read_to_the_same_datasets(folders, form):
    datasets = read(folders, form)
    assert set(datasets) == {
        at("bornes", "dcat.jsonld"), at("copie", "dcat.jsonld"), "https://exemple.fr/irve/"
    }  # fmt: skip
    bornes = datasets[at("bornes", "dcat.jsonld")]
    assert bornes.title == "Bornes de recharge de six territoires"
    assert (bornes.frequency, bornes.modified) == ("daily", date(2026, 11, 30))
    assert bornes.issued == date(2026, 11, 30)
    assert bornes.licences == ["https://opendatacommons.org/licenses/odbl/1-0/"]
    data = bornes.resources[at("bornes", "data.csv")]
    assert data.title == "Bornes de recharge de six territoires (CSV)"
    assert data.schema == ("etalab/schema-irve-statique", "2.3.1")
    assert (data.format, data.mime) == ("csv", "text/csv")
    assert bornes.resources[at("bornes", "rejects.csv")].schema is None
    assert "https://exemple.fr/irve/data.csv" in datasets["https://exemple.fr/irve/"].resources


def test_what_is_read_is_what_the_descriptor_says(folders):
    package = json.loads((folders["bornes"] / "datapackage.json").read_text())
    bornes = read(folders)[at("bornes", "dcat.jsonld")]
    for resource in package["resources"]:
        if resource["path"].endswith(".html"):
            assert at("bornes", resource["path"]) not in bornes.resources
            continue
        there = bornes.resources[at("bornes", resource["path"])]
        assert there.size == resource["bytes"]
        assert there.checksum == ("sha256", resource["hash"].removeprefix("sha256:"))
        assert there.mime == resource["mediatype"]
        assert there.format


def test_pages_are_followed_to_the_last(folders):
    assert set(read(folders, size=1)) == set(read(folders))
    assert catalogue_of(folders).page(4, 1) is None
    assert catalogue_of({}).page(1)["@graph"][0]["hydra:totalItems"] == 0


def test_the_identity_stays_from_one_release_to_the_next(folders, tmp_path):
    before = set(read(folders))
    changed = {name: Path(shutil.copytree(path, tmp_path / name)) for name, path in folders.items()}
    for path in changed.values():
        text = (path / "dcat.jsonld").read_text()
        (path / "dcat.jsonld").write_text(text.replace("2026-11-30", "2026-12-01"))
    assert set(read(changed)) == before
    assert set(read({name: changed[name] for name in reversed(changed)})) == before


def test_a_day_to_come_is_not_told(folders, tmp_path):
    path = Path(shutil.copytree(folders["bornes"], tmp_path / "bornes"))
    text = (path / "dcat.jsonld").read_text()
    (path / "dcat.jsonld").write_text(text.replace("2026-11-30", "2999-01-01"))
    (document,) = catalogue_of({"bornes": path}).page()["@graph"][1:]
    assert "dct:modified" not in document


def test_typed_checksums_are_why_the_harvester_gets_plain_ones(folders):
    with pytest.raises(NotTakenError, match="checksumValue"):
        read(folders, plain=False)


@pytest.mark.parametrize("size", [50, 1])
def test_the_shapes_of_dcat_ap_pass(folders, size):
    pyshacl = pytest.importorskip("pyshacl")
    text = as_text(catalogue_of(folders).page(1, size), "json-ld")
    conforms, _, says = pyshacl.validate(
        text, data_graph_format="json-ld", shacl_graph=str(SHAPES), shacl_graph_format="turtle"
    )
    assert conforms, says


def test_a_description_with_a_context_of_its_own_sends_nobody_anywhere(folders, tmp_path):
    path = Path(shutil.copytree(folders["bornes"], tmp_path / "bornes"))
    document = json.loads((path / "dcat.jsonld").read_text())
    document["@graph"][0]["@context"] = "http://127.0.0.1:9/contexte"
    document["@context"] = "http://127.0.0.1:9/contexte"
    (path / "dcat.jsonld").write_text(json.dumps(document))
    assert "127.0.0.1" not in as_text(catalogue_of({"bornes": path}).page(), "json-ld")
