"""A release: the six territories, an account that balances, a folder whole or absent."""

import csv
import json
import os
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

import tamis
from tamis.release.account import AccountEntry, UnbalancedError, ensure_balanced
from tamis.release.inputs import manifest_files
from tamis.release.output import tables, verify

TERRITORIES = Path(__file__).parents[2] / "fixtures" / "territoires"
SCHEMA = "etalab/schema-irve-statique"
SMALL = {
    "primaryKey": "id",
    "tamis:release": {"key": "id", "latest": "maj"},
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True}},
        {"name": "prix", "type": "number", "constraints": {"minimum": 0}},
        {"name": "maj", "type": "date"},
    ],
}


def tree(folder):
    """Return what each file under a folder holds."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


@pytest.fixture
def released(tmp_path):
    return tamis.aggregate([TERRITORIES], SCHEMA, tmp_path / "sortie")


def test_fixtures_are_what_their_script_makes():
    import importlib.util

    spec = importlib.util.spec_from_file_location("make", TERRITORIES / "make.py")
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    for name, content in make.FILES.items():
        assert (TERRITORIES / name).read_bytes() == content(), name
    assert json.loads((TERRITORIES / "truth.json").read_text()) == make.TRUTH


def test_the_account_is_the_truth(released):
    truth = json.loads((TERRITORIES / "truth.json").read_text())
    for entry, read in zip(released.account, released.sources, strict=True):
        found = {"in": entry.rows, "out": entry.out, "rejected": entry.rejected,
                 "duplicates": entry.duplicates, "valid": read.result.valid}  # fmt: skip
        assert found == truth[entry.source], entry.source


def test_what_is_released_conforms_and_is_typed(released):
    report = tamis.validate(released.folder / "data.csv", SCHEMA)
    assert report.valid
    codes = {code for code in report.counts if not code.startswith("likely.")}
    assert codes == {"header.unknown-field"}  # the lineage
    typed = pl.read_parquet(released.folder / "data.parquet")
    assert typed.schema["date_maj"] == pl.Date
    assert typed.schema["puissance_nominale"] == pl.Float64
    assert typed.schema["coordonneesXY"] == pl.Struct({"lon": pl.Float64, "lat": pl.Float64})
    texts = pl.read_csv(released.folder / "data.csv", infer_schema=False)
    assert texts.height == typed.height == released.total.out
    assert typed["id_pdc_itinerance"].is_sorted()
    assert (
        texts["puissance_nominale"].cast(pl.Float64).sort().to_list()
        == typed["puissance_nominale"].sort().to_list()
    )


def test_latest_wins_and_the_loser_is_told(released):
    data = pl.read_csv(released.folder / "data.csv", infer_schema=False)
    kept = data.filter(pl.col("id_pdc_itinerance") == "FRVLTE271160011").row(0, named=True)
    assert (kept["_source"], kept["puissance_nominale"]) == ("annecy", "50")
    lost = pl.read_csv(released.folder / "duplicates.csv", infer_schema=False)
    assert lost.select(
        "_source", "_record", "_kept_source", "_kept_record", "_decided_by"
    ).rows() == [
        ("brionne", "1", "annecy", "9", "latest"),
        ("annecy", "10", "brionne", "2", "latest"),
    ]


def test_every_reject_says_why(released):
    rejects = pl.read_csv(released.folder / "rejects.csv", infer_schema=False)
    assert rejects.select("_source", "_line", "_reasons").rows() == [
        ("annecy", "3", "cell.wrong-type [coordonneesXY]"),
        ("annecy", "5", "cell.missing [contact_operateur]"),
        ("annecy", "7", "cell.wrong-type [puissance_nominale]"),
        ("annecy", "9", "cell.wrong-type [date_maj]"),
    ]
    assert all("«" in text for text in rejects["_explained"])


def test_lineage_leads_back_to_the_line(released):
    data = pl.read_csv(released.folder / "data.csv", infer_schema=False)
    row = data.filter(pl.col("_source") == "quimper").row(3, named=True)
    lines = (TERRITORIES / "quimper.csv").read_bytes().decode("cp1252").splitlines()
    assert row["id_pdc_itinerance"] in lines[int(row["_line"]) - 1]
    assert row["_modified"] == "2024-03-20"


def test_the_journal_names_the_source(released):
    told = pl.read_csv(released.folder / "journal.csv", infer_schema=False)
    quimper = told.filter(pl.col("source") == "quimper", pl.col("row") == "1")
    repairs = set(quimper["repair"])
    assert repairs == {"decimal-comma", "french-date", "french-boolean"}
    assert "header-name" in set(told.filter(pl.col("source") == "ajaccio")["repair"])


def test_the_package_is_one_for_frictionless(released):
    from frictionless import Package

    package = Package(str(released.folder / "datapackage.json"))
    assert package.title == "Bornes de recharge de six territoires"
    assert [one.name for one in package.resources][:2] == ["data", "data-parquet"]
    report = package.get_resource("data").validate()
    assert report.valid, report.flatten(["type", "note"])
    assert package.get_resource("data").schema.field_names[-5:] == [
        "_source", "_record", "_line", "_modified", "_content"
    ]  # fmt: skip


def test_the_same_inputs_give_the_same_bytes(tmp_path):
    for name in ("un", "deux"):
        tamis.aggregate([TERRITORIES], SCHEMA, tmp_path / name)
    assert tree(tmp_path / "un") == tree(tmp_path / "deux")
    assert set(tree(tmp_path / "un")) >= {"data.csv", "scorecards/annecy.md", "dcat.jsonld"}


def test_a_former_release_is_replaced_and_anything_else_is_not(tmp_path, write):
    source = write("a.csv", "id,prix,maj\n1,2,2024-01-01\n")
    first = tamis.aggregate([source], SMALL, tmp_path / "sortie")
    assert first.total.out == 1
    source.write_text("id,prix,maj\n1,2,2024-01-01\n2,3,2024-01-01\n")
    assert tamis.aggregate([source], SMALL, tmp_path / "sortie").total.out == 2
    (tmp_path / "autre").mkdir()
    (tmp_path / "autre" / "notes.txt").write_text("à garder")
    with pytest.raises(tamis.RefusedError):
        tamis.aggregate([source], SMALL, tmp_path / "autre")
    assert os.listdir(tmp_path / "autre") == ["notes.txt"]


def test_the_gate_stops_a_planted_row(released):
    path = released.folder / "data.parquet"
    assert verify.check(path, tamis.load_schema(SCHEMA)) == released.total.out
    frame = pl.read_parquet(path)
    planted = frame.with_columns(
        nbre_pdc=pl.when(pl.int_range(pl.len()) == 40).then(-3).otherwise(pl.col("nbre_pdc"))
    )
    planted.write_parquet(path)
    with pytest.raises(tamis.RefusedError, match="nbre_pdc"):
        verify.check(path, tamis.load_schema(SCHEMA), rows_at_once=7)


def test_pandera_lets_a_lazy_frame_through_unchecked(released):
    """Why the gate works on eager frames; should this fail one day, the gate may be lazier."""
    contract = tamis.to_pandera(tamis.load_schema(SCHEMA))
    frame = pl.read_parquet(released.folder / "data.parquet")
    wrong = frame.with_columns(nbre_pdc=pl.lit(-3, dtype=pl.Int64))
    contract.validate(wrong.lazy()).collect()


def test_nothing_is_released_when_the_gate_stops_a_row(tmp_path, write, monkeypatch):
    source = write("a.csv", "id,prix,maj\n1,-2,2024-01-01\n")
    sound = tables.data_parquet

    def planted(rows, path, *settings):
        sound(rows, path, *settings)
        frame = pl.read_parquet(path)
        bad = pl.DataFrame({**dict.fromkeys(frame.columns), "id": 9, "prix": -1.0, "_source": "a"},
                           schema=frame.schema)  # fmt: skip
        pl.concat([frame, bad]).write_parquet(path)

    monkeypatch.setattr(tables, "data_parquet", planted)
    with pytest.raises(tamis.RefusedError):
        tamis.aggregate([source], SMALL, tmp_path / "sortie")
    assert sorted(os.listdir(tmp_path)) == ["a.csv"]


def test_an_account_that_does_not_balance_is_a_fault():
    with pytest.raises(UnbalancedError):
        ensure_balanced([AccountEntry(source="a", rows=3, out=1, rejected=1, duplicates=0)])


def test_a_source_that_cannot_be_read_stops_nothing_but_itself(tmp_path, write):
    good = write("a.csv", "id,prix,maj\n1,2,2024-01-01\n")
    listed = write(
        "sources.toml", f'[[sources]]\npath = "{good}"\n[[sources]]\npath = "none.csv"\n'
    )
    release = tamis.aggregate([listed], SMALL, tmp_path / "sortie")
    assert release.total.out == 1
    assert [one.source.id for one in release.unread] == ["none"]


def test_no_source_at_all_is_refused(tmp_path, write):
    listed = write("sources.toml", '[[sources]]\npath = "none.csv"\n')
    with pytest.raises(tamis.RefusedError):
        tamis.aggregate([listed], SMALL, tmp_path / "sortie")
    assert not (tmp_path / "sortie").exists()


def test_a_missing_required_column_rejects_every_row(tmp_path, write):
    source = write("a.csv", "prix,maj\n2,2024-01-01\n3,2024-01-01\n")
    release = tamis.aggregate([source], SMALL, tmp_path / "sortie")
    assert (release.total.out, release.total.rejected) == (0, 2)
    rejects = pl.read_csv(tmp_path / "sortie" / "rejects.csv", infer_schema=False)
    assert set(rejects["_reasons"]) == {"header.missing-field [id]"}


def test_values_that_name_nothing_are_no_key(tmp_path, write):
    schema = {"tamis:release": {"key": "id", "keyless": ["Non concerné"]},
              "fields": [{"name": "id"}, {"name": "nom"}]}  # fmt: skip
    source = write("a.csv", "id,nom\nNon concerné,a\nNon concerné,b\nx,c\nx,d\n")
    release = tamis.aggregate([source], schema, tmp_path / "sortie")
    assert (release.total.out, release.total.duplicates) == (3, 1)


def test_equal_numbers_are_one_key(tmp_path, write):
    source = write("a.csv", "id,prix,maj\n01,2,2024-01-01\n1,3,2024-01-02\n")
    release = tamis.aggregate([source], SMALL, tmp_path / "sortie")
    data = pl.read_csv(release.folder / "data.csv", infer_schema=False)
    assert data["prix"].to_list() == ["3"]


def test_manifest_patterns_folders_and_names(tmp_path, write):
    for name in ("a.csv", "b.csv"):
        write(name, "id\n1\n")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "a.csv").write_text("id\n1\n")
    found = manifest_files.read_manifests([str(tmp_path / "*.csv"), str(tmp_path / "c")])
    assert [one.id for one in found.sources] == ["a", "b", "a-2"]
    with pytest.raises(tamis.SourceError):
        manifest_files.read_manifests([str(tmp_path / "*.ods")])
    with pytest.raises(tamis.UsageError):
        manifest_files.read_manifests(
            [str(write("sources.toml", '[[sources]]\npath = "a"\nodd = 1\n'))]
        )
    with pytest.raises(tamis.UsageError):
        manifest_files.read_manifests([str(write("sources.toml", "not = [toml"))])


def test_every_format_of_a_source_is_merged(tmp_path):
    folder = Path(__file__).parents[2] / "fixtures" / "readers"
    names = [
        "utf8.csv",
        "list.json",
        "lines.ndjson",
        "sound.xlsx",
        "packed.csv.gz",
        "semicolon.csv",
    ]
    given = [folder / name for name in names]
    release = tamis.aggregate(given, folder / "schema.json", tmp_path / "sortie")
    assert [(one.rows, one.out) for one in release.account] == [(2, 2)] * len(names)
    data = pl.read_csv(tmp_path / "sortie" / "data.csv", infer_schema=False)
    assert data["nom"].to_list() == ["Musée", "Église"] * len(names)


def test_a_manifest_says_which_sheet(tmp_path):
    folder = Path(__file__).parents[2] / "fixtures" / "readers"
    (tmp_path / "sources.toml").write_text(
        f'[[sources]]\npath = "{folder / "several-sheets.xlsx"}"\nsheet = "Notice"\n'
    )
    with pytest.raises(tamis.RefusedError, match="aucune colonne du schéma"):
        tamis.aggregate([tmp_path], folder / "schema.json", tmp_path / "sortie")


def test_a_key_that_is_no_field_is_told(tmp_path, write):
    source = write("a.csv", "id,prix,maj\n1,2,2024-01-01\n")
    with pytest.raises(tamis.UsageError, match="absent"):
        tamis.aggregate([source], SMALL, tmp_path / "sortie", key=["absent"])


VALUE = st.one_of(st.integers(-2, 6).map(str), st.sampled_from(["", "x", "1,5", " 2 "]))
ROW = st.tuples(VALUE, VALUE, st.sampled_from(["2024-01-01", "02/01/2024", "", "hier"]))
ODD = st.sampled_from([[""], ["", "", ""], ["1", "2"], ["1", "2", "2024-01-01", "x"]])


@settings(max_examples=examples(30), deadline=None)
@given(files=st.lists(st.lists(st.one_of(ROW.map(list), ODD), max_size=12), min_size=1, max_size=4))
def test_the_account_balances_whatever_comes(tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("compte")
    for at, rows in enumerate(files):
        with (folder / f"{at}.csv").open("w", newline="") as out:
            csv.writer(out, delimiter=";").writerows([["id", "prix", "maj"], *rows])
    release = tamis.aggregate([folder], SMALL, folder / "sortie")
    for entry, rows in zip(release.account, files, strict=True):
        assert entry.is_balanced
        assert entry.rows + entry.blank == len(rows)
    data = pl.read_csv(release.folder / "data.csv", infer_schema=False)
    assert data["id"].str.strip_chars().cast(pl.Int64).is_unique().all()
    assert tamis.validate(release.folder / "data.csv", SMALL).verdict.errors == 0


def test_an_answer_of_a_restricted_api_is_refused(tmp_path, write):
    from tamis.model.origin import Origin
    from tamis.sources import sidecar

    source = write("a.csv", "id,prix,maj\n1,2,2024-01-01\n")
    sidecar.write(source, Origin(api="api-particulier", access="restricted"))
    with pytest.raises(tamis.RefusedError, match="api-particulier"):
        tamis.aggregate([source], SMALL, tmp_path / "sortie")
    assert not (tmp_path / "sortie").exists()
