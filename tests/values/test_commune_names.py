"""Names of communes as people write them, and who bears them."""

import pytest

from tamis import reference
from tamis.values import commune_names
from tamis.values.commune_names import bears, communes_named, normalized, parent, written_code


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Saint-Étienne", "saint etienne"),
        ("ST ETIENNE", "saint etienne"),
        ("Ste-Foy-lès-Lyon", "sainte foy les lyon"),
        ("Stes Maries de la Mer", "saintes maries de la mer"),
        ("Sts-Geosmes", "saints geosmes"),
        ("Villiers s/ Marne", "villiers sur marne"),
        ("Œuilly", "oeuilly"),
        ("OEUILLY", "oeuilly"),
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("Lævenæ", "laevenae"),
        ("Rochelle (La)", "la rochelle"),
        ("ROCHELLE (LA) CEDEX 1", "la rochelle"),
        ("Havre, Le", "le havre"),
        ("Abergement (L')", "l abergement"),
        ("Abergement, L’", "l abergement"),
        ("Mées (Les)", "les mees"),
        ("Angles (Aux)", "aux angles"),
        ("Rang (Au)", "au rang"),
        ("Lilas, les", "les lilas"),
        ("NANTES CEDEX", "nantes"),
        ("NANTES CEDEX 03", "nantes"),
        ("Nantes, Cedex 3", "nantes"),
        ("Cedexville", "cedexville"),
        ("Rouen\u00a0 ", "rouen"),
        ("", ""),
    ],
)
def test_what_people_vary_is_left_out(name, plain):
    assert normalized(name) == plain


@pytest.mark.parametrize(
    "name",
    [
        "Paris 12e Arrondissement", "PARIS 12", "Paris 12", "Paris 12e", "Paris 12ème", "Paris 12è",
        "paris 12 EME", "Paris 12e arrt", "Paris 12e ardt", "Paris-12E-arr.",
    ],
)  # fmt: skip
def test_an_arrondissement_has_one_name(name):
    assert normalized(name) == "paris 12 arrondissement"


@pytest.mark.parametrize("name", ["Lyon 1er", "LYON 01", "Lyon 1ER ARRONDISSEMENT", "Lyon 1ere"])
def test_a_first_arrondissement_has_one_name(name):
    assert normalized(name) == "lyon 1 arrondissement"


@pytest.mark.parametrize("name", ["Paris 120", "Lille 3", "Paris Douze", "Paris 12e étage"])
def test_other_numbers_are_no_arrondissement(name):
    assert "arrondissement" not in normalized(name)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Ajaccio", {"2A004"}),
        ("BASTIA CEDEX 9", {"2B033"}),
        ("Saint-Denis", {"93066", "97411", "11339", "30247"}),
        ("ST PIERRE", {"97416", "97502"}),
        ("Fort de France", {"97209"}),
        ("Paris", {"75056"}),
        ("Marseille 8e", {"13208"}),
        ("Atlantis", set()),
    ],
)
def test_communes_by_name(name, codes):
    named = communes_named(name)
    assert codes <= set(named)
    assert len(set(named)) == len(named)
    assert bool(codes) == bool(named)


def test_a_part_leads_to_its_commune():
    assert [parent(code) for code in ("75112", "69381", "13216")] == ["75056", "69123", "13055"]
    assert [parent(code) for code in ("75056", "2A004", "00000")] == ["75056", "2A004", "00000"]


def test_no_commune_of_today_is_a_part():
    today = set(reference.communes()["code"])
    parts = commune_names.parts()
    assert today.isdisjoint(parts)
    assert {place for place, _ in parts.values()} <= today
    assert parts["75112"] == ("75056", reference.ARRONDISSEMENT)


@pytest.mark.parametrize(
    ("code", "name", "answer"),
    [
        ("75112", "Paris 12e", True),
        ("75112", "Paris", True),
        ("75112", "PARIS CEDEX 12", True),
        ("75112", "Paris 13e", False),
        ("75056", "Paris 13e", True),
        ("75056", "Lyon 3e", False),
        ("75112", "Lyon", False),
        ("69383", "Lyon 3", True),
        ("97411", "St-Denis", True),
        ("93066", "SAINT DENIS", True),
        ("2A004", "Bastia", False),
        ("2A004", "AJACCIO", True),
        ("2A004", "Atlantis", False),
        ("2A004", "", False),
        ("17300", "Rochelle (La)", True),
    ],
)
def test_who_bears_a_name(code, name, answer):
    assert bears(code, name) is answer


def test_every_commune_bears_its_name_however_it_is_written():
    communes = reference.communes().select("code", "nom").gather_every(150)
    for code, name in communes.iter_rows():
        assert bears(code, name), name
        assert bears(code, f"{name.upper().replace('-', ' ')} CEDEX 2"), name


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("01001", ("01001", "")),
        ("1001", ("01001", "code-corrige")),
        ("1001.0", ("01001", "code-corrige")),
        ("1001,00", ("01001", "code-corrige")),
        ("75056.0", ("75056", "code-corrige")),
        ("75056.5", ("75056.5", "")),
        ("0101", ("0101", "")),
        ("101", ("101", "")),
        ("2a004", ("2A004", "")),
        ("97411", ("97411", "")),
        ("-", ("", "")),
        ("", ("", "")),
        ("N/C", ("", "")),
        ("néant", ("", "")),
        ("#N/A", ("", "")),
    ],
)
def test_a_code_that_a_spreadsheet_wrote_otherwise(text, answer):
    assert written_code(text) == answer


@pytest.mark.parametrize(
    ("code", "postal", "answer"),
    [
        ("75101", "75012", True),
        ("75112", "75012", False),
        ("75056", "75012", False),
        ("75101", "69001", True),
        ("75101", "59000", True),
        ("2A004", "20000", False),
        ("2A004", "20200", True),
        ("97411", "97400", False),
        ("97411", "97410", True),
        ("2A004", "99999", False),
        ("2A004", "", False),
    ],
)
def test_a_postal_code_of_elsewhere(code, postal, answer):
    assert commune_names.is_elsewhere(code, postal) is answer
