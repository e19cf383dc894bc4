"""Where the corpus is, and what every test may use."""

import os
import tempfile
from pathlib import Path

import hypothesis
import pytest

from tamis.model.text import set_lang

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("TAMIS_CORPUS", ROOT.parent / "shared"))
#: What somebody pulled on this machine has no part in the tests.
os.environ["TAMIS_STORE"] = str(Path(tempfile.gettempdir()) / "tamis-tests-without-store")

#: The same examples each time, on a machine of any speed; ``TAMIS_EXAMPLES=drawn`` draws others.
hypothesis.settings.register_profile(
    "steady",
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile("drawn", deadline=None)
hypothesis.settings.load_profile(
    "drawn" if os.environ.get("TAMIS_EXAMPLES") == "drawn" else "steady"
)


def pytest_collection_modifyitems(config, items):
    if "slow" not in config.getoption("markexpr"):
        by_hand = pytest.mark.skip(reason="takes minutes: pytest -m slow")
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(by_hand)
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


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory, monkeypatch):
    """Keep what is kept from one run to the next out of the user's own cache."""
    monkeypatch.setenv("TAMIS_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture
def short_pauses(monkeypatch):
    """Ask servers again at once, where it is not the pauses that are tried."""
    from tamis.sources.policy import FetchPolicy

    monkeypatch.setitem(FetchPolicy.__init__.__kwdefaults__, "pause", 0.01)
    monkeypatch.setattr("tamis.sources.api_client._PAUSE", 0.01)


@pytest.fixture
def root():
    return ROOT


@pytest.fixture
def shared():
    return SHARED


@pytest.fixture
def empty_store(tmp_path, monkeypatch):
    """Give a store of this test alone."""
    monkeypatch.setenv("TAMIS_STORE", str(tmp_path / "store"))
    return tmp_path / "store"


@pytest.fixture
def write(tmp_path):
    """Write a file and return its path."""

    def put(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put
