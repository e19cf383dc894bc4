"""A row against what is known of its SIRET or of its address: what agrees, differs, is closed."""

import csv

import polars as pl
import pytest

import tamis
from tamis.enrich import LookupOptions
from tamis.enrich.establishment import Establishment, compared
from tamis.enrich.run import EnrichOptions, enrich

PLACE = Establishment(
    siret="21350238800019", names=("COMMUNE DE RENNES", "MAIRIE"), state="A",
    address="1 BIS PL DE LA MAIRIE 35000 RENNES", commune="35238", postal="35000",
    created="1983-03-01",
)  # fmt: skip


@pytest.mark.parametrize(
    ("row", "differing"),
    [
        ({"nom": "Commune de Rennes"}, ()),
        ({"nom": "Mairie"}, ()),
        ({"nom": "Rennes, commune de"}, ()),
        ({"nom": "Commune de Renes"}, ()),
        ({"nom": "Boulangerie Martin"}, ("nom",)),
        ({"adresse": "1bis, place de la Mairie"}, ()),
        ({"adresse": "2 place de la Mairie"}, ("adresse",)),
        ({"adresse": "1 bis rue du Bourg"}, ("adresse",)),
        ({"adresse": "Place de la mairie"}, ()),
        ({"commune": "35238"}, ()),
        ({"commune": "35047"}, ("commune",)),
        ({"postal": "35000"}, ()),
        ({"postal": "35069"}, ()),
        ({"postal": "29200"}, ("postal",)),
        ({"ville": "RENNES CEDEX 7"}, ()),
        ({"ville": "Brest"}, ("ville",)),
        ({"etat": "Actif"}, ()),
        ({"etat": "fermé"}, ("etat",)),
        ({"etat": "?"}, ()),
        ({"date": "01/03/1983"}, ()),
        ({"date": "1983-03-02"}, ("date",)),
        ({"date": "autrefois", "nom": "", "ville": "-"}, ()),
        ({"nom": "Mairie", "ville": "Brest", "date": "1990-01-01"}, ("ville", "date")),
    ],
)  # fmt: skip
def test_what_a_row_says_is_compared(row, differing):
    assert compared(row, PLACE)[1] == differing


def test_the_score_is_that_of_what_is_compared():
    assert compared({}, PLACE) == ("", ())
    assert compared({"commune": "35238", "ville": "Brest"}, PLACE) == ("0.50", ("ville",))
    masked = Establishment(siret="1", names=("[ND]",), address="[NON-DIFFUSIBLE]", commune="35238")
    assert compared({"nom": "X", "adresse": "1 rue Y"}, masked) == ("", ())


@pytest.fixture(scope="module")
def stocks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stock")
    sirets = ["21350238800019", "01234567800011", "99999999900011", "30000000000017"]
    places = pl.DataFrame({
        "siret": sirets, "etatAdministratifEtablissement": ["A", "F", "A", "F"],
        "dateCreationEtablissement": ["1983-03-01"] * 4, "dateDebut": ["2008-01-01"] * 4,
        "enseigne1Etablissement": ["MAIRIE", None, None, None],
        "numeroVoieEtablissement": ["1", "2", None, "3"],
        "typeVoieEtablissement": ["PLACE", "RUE", None, "RUE"],
        "libelleVoieEtablissement": ["DE LA MAIRIE", "DU BOURG", None, "HAUTE"],
        "codePostalEtablissement": ["35000", "01500", "35000", "35000"],
        "codeCommuneEtablissement": ["35238", "01004", "35238", "35238"],
        "statutDiffusionEtablissement": ["O", "O", "P", "O"],
        "etablissementSiege": [True, False, True, False],
    })  # fmt: skip
    places.write_parquet(folder / "StockEtablissement.parquet")
    places.write_csv(folder / "StockEtablissement.csv")
    numbered = places.with_columns(pl.col("siret").cast(pl.Int64))
    numbered.write_parquet(folder / "nombres.parquet")
    pl.DataFrame({
        "siren": ["213502388", "012345678"], "denominationUniteLegale": ["COMMUNE DE RENNES", None],
        "nomUniteLegale": [None, "EXEMPLE"], "prenom1UniteLegale": [None, "CAMILLE"],
        "nicSiegeUniteLegale": ["00019", "00029"],
    }).write_parquet(folder / "StockUniteLegale.parquet")  # fmt: skip
    pl.DataFrame({
        "siretEtablissementPredecesseur": ["01234567800011", "01234567800011"],
        "siretEtablissementSuccesseur": ["11111111100017", "01234567800029"],
        "dateLienSuccession": ["2001-01-01", "2008-01-01"],
    }).write_parquet(folder / "Liens.parquet")  # fmt: skip
    return folder


ROWS = (
    "siret,denomination,ville\n213 502 388 00019,Commune de Rennes,Rennes\n"
    "21350238800019,Autre chose,Rennes\n01234567800011,Camille Exemple,\n99999999900011,X,\n"
    "30000000000017,,\n55555555500017,,\nabc,,\n,,x\n"
)


def enriched(tmp_path, *stock, text=ROWS, name="siret", **asked):
    source = tmp_path / "a.csv"
    source.write_text(text)
    options = EnrichOptions(
        source=str(source), name=name, output=tmp_path / "out.csv", columns={}, allow_personal=True
    )
    enrich(options, LookupOptions(stock=stock, **asked))
    with options.output.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["StockEtablissement.parquet", "StockEtablissement.csv",
                                  "nombres.parquet"])  # fmt: skip
def test_stock_files_answer_in_the_place_of_the_api(stocks, tmp_path, name):
    rows = enriched(
        tmp_path, stocks / "Liens.parquet", stocks / name, stocks / "StockUniteLegale.parquet"
    )
    assert [row["siret_statut"] for row in rows] == [
        "trouve", "differe", "ferme", "masque", "ferme", "absent", "invalide", "vide",
    ]  # fmt: skip
    assert rows[0]["siret_nom"] == "COMMUNE DE RENNES"
    assert rows[0]["siret_adresse"] == "1 PLACE DE LA MAIRIE"
    assert (rows[1]["siret_ecarts"], rows[0]["siret_score"]) == ("nom", "1.00")
    closed = rows[2]
    assert (closed["siret_date_fermeture"], closed["siret_siege"], closed["siret_successeur"]) == (
        "2008-01-01", "01234567800029", "01234567800029",
    )  # fmt: skip
    assert rows[3]["siret_adresse"] == "[NON-DIFFUSIBLE]"
    assert [row["denomination"] for row in rows[:2]] == ["Commune de Rennes", "Autre chose"]


def test_other_files_are_no_stock(stocks, tmp_path):
    with pytest.raises(tamis.UsageError, match="StockEtablissement"):
        enriched(tmp_path, stocks / "Liens.parquet")
    broken = tmp_path / "b.parquet"
    broken.write_bytes(b"PAR1")
    with pytest.raises(tamis.SourceError, match="Parquet"):
        enriched(tmp_path, broken)
    with pytest.raises(tamis.UsageError, match="--from"):
        enriched(tmp_path, stocks / "Liens.parquet", name="communes", text="code_insee\n35238\n")
