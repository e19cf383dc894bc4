"""What the next tool takes: harvesters, portals, Data Package tools, clients of Validata."""

import json
import os
from pathlib import Path

import pytest

import tamis
from tamis.cli.main import main
from tamis.loading import catalogue
from tamis.release.inputs.manifest import Manifest, Source
from tamis.release.options import AggregateOptions
from tamis.release.output import dcat

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning:rdflib", "ignore::DeprecationWarning:pyshacl"
)

ROOT = Path(__file__).parents[2]
SHAPES = Path(__file__).parent / "shapes" / "dcat-ap-3.0.1.ttl"
IRVE = "etalab/schema-irve-statique"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("publication")
    text = (ROOT / "fixtures" / "territoires" / "sources.toml").read_text()
    text = text.replace('path = "', f'path = "{ROOT}/fixtures/territoires/')
    text = text.replace(
        "[release]",
        '[release]\nurl = "https://exemple.fr/irve"\npublisher = "Métropole"\n'
        'contact = "donnees@exemple.fr"',
        1,
    ).replace('licence = "etalab-2.0"', 'licence = "etalab-2.0"\nterritory = "27116"', 1)
    (root / "sources.toml").write_text(text)
    tamis.aggregate(
        [root / "sources.toml"], IRVE, root / "sortie", options=AggregateOptions(date="2026-11-30")
    )
    return root / "sortie"


def graph_of(document):
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph()
    graph.parse(data=json.dumps(document), format="json-ld", publicID="https://exemple.fr/")
    return graph


def shapes():
    own = os.environ.get("DCAT_AP_SHAPES")
    return [SHAPES, *([Path(own)] if own else [])]


def violations(document):
    pyshacl = pytest.importorskip("pyshacl")
    graph, said = graph_of(document), []
    for path in shapes():
        conforms, _, text = pyshacl.validate(
            graph, shacl_graph=str(path), shacl_graph_format="turtle"
        )
        said += [] if conforms else [text]
    return said


def test_the_shapes_of_dcat_ap_pass(folder):
    assert violations(json.loads((folder / "dcat.jsonld").read_text())) == []


@pytest.mark.parametrize(
    "manifest",
    [
        Manifest(sources=()),
        Manifest(
            sources=(Source(id="a", path="a.csv", territory="Bretagne", licence="maison"),),
            licence="maison", url="https://exemple.fr/x/", contact="https://exemple.fr/contact",
        ),
        Manifest(sources=(Source(id="a", path="a.csv", territory="2A", url="https://e.fr/a"),)),
    ],
)  # fmt: skip
def test_the_shapes_pass_whatever_the_manifest_says(folder, manifest):
    package = json.loads((folder / "datapackage.json").read_text())
    schema = tamis.load_schema(ROOT / "fixtures" / "readers" / "schema.json")
    assert violations(dcat.document(manifest, schema, package["resources"])) == []


def test_the_shapes_see_what_they_are_for(folder):
    document = json.loads((folder / "dcat.jsonld").read_text())
    size = document["@graph"][0]["dcat:distribution"][0]["dcat:byteSize"]
    size["@type"] = "xsd:decimal"
    assert violations(document)


def test_the_dataset_says_who_where_and_under_what(folder):
    dataset = json.loads((folder / "dcat.jsonld").read_text())["@graph"][0]
    assert dataset["dct:publisher"]["foaf:name"] == "Métropole"
    assert dataset["dcat:contactPoint"]["vcard:hasEmail"]["@id"] == "mailto:donnees@exemple.fr"
    assert dataset["dct:modified"]["@value"] == "2026-11-30"
    assert dataset["dct:spatial"][0]["@id"] == "http://id.insee.fr/geo/commune/27116"
    data = dataset["dcat:distribution"][0]
    assert data["dct:format"]["@id"].endswith("file-type/CSV")
    assert data["dcat:byteSize"]["@value"] == str((folder / "data.csv").stat().st_size)
    licences = [one["dct:license"]["@id"] for one in dataset["prov:wasDerivedFrom"]]
    assert len({*licences}) == 2


def test_conforms_to_is_the_address_of_the_catalogue_to_the_letter(folder):
    dataset = json.loads((folder / "dcat.jsonld").read_text())["@graph"][0]
    data = dataset["dcat:distribution"][0]
    assert data["dct:conformsTo"]["@id"] == (
        "https://schema.data.gouv.fr/schemas/etalab/schema-irve-statique/2.3.1/schema-statique.json"
    )


