"""Where the corpus is, and what every test may use."""

from pathlib import Path

import pytest

from tamis.model.text import set_lang

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


def pytest_collection_modifyitems(items):
    if SHARED.is_dir():
        return
    absent = pytest.mark.skip(reason="the shared corpus is not beside the project")
    for item in items:
        if item.get_closest_marker("corpus"):
            item.add_marker(absent)


@pytest.fixture(autouse=True)
def french():
    set_lang("fr")
    yield
    set_lang("fr")


@pytest.fixture
def root():
    return ROOT


@pytest.fixture
def shared():
    return SHARED


@pytest.fixture
def write(tmp_path):
    """Write a file and return its path."""

    def put(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put
