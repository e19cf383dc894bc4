"""Stock files: each layout has its schema, masks are values, the layout of a file is known."""

import csv
import io
import json

import pytest

import tamis
from tamis.app._options import load_profile
from tamis.loading import catalogue

#: A row of examples is likely a copied one, and is meant to be here.
PLAIN = load_profile("publish", ["likely."])
LAYOUTS = {
    "stock/sirene-etablissements": {"1.0.0": 48, "2.0.0": 54},
    "stock/sirene-unites-legales": {"1.0.0": 33, "2.0.0": 34, "3.0.0": 35},
    "stock/sirene-etablissements-historique": {"1.0.0": 18},
    "stock/sirene-unites-legales-historique": {"1.0.0": 28},
    "stock/sirene-liens-de-succession": {"1.0.0": 6},
    "stock/sirene-doublons": {"1.0.0": 3},
    "stock/ban-adresses": {"1.0.0": 23, "2.0.0": 26},
    "stock/ban-lieux-dits": {"1.0.0": 13},
    "stock/bal": {"1.3.0": 19, "1.4.0": 21},
    "stock/bal-beta": {"1.5.0": 20},
}
PAIRS = [(name, version) for name, versions in LAYOUTS.items() for version in versions]


def table(schema, *changes):
    """Return a table: the examples of the schema, a row for each dict of changed cells."""
    out = io.StringIO()
    cells = {field.name: str(field.example) for field in schema.fields}
    writer = csv.writer(out)
    writer.writerow(cells)
    writer.writerows({**cells, **changed}.values() for changed in changes or [{}])
    return out.getvalue()


def test_every_layout_ships():
    ours = {n: e for n, e in catalogue.built_in().items() if n.startswith("stock/")}
    assert {name: list(entry.versions) for name, entry in ours.items()} == {
        name: list(versions) for name, versions in LAYOUTS.items()
    }


@pytest.mark.parametrize(("name", "version"), PAIRS)
def test_a_layout_has_its_columns_and_its_own_row_conforms(name, version, write):
    schema = tamis.load_schema(f"{name}@{version}")
    assert len(schema.fields) == LAYOUTS[name][version]
    report = tamis.validate(write("a.csv", table(schema)), schema, profile=PLAIN)
    assert dict(report.counts) == {}


@pytest.mark.parametrize(("name", "version"), PAIRS)
def test_five_faults_at_least_are_found(name, version, write):
    schema = tamis.load_schema(f"{name}@{version}")
    wrong = [{field.name: text} for field in schema.fields for text in ("??", "")]
    report = tamis.validate(write("a.csv", table(schema, *wrong)), schema)
    found = {
        (one.field, one.value)
        for one in report.findings
        if one.code.startswith("cell.") and one.value in {"??", "", None}
    }
    assert len(found) >= min(5, 2 * len(schema.fields)), found


def test_masks_are_values(write):
    schema = tamis.load_schema("stock/sirene-unites-legales")
    masked = dict.fromkeys(("nomUniteLegale", "prenom1UniteLegale", "sexeUniteLegale"), "[ND]")
    report = tamis.validate(
        write("a.csv", table(schema, {"statutDiffusionUniteLegale": "P", **masked})),
        schema,
        profile=PLAIN,
    )
    assert dict(report.counts) == {}


def test_an_older_layout_is_told_by_the_columns_it_lacks(write):
    old = tamis.load_schema("stock/sirene-etablissements@1.0.0")
    report = tamis.validate(
        write("a.csv", table(old)), "stock/sirene-etablissements@2.0.0", profile=PLAIN
    )
    assert report.valid
    assert dict(report.counts) == {"header.absent-field": 6}


def test_the_layout_of_a_file_is_known_by_its_columns(write):
    for name, version in (
        ("stock/sirene-etablissements", "1.0.0"),
        ("stock/ban-adresses", "1.0.0"),
    ):
        schema = tamis.load_schema(f"{name}@{version}")
        report = tamis.validate(write("a.csv", table(schema)))
        assert (report.schema.name, report.schema.version) == (name, version)


@pytest.mark.corpus
def test_columns_of_sirene_are_those_of_the_pipeline(shared):
    files = json.loads((shared / "api" / "sirene" / "config_stock.json").read_text())
    theirs = sorted(tuple(one["dtype"]) for one in files)
    latest = [max(v) for n, v in LAYOUTS.items() if n.startswith("stock/sirene")]
    names = [n for n in LAYOUTS if n.startswith("stock/sirene")]
    ours = [
        tuple(field.name for field in tamis.load_schema(f"{name}@{version}").fields)
        for name, version in zip(names, latest, strict=True)
    ]
    assert sorted(ours) == theirs


