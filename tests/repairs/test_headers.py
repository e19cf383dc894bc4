"""Labels: what is certain is renamed, what comes near is shown."""

import tamis

SCHEMA = {
    "fields": [
        {"name": "nom", "title": "Nom du lieu"},
        {"name": "nb_places", "type": "integer"},
        {"name": "commune"},
    ]
}


def test_a_title_is_as_good_as_a_name(write, tmp_path):
    source = write("a.csv", "NOM DU LIEU,nb_places,commune\nA,1,B\n")
    result = tamis.normalize(source, SCHEMA, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == "nom,nb_places,commune\nA,1,B\n"
    assert dict(result.before.counts) == {"header.misspelt-field": 1}
    assert not result.after.counts


def test_a_name_is_better_than_a_title(write, tmp_path):
    source = write("a.csv", "Nom du lieu,nom,commune,nb_places\nA,B,C,1\n")
    tamis.normalize(source, SCHEMA, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text().splitlines() == [
        "nom,nb_places,commune,Nom du lieu", "B,1,C,A",
    ]  # fmt: skip


def test_what_comes_near_is_shown_and_left(write, tmp_path):
    source = write("a.csv", "nom,nb_place,xyz\nA,1,B\n")
    result = tamis.normalize(source, SCHEMA, tmp_path / "out.csv")
    shown = {one.value: (one.repair, one.proposal) for one in result.report.findings if one.value}
    assert shown == {"nb_place": ("header-similar", "nb_places"), "xyz": ("", None)}
    assert (tmp_path / "out.csv").read_text().startswith("nom,nb_places,commune,nb_place,xyz\n")


def test_two_that_come_near_are_none(write):
    schema = {"fields": [{"name": "lieu_a"}, {"name": "lieu_b"}, {"name": "id"}]}
    report = tamis.validate(write("a.csv", "id,lieu_c\n1,2\n"), schema)
    assert not [one for one in report.findings if one.repair == "header-similar"]
