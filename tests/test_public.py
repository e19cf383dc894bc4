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