def columns(name, version):
    return [field.name for field in tamis.load_schema(f"{name}@{version}").fields]


#: How the pipeline of data.gouv.fr calls the types of ours.
_TYPES = {
    "VARCHAR": "string",
    "DATE": "date",
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DATETIME": "datetime",
}
_LAYOUT_OF = {
    "StockUniteLegale": "stock/sirene-unites-legales",
    "StockUniteLegaleHistorique": "stock/sirene-unites-legales-historique",
    "StockEtablissement": "stock/sirene-etablissements",
    "StockEtablissementHistorique": "stock/sirene-etablissements-historique",
    "StockEtablissementLiensSuccession": "stock/sirene-liens-de-succession",
    "StockDoublons": "stock/sirene-doublons",
}


@pytest.mark.corpus
def test_types_of_sirene_are_those_of_the_pipeline(shared):
    files = json.loads((shared / "api" / "sirene" / "config_stock.json").read_text())
    assert {one["name"].split("_")[0] for one in files} == _LAYOUT_OF.keys()
    for one in files:
        fields = tamis.load_schema(_LAYOUT_OF[one["name"].split("_")[0]]).fields
        assert [(field.name, field.type) for field in fields] == [
            (name, _TYPES[kind]) for name, kind in one["dtype"].items()
        ]


def test_an_older_layout_is_the_newer_one_less_what_came_with_it():
    assert _without("stock/sirene-etablissements", "1.0.0", "2.0.0") == {
        "dernierNumeroVoieEtablissement",
        "indiceRepetitionDernierNumeroVoieEtablissement",
        "identifiantAdresseEtablissement",
        "coordonneeLambertAbscisseEtablissement",
        "coordonneeLambertOrdonneeEtablissement",
        "activitePrincipaleNAF25Etablissement",
    }
    names = "stock/sirene-unites-legales"
    assert _without(names, "2.0.0", "3.0.0") == {"activitePrincipaleNAF25UniteLegale"}
    assert _without(names, "1.0.0", "2.0.0") == {"societeMissionUniteLegale"}


def _without(name, old, new):
    """Return what a newer layout has more; the rest stands in the same order."""
    older, newer = columns(name, old), columns(name, new)
    assert [one for one in newer if one in older] == older
    return set(newer) - set(older)


@pytest.mark.corpus
def test_an_older_layout_is_that_of_a_real_file(shared):
    path = shared / "api" / "sirene" / "sireneTestData.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    # Columns of geocoding follow those of the stock.
    assert header[:48] == columns("stock/sirene-etablissements", "1.0.0")


@pytest.mark.corpus
def test_columns_of_the_ban_are_those_of_its_exports(shared):
    notes = (shared / "docs" / "api.md").read_text(encoding="utf-8")
    plain = ";".join(columns("stock/ban-adresses", "1.0.0"))
    assert plain.startswith("id;id_fantoir;numero;rep;nom_voie;")
    assert f"\n {plain}\n" in notes
    assert f"lieux-dits: {';'.join(columns('stock/ban-lieux-dits', '1.0.0'))}." in notes
    more = columns("stock/ban-adresses", "2.0.0")[23:]
    assert f"csv-with-ids adds {';'.join(more)}." in notes
    assert columns("stock/ban-adresses", "2.0.0")[:23] == columns("stock/ban-adresses", "1.0.0")


@pytest.mark.corpus
def test_columns_of_the_bal_are_those_of_its_exports(shared):
    notes = (shared / "docs" / "api.md").read_text(encoding="utf-8")
    identifiers = ["id_ban_commune", "id_ban_toponyme", "id_ban_adresse"]
    common = columns("stock/bal", "1.3.0")[1:]
    assert f"{','.join(identifiers)} (1.4+) or uid_adresse, {','.join(common)}." in notes
    assert columns("stock/bal", "1.3.0")[0] == "uid_adresse"
    assert columns("stock/bal", "1.4.0") == [*identifiers, *common]
    beta = ["toponyme" if name == "voie_nom" else name for name in common[1:]]
    assert columns("stock/bal-beta", "1.5.0") == [*identifiers, *beta]