@pytest.mark.corpus
def test_every_version_of_the_catalogue_has_its_own_address(shared, monkeypatch):
    raw = json.loads((shared / "catalogue" / "schemas.json").read_text())["schemas"]
    entries = {
        one["name"]: catalogue.entry(one, {v["version_name"]: Path() for v in one["versions"]})
        for one in raw
    }
    monkeypatch.setattr(catalogue, "entries", lambda: entries)
    told = [
        catalogue.published_url(one["name"], v["version_name"]) == v["schema_url"]
        for one in raw
        for v in one["versions"]
    ]
    assert len(told) > 200
    assert all(told)


@pytest.mark.corpus
def test_what_ships_has_the_addresses_of_the_catalogue(shared):
    raw = json.loads((shared / "catalogue" / "schemas.json").read_text())["schemas"]
    known = {(s["name"], v["version_name"]): v["schema_url"] for s in raw for v in s["versions"]}
    for name, entry in catalogue.built_in().items():
        for version, address in entry.addresses.items():
            if (name, version) in known:
                assert address == known[name, version]
            else:
                assert not address.startswith("http")


def test_tamis_validates_its_own_release(folder, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["validate", str(folder / "datapackage.json")])
    assert ended.value.code == 0, capsys.readouterr().out


def sort_as_publier_does(errors):
    """Sort errors as publier.etalab.studio does, by their tags."""
    content, structure, whole, lost = [], [], [], []
    for error in errors:
        tags = error["tags"]
        if "#cell" in tags or "#row" in tags:
            content.append(error)
        elif not tags or {"#table", "#label", "#header"} & set(tags):
            structure.append(error)
        elif "#file" in tags:
            whole.append(error)
        else:
            lost.append(error)
    return content, structure, whole, lost


def test_clients_of_validata_show_every_error(write, capsys):
    schema = {
        "primaryKey": "id",
        "fields": [
            {"name": "id", "type": "integer"},
            {"name": "nom", "type": "string", "constraints": {"required": True}},
            {"name": "date", "type": "date", "constraints": {"required": True}},
        ],
    }
    path = write("a.csv", "id,nom,nom\nx,a,\n1,,\n1,b\n1,c,,,d\n")
    target = write("schema.json", json.dumps(schema))
    with pytest.raises(SystemExit):
        main(["validate", str(path), "-s", str(target), "-f", "validata", "--profile", "strict"])
    answer = json.loads(capsys.readouterr().out)
    errors = answer["report"]["errors"]
    content, structure, whole, lost = sort_as_publier_does(errors)
    assert (len(content) > 2, len(structure) > 1, whole, lost) == (True, True, [], [])
    assert all(error["message"] for error in errors)
    label = next(one for one in errors if one["type"] == "missing-label")
    assert label["tags"] == ["#table", "#header", "#label"]
    cell = next(one for one in errors if one["type"] == "type-error")
    assert cell["tags"] == ["#table", "#row", "#cell"]


def test_extras_for_the_portal_have_what_its_page_calls(portal, tmp_path, write):
    portal.put("a.csv", "id,nom\n1,\nx,b\n")
    portal.datasets = [
        {
            "id": "d", "title": "t", "license": "lov2", "page": "https://e.fr",
            "organization": {"name": "Ville"},
            "resources": [
                {"id": "r", "url": f"{portal.url}/a.csv", "schema": {"name": "e/l"}, "type": "main"}
            ],
        }
    ]  # fmt: skip
    schema = {
        "name": "e/l",
        "fields": [
            {"name": "id", "type": "integer"},
            {"name": "nom", "type": "string", "constraints": {"required": True}},
        ],
    }
    from tamis.release.options import CollectOptions, DatagouvOptions
    from tamis.sources.remote_copy import FetchPolicy

    tamis.aggregate(
        [], schema, tmp_path / "s",
        options=AggregateOptions(
            date="2026-11-30",
            datagouv=DatagouvOptions(base=portal.url),
            collect=CollectOptions(fetch=FetchPolicy(hosts=("127.0.0.1",))),
            max_reject_rate=None,
        ),
    )  # fmt: skip
    (body,) = json.loads((tmp_path / "s" / "datagouv.json").read_text())
    extras = body["extras"]
    assert extras["validation-report:validation_date"] == "2026-11-30"
    assert extras["validation-report:valid_resource"] is False
    errors = extras["validation-report:errors"]
    assert [(one["code"], one["rowNumber"]) for one in errors] == [
        ("cell.missing", 2), ("cell.wrong-type", 3),
    ]  # fmt: skip
    assert all("#cell" in one["tags"] and one["title"] and one["note"] for one in errors)
