"""Every rule explains itself with its own fixtures, and these ship."""

import subprocess
import sys
import zipfile

import pytest

from tamis import checks, examples
from tamis.cli.commands.rules import command

#: What is wrong does not show in the lines of the example.
UNSEEN = {"file.other-sheets", "file.other-line-ends", "row.template-example"}


@pytest.mark.parametrize("code", sorted(checks.all_rules()))
def test_every_rule_has_an_example_that_says_what_is_wrong(code):
    example = examples.find(code)
    assert example is not None
    if code not in UNSEEN:
        assert example.good != example.bad
    assert example.findings
    assert all(finding.code == code for finding in example.findings)
    assert all(line.isprintable() for line in (*example.good, *example.bad))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_rule_is_explained_at_the_command_line(lang, capsys):
    from tamis.model.text import set_lang

    set_lang(lang)
    command.main(["cell.off-list", "--lang", lang], standalone_mode=False)
    shown = capsys.readouterr().out
    words = {
        "fr": ("erreur", "Ce qui ne va pas", "    libre,Un\n", "→ ligne 2 : « libre » n'est"),
        "en": ("error", "What is wrong", "    libre,Un\n", "→ line 2: “libre” is not"),
    }
    assert all(one in shown for one in words[lang])
    assert "{" not in shown


def test_a_workbook_is_shown_as_cells():
    assert examples.find("cell.lost-zeros").bad[0] == "insee | nom"


def test_a_prefix_lists_and_a_misspelt_code_is_guessed(capsys):
    from tamis.model.errors import UsageError

    command.main(["row."], standalone_mode=False)
    shown = capsys.readouterr().out
    assert "row.blank" in shown
    assert "cell." not in shown
    with pytest.raises(UsageError, match="cell.missing"):
        command.main(["cell.misssing"], standalone_mode=False)


def test_examples_are_in_the_wheel(root, tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, check=True, cwd=root, capture_output=True)
    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    held = {name.split("/")[2] for name in names if name.startswith("tamis/_examples/")}
    assert held == set(checks.all_rules())
