"""What the tabular API answers of tables, their columns and their rows."""

import json

import pytest
from tests.serve.rows.release import LABEL

from tamis.model.schema import Field
from tamis.serve.rows.layout import read_columns

DATA = "/api/resources/data/data/"


def ids(answer):
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["data"]]


def test_the_tables_are_listed(client):
    listed = client.get("/api/resources/").json()["data"]
    assert [entry["id"] for entry in listed] == [
        "data", "duplicates", "conflicts", "journal", "changes",
    ]  # fmt: skip
    assert [entry["total"] for entry in listed] == [5, 1, 1, 2, 2]


def test_a_table_says_where_its_rows_are(client):
    told = client.get("/api/resources/data/").json()
    assert told["created_at"] == "2026-11-30"
    assert client.get(told["url"]).text.startswith("id,code\n")
    assert {link["rel"]: client.get(link["href"]).status_code for link in told["links"]} == {
        "profile": 200, "data": 200, "swagger": 200,
    }  # fmt: skip


def test_the_profile_has_the_types_of_the_schema(client):
    profile = client.get("/api/resources/data/profile/").json()
    kinds = {name: told["python_type"] for name, told in profile["profile"]["columns"].items()}
    assert kinds["code"] == kinds["nom"] == kinds["place"] == kinds["mois"] == "string"
    assert (kinds[LABEL], kinds["grand"], kinds["ouvert"]) == ("float", "int", "bool")
    assert (kinds["jour"], kinds["instant"], kinds["étiquettes"]) == ("date", "datetime", "json")
    assert profile["profile"]["total_lines"] == 5
    assert profile["profile"]["header"][:2] == ["id", "code"]
    assert "geometry" not in kinds
    assert profile["indexes"] is None  # whatever column may be asked about


def test_what_texts_hold_is_told_by_the_names_of_csv_detective():
    names = ("siret", "code_insee_commune", "Code postal", "email", "note", "siren")
    types = dict.fromkeys(names, "VARCHAR") | {"siren": "BIGINT"}
    fields = {name: Field(name=name) for name in names}
    formats = [read.column.format for read in read_columns(types, fields)]
    assert formats == ["siret", "code_commune_insee", "code_postal", "email", "string", "int"]


def test_values_are_what_they_are(client):
    first, second, empty, *_ = client.get(DATA).json()["data"]
    assert first == {
        "__id": 1, "id": "a1", "code": "01001", "nom": "École", "Nom": "x", LABEL: 7.4, "a__b": 1,
        "grand": 2**62, "ouvert": True, "jour": "2024-03-15", "instant": "2024-03-15T10:30:00",
        "mois": "2024-03", "étiquettes": ["bio", "vrac"], "objet": {"k": 1},
        "place": "[2.35, 48.85]", "heure": "08:30:00", "durée": "P14M", "_kept": None,
        "_source": "annecy", "_record": 1, "_line": 2, "_modified": "2024-07-01",
        "_content": "9b587d9a4d610746",
    }  # fmt: skip
    assert second["grand"] == 9007199254740993
    assert second["étiquettes"] == []
    names = ("nom", LABEL, "grand", "ouvert", "jour", "étiquettes", "objet", "place")
    assert [empty[name] for name in names] == ["=1+1", *[None] * 7]


def test_columns_of_names_that_differ_by_case_are_two(client):
    assert ids(client.get(DATA, params={"Nom__exact": "x"})) == ["a1", "a5"]
    assert ids(client.get(DATA, params={"nom__exact": "École"})) == ["a1"]


