"""What people read: the page, the scorecards, the messages to producers."""

import email
from email import policy
from pathlib import Path

import polars as pl
import pytest

import tamis
from tamis.cli.main import main

ROOT = Path(__file__).parents[2]
SCHEMA = {
    "name": "e/l",
    "primaryKey": "id",
    "fields": [
        {"name": "id", "type": "string", "constraints": {"required": True}},
        {"name": "prix", "type": "number"},
    ],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("papiers") / "sortie"
    tamis.aggregate([ROOT / "fixtures" / "territoires"], "etalab/schema-irve-statique", out)
    return out


def test_a_card_says_which_lines_are_out_and_whose_row_stands_instead(folder):
    card = (folder / "scorecards" / "annecy.md").read_text()
    assert "* ligne 9 (" in card
    assert "31/02/2024" in card
    assert "* ligne 11 (FRVLTE271160012) : c'est la ligne 3 de « brionne »" in card


def test_beside_a_card_stand_the_rows_as_corrected_and_the_journal(folder):
    corrected = pl.read_csv(folder / "scorecards" / "quimper.csv", infer_schema=False)
    assert corrected.height == 10
    assert "puissance_nominale" in corrected.columns
    own = pl.read_csv(folder / "scorecards" / "quimper-journal.csv", infer_schema=False)
    whole = pl.read_csv(folder / "journal.csv", infer_schema=False)
    assert own.rows() == whole.filter(pl.col("source") == "quimper").rows()
    for row in own.filter(pl.col("row").is_not_null()).iter_rows(named=True):
        if row["field"] in corrected.columns:
            assert (corrected[row["field"]][int(row["row"]) - 1] or "") == (row["after"] or "")
    assert "quimper.csv" in (folder / "scorecards" / "quimper.md").read_text()
    assert not (folder / "scorecards" / "brionne.csv").exists()


def test_no_row_is_missing_from_a_corrected_file(tmp_path, write):
    path = write("a.csv", 'id,prix\n1,"1,5"\n,3\n3,cher\n4,"2,5"\n')
    tamis.aggregate([path], SCHEMA, tmp_path / "s")
    corrected = (tmp_path / "s" / "scorecards" / "a.csv").read_text()
    assert corrected == "id,prix\n1,1.5\n,3\n3,cher\n4,2.5\n"


def test_the_page_links_its_files_draws_the_map_and_tells_troubled_producers_first(folder):
    page = (folder / "report.html").read_text()
    for name in ("data.csv", "data.parquet", "data.geojson", "rejects.csv", "history.parquet"):
        assert f'<a href="{name}">' in page
    assert "<svg" in page
    assert page.count('class="spot') >= 1
    assert page.index("Grand Annecy") < page.index("Ville de Brionne")
    assert 'href="scorecards/annecy.md"' in page
    assert "Open Database License" in page


def test_a_producer_is_written_to_when_its_state_changes(tmp_path, write, capsys):
    def release(a, b):
        write("a.csv", a)
        write("b.csv", b)
        write(
            "sources.toml",
            '[[sources]]\nid = "a"\nproducer = "Ville d\'Été"\npath = "a.csv"\n'
            'contact = "donnees@ete.example"\n[[sources]]\nid = "b"\npath = "b.csv"\n',
        )
        tamis.aggregate([tmp_path / "sources.toml"], SCHEMA, tmp_path / "s")

    def notify():
        with pytest.raises(SystemExit) as ended:
            main(
                ["notify", str(tmp_path / "s"), "-o", str(tmp_path / "m"), "--from", "a@b.example"]
            )
        assert ended.value.code == 0
        return [Path(line).name for line in capsys.readouterr().out.splitlines()]

    good = "id,prix\n1,2\n2,3\n3,4\n"
    release(good, good.replace("1,2", "x,2"))
    assert notify() == ["Rien n'a changé pour personne."]
    release('id,prix\n1,cher\n2,"3,5"\n3,4\n', good.replace("1,2", "x,2"))
    assert notify() == ["a.eml", "a.txt"]
    raw = (tmp_path / "m" / "a.eml").read_bytes()
    message = email.message_from_bytes(raw, policy=policy.default)
    assert message["To"] == "donnees@ete.example"
    assert message["From"] == "a@b.example"
    assert message["Subject"].startswith("Ville d'Été")
    assert "cher" in message.get_body().get_content()
    assert [part.get_filename() for part in message.iter_attachments()] == [
        "a.csv", "a-journal.csv",
    ]  # fmt: skip
    assert "cher" in (tmp_path / "m" / "a.txt").read_text()
    notify()
    assert (tmp_path / "m" / "a.eml").read_bytes() == raw


def test_no_release_no_message(tmp_path):
    with pytest.raises(SystemExit) as ended:
        main(["notify", str(tmp_path), "-o", str(tmp_path / "m")])
    assert ended.value.code == 3
