"""`assert_conforms`, as tests of others use it."""

import pytest

from tamis.pytest_plugin import assert_conforms

FIELDS = {"fields": [{"name": "n", "type": "integer"}]}


def test_data_that_conform_give_their_report():
    assert assert_conforms(b"n\n1\n", FIELDS).rows == 1


def test_data_that_do_not_fail_with_their_report():
    with pytest.raises(pytest.fail.Exception, match=r"cell\.wrong-type") as failed:
        assert_conforms(b"n\nun\n", FIELDS)
    assert "un" in str(failed.value)


def test_it_is_a_plugin_of_pytest(root):
    import tomllib

    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["project"]["entry-points"]["pytest11"] == {
        "tamis": "tamis.pytest_plugin"
    }
