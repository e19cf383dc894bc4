"""Thresholds in per cent, by rule, on the command line and in tamis.toml."""

import pytest
from tests.command import run_text

SCHEMA = """{"fields": [{"name": "id", "type": "integer"},
 {"name": "etat", "constraints": {"enum": ["bon"]}}]}"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A hundred rows, one of which is off the list and two of no type."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.json").write_text(SCHEMA, encoding="utf-8")
    rows = [f"{n},bon" for n in range(97)] + ["97,mauvais", "un,bon", "deux,bon"]
    (tmp_path / "a.csv").write_text("id,etat\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        ((), 1),
        (("cell.off-list=1%",), 1),
        (("cell.off-list=1%", "cell.wrong-type=2%"), 0),
        (("cell.off-list=1%", "cell.wrong-type=1,9%"), 1),
        (("cell.=3%",), 0),
        (("cell.=2.9%",), 1),
        (("cell.off-list=0.5 %", "cell.wrong-type=2%"), 1),
    ],
)
def test_few_findings_of_a_rule_do_not_fail(folder, shares, code):
    words = [word for share in shares for word in ("--max-share", share)]
    done = run_text("validate", "a.csv", "-s", "s.json", *words)
    assert done.returncode == code
    assert "NON CONFORME" in done.stdout
    assert ("sous le seuil" in done.stderr) == (bool(shares) and shares != ("cell.=2.9%",))


def test_a_configuration_says_the_same(folder):
    text = 'max-share = {"cell.wrong-type" = "2%"}\n[[files]]\npaths = ["*.csv"]\n'
    text += 'schema = "s.json"\nmax-share = {"cell.off-list" = "1%"}\n'
    (folder / "tamis.toml").write_text(text, encoding="utf-8")
    assert run_text("validate").returncode == 0
    (folder / "tamis.toml").write_text(text.replace('"2%"', '"1%"'), encoding="utf-8")
    assert run_text("validate").returncode == 1


@pytest.mark.parametrize(
    "share", ["cell.nope=1%", "cell.off-list", "cell.off-list=1", "cell.=101%"]
)
def test_what_is_no_share_is_refused(folder, share):
    done = run_text("validate", "a.csv", "-s", "s.json", "--max-share", share)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_configuration_with_no_share_is_told(folder):
    (folder / "tamis.toml").write_text('max-share = {"cell." = "beaucoup"}\n', encoding="utf-8")
    done = run_text("validate", "a.csv", "-s", "s.json")
    assert done.returncode == 2
    assert "beaucoup" in done.stderr
