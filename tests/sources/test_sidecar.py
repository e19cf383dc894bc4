"""What stands beside a saved answer, and what becomes of it."""

import pytest

import tamis
from tamis.model.origin import Origin
from tamis.sources import sidecar


def test_a_sidecar_is_read_back_and_private(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("{}")
    assert sidecar.read(path) is None
    origin = Origin(api="particulier", access="restricted", sensitivity="fiscal")
    sidecar.write(path, origin)
    assert sidecar.read(path) == origin
    assert sidecar.read(path).restricted
    assert sidecar.sidecar_path(path).stat().st_mode & 0o777 == 0o600


def test_a_file_made_out_of_a_restricted_one_is_restricted(tmp_path):
    path, made = tmp_path / "a.json", tmp_path / "b.csv"
    path.write_text("{}")
    made.write_text("x")
    sidecar.write(path, Origin(api="particulier", access="restricted", sha256="ab"))
    sidecar.write_derived(sidecar.read(path), made)
    assert sidecar.read(made).restricted
    assert made.stat().st_mode & 0o777 == 0o600


def test_a_damaged_sidecar_is_an_error(tmp_path):
    path = tmp_path / "a.json"
    for text in ("{", "[]", '{"operation": 1}'):
        sidecar.sidecar_path(path).write_text(text)
        with pytest.raises(tamis.SourceError):
            sidecar.read(path)
