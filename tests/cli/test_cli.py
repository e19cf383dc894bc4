"""The command line, as a person and a CI job meet it: real files, verdicts and exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.command import run as tamis

from tamis.cli.main import cli, language_of

ROOT = Path(__file__).parents[2]
TERRITORIES = ROOT / "fixtures" / "territoires"
SCHEMA = "etalab/schema-irve-statique"


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["validate", TERRITORIES / "brionne.csv", "-s", SCHEMA], 0),
        (["validate", TERRITORIES / "brionne.csv"], 0),
        (["validate", TERRITORIES / "annecy.csv", "-s", SCHEMA], 1),
        (["validate", TERRITORIES / "brionne.csv", TERRITORIES / "annecy.csv"], 1),
        (["validate", TERRITORIES / "brionne.csv", "-s", SCHEMA, "--profile", "odd"], 2),
        (["validate", "--no-config"], 2),
        (["odd"], 2),
        ([], 2),
        (["validate", "none.csv", "-s", SCHEMA], 3),
        (["validate", "none.csv", TERRITORIES / "brionne.csv", "-s", SCHEMA], 3),
        (["validate", TERRITORIES / "brionne.csv", "-s", "none"], 3),
        (["rules", "cell.off-list"], 0),
        (["rules", "cell.odd"], 2),
        (["schema", "list"], 0),
        (["schema", "show", "scdl/prenoms"], 0),
        (["aggregate", TERRITORIES, "-s", SCHEMA, "-o", ROOT], 4),
    ],
)
def test_exit_codes_and_no_traceback(args, code):
    done = tamis(*args)
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    if code > 1 and args:
        assert done.stderr.decode().startswith("Erreur : ")


def test_french_by_default_english_by_locale_or_option():
    assert "Vérifie" in tamis("--help").stdout.decode()
    assert "Emploi" in tamis("--help").stdout.decode()
    assert "Check" in tamis("--help", LANG="en_GB.UTF-8").stdout.decode()
    assert "Usage" in tamis("--lang", "en", "--help").stdout.decode()
    assert "Usage" in tamis("validate", "--lang", "en", "--help").stdout.decode()
    assert "Vérifie" in tamis("--help", LANG="C.UTF-8").stdout.decode()
    shown = tamis("validate", TERRITORIES / "annecy.csv", "--lang", "en").stdout.decode()
    assert "NOT VALID" in shown
    assert "Required value missing" in shown


def test_the_last_of_several_lang_options_is_not_a_riddle():
    assert language_of(["--lang=en"], {}) == "en"
    assert language_of(["x", "--lang"], {"LC_ALL": "de_DE.UTF-8"}) == "en"


def test_standard_input():
    done = tamis("validate", "-", "-s", SCHEMA, stdin=(TERRITORIES / "quimper.csv").read_bytes())
    assert done.returncode == 1
    assert "cp1252" in done.stdout.decode()


def test_json_holds_what_the_design_says():
    path = TERRITORIES / "annecy.csv"
    report = json.loads(tamis("validate", path, "-s", SCHEMA, "-f", "json").stdout)
    assert report["valid"] is False
    assert set(report["source"]) >= {"path", "format", "encoding", "dialect", "bytes", "sha256"}
    assert report["source"]["bytes"] == path.stat().st_size
    assert report["schema"] == {"name": SCHEMA, "version": "2.3.1", "path": SCHEMA}
    assert set(report["stats"]) == {"rows", "fields", "errors", "warnings", "seconds"}
    assert sum(report["counts"].values()) == len(report["findings"])
    counts = report["counts"].items()
    assert sum(n for code, n in counts if not code.startswith("likely.")) == 4
    assert set(report["rules"]) == set(report["counts"])
    first = next(one for one in report["findings"] if one["code"] == "cell.wrong-type")
    assert {k: first[k] for k in ("code", "row", "line", "field", "column", "value")} == {
        "code": "cell.wrong-type",
        "row": 2,
        "line": 3,
        "field": "coordonneesXY",
        "column": 14,
        "value": "6.126 / inconnue",
    }


def test_json_of_several_files():
    files = [TERRITORIES / "brionne.csv", TERRITORIES / "annecy.csv"]
    report = json.loads(tamis("validate", *files, "-f", "json").stdout)
    assert [one["valid"] for one in report["reports"]] == [True, False]
    assert report["valid"] is False


def test_a_report_file_appears_whole(tmp_path):
    out = tmp_path / "rapport.json"
    done = tamis("validate", TERRITORIES / "annecy.csv", "-f", "json", "-o", out)
    assert done.stdout == b""
    assert json.loads(out.read_text())["valid"] is False
    assert os.listdir(tmp_path) == ["rapport.json"]


def test_verbose_names_each_place_and_quiet_the_verdict_alone():
    path = TERRITORIES / "annecy.csv"
    lines = tamis("validate", path, "-v").stdout.decode().splitlines()
    assert (
        f"{path}:5:5: cell.missing [contact_operateur] « contact_operateur » est obligatoire"
        in ("\n".join(lines))
    )
    assert len(tamis("validate", path, "-q").stdout.decode().splitlines()) == 1


def test_ignore_takes_codes_and_prefixes():
    path = TERRITORIES / "annecy.csv"
    assert tamis("validate", path, "--ignore", "cell.").returncode == 0
    assert tamis("validate", path, "--ignore", "cell.missing").returncode == 1


def test_normalize_writes_the_file_and_its_journal(tmp_path):
    out, journal = tmp_path / "propre.csv", tmp_path / "journal.csv"
    done = tamis(
        "normalize", TERRITORIES / "quimper.csv", "-s", SCHEMA, "-o", out, "--journal", journal
    )
    assert done.returncode == 0
    assert tamis("validate", out, "-s", SCHEMA).returncode == 0
    assert "decimal-comma" in journal.read_text()


def test_aggregate_shows_the_account(tmp_path):
    done = tamis("aggregate", TERRITORIES, "-s", SCHEMA, "-o", tmp_path / "sortie")
    shown = done.stdout.decode()
    assert done.returncode == 0
    assert "annecy" in shown
    assert "46 lignes publiées" in shown
    as_json = tamis("aggregate", TERRITORIES, "-s", SCHEMA, "-o", tmp_path / "s2", "-f", "json")
    assert json.loads(as_json.stdout)["total"]["out"] == 46


def test_a_cell_cannot_speak_to_the_terminal(write):
    path = write("a.csv", "x,y\n\x1b[31mrouge\u202e,1\n")
    schema = write(
        "s.json", json.dumps({"fields": [{"name": "x", "type": "integer"}, {"name": "y"}]})
    )
    for option in ("-v", "-q", "--lang=fr"):
        shown = tamis("validate", path, "-s", schema, option).stdout.decode()
        assert "\x1b" not in shown
        assert "\u202e" not in shown


def test_rules_and_schemas_in_json():
    rules = json.loads(tamis("rules", "-f", "json").stdout)
    assert {one["code"] for one in rules["rules"]} >= {"cell.missing", "row.blank"}
    assert all(rule["advice"] and "repair" not in rule for rule in rules["rules"])
    assert {one["name"] for one in rules["repairs"]} >= {"decimal-comma"}
    listed = json.loads(tamis("schema", "list", "-f", "json").stdout)
    assert SCHEMA in {one["name"] for one in listed}
    shown = json.loads(tamis("schema", "show", SCHEMA, "-f", "json").stdout)
    assert shown["fields"][0]["name"] == "nom_amenageur"


def commands(group=cli, path=()):
    import click

    context = click.Context(group)
    for name in group.list_commands(context):
        one = group.get_command(context, name)
        if isinstance(one, click.Group):
            yield from commands(one, (*path, name))
        else:
            yield (*path, name), one


@pytest.mark.parametrize("readme", ["README.md", "README.fr.md"])
def test_every_command_and_option_is_documented(readme):
    pages = [ROOT / "docs" / "commands.md"]
    if readme == "README.fr.md":
        pages = sorted((ROOT / "docs").glob("*.fr.md"))
    text = "".join(page.read_text() for page in (ROOT / readme, *pages))
    for path, command in commands():
        assert f"tamis {' '.join(path)}" in text, path
        if readme != "README.md":
            continue
        for parameter in command.params:
            longest = max(parameter.opts, key=len)
            assert longest in text or parameter.param_type_name == "argument", (path, longest)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_command_has_help_in_both_languages(lang):
    from tamis.model.text import set_lang

    set_lang(lang)
    for _, command in commands():
        assert command.help
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert parameter.help


def test_the_french_of_the_library_is_compiled():
    import gettext

    from babel.messages.pofile import read_po

    folder = ROOT / "src/tamis/cli/locale/fr/LC_MESSAGES"
    with (folder / "tamis.mo").open("rb") as compiled:
        known = gettext.GNUTranslations(compiled)
    with (folder / "tamis.po").open("rb") as source:
        written = read_po(source, locale="fr")
    for message in written:
        if isinstance(message.id, tuple):
            assert known.ngettext(*message.id, 1) == message.string[0]
            assert known.ngettext(*message.id, 2) == message.string[1]
        elif message.id:
            assert known.gettext(message.id) == message.string


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_examples_of_the_help_are_command_lines_that_are_accepted(lang):
    """A command without examples is no fault, but a person learns from them first."""
    import shlex

    from tamis.model.text import set_lang

    set_lang(lang)
    shown = 0
    for path, command in commands():
        for line, does in getattr(command, "examples", ()):
            words = shlex.split(line.partition(" > ")[0])
            assert words[: len(path) + 1] == ["tamis", *path], line
            command.make_context("tamis", words[len(path) + 1 :])
            assert does.say().endswith(":")
            shown += 1
    assert shown > 10


@pytest.mark.parametrize(
    ("args", "told", "hint"),
    [
        (["validat"], "pas de commande « validat »", "validate"),
        (["schema", "shwo"], "pas de commande « shwo »", "show"),
        (["validate", "-f", "jsn", "x"], "« jsn » n'est pas l'une", "Vouliez-vous dire json ?"),
        (["validate", "--fail-on", "eror", "x"], "« eror »", "Vouliez-vous dire error ?"),
        (["validate", "--formt", "x"], "pas d'option '--formt'", "--format"),
        (["validate", "--profile", "strct", "x"], "pas de profil « strct »", "strict ?"),
        (["validate", "--ignore", "cell.mising", "x"], "« cell.mising »", "cell.missing"),
        (["validate", "-s", "etalab/schema-irv", "x"], "schema-irv »", "schema-irve-statique"),
        (["rules", "cell.mising"], "pas de règle « cell.mising »", "cell.missing ?"),
        (["completion", "bsh"], "« bsh »", "Vouliez-vous dire bash"),
        (["completion"], "Il manque l'argument", "--help"),
        (["validate", str(TERRITORIES / "anecy.csv")], "n'existe pas", "annecy.csv ?"),
        (
            ["validate", str(TERRITORIES / "annecy.csv"), "--input-format", "cvs"],
            "« cvs »",
            "csv ?",
        ),
    ],
)
def test_what_is_misspelt_is_told_in_a_line_with_what_was_meant(args, told, hint, capsys):
    from tamis.cli.main import main

    with pytest.raises(SystemExit) as ended:
        main(["--lang", "fr", *args])
    lines = capsys.readouterr().err.splitlines()
    assert ended.value.code in {2, 3}
    assert len(lines) == 2
    assert lines[0].startswith("Erreur : ")
    assert lines[1].startswith("→ ")
    assert told in lines[0]
    assert hint in "\n".join(lines)


def test_a_pipe_that_is_closed_is_no_verdict():
    code = "from tamis.cli.main import main; main()"
    words = ["validate", TERRITORIES / "annecy.csv", "-s", SCHEMA, "-f", "ndjson"]
    reader, writer = os.pipe()
    os.close(reader)  # nobody listens, from the first byte on
    with os.fdopen(writer, "wb") as out:
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, words)],
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 141
    assert done.stderr == b""
