"""What looks like personal data is told, and what is open data is not taken for it."""

import csv
import json
from pathlib import Path

import pytest

from tamis.checks.rules.file_likely_restricted import telling
from tamis.loading import apis

#: Names of restricted answers, and of files that hold them.
PERSONAL = [
    ["nomNaissance", "prenoms", "dateNaissance"],
    ["Nom de naissance", "Date de naissance", "Commune"],
    ["spiDec1", "nmNaiDec1"],
    ["rfr", "nbPart"],
    ["N° fiscal"],
    ["numero_securite_sociale", "montant"],
    ["Numéro d'allocataire"],
    ["data_quotient_familial_valeur", "data_allocataires"],
    ["prenom", "nir"],
    ["NIR de l'assuré", "montant"],
]
#: Columns of open files that have a name in common with them.
OPEN = [
    ["Nom de l'élu", "Prénom de l'élu", "Date de naissance", "Lieu de naissance", "Code sexe"],
    ["commune", "Nombre de foyers fiscaux", "Revenu fiscal de référence des foyers fiscaux"],
    ["tranche", "quotient_familial", "tarif"],
    ["Code commune", "Nombre d'allocataires", "Quotient familial"],
    ["red", "green", "nir", "swir"],
    ["parcelle", "red_mean", "nir_mean", "ndvi"],
    ["nomprenom", "sexe", "datenaiss", "lieunaiss", "datedeces"],
    ["ENFANT_PRENOM", "ENFANT_SEXE", "NOMBRE_OCCURRENCES"],
    ["station", "date", "spi"],
]


@pytest.mark.parametrize("names", PERSONAL)
def test_names_of_personal_data_are_known(names):
    assert telling(names)


@pytest.mark.parametrize("names", OPEN)
def test_names_of_open_data_are_not_taken_for_them(names):
    assert telling(names) == []


def headers(descriptor):
    """Return the sets of names that a schema gives to the columns or members of one thing."""
    if isinstance(descriptor, list):
        for one in descriptor:
            yield from headers(one)
    elif isinstance(descriptor, dict):
        fields = [one for one in descriptor.get("fields") or () if isinstance(one, dict)]
        for key in ("name", "title"):
            yield [one[key] for one in fields if isinstance(one.get(key), str)]
        members = descriptor.get("properties")
        yield list(members) if isinstance(members, dict) else []
        for one in descriptor.values():
            yield from headers(one)


def taken(folder, root):
    """Return the schemas of a folder that look like personal data."""
    found = set()
    for path in folder.rglob("*.json"):
        try:
            descriptor = json.loads(path.read_bytes())
        except ValueError:
            continue
        if any(telling(names) for names in headers(descriptor)):
            found.add(path.relative_to(root).as_posix())
    return found


def test_no_schema_that_ships_looks_like_it_but_restricted_answers(root):
    found = taken(root / "schemas", root)
    assert "schemas/api/api-particulier/quotient_familial.contract.json" in found
    # What restricted APIs answer is what the rule is for.
    assert all(apis.load(Path(one).parent.name).restricted for one in found), found


@pytest.mark.corpus
def test_no_published_schema_nor_example_looks_like_it(shared):
    assert taken(shared / "catalogue", shared) == set()
    files = [one for one in (shared / "examples").rglob("*.csv") if one.is_file()]
    assert len(files) >= 30
    for path in files:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            line = file.readline()
        labels = next(csv.reader([line], delimiter=max(";,\t|", key=line.count)))
        assert telling(labels) == [], path


def test_a_release_says_which_source_looks_like_it(root, tmp_path, capsys):
    from tamis.cli.main import main

    folder = root / "fixtures" / "rules" / "file.likely-restricted"
    sources = [str(folder / "bad.csv"), str(folder / "good.csv")]
    asked = ["aggregate", *sources, "-s", str(folder / "schema.json"), "-o", str(tmp_path / "r")]
    with pytest.raises(SystemExit) as done:
        main(asked)
    said = capsys.readouterr().err
    assert (done.value.code, "personnelles : bad (file.likely-restricted)" in said) == (0, True)
    assert "good" not in said
