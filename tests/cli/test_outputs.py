"""Where outputs go: a file whose name says its form, or standard output for ``-``."""

import json
import re
import subprocess
import sys

import pytest
from tests.command import run_text

SCHEMA = {
    "name": "s",
    "fields": [{"name": "n", "type": "integer"}, {"name": "jour", "type": "date"}],
}


@pytest.fixture
def files(write, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write("s.json", json.dumps(SCHEMA))
    write("a.csv", "n;jour\n1;31/12/2024\n")
    return tmp_path


def names(folder):
    return {path.name for path in folder.iterdir()} - {"s.json", "a.csv"}


@pytest.mark.parametrize(
    "words",
    [
        ("validate", "a.csv", "-s", "s.json", "-f", "json"),
        ("schema", "lint", "s.json", "-f", "json"),
        ("schema", "doc", "s.json"),
        ("schema", "infer", "a.csv"),
    ],
)
def test_a_dash_is_standard_output(files, words):
    plain, dashed = (
        re.sub(r'"seconds": [0-9.]+', "", run_text(*words, *more).stdout)
        for more in ((), ("-o", "-"))
    )
    assert dashed == plain != ""
    assert names(files) == set()


def test_the_corrected_table_alone_goes_to_standard_output(files):
    done = run_text("normalize", "a.csv", "-s", "s.json", "-o", "-", "--journal", "j.csv")
    assert done.stdout == "n,jour\n1,2024-12-31\n"
    assert "french-date" in done.stderr
    assert names(files) == {"j.csv"}


def test_it_can_be_piped_on(files):
    command = f"{sys.executable} -m tamis"
    line = f"cat a.csv | {command} normalize - -s s.json -o - | {command} validate - -s s.json -q"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "CONFORME : 0 erreur" in done.stdout


def test_nothing_restricted_is_piped_on(files):
    sidecar = {"access": "restricted"}
    (files / "a.csv.tamis.json").write_text(json.dumps(sidecar))
    done = run_text("normalize", "a.csv", "-s", "s.json", "-o", "-")
    assert "« a.csv » est restreint" in done.stderr
    assert done.returncode == 4
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("validate", "a.csv", "-s", "s.json", "-o", "r.doc"), ".html"),
        (("schema", "lint", "s.json", "-o", "r.doc"), ".html"),
        (("normalize", "a.csv", "-s", "s.json", "-o", "b.ods"), ".xlsx"),
        (("normalize", "a.csv", "-s", "s.json", "-o", "b.tsv"), ".csv"),
    ],
)
def test_an_ending_of_no_form_is_refused(files, words, told):
    done = run_text(*words)
    assert done.returncode == 2
    assert told in done.stderr
    assert names(files) == set()


def test_a_form_that_is_named_goes_to_any_file(files):
    done = run_text("validate", "a.csv", "-s", "s.json", "-f", "json", "-o", "report.data")
    assert done.returncode == 1
    assert json.loads((files / "report.data").read_text())["valid"] is False


@pytest.mark.parametrize("suffix", ["html", "md", "json", "txt"])
def test_quiet_is_for_the_screen_alone(files, suffix):
    quiet = run_text("validate", "a.csv", "-s", "s.json", "-q", "-o", f"quiet.{suffix}")
    run_text("validate", "a.csv", "-s", "s.json", "-o", f"plain.{suffix}")
    written = [(files / f"{name}.{suffix}").read_text() for name in ("quiet", "plain")]
    assert quiet.stdout == ""
    if suffix != "json":  # which holds the time that was taken
        assert written[0] == written[1]
    assert "cell.wrong-type" in written[0]


def test_a_search_without_a_hit_says_so():
    done = run_text("schema", "search", "zzzz")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Aucun schéma ne correspond à « zzzz »" in done.stderr


@pytest.mark.parametrize(
    ("words", "environment", "coloured"),
    [
        ((), {}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--force-color",), {}, True),
        (("--force-color",), {"NO_COLOR": "1"}, True),
        (("--force-color", "-o", "r.txt"), {}, False),
    ],
)
def test_colours_are_for_terminals_unless_they_are_asked_for(files, words, environment, coloured):
    done = run_text("validate", "a.csv", "-s", "s.json", *words, **environment)
    written = done.stdout or (files / "r.txt").read_text()
    assert ("\x1b[" in written) == coloured


def test_a_migrated_table_and_a_template_go_to_standard_output(files):
    done = run_text("schema", "migrate", "a.csv", "-s", "s.json", "--to", "s.json", "-o", "-")
    assert done.stdout == "n,jour\n1,2024-12-31\n"
    assert "sortie standard" in done.stderr
    done = run_text("schema", "template", "s.json", "-f", "csv", "-o", "-")
    assert done.stdout.lstrip("\ufeff").strip() in {"n,jour", "n;jour"}
    assert names(files) == set()


@pytest.mark.parametrize(
    "words",
    [("schema", "doc", "s.json"), ("schema", "infer", "a.csv"),
     ("schema", "impact", "s.json", "s.json", "a.csv"), ("schema", "template", "s.json"),
     ("schema", "migrate", "a.csv", "-s", "s.json", "--to", "s.json"),
     ("validate", "a.csv", "-s", "s.json"), ("normalize", "a.csv", "-s", "s.json")],
)  # fmt: skip
def test_an_ending_that_says_no_form_is_refused(files, words):
    done = run_text(*words, "-o", "sortie.foo")
    assert done.returncode == 2
    assert ".foo" in done.stderr
    assert names(files) == set()
