"""`python -m tests`: steps by name, everything without one; the doctests of src are among it."""

import tomllib

import pytest
from tests.__main__ import STEPS, commands


def test_without_a_step_every_gate_runs():
    named = [" ".join(command) for command in commands([])]
    for part in ("ruff format", "ruff check", "mypy", "importlinter"):
        assert any(part in line for line in named), part
    assert named[-1].startswith("-m pytest")
    assert "-m corpus" not in named[-1]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_runs_alone(step):
    assert commands([step]) == list(STEPS[step])


def test_other_words_go_to_pytest_alone():
    lint, unit = commands(["types", "unit", "tests/cli", "-x"])
    assert "-x" not in lint
    assert unit[-2:] == ("tests/cli", "-x")


def test_each_test_belongs_to_one_step():
    markers = {step: STEPS[step][0][-1] for step in ("unit", "corpus", "browser", "spark")}
    apart = markers["unit"].replace("not ", "").split(" and ")
    assert apart == [markers[step] for step in ("corpus", "browser", "spark")]


def test_doctests_of_src_are_collected(root):
    options = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    assert "src/tamis" in options["testpaths"]
    assert "--doctest-modules" in options["addopts"]
