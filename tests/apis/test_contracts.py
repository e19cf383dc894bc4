"""Every contract takes the good answers of its API and refuses planted faults."""

import copy
import json

import pytest

import tamis
from tamis.app import check_answer
from tamis.loading import apis
from tamis.model.text import LANGS

MASK = "[NON-DIFFUSIBLE]"


def names():
    """Return every contract that ships; each has a good answer in fixtures/apis."""
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
    found = [(f.pointer, f.code, f.message) for f in report.findings]
    if apis.load(name.partition("/")[0]).restricted:  # personal, and looks like it
        found = [one for one in found if one[1] != "file.likely-restricted"]
    assert found == []


def test_what_a_restricted_api_answers_looks_like_it(good, write):
    name = "api-particulier/quotient_familial"
    report = judged(name, good[name], write)
    assert (report.valid, dict(report.counts)) == (True, {"file.likely-restricted": 1})
    kept = check_answer("api-particulier", write("a.json", json.dumps(good[name])))
    assert dict(kept.counts) == {}  # that it is restricted is known


def near(pointer, path):
    """Whether a finding stands where a fault was planted, around it or inside."""
    place = "".join(f"/{part}" for part in path)
    return place.startswith(pointer) or pointer.startswith(place)


@pytest.mark.parametrize("name", names())
def test_a_contract_refuses_planted_faults(name, good, write):
    document = good[name]
    refused = set()
    for path, _ in mutations(document):
        planting = [(value, False) for value in ([["faux"]], "\u0000faux", -7, True)]
        planting += [(None, True)] if isinstance(path[-1], str) else []
        for value, gone in planting:
            report = judged(name, planted(document, path, value, gone=gone), write)
            if not report.valid:
                errors = [f.pointer for f in report.findings if f.severity.word == "error"]
                assert any(near(pointer, path) for pointer in errors), (path, value, errors)
                refused.add((path, repr(value)))
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


def test_a_geocoded_file_is_checked_by_its_columns(write):
    head = (
        "id,adresse,longitude,latitude,result_score,result_score_next,result_label,result_type,"
        "result_id,result_postcode,result_city,result_citycode,result_status"
    )
    good = "1,21 rue,-1.67,48.11,0.95,0.4,21 Rue,housenumber,35238_1,35000,Rennes,35238,ok"
    none = "2,x,,,,,,,,,,,not-found"
    assert dict(check_answer("adresse", write("a.csv", f"{head}\n{good}\n{none}\n")).counts) == {}
    planted = {
        "longitude": ("-1.67", "181"),
        "latitude": ("48.11", "nord"),
        "result_score": ("0.95", "1.95"),
        "result_type": ("housenumber", "maison"),
        "result_postcode": ("35000", "3500"),
        "result_citycode": (",35238,ok", ",352,ok"),
    }
    for field, (was, now) in planted.items():
        report = check_answer("adresse", write("a.csv", f"{head}\n{good.replace(was, now)}\n"))
        assert [one.field for one in report.findings if one.severity.word == "error"] == [field]


#: Members whose values are of a list or a form that the producers publish: what is none of them.
OFF_LIST = [
    *(
        (f"api-entreprise/{name}", [*above, *member.split("/")], bad)
        for name, above in (("unite_legale", ["data"]), ("etablissement", ["data", "unite_legale"]))
        for member, bad in (
            ("activite_principale/nomenclature", "faux"),
            ("activite_principale/code", "faux"),
            ("activite_principale_naf_rev2/nomenclature", "NAF1993"),
            ("forme_juridique/code", "faux"),
            ("rna", "faux"),
            ("tranche_effectif_salarie/de", 4),
            ("tranche_effectif_salarie/a", 4),
            ("tranche_effectif_salarie/code", "99"),
            ("tranche_effectif_salarie/date_reference", "faux"),
            ("categorie_entreprise", "TPE"),
        )
    ),
    ("api-entreprise/adresse", ["data", "code_postal"], "faux"),
    ("api-entreprise/etablissement", ["data", "adresse", "code_postal"], "faux"),
    *(
        ("georisques/gaspar_azi", ["data", 0, f"date_{name}"], "faux")
        for name in ("debut_programmation", "fin_programmation", "debut_etude", "fin_etude",
                     "debut_information", "fin_information", "realisation", "diffusion",
                     "publication_web")
    ),
    ("georisques/gaspar_azi", ["data", 0, "liste_libelle_risque", 0, "num_risque"], "faux"),
    ("georisques/gaspar_risques", ["data", 0, "risques_detail", 0, "num_risque"], "faux"),
    ("georisques/zonage_sismique", ["data", 0, "zone_sismicite"], "faux"),
    ("georisques/rga", ["exposition"], "faux"),
    ("georisques/resultats_rapport_risque", ["url"], "faux"),
    ("georisques/installations_classees", ["data", 0, "statutSeveso"], "faux"),
    ("georisques/installations_classees", ["data", 0, "codeAIOT"], "faux"),
    ("georisques/installations_classees", ["data", 0, "codeNaf"], "faux"),
    ("georisques/installations_classees", ["data", 0, "date_maj"], "faux"),
    ("georisques/installations_classees", ["data", 0, "coordonneeXAIOT"], {"x": 1}),
    ("georisques/installations_classees", ["data", 0, "systemeCoordonneesAIOT"], 3),
    *(
        (f"georisques/{name}", [member], bad)
        for name in ("gaspar_azi", "gaspar_catnat", "gaspar_risques", "radon", "zonage_sismique",
                     "installations_classees")
        for member, bad in (("next", "faux"), ("previous", "faux"), ("response_code", 404))
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "path", "bad"), OFF_LIST)
def test_members_of_a_list_or_a_form_take_nothing_else(name, path, bad, good, write):
    document = good[name]
    place = document
    for part in path[:-1]:
        place = place.setdefault(part, {}) if isinstance(place, dict) else place[part]
        assert place is not None
    place[path[-1]] = bad
    pointer = "".join(f"/{part}" for part in path)
    assert pointer in [f.pointer for f in judged(name, document, write).findings]


@pytest.mark.parametrize("place", ["siege", "matching_etablissements"])
def test_whether_a_place_is_the_head_office_is_always_said(place, answers, write):
    unit = answers.unite("356000000")
    held = unit[place][0] if place == "matching_etablissements" else unit[place]
    held["est_siege"] = None
    envelope = {"results": [unit], "total_results": 1, "page": 1, "per_page": 10, "total_pages": 1}
    report = judged("recherche-entreprises/search", envelope, write)
    assert [f.pointer.rpartition("/")[2] for f in report.findings] == ["est_siege"]
