"""One server for all of these tests, and one browser: their workers take a while to start."""

import pytest
from tests.serve.browsing import CONTENT, listening, opened
from tests.serve.way import Person, served


@pytest.fixture(scope="session")
def client():
    with served() as one:
        yield one


@pytest.fixture
def person(client):
    return Person(client)


@pytest.fixture(scope="session")
def address():
    from tamis.serve.options import ServeOptions

    with listening(ServeOptions(jobs=1)) as place:
        yield place


@pytest.fixture(scope="session")
def browser():
    driver = opened(scripts=True)
    yield driver
    driver.quit()


@pytest.fixture
def sent(tmp_path):
    path = tmp_path / "prénoms.csv"
    path.write_bytes(CONTENT.replace(",", ";").encode("cp1252"))
    return path
