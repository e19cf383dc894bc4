"""What the registry states of APIs: where it was read, and what nobody confirms."""

import csv
import json
import re

import pytest

from tamis.cli.main import main
from tamis.loading import apis

#: What no public source was found for. A fact that is added without a source comes in here.
UNVERIFIED = {
    "annuaire-entreprises": ("licence",),
    "api-entreprise": ("legal",),
    "api-gouv": ("rate", "licence"),
    "data-gouv": ("rate", "licence", "paging"),
    "franceconnect": ("rate",),
    "georisques": ("licence", "paging"),
    "recherche-entreprises": ("licence",),
    "tabular": ("rate",),
}
ADRESSES = {
    "recherche-entreprises": "https://recherche-entreprises.api.gouv.fr",
    "adresse": "https://data.geopf.fr/geocodage",
    "decoupage-administratif": "https://geo.api.gouv.fr",
    "georisques": "https://www.georisques.gouv.fr/api/v1",
    "data-gouv": "https://www.data.gouv.fr/api",
    "tabular": "https://tabular-api.data.gouv.fr/api",
    "api-particulier": "https://particulier.api.gouv.fr",
    "api-entreprise": "https://entreprise.api.gouv.fr",
    "franceconnect": "https://fcp-low.integ01.dev-franceconnect.fr/api/v2",
}


def shown(capsys, *words):
    with pytest.raises(SystemExit):
        main(["api", "show", *words])
    return capsys.readouterr().out


@pytest.mark.parametrize("name", apis.names())
def test_what_is_not_verified_is_told(name, capsys):
    api = apis.load(name)
    assert api.unverified == UNVERIFIED.get(name, ())
    assert all(api.sources.values())
    assert shown(capsys, name).count("(non vérifié)") == len(api.unverified)
    assert shown(capsys, name, "--lang", "en").count("(not verified)") == len(api.unverified)
    told = json.loads(shown(capsys, name, "--format", "json"))
    assert (told["unverified"], told["sources"]) == (list(api.unverified), dict(api.sources))


@pytest.mark.parametrize("name", apis.names())
def test_operations_have_what_they_name(name):
    api = apis.load(name)
    for operation in api.operations.values():
        assert set(operation.required) <= set(operation.parameters)
        inside = set(re.findall(r"\{(\w+)\}", operation.path))
        assert inside <= set(operation.required)
        assert apis.contract(api, operation.contract) if operation.contract else operation.table
    held = {path.name.split(".")[0] for path in (apis._root() / name).glob("*.contract.json")}
    used = {operation.contract for operation in api.operations.values()}
    assert held - used <= {"erreur"}


@pytest.mark.corpus
def test_addresses_are_those_of_the_notes(shared):
    notes = (shared / "docs" / "api.md").read_text(encoding="utf-8")
    for name, address in ADRESSES.items():
        api = apis.load(name)
        assert address in (api.base, *api.notes.fr.replace(",", " ").rstrip(".").split())
        assert address.removeprefix("https://") in notes, address


def parameters(document, path):
    """Return the names of the parameters of an operation of an OpenAPI or Swagger document."""
    found = set()
    for one in document["paths"][path]["get"].get("parameters", []):
        target = one
        if "$ref" in one:
            target = document
            for part in one["$ref"].removeprefix("#/").split("/"):
                target = target[part]
        found.add(target["name"])
    return found


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "path", "more"),
    [
        ("recherche-entreprises", "recherche-entreprises/open-api.yml", set()),
        # No page, but a limit, which the definition does not tell.
        ("decoupage-administratif", "geo-api/definition.yml", {"limit"}),
    ],
)
def test_operations_and_parameters_are_those_that_are_published(shared, name, path, more):
    import yaml

    document = yaml.safe_load((shared / "api" / path).read_text(encoding="utf-8"))
    operations = {one.path: set(one.parameters) for one in apis.load(name).operations.values()}
    assert operations.keys() == document["paths"].keys()
    for at, known in operations.items():
        published = parameters(document, at)
        assert published <= known, at
        assert known - published <= more | {"code"}, at


