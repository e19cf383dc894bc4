"""The public face: light to import, complete, typed."""

import subprocess
import sys

import pytest

import tamis

HEAVY = ("polars", "frictionless", "pandera", "jsonschema", "jsonschema_rs", "pandas")


def imported(code):
    """Return the heavy libraries that some code imports."""
    probe = f"import sys\n{code}\nprint(*(n for n in {HEAVY!r} if n in sys.modules))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1].split() if done.stdout.strip() else []


def test_importing_tamis_is_light():
    assert imported("import tamis") == []


@pytest.mark.parametrize(
    "args",
    [
        ["--help"],
        ["validate", "--help"],
        ["aggregate", "--help"],
        ["schema", "--help"],
        ["--version"],
    ],
)
def test_help_imports_no_heavy_library(args):
    code = f"""
from tamis.cli.main import main
try:
    main({args!r})
except SystemExit as end:
    assert end.code == 0, end.code
"""
    assert imported(code) == []


def test_every_public_name_is_there():
    for name in tamis.__all__:
        assert getattr(tamis, name) is not None
    assert set(dir(tamis)) == set(tamis.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError):
        _ = tamis.nothing


def test_the_module_runs_as_the_command(root):
    command = [sys.executable, "-m", "tamis", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout == f"tamis {tamis.__version__}\n"


def test_a_room_never_hides_a_public_name():
    names = "import tamis.app, tamis.cli.main, tamis.schema_lint.run, tamis.schema_infer.draft"
    code = f"{names}\nprint(*(n for n in tamis.__all__ if type(getattr(tamis, n)) is type(tamis)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


def test_what_calls_return_shows_as_a_line(root, tmp_path):
    path = root / "fixtures" / "territoires" / "annecy.csv"
    report = tamis.validate(path)
    schema = tamis.load_schema("etalab/schema-irve-statique")
    shown = [
        report,
        report.verdict,
        report.profile,
        next(iter(report.findings)),
        schema,
        tamis.infer(path),
        tamis.lint("etalab/schema-irve-statique"),
        tamis.normalize(path, schema, tmp_path / "propre.csv"),
        tamis.aggregate([path], schema, tmp_path / "sortie"),
    ]
    for value in shown:
        assert "\n" not in repr(value)
        assert len(repr(value)) < 200, repr(value)
        assert repr(value).startswith(f"<{type(value).__name__}"), repr(value)
    assert repr(report) == f"<Report {str(path)!r}: not valid, 4 errors, 11 warnings, 10 rows>"