FILTERS = {
    "code__exact=01001": ["a1", "a4"],
    "code__exact=1001": [],
    "code__exact=": ["a5"],
    "nom__contains=%C3%89COLE": ["a1", "a2"],
    "nom__contains=%25": ["a4"],
    "nom__contains=_": ["a4"],
    "nom__notcontains=%C3%A9cole": ["a3", "a4", "a5"],
    "Nom__differs=x": ["a2", "a3", "a4"],
    "Nom__isnull": ["a3"],
    "Nom__isnotnull": ["a1", "a2", "a4", "a5"],
    "code__in=2A004,97411": ["a2", "a3"],
    "Nom__notin=x,y": ["a4"],
    "prix%20d%27%C3%A9t%C3%A9%2C%20%22net%22__strictly_greater=0.5": ["a1", "a4"],
    "a__b__less=0": ["a2", "a4"],
    "a__b__exact=7": ["a5"],
    "grand__exact=9007199254740993": ["a2"],
    "grand__exact=9007199254740992": [],
    "grand__less=-99999999999999999999999999": [],
    "ouvert__exact=true": ["a1", "a4"],
    "ouvert__differs=true": ["a2", "a3", "a5"],
    "jour__greater=2024-03-15": ["a1", "a5"],
    "jour__exact=2024": ["a1", "a4"],
    "jour__less=2024": ["a1", "a2", "a4"],
    "jour__strictly_less=2024": ["a2"],
    "jour__strictly_greater=2024": ["a5"],
    "jour__differs=2024": ["a2", "a3", "a5"],
    "jour__in=2023,2025-01-01": ["a2", "a5"],
    "jour__contains=-01-": ["a4", "a5"],
    "instant__exact=2024-03-15T11:30:00%2B01:00": ["a1"],
    "instant__exact=2024-03": ["a1"],
    "instant__contains=T23:": ["a2"],
    "place__contains=48.85": ["a1"],
    "étiquettes__isnull": ["a3"],
    "nom__exact=dit+%22oui%22%2C+puis%0Anon": ["a5"],
    "nom__exact=x' OR 1=1 --": [],
    "or=(id__exact.a1,id__exact.a3)": ["a1", "a3"],
    "or=(id__exact.a1,and(a__b__greater.0,ouvert__exact.false))": ["a1", "a5"],
    'or=("prix d\'été, \\"net\\""__less.0,id__in.(a2,a3))': ["a2", "a3", "a5"],
    'or=(nom__exact."dit \\"oui\\", puis%0Anon",Nom__isnull)': ["a3", "a5"],
    "or=(id__exact.a1,id__exact.a2)&ouvert__exact=true": ["a1"],
    "and=(id__exact.a1,ouvert__exact.true)": ["a1"],
    "id__EXACT=a1": ["a1"],
}


@pytest.mark.parametrize("query", FILTERS, ids=[str(n) for n in range(len(FILTERS))])
def test_filters(client, query):
    assert ids(client.get(f"{DATA}?{query}")) == FILTERS[query]


SORTS = {
    "grand__sort=asc": ["a5", "a4", "a2", "a1", "a3"],
    "grand__sort=desc": ["a3", "a1", "a2", "a4", "a5"],
    "Nom__sort=asc": ["a4", "a1", "a5", "a2", "a3"],
    "code__sort=asc&id__sort=desc": ["a5", "a4", "a1", "a2", "a3"],
    "": ["a1", "a2", "a3", "a4", "a5"],
}


@pytest.mark.parametrize("query", SORTS, ids=[str(n) for n in range(len(SORTS))])
def test_sorts(client, query):
    assert ids(client.get(f"{DATA}?{query}")) == SORTS[query]


WRONG = (
    "limit=1", "id=a1", "nope__exact=1", "id__exact", "id__like=a", "page=0", "page=x",
    "page_size=0", "page_size=1001", "a__b__exact=x", "ouvert__exact=peut-être",
    "jour__exact=31/12/2024", "jour__exact=2024-02-30", "étiquettes__exact=bio",
    "a__b__contains=1", "id__sort=up", "id__sort", "columns=id,nope", "columns", "or=(id__exact.1",
    "or=(page.2)", "or=()", "or=(id__exact)", "or=(id__isnull.1)", "id__isnull=false", "__exact=1",
    "or=" + "or(" * 40 + "id__exact.1" + ")" * 40, "étiquettes__sort=asc",
    "&".join(["id__exact=a"] * 201), "id__in=" + "," * 1001,
    "id__groupby&columns=id", "nom__sum", "étiquettes__groupby", "Nom__groupby&id__sort=asc",
)  # fmt: skip


@pytest.mark.parametrize("query", WRONG, ids=[str(n) for n in range(len(WRONG))])
def test_what_means_nothing_is_refused_in_the_form_of_the_api(client, query):
    answer = client.get(f"{DATA}?{query}")
    assert answer.status_code == 400, answer.text
    (error,) = answer.json()["errors"]
    assert set(error) == {"code", "title", "detail"}
    assert error["title"] == "Invalid query string"
    assert error["detail"]


def test_groups_are_given_where_they_are_allowed(client):
    answer = client.get(f"{DATA}?code__groupby&a__b__sum&a__b__max&id__count&a__b__avg")
    assert answer.json()["data"][1] == {
        "code": "01001", "a__b__sum": 1, "a__b__max": 1, "id__count": 2, "a__b__avg": 0.5,
    }  # fmt: skip
    assert answer.json()["meta"]["total"] == 4
    by_count = client.get(f"{DATA}?code__groupby&id__count&id__count__sort=desc&page_size=1")
    assert by_count.json()["data"] == [{"code": "01001", "id__count": 2}]
    assert client.get(f"{DATA}?jour__max&ouvert__exact=false").json()["data"] == [
        {"jour__max": "2025-01-01"}
    ]
    assert client.get("/api/aggregation-exceptions/").json() == ["data"]