def members(schema, root=None, above=""):
    """Return the members that a contract describes, at any depth."""
    root = root or schema
    if "$ref" in schema:
        target = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        yield from members(target, root, above)
    for keyword in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(keyword, []):
            yield from members(one, root, above)
    for name, inner in schema.get("properties", {}).items():
        place = f"{above}.{name}" if above else name
        yield place
        yield from members(inner, root, place)
    rest = [schema.get("additionalProperties"), *schema.get("patternProperties", {}).values()]
    inner = [(schema.get("items"), "[]"), *((one, "{*}") for one in rest)]
    for one, mark in inner:
        if isinstance(one, dict):
            yield from members(one, root, above + mark)


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "contract", "path", "above"),
    [
        ("recherche-entreprises", "search", "recherche-entreprises/response_fields.tsv", ""),
        ("decoupage-administratif", "communes", "geo-api/fields_Commune.tsv", "[]."),
        ("decoupage-administratif", "epcis", "geo-api/fields_Epci.tsv", "[]."),
        ("decoupage-administratif", "departements", "geo-api/fields_Departement.tsv", "[]."),
        (
            "decoupage-administratif",
            "communes_associees_deleguees",
            "geo-api/fields_CommuneAssocieeDeleguee.tsv",
            "[].",
        ),
    ],
)
def test_contracts_describe_every_published_member(shared, name, contract, path, above):
    described = set(members(apis.contract(apis.load(name), contract).descriptor))
    with (shared / "api" / path).open(encoding="utf-8") as file:
        published = {row[0].rstrip("!") for row in csv.reader(file, delimiter="\t")}
    assert {above + one for one in published if not one.endswith(("[]", "{*}"))} <= described


@pytest.mark.corpus
def test_contracts_are_not_looser_than_their_drafts(shared):
    for draft, name, contract in (
        ("api-adresse.featurecollection", "adresse", "search"),
        ("georisques.rapport", "georisques", "resultats_rapport_risque"),
        ("recherche-entreprises.search", "recherche-entreprises", "search"),
        ("geo-api.communes", "decoupage-administratif", "communes"),
    ):
        path = shared / "api" / "contracts" / f"{draft}.schema.json"
        drafted = set(members(json.loads(path.read_bytes())))
        assert drafted <= set(members(apis.contract(apis.load(name), contract).descriptor))


def test_columns_of_a_geocoded_file_are_those_that_were_seen():
    # A real answer of September 2026. Another order than in the code: columns go by name.
    seen = {
        *("longitude", "latitude", "result_score", "result_score_next", "result_label"),
        *("result_type", "result_id", "result_banId", "result_housenumber", "result_name"),
        *("result_street", "result_postcode", "result_city", "result_context", "result_citycode"),
        *("result_oldcitycode", "result_oldcity", "result_district", "result_status"),
    }
    schema = apis.table(apis.load("adresse"), "csv")
    assert {field.name for field in schema.fields} >= seen


@pytest.mark.parametrize("page", ["api.md", "api.fr.md"])
def test_the_pages_on_apis_name_them_all(page, root):
    text = (root / "docs" / page).read_text(encoding="utf-8")
    assert [name for name in apis.names() if f"`{name}`" not in text] == []
    for words in (("open", "ouverte"), ("restricted", "restreinte")):
        assert any(word in text for word in words)


def test_the_pages_on_apis_go_in_step(root):
    pages = [(root / "docs" / name).read_text(encoding="utf-8") for name in ("api.md", "api.fr.md")]
    shapes = [
        [line[:3] if line.startswith("|") else line[:2] for line in page.splitlines()
         if line.startswith(("#", "|", "```", "* "))]
        for page in pages
    ]  # fmt: skip
    assert shapes[0] == shapes[1]
