"""One server for all of these tests: its workers take a while to start."""

import pytest
from tests.serve.way import Person, served


@pytest.fixture(scope="session")
def client():
    with served() as one:
        yield one


@pytest.fixture
def person(client):
    return Person(client)
