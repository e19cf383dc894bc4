"""The configuration: found, checked against its own schema, told in one line where it is wrong."""

import json
import re
from pathlib import Path

import pytest

from tamis import shipped
from tamis.model.errors import SourceError, UsageError
from tamis.model.rule import Severity
from tamis.project import configuration

ENTRY = '[[files]]\npaths = ["*.csv"]\n'


def test_all_that_can_be_said_is_loaded(write):
    path = write(
        "tamis.toml",
        'profile = "strict"\nignore = ["row.blank"]\nfail-on = "warning"\nmax-errors = 3\n'
        'baseline = "connues.json"\nexclude = ["vieux"]\n'
        '[[files]]\npaths = ["a/*.csv", "b.xlsx"]\nschema = "scdl/prenoms"\nsheet = "S"\n'
        'format = "csv"\nmember = "m"\nignore = ["cell."]\nprofile = "tolerant"\n'
        'fail-on = "error"\n',
    )
    made = configuration.load(path)
    assert made.settings.profile == "strict"
    assert made.settings.fail_on is Severity.WARNING
    assert made.max_errors == 3
    assert made.baseline == path.parent / "connues.json"
    assert made.exclude == ("vieux",)
    (entry,) = made.entries
    assert entry.paths == ("a/*.csv", "b.xlsx")
    whole = entry.settings.over(made.settings)
    assert (whole.schema, whole.sheet, whole.format, whole.member) == (
        "scdl/prenoms",
        "S",
        "csv",
        "m",
    )
    assert whole.ignore == ("row.blank", "cell.")
    assert (whole.profile, whole.fail_on) == ("tolerant", Severity.ERROR)


def test_a_schema_beside_is_meant_from_there(write):
    write("s.json", "{}")
    path = write("tamis.toml", ENTRY + 'schema = "s.json"\n')
    assert configuration.load(path).entries[0].settings.schema == str(path.parent / "s.json")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ENTRY + 'shcema = "x"\n', "tamis.toml, files 1 : clé inconnue « shcema ».*dire schema"),
        (
            'requires = "99.1"\nzzz = 1\n',
            "tamis.toml demande tamis 99.1 ; celui-ci est le 0.*>=99.1",
        ),
        ('requires = "0.0.1"\nzzz = 1\n', "clé inconnue « zzz ».*requires"),
        ('requires = "demain"\n', "requires"),
        ("exlude = []\n", "tamis.toml : clé inconnue « exlude ».*exclude"),
        ("zzz = 1\n", "clé inconnue « zzz ».*Clés : requires, profile"),
        ('max-errors = "3"\n', 'max-errors : il faut un nombre entier, pas "3"'),
        ("max-errors = -1\n", "max-errors : la valeur est vide ou trop petite"),
        ('fail-on = "warnin"\n', "fail-on : « warnin » n'est pas permis.*warning"),
        ("[[files]]\nschema = 'x'\n", "files 1 : il manque « paths »"),
        ('[[files]]\npaths = "a.csv"\n', "paths : il faut une liste entre crochets"),
        ("a = \n", r"n'est pas du TOML.*ligne 1"),
    ],
)
def test_a_fault_is_told_in_one_line_with_a_hint(write, text, told):
    with pytest.raises(UsageError) as caught:
        configuration.load(write("tamis.toml", text))
    assert re.search(told, str(caught.value)), str(caught.value)


def test_found_here_or_above_up_to_the_repository(tmp_path, write):
    inner = tmp_path / "depot" / "a" / "b"
    inner.mkdir(parents=True)
    write("tamis.toml", "")
    assert configuration.find(inner) == tmp_path / "tamis.toml"
    (tmp_path / "depot" / ".git").mkdir()
    assert configuration.find(inner) is None
    (tmp_path / "depot" / "pyproject.toml").write_text("[project]\n")
    assert configuration.find(inner) is None
    (tmp_path / "depot" / "pyproject.toml").write_text("[tool.tamis]\nmax-errors = 1\n")
    found = configuration.find(inner)
    assert found == tmp_path / "depot" / "pyproject.toml"
    assert configuration.load(found).max_errors == 1


def test_what_cannot_be_read_is_an_error(tmp_path, write):
    with pytest.raises(SourceError):
        configuration.load(tmp_path / "none.toml")
    with pytest.raises(UsageError, match=r"\[tool.tamis\]"):
        configuration.load(write("pyproject.toml", "[project]\n"))


def test_the_schema_of_the_file_is_one_and_says_all_that_is_read():
    from jsonschema import Draft202012Validator

    from tamis.model.project import Settings

    path = shipped.root() / "tamis-toml.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    entry = schema["properties"]["files"]["items"]["properties"]
    # `counts_likely` is one of the words of `fail-on`.
    settings = Settings.__dataclass_fields__.keys() - {"counts_likely"}
    assert {key.replace("-", "_") for key in entry} == {"paths", *settings}
    page = Path(__file__).parents[2].joinpath("docs", "ci.md").read_text(encoding="utf-8")
    for key in {*schema["properties"], *entry}:
        assert f"`{key}`" in page
