"""A small release of our own, served in this process: every type of value, every table."""

import pytest
from tests.serve.rows.release import served, write_release


@pytest.fixture(scope="session")
def release(tmp_path_factory):
    return write_release(tmp_path_factory.mktemp("served") / "stations")


@pytest.fixture(scope="session")
def client(release):
    with served(release, aggregation=("data",)) as one:
        yield one
