"""What the module of a rule or a repair offers is held to its contract."""

import subprocess
import sys
from pathlib import Path

import pytest

from tamis import checks, repairs
from tamis.checks.contract import FUNCTIONS
from tamis.model import discovery

ROOT = Path(__file__).parents[2]


def folder_with(tmp_path, monkeypatch, text):
    package = tmp_path / "leaves"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "sample.py").write_text(text)
    (package / "_private.py").write_text("raise RuntimeError")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "leaves", raising=False)
    monkeypatch.delitem(sys.modules, "leaves.sample", raising=False)
    return package


def test_a_function_without_its_decorator_is_refused(tmp_path, monkeypatch):
    package = folder_with(tmp_path, monkeypatch, "def bind(cell):\n    yield\n")
    with pytest.raises(TypeError, match=r"leaves\.sample\.bind lacks the decorator"):
        list(discovery.modules("leaves", package, FUNCTIONS))


def test_a_decorated_function_is_found_and_private_files_are_not(tmp_path, monkeypatch):
    text = "from tamis.checks.contract import cell_rule\n@cell_rule\ndef bind(cell):\n    yield\n"
    package = folder_with(tmp_path, monkeypatch, text)
    (module,) = discovery.modules("leaves", package, FUNCTIONS)
    assert module.__name__ == "leaves.sample"
    assert discovery.stems(package) == ["sample"]


def test_every_rule_and_repair_has_its_own_code():
    assert [rule.code for rule in checks.all_rules().values()] == list(checks.all_rules())
    assert list(checks.all_rules()) == checks.codes()
    assert len({rule.name for rule in repairs.all_rules()}) == len(repairs.all_rules())


@pytest.mark.slow
def test_the_type_checker_tells_a_function_with_another_shape(tmp_path):
    sample = tmp_path / "sample.py"
    sample.write_text(
        "from collections.abc import Iterator\n"
        "from tamis.checks.contract import CellCondition, cell_rule\n"
        "from tamis.tables.cell import Cell\n"
        "@cell_rule\n"
        "def bind(cell: Cell, extra: int) -> Iterator[CellCondition]:\n"
        "    yield from ()\n"
    )
    command = [sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml", sample]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert 'Value of type variable "_Bind" of "cell_rule"' in done.stdout
