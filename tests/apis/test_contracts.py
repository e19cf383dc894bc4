"""Every contract takes the good answers of its API and refuses planted faults."""

import copy
import json

import pytest

import tamis
from tamis.app import check_answer
from tamis.loading import apis
from tamis.model.text import LANGS

#: Answers that look like personal data, because they are.
PERSONAL = {"api-particulier/quotient_familial": {"file.likely-restricted"}}
MASK = "[NON-DIFFUSIBLE]"


def page(**records):
    return {"page": 1, "page_size": 20, "total": 1, "next_page": None, **records}


def risks(*rows):
    return {
        "results": len(rows), "page": 1, "total_pages": 1, "data": list(rows),
        "response_code": 200, "message": None, "next": None, "previous": None,
    }  # fmt: skip


RESOURCE = {
    "id": "0651fb76-bcf3-4f6a-a38d-bc04fa708576", "title": "Stock", "format": "csv",
    "url": "https://files.data.gouv.fr/a.csv", "filesize": None, "type": "main",
    "filetype": "file", "schema": {"name": None, "url": None, "version": None},
    "checksum": {"type": "sha1", "value": "a"}, "last_modified": "2026-01-02T03:04:05+00:00",
}  # fmt: skip
DATASET = {
    "id": "5b7ffc618b4c4169d30727e0", "title": "Base Sirene", "license": "lov2",
    "organization": {"name": "INSEE"}, "resources": [RESOURCE], "tags": ["siren"],
    "created_at": "2018-08-24T10:00:00", "private": False,
}  # fmt: skip
RISK = {"present": True, "libelle": "Inondation", "libelleStatutCommune": "Risque Existant"}
GOOD = {
    "decoupage-administratif/communes": [
        {"nom": "Île-de-Bréhat", "code": "22016", "codesPostaux": ["22870"], "population": 429,
         "codeDepartement": "22", "codeRegion": "53", "_score": 1.0, "zone": "metro"},
        {"nom": "Ajaccio", "code": "2A004", "codesPostaux": [], "codeDepartement": "2A"},
    ],
    "decoupage-administratif/communes_associees_deleguees": [
        {"nom": "Exemple", "code": "01039", "type": "commune-deleguee", "chefLieu": "01138",
         "codeDepartement": "01"},
    ],
    "decoupage-administratif/epcis": [
        {"nom": "Rennes Métropole", "code": "243500139", "type": "METRO", "financement": "FPU",
         "codesDepartements": ["35"], "population": 470000},
    ],
    "decoupage-administratif/departements": [
        {"nom": "Corse-du-Sud", "code": "2A", "codeRegion": "94", "_score": 0.5},
    ],
    "decoupage-administratif/regions": [{"nom": "Bretagne", "code": "53", "zone": "metro"}],
    "georisques/radon": risks(
        {"classe_potentiel": "1", "code_insee": "75113", "libelle_commune": None}
    ),
    "georisques/zonage_sismique": risks(
        {"code_insee": "35238", "libelle_commune": "RENNES", "code_zone": "2",
         "zone_sismicite": "2 - FAIBLE"}
    ),
    "georisques/gaspar_risques": risks(
        {"code_insee": "35238", "libelle_commune": "RENNES",
         "risques_detail": [{"num_risque": "11", "libelle_risque_long": "Inondation"}]}
    ),
    "georisques/gaspar_catnat": risks(
        {"code_national_catnat": "INTE1", "code_insee": "75113", "date_debut_evt": "25/12/1999"}
    ),
    "georisques/installations_classees": risks(
        {"raisonSociale": "X", "codeInsee": "75056", "siret": None, "longitude": 2.3,
         "latitude": 48.8, "ied": False, "statutSeveso": "Non Seveso"}
    ),
    "georisques/rga": {"codeExposition": "2", "exposition": "Exposition moyenne"},
    "georisques/resultats_rapport_risque": {
        "adresse": None, "commune": {"codeInsee": "35238", "libelle": "Rennes"}, "url": "https://x",
        "risquesNaturels": {"inondation": RISK}, "risquesTechnologiques": {"icpe": RISK},
    },
    "data-gouv/datasets": page(data=[DATASET]),
    "data-gouv/dataset": DATASET,
    "data-gouv/resources": page(data=[RESOURCE]),
    "tabular/data": {
        "data": [{"__id": 1, "code": "35238", "n": None}], "links": {"next": None},
        "meta": {"page": 1, "page_size": 20, "total": 1},
    },
    "tabular/profile": {
        "profile": {"header": ["code"], "columns": {}, "total_lines": 3, "encoding": "utf-8"},
        "deleted_at": None,
    },
    "api-gouv/apis": [{"title": "API Adresse", "tagline": "Cherchez une adresse"}],
    "api-particulier/reponse": {"data": {"a": 1}, "links": {}, "meta": {}},
    "api-particulier/erreur": {"errors": [{"code": "00101", "title": "Interdit", "meta": {}}]},
    "api-entreprise/reponse": {"data": [{"siren": "1"}], "links": {}, "meta": {}},
    "api-entreprise/erreur": {"errors": [{"code": "00101", "title": "Interdit", "meta": {}}]},
    "api-particulier/quotient_familial": {
        "data": {
            "quotient_familial": {"valeur": 350, "fournisseur": "CNAF", "mois": 5, "annee": 2026},
            "allocataires": [{"nom_naissance": "EXEMPLE", "sexe": "F", "date_naissance": None}],
            "enfants": [],
        },
        "links": {}, "meta": {},
    },
    "franceconnect/userinfo": {
        "sub": "a1", "given_name": "Claude", "family_name": "EXEMPLE", "birthdate": "1970-01-02",
        "gender": "female", "birthplace": "35238", "birthcountry": "99100",
    },
}  # fmt: skip


