"""Columns are added, none is changed; what is not sure is not said."""

import csv
from functools import partial

import pytest

import tamis
from tamis.enrich import LookupOptions, all_joins
from tamis.enrich.run import EnrichOptions, enrich
from tamis.model.origin import Origin
from tamis.sources import sidecar
from tamis.sources.api_client import ApiClient


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def enriched(write, tmp_path):
    """Enrich a text and return what was done and the rows written."""

    def made(name, text, base="", columns=None, file="a.csv", **asked):
        client = partial(ApiClient, sleep=lambda _: None)
        order = EnrichOptions(
            source=str(write(file, text)), name=name, output=tmp_path / "out.csv",
            columns=columns or {},
        )  # fmt: skip
        done = enrich(order, LookupOptions(base=base, client=client, **asked))
        return done, rows(done.output)

    return made


COMMUNES = (
    'id;code_commune;note\n1;35238;"a; b"\n2;01039;\n3;50160;x\n4;99999;\n5;;\n'
    "6;2a004;\n7;75119;\n8;29223;\n9;75001;\n"
)


def test_communes_are_known_by_their_code_whatever_its_age(enriched):
    done, made = enriched("communes", COMMUNES)
    found = {one["id"]: one for one in made}
    assert [one["id"] for one in made] == list("123456789")
    assert found["1"]["note"] == "a; b"
    assert found["1"]["communes_nom"] == "Rennes"
    assert (found["1"]["communes_departement"], found["1"]["communes_epci"]) == ("35", "243500139")
    assert found["1"]["communes_source"].startswith("COG 20")
    assert {k: v["communes_statut"] for k, v in found.items()} == {
        "1": "exact", "2": "commune-deleguee", "3": "commune-deleguee", "4": "inconnu", "5": "vide",
        "6": "exact", "7": "exact", "8": "ancien-code", "9": "ambigu",
    }  # fmt: skip
    assert found["2"]["communes_code"] == "01138"
    assert found["3"]["communes_code"] == "50412"
    assert found["4"]["communes_nom"] == ""
    assert found["6"]["code_commune"] == "2a004"
    assert sum(done.counts.values()) == 9


def test_communes_are_known_by_their_name_where_it_is_one(enriched):
    text = "ville,cp\nRENNES,35000\nSaint-Denis,\nSaint Denis,93200\nIle de Brehat,\n,35000\nXyz,\n"
    _, made = enriched("communes", text)
    assert [(one["communes_code"], one["communes_statut"]) for one in made] == [
        ("35238", "nom"), ("", "ambigu"), ("93066", "nom"), ("22016", "nom"),
        ("35238", "code-postal"), ("", "inconnu"),
    ]  # fmt: skip


def test_nothing_is_written_over(enriched, write, tmp_path):
    with pytest.raises(tamis.UsageError, match="communes_nom"):
        enriched("communes", "code_insee,communes_nom\n35238,x\n")
    with pytest.raises(tamis.UsageError, match="--column"):
        enriched("communes", "a,b\n35238,x\n")
    with pytest.raises(tamis.UsageError, match="colonne « c »"):
        enriched("communes", "a,b\n35238,x\n", columns={"code": "c"})
    with pytest.raises(tamis.SourceError, match="décalées"):
        enriched("communes", "code_insee,b\n35238,x,y\n35238\n")
    path = write("b.csv", "code_insee\n35238\n")
    with pytest.raises(tamis.UsageError):
        enrich(
            EnrichOptions(source=str(path), name="communes", output=path, columns={}),
            LookupOptions(),
        )
    _, made = enriched("communes", "a,b\n35238,x\n", columns={"code": "a"})
    assert made[0]["communes_nom"] == "Rennes"


def test_each_siret_is_asked_once_and_masks_stay(enriched, played):
    text = "siret\n21350238800019\n213 502 388 00019\n99999999900011\n35600000000048\n123\n\n"
    text = text.replace("\n\n", '\n""\n')
    _, made = enriched("siret", text, played.base)
    assert [one["siret_statut"] for one in made] == [
        "trouve", "trouve", "masque", "absent", "invalide", "vide",
    ]  # fmt: skip
    assert made[0]["siret_nom"] == "VILLE D'EXEMPLE"
    assert made[0]["siret_code_commune"] == "35238"
    assert made[2]["siret_adresse"] == "[NON-DIFFUSIBLE]"
    assert made[1]["siret"] == "213 502 388 00019"
    assert len(played.seen) == 3


def test_an_address_is_taken_where_it_is_sure_enough(enriched, played):
    text = (
        "nom,adresse,code_postal,latitude\n"
        'A,21 rue de Paris,35000,avant\nSECRET,"",35000,\nC,Place de l\'Hotel de Ville,35000,\n'
        "D,Inconnue,35000,\nE,Lieu-dit,35000,\nF,Rue de Paris,35000,\n"
        'G,21 rue de Paris,35000,"x, y"\n'
    )
    _, made = enriched("adresse", text, played.base)
    assert [one["adresse_statut"] for one in made] == [
        "ok", "vide", "ambigu", "introuvable", "imprecis", "ok", "ok",
    ]  # fmt: skip
    assert made[0]["adresse_latitude"] == made[6]["adresse_latitude"] == "48.117266"
    assert made[0]["latitude"] == "avant"
    assert made[2]["adresse_latitude"] == made[1]["adresse_latitude"] == ""
    assert made[2]["adresse_score"] == "0.797"
    sent = played.uploads[0].decode()
    assert "SECRET" not in sent
    assert sent.count("21 rue de Paris") == 1


def test_an_address_known_to_the_commune_only_is_no_match(enriched, played):
    text = "adresse,code_postal\n.,35000\n"
    _, made = enriched("adresse", text, played.base)
    assert (made[0]["adresse_type"], made[0]["adresse_score"]) == ("municipality", "0.964")
    assert (made[0]["adresse_statut"], made[0]["adresse_latitude"]) == ("imprecis", "")
    _, made = enriched("adresse", text, played.base, precision="municipality")
    assert made[0]["adresse_statut"] == "ok"


def test_what_is_restricted_is_not_sent(enriched, write, played, tmp_path):
    path = write("a.csv", "siret\n21350238800019\n")
    sidecar.write(path, Origin(api="api-particulier", access="restricted"))
    order = EnrichOptions(source=str(path), name="siret", output=tmp_path / "out.csv", columns={})
    with pytest.raises(tamis.RefusedError):
        enrich(order, LookupOptions(base=played.base))
    assert played.seen == []
    order = EnrichOptions(
        source=str(path), name="communes", output=tmp_path / "out.csv", columns={"code": "siret"}
    )
    enrich(order, LookupOptions())
    assert sidecar.read(order.output).restricted


def test_every_leaf_has_the_same_verbs():
    assert list(all_joins()) == ["adresse", "communes", "siret"]
    for leaf in all_joins().values():
        assert {"statut", "source"} <= set(leaf.COLUMNS)
        assert leaf.ROLES.keys() >= leaf.NEEDED
        assert leaf.TITLE.fr
        assert leaf.TITLE.en