def test_groups_are_refused_elsewhere(client):
    answer = client.get("/api/resources/journal/data/?repair__groupby")
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["title"] == "Unauthorized parameters"


def test_pages_lead_to_one_another(client):
    answer = client.get(f"{DATA}?ouvert__isnotnull&page_size=3").json()
    assert [row["id"] for row in answer["data"]] == ["a1", "a2", "a4"]
    assert answer["meta"] == {"page": 1, "page_size": 3, "total": 4}
    assert answer["links"]["prev"] is None
    onward = client.get(answer["links"]["next"]).json()
    assert [row["id"] for row in onward["data"]] == ["a5"]
    assert onward["links"]["next"] is None
    assert client.get(onward["links"]["prev"]).json()["data"] == answer["data"]
    assert client.get(f"{DATA}?page=999999999999").json()["data"] == []


def test_columns_are_those_that_are_named(client):
    answer = client.get(DATA, params={"columns": 'nom,"prix d\'été, \\"net\\"",__id'})
    assert list(answer.json()["data"][0]) == ["nom", LABEL, "__id"]


def test_streams_have_every_row(client):
    text = client.get("/api/resources/data/data/csv/?columns=id,étiquettes,ouvert,objet").text
    assert text.splitlines()[:3] == [
        "id,étiquettes,ouvert,objet", 'a1,bio;vrac,true,"{""k"": 1}"', 'a2,,false,"[1, 2]"',
    ]  # fmt: skip
    answer = client.get("/api/resources/data/data/json/?ouvert__exact=true&id__sort=desc")
    assert [row["id"] for row in json.loads(answer.text)] == ["a4", "a1"]
    assert client.get("/api/resources/data/data/json/?id__exact=z").json() == []


def test_csv_of_what_spreadsheets_open_runs_nothing(client):
    assert client.get("/api/resources/journal/data/").json()["data"][1]["after"] == "=1+1"
    assert ",'=1+2,'=1+1," in client.get("/api/resources/journal/data/csv/").text


def test_positions_are_found_in_a_box(client):
    place = "/api/resources/data/data/geojson/?columns=__id,nom"
    found = client.get(f"{place}&bbox=2,48,3,49").json()["features"]
    assert found == [
        {
            "id": 1,
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [2.35, 48.85]},
            "properties": {"__id": 1, "nom": "École"},
        }
    ]
    across = client.get(f"{place}&bbox=179,-20,-179,-10").json()["features"]
    assert [feature["id"] for feature in across] == [4, 5]
    assert len(client.get(place).json()["features"]) == 4
    for box in ("1,2,3", "a,b,c,d", "0,0,0,91", "nan,0,1,1", "0,5,1,2"):
        assert client.get(f"{place}&bbox={box}").status_code == 400
    assert client.get("/api/resources/journal/data/geojson/").status_code == 400


def test_the_description_is_one_of_openapi(client):
    described = client.get("/api/resources/data/swagger/").json()
    names = {p["name"] for p in described["paths"]["/api/resources/data/data/"]["parameters"]}
    assert {"page", "columns", "nom__contains", "jour__less", "étiquettes__isnull"} <= names
    assert {"code__groupby", "a__b__sum"} <= names
    assert not {"a__b__contains", "étiquettes__exact", "nom__sum"} & names
    assert described["openapi"] == "3.0.3"


def test_what_is_not_there_is_told(client):
    for path in ("/api/resources/nope/", "/api/resources/x.data/data/", "/api/resources/data/nope"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["errors"][0]["title"]) == (
            404, "Resource not found",
        )  # fmt: skip


def test_an_answer_that_did_not_change_is_not_sent_again(client):
    first = client.get(f"{DATA}?id__exact=a1")
    tag = first.headers["etag"]
    again = client.get(f"{DATA}?id__exact=a1", headers={"if-none-match": f'"x", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(f"{DATA}?id__exact=a2").headers["etag"] != tag
    stream = client.get("/api/resources/data/data/csv/")
    tags = {"if-none-match": stream.headers["etag"]}
    assert client.get("/api/resources/data/data/csv/", headers=tags).status_code == 304