@pytest.fixture
def good(answers):
    """Every good answer, by API and contract."""
    made = {**GOOD}
    made["recherche-entreprises/search"] = {
        "results": [answers.unite("356000000"), answers.masked("999999999")],
        "total_results": 2, "page": 1, "per_page": 10, "total_pages": 1,
    }  # fmt: skip
    made["adresse/search"] = {
        "type": "FeatureCollection", "version": "draft", "query": "21 rue", "limit": 5,
        "features": [answers.adresse(), answers.adresse(type="street", banId="x")],
    }  # fmt: skip
    return made


def names():
    root = apis._root()
    return sorted(
        f"{path.parent.name}/{path.name.removesuffix('.contract.json')}"
        for path in root.glob("*/*.contract.json")
    )


def judged(name, value, write):
    api, _, contract = name.partition("/")
    described = apis.contract(apis.load(api), contract)
    return tamis.validate(write("a.json", json.dumps(value)), described)


def mutations(value, path=()):
    """Return a copy of a document with one value replaced by another of another kind, each."""
    found = [(path, {"?": object})] if path else []
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inner:
        if isinstance(one, dict | list):
            found += mutations(one, (*path, key))
        else:
            found.append(((*path, key), one))
    return found


def planted(document, path, value, *, gone=False):
    made = copy.deepcopy(document)
    place = made
    for part in path[:-1]:
        place = place[part]
    if gone:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return made


@pytest.mark.parametrize("name", names())
def test_a_contract_takes_a_good_answer(name, good, write):
    report = judged(name, good[name], write)
    found = [
        (f.pointer, f.message) for f in report.findings if f.code not in PERSONAL.get(name, ())
    ]
    assert found == []


def test_what_a_restricted_api_answers_looks_like_it(good, write):
    name = "api-particulier/quotient_familial"
    report = judged(name, good[name], write)
    assert (report.valid, dict(report.counts)) == (True, {"file.likely-restricted": 1})
    kept = check_answer("api-particulier", write("a.json", json.dumps(good[name])))
    assert dict(kept.counts) == {}  # that it is restricted is known


