"""Moving a file to another version: nothing is lost, nothing is guessed, what remains is listed."""

import csv
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.command import run_text
from tests.examples import examples

import tamis
from tamis.app import migrate
from tamis.loading import catalogue
from tamis.loading.catalogue import semver
from tamis.loading.migration import move
from tamis.loading.schemas import tabular
from tamis.model.errors import UsageError
from tamis.writers.replay import replay

OLDER = {
    "name": "salles",
    "version": "1.0.0",
    "fields": [
        {"name": "nom", "type": "string", "title": "Nom de la salle"},
        {"name": "nb_places", "type": "integer", "title": "Nombre de places"},
        {"name": "genre", "type": "string", "constraints": {"enum": ["salle", "stade"]}},
        {"name": "remarque", "type": "string"},
        {"name": "gardien", "type": "string", "description": "qui garde"},
    ],
}
NEWER = {
    "name": "salles",
    "version": "2.0.0",
    "fields": [
        {"name": "id", "type": "string", "constraints": {"required": True}},
        {"name": "nom", "type": "string", "title": "Nom de la salle"},
        {"name": "capacite", "type": "integer", "title": "Nombre de places"},
        {"name": "genre", "type": "string", "constraints": {"enum": ["salle", "gymnase"]}},
        {"name": "ouverture", "type": "date"},
        {"name": "gardiens", "type": "string", "description": "qui garde la salle"},
    ],
}
TEXT = "nom,nb_places,genre,remarque,gardien\nA,12,salle,vu,x\nB,1 200,stade,,\n"


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "salles.csv"
    path.write_text(TEXT)
    return path


def cells(path):
    with path.open(newline="") as lines:
        return list(csv.reader(lines))


def moved(source, tmp_path, **options):
    return migrate(
        source,
        str(written(tmp_path, NEWER)),
        tmp_path / "neuf.csv",
        schema=OLDER,
        journal=tmp_path / "journal.csv",
        **options,
    )


def written(tmp_path, descriptor):
    path = tmp_path / f"schema-{descriptor['version']}.json"
    path.write_text(json.dumps(descriptor))
    return path


def test_columns_are_renamed_added_kept(source, tmp_path):
    result = moved(source, tmp_path)
    assert dict(result.move.renamed) == {"nb_places": "capacite"}
    assert result.move.added == ("id", "ouverture", "gardiens")
    assert result.move.lost == ("remarque", "gardien")
    assert cells(tmp_path / "neuf.csv") == [
        ["id", "nom", "capacite", "genre", "ouverture", "gardiens", "remarque", "gardien"],
        ["", "A", "12", "salle", "", "", "vu", "x"],
        ["", "B", "1200", "stade", "", "", "", ""],
    ]


def test_what_may_be_a_rename_is_asked(source, tmp_path):
    result = moved(source, tmp_path)
    assert result.move.doubtful == (("gardien", "gardiens"),)
    result = moved(source, tmp_path, renames={"gardien": "gardiens"})
    assert result.move.doubtful == ()
    assert cells(tmp_path / "neuf.csv")[1][5] == "x"
    with pytest.raises(UsageError, match="gardians"):
        moved(source, tmp_path, renames={"gardien": "gardians"})


def test_the_journal_gives_the_file_back(source, tmp_path):
    moved(source, tmp_path)
    rows = list(replay(tmp_path / "neuf.csv", tmp_path / "journal.csv"))
    assert rows == list(csv.reader(TEXT.splitlines()))


def test_what_only_a_person_can_say_is_listed(source, tmp_path):
    listed = [(cell.field, cell.line, cell.value) for cell in moved(source, tmp_path).to_fill()]
    assert listed == [("id", None, ""), ("genre", 3, "stade")]


def test_a_version_says_what_was_renamed():
    newer = {"fields": [{"name": "z", "tamis:formerly": ["remarque", "autre"]}]}
    assert dict(move(tabular(OLDER), tabular(newer)).renamed) == {"remarque": "z"}


def test_two_columns_for_one_name_are_left_alone(tmp_path):
    newer = {"fields": [{"name": "z", "tamis:formerly": ["a", "b"]}, {"name": "n"}]}
    path = tmp_path / "f.csv"
    path.write_text("a,b,n\n1,2,3\n")
    tamis.normalize(path, newer, tmp_path / "out.csv")
    assert cells(tmp_path / "out.csv") == [["z", "n", "a", "b"], ["", "3", "1", "2"]]


@given(
    rows=st.lists(
        st.lists(st.text("ab ,\"é=1'\n", max_size=4), min_size=5, max_size=5),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=examples(60), deadline=None)
def test_nothing_is_lost(rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("m")
    source = folder / "f.csv"
    with source.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([TEXT.partition("\n")[0].split(","), *rows])
    before = list(cells(source))
    migrate(source, str(written(folder, NEWER)), folder / "n.csv", schema=OLDER,
            journal=folder / "j.csv")  # fmt: skip
    after = list(replay(folder / "n.csv", folder / "j.csv"))
    assert [row for row in after if any(row)] == [row for row in before if any(row)]


def test_an_older_version_is_told(tmp_path):
    path = tmp_path / "bal.csv"
    names = [field.name for field in tabular("stock/bal@1.3.0").fields]
    path.write_text(f"{';'.join(names)}\n{';' * (len(names) - 1)}\n")
    newer = tamis.validate(path, "stock/bal@1.3.0").schema.newer
    assert newer is not None
    assert newer.version == max(catalogue.built_in()["stock/bal"].versions, key=semver)
    assert newer.renamed + len(newer.dropped) > 0
    assert "schema migrate" in run_text("validate", path, "-s", "stock/bal@1.3.0").stdout
    assert tamis.validate(path, "stock/bal").schema.newer is None


def test_the_command(source, tmp_path):
    new, old = written(tmp_path, NEWER), written(tmp_path, OLDER)
    done = run_text("schema", "migrate", source, "--to", new, "-s", old, "-o", tmp_path / "n.csv",
                    "--todo", tmp_path / "restes.csv", "--lang", "fr")  # fmt: skip
    assert done.returncode == 1
    assert "nb_places → capacite" in done.stdout
    assert "--rename gardien=gardiens" in done.stdout
    assert [row[:3] for row in cells(tmp_path / "restes.csv")[1:]] == [
        ["id", "", ""], ["genre", "3", "stade"],
    ]  # fmt: skip
    done = run_text("schema", "migrate", source, "--to", new, "-s", old, "-f", "json")
    told = json.loads(done.stdout)
    assert told["output"] is None
    assert told["renamed"] == {"nb_places": "capacite"}
    assert [cell["field"] for cell in told["to_fill"]] == ["id", "genre"]
    wrong = run_text("schema", "migrate", source, "--to", new, "-s", old, "--rename", "a")
    assert wrong.returncode == 2


def test_normalize_knows_the_schema(root, tmp_path):
    source = next((root / "fixtures/territoires").glob("quimper.csv"))
    done = run_text("normalize", source, "-o", tmp_path / "n.csv")
    assert "etalab/schema-irve-statique" in done.stdout
    assert run_text("normalize", "-", "--dry-run", stdin="a\n1\n").returncode == 2
