"""The catalogue of the releases that are served, asked for as harvesters do."""

import json
import shutil

import pytest
from tests.serve.rows.release import ADDRESS, served, write_release

from tamis.model.origin import Origin
from tamis.sources import sidecar

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")


def describe(folder, title):
    """Put into a release what `tamis aggregate` describes it by."""
    checksum = {"spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": "00ff"}}
    data = {
        "@id": "data.csv#distribution", "@type": "dcat:Distribution", "dct:title": "Données",
        "dcat:downloadURL": {"@id": "data.csv"}, "spdx:checksum": checksum,
    }  # fmt: skip
    dataset = {
        "@id": "./", "@type": "dcat:Dataset", "dct:identifier": "a/b", "dct:title": title,
        "dcat:distribution": [data],
    }  # fmt: skip
    (folder / "dcat.jsonld").write_text(json.dumps({"@graph": [dataset]}), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("catalogue")
    first = describe(write_release(root / "annecy"), "Annecy")
    shutil.copytree(first, root / "brest")
    describe(root / "brest", "Brest")
    shutil.copytree(first, root / "secret")
    sidecar.write(root / "secret", Origin(access="restricted"))
    return root


@pytest.fixture(scope="module")
def client(folder):
    with served(folder) as one:
        yield one


def titles(answer):
    return [node["dct:title"] for node in answer.json()["@graph"][1:]]


def test_every_open_release_is_in_it_and_no_other(client):
    answer = client.get("/catalog.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    assert titles(answer) == ["Annecy", "Brest"]
    dataset = answer.json()["@graph"][1]
    assert dataset["dct:identifier"] == f"{ADDRESS}/release/annecy/dcat.jsonld"
    place = dataset["dcat:distribution"][0]["dcat:downloadURL"]["@id"]
    assert client.get(place).text.startswith("id,code")
    assert client.get(dataset["dct:identifier"]).status_code == 200
    assert client.get(dataset["dcat:landingPage"]["@id"]).status_code == 200


def test_it_comes_in_pages_that_lead_to_one_another(client):
    answer = client.get("/catalog.jsonld?page_size=1")
    view = answer.json()["@graph"][0]["hydra:view"]
    assert "hydra:previous" not in view
    onward = client.get(view["hydra:next"]["@id"])
    assert (titles(answer), titles(onward)) == (["Annecy"], ["Brest"])
    assert "hydra:next" not in onward.json()["@graph"][0]["hydra:view"]


@pytest.mark.parametrize(
    ("query", "status"),
    [("page=2", 404), ("page=0", 400), ("page=x", 400), ("page_size=201", 400), ("page=²", 400)],
    ids=["beyond", "zero", "word", "large", "digit"],
)
def test_pages_that_are_none_are_refused(client, query, status):
    assert client.get(f"/catalog.jsonld?{query}").status_code == status


def test_each_form_has_its_media_type_and_others_are_none(client):
    turtle, xml = client.get("/catalog.ttl"), client.get("/catalog.rdf")
    assert turtle.headers["content-type"].startswith("text/turtle")
    assert "dcat:Dataset" in turtle.text
    assert xml.headers["content-type"] == "application/rdf+xml"
    assert client.get("/catalog.csv").status_code == 404


def test_the_harvester_of_udata_gets_checksums_that_it_can_keep(client):
    def value(agent):
        answer = client.get("/catalog.jsonld", headers={"User-Agent": agent})
        node = answer.json()["@graph"][1]["dcat:distribution"][0]
        return node["spdx:checksum"]["spdx:checksumValue"]

    assert value("uData/0.1 DCAT") == "00ff"
    assert value("curl")["@type"] == "xsd:hexBinary"


def test_what_has_not_changed_is_not_sent_again(client, folder):
    tag = client.get("/catalog.jsonld").headers["etag"]
    assert client.get("/catalog.jsonld", headers={"If-None-Match": tag}).status_code == 304
    describe(folder / "brest", "Brest métropole")
    assert client.get("/catalog.jsonld", headers={"If-None-Match": tag}).status_code == 200
