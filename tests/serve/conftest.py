"""One server for all of these tests, and one browser: their workers take a while to start."""

import threading
import time

import pytest
from tests.serve.browsing import CONTENT, opened
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
    import uvicorn

    from tamis.serve.application import build
    from tamis.serve.options import ServeOptions

    config = uvicorn.Config(build(ServeOptions(jobs=1)), port=0, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)


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