@pytest.mark.parametrize("name", names())
def test_a_contract_refuses_planted_faults(name, good, write):
    document = good[name]
    refused = set()
    for path, _ in mutations(document):
        for value in ([["faux"]], "\u0000faux", -7, True):
            report = judged(name, planted(document, path, value), write)
            if not report.valid:
                places = [f.pointer for f in report.findings if f.severity.word == "error"]
                assert places
                refused.add((path, repr(value)))
        if isinstance(path[-1], str):
            report = judged(name, planted(document, path, None, gone=True), write)
            if not report.valid:
                refused.add((path, "gone"))
        if len(refused) >= 12:
            break
    assert len(refused) >= 5, refused


def test_masks_and_nulls_pass_and_other_words_do_not(answers, write):
    envelope = {"total_results": 1, "page": 1, "per_page": 10, "total_pages": 1}
    name = "recherche-entreprises/search"
    masked = answers.masked("999999999")
    assert judged(name, {**envelope, "results": [masked]}, write).valid
    masked["siege"]["latitude"] = "[MASQUE]"
    masked["siege"]["code_postal"] = "2A004"
    report = judged(name, {**envelope, "results": [masked]}, write)
    assert [f.pointer for f in report.findings] == [
        "/results/0/siege/code_postal", "/results/0/siege/latitude",
    ]  # fmt: skip
    bare = {"siren": "356000000", "nom_complet": None, "etat_administratif": None}
    assert judged(name, {**envelope, "results": [bare]}, write).valid


def test_errors_cuts_and_new_members_are_told_for_what_they_are(answers, write):
    name = "recherche-entreprises/search"
    codes = judged(name, {"erreur": "3 caractères minimum"}, write).counts
    assert dict(codes) == {"api.error-answer": 1}
    envelope = {"total_results": 10000, "page": 1, "per_page": 10, "total_pages": 1000}
    report = judged(name, {**envelope, "results": [answers.unite("356000000", neuf=1)]}, write)
    assert report.valid
    assert dict(report.counts) == {"api.cut-short": 1, "api.unknown-member": 1}


def test_an_empty_body_is_an_answer_where_the_api_says_so(write):
    assert check_answer("georisques", write("a.json", ""), operation="rga").valid
    with pytest.raises(tamis.SourceError):
        check_answer("georisques", write("a.json", ""), operation="radon")


def test_the_operation_is_known_by_its_answer(good, write):
    for name in ("georisques/radon", "georisques/rga", "decoupage-administratif/epcis"):
        api = name.partition("/")[0]
        report = check_answer(api, write("a.json", json.dumps(good[name])))
        assert (report.valid, report.schema.name) == (True, name)


def test_lines_of_records_are_checked_as_well(answers, write):
    lines = "\n".join(json.dumps(answers.unite(f"{n:09}")) for n in range(3))
    report = check_answer("recherche-entreprises", write("a.ndjson", lines))
    assert (report.valid, report.rows) == (True, 3)


def test_every_api_says_all_that_it_must():
    assert len(apis.names()) >= 13
    for name in apis.names():
        api = apis.load(name)
        assert all(text.say(lang) for text in (api.title, api.notes) for lang in LANGS)
        assert api.licence
        if api.restricted:
            assert api.token
            assert api.legal
            assert api.request
        for operation in api.operations.values():
            assert set(operation.required) <= set(operation.parameters)
            for table in operation.tables:
                assert apis.table(api, table).fields


def test_a_retired_address_leads_to_the_one_in_use():
    assert apis.load("api-adresse.data.gouv.fr").name == "adresse"
    with pytest.raises(tamis.UsageError, match="georisques"):
        apis.load("georisque")


@pytest.mark.corpus
def test_real_answers_conform(shared):
    for api, path in (
        ("georisques", "georisques/radon_75113.json"),
        ("adresse", "api-adresse/search_21_rue_des_ardennes.json"),
        ("decoupage-administratif", "geo-api/communes_synthesised_sample.json"),
    ):
        report = check_answer(api, shared / "api" / path)
        assert dict(report.counts) == {}
