"""Work that is ended, dies or waits: clear answers, nothing left behind."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import pytest
from tests.serve.way import HEADER, Person, served, words

import tamis
from tamis.serve.jobs import BusyError, StoppedError
from tamis.serve.pool import Pool

#: They share one server.
pytestmark = pytest.mark.xdist_group("serve")


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def pool(room):
    made = Pool(jobs=1, waiting=3, per_client=3, seconds=60, room=room)
    yield made
    made.close()
    assert not list(room.iterdir())


@pytest.fixture
def long_work(tmp_path):
    """Return a request that takes long: a pipe that nobody writes to."""
    os.mkfifo(tmp_path / "a.csv")
    limits = {"size": 1 << 20, "memory": 0, "seconds": 60, "hosts": []}
    return {"task": "describe", "folder": str(tmp_path), "source": "a.csv", "limits": limits}


def until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def error_of(job):
    return job.future.exception(60)


def test_a_job_that_takes_too_long_is_ended(pool, long_work):
    job = pool.submit(long_work, seconds=0.3)
    assert isinstance(error_of(job), tamis.RefusedError)
    assert "0.3 s" in str(job.future.exception())


def test_a_job_that_nobody_waits_for_is_ended_at_work_or_before(pool, long_work):
    first, second = pool.submit(long_work), pool.submit(long_work)
    until(lambda: first.state == "working" and first.worker is not None)
    second.stop()
    first.stop()
    assert isinstance(error_of(first), StoppedError)
    assert isinstance(error_of(second), StoppedError)


def test_a_worker_that_is_killed_is_told_and_replaced(pool, long_work, tmp_path):
    job = pool.submit(long_work)
    until(lambda: job.worker is not None)
    os.kill(job.worker._child.pid, signal.SIGKILL)
    assert "a mis fin à son processus" in str(error_of(job))
    (tmp_path / "b.csv").write_text(f"{HEADER}\n")
    after = pool.submit({**long_work, "source": "b.csv"})
    assert after.future.result(60)["header"] == HEADER.split(",")


def test_more_than_may_wait_is_refused_at_once_for_one_client_and_for_all(pool, long_work):
    jobs = [pool.submit(long_work, client="a") for _ in range(3)]
    with pytest.raises(BusyError):
        pool.submit(long_work, client="a")
    jobs.append(pool.submit(long_work, client="b"))
    with pytest.raises(BusyError):
        pool.submit(long_work, client="c")
    for job in jobs:
        job.stop()
    for job in jobs:
        assert isinstance(error_of(job), StoppedError)


def test_ten_thousand_jobs_wait_and_end_with_the_server(room, long_work):
    crowd = Pool(jobs=1, waiting=10_000, per_client=20_000, seconds=60, room=room)
    started = time.monotonic()
    jobs = [crowd.submit(long_work) for _ in range(10_000)]
    crowd.close()
    assert time.monotonic() - started < 60
    assert all(isinstance(job.future.exception(0), StoppedError) for job in jobs)
    with pytest.raises(BusyError):
        crowd.submit(long_work)


def test_a_full_disk_is_told_and_nothing_is_left(client, monkeypatch):
    import errno
    import shutil

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    before = client.app.state.space.uploads.count()
    monkeypatch.setattr(shutil, "copyfileobj", full)
    for path in ("/files", "/validate", "/api/detect"):
        name = "files" if path == "/files" else "file"
        data = {"schema": "scdl/prenoms"}
        answer = client.post(path, files={name: ("a.csv", "x\n")}, data=data)
        assert answer.status_code == 507
        assert "disque est plein" in answer.text
    assert client.app.state.space.uploads.count() == before


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("repairs", {"agreed": "nonsense"}),
        ("judge", {"row": "x"}),
    ],
)
def test_what_makes_no_sense_is_refused(person, what, data):
    person.send(("a.csv", f"{HEADER}\nRennes,35238,X,Léo,1,2020\n"))
    assert person.client.post(f"{person.there}/{what}", data=data).status_code == 400


def test_a_choice_that_cannot_be_is_told_and_undone(person):
    person.send(("a.csv", f"{HEADER}\nRennes,35238,X,Léo,1,2020\n"))
    page = person.do("repairs", known="no-such-repair")
    assert "no-such-repair" in words(page)
    assert "1 ligne à corriger" in words(person.do("undo"))
    for place in ("1:99", "999999999:1"):
        person.do("cells", **{f"c:{place}": "x", f"w:{place}": ""})
        assert "n'a pas" in words(person.look())
        assert "1 ligne à corriger" in words(person.do("undo"))


def test_a_caller_who_leaves_ends_the_work():
    import uvicorn

    from tamis.serve.application import build
    from tamis.serve.options import ServeOptions

    app = build(ServeOptions(jobs=1))
    space = app.state.space
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    body = "\r\n".join(
        ["--x", 'Content-Disposition: form-data; name="schema"', "", "scdl/prenoms", "--x",
         'Content-Disposition: form-data; name="file"; filename="a.csv"', "",
         HEADER + "\nRennes,35238,F,Léo,1,2020" * 1_500_000, "--x--", ""]
    ).encode()  # fmt: skip
    head = (
        "POST /validate HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; "
        f"boundary=x\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port)) as caller:
        caller.sendall(head.encode() + body)
        until(lambda: any(job.state == "working" for job in space.pool.jobs.values()))
    until(lambda: space.pool.counts["failed"] == 1)
    until(lambda: space.uploads.count() == 0)
    server.should_exit = True
    thread.join(30)
    assert not space.uploads.root.exists()


def test_the_command_serves_says_where_and_leaves_nothing(tmp_path):
    command = [sys.executable, "-m", "tamis", "--lang", "en", "serve", "--port", "0",
               "--no-browser", "-j", "1"]  # fmt: skip
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as process:
        address = process.stdout.readline().split()[-1]
        assert address.startswith("http://127.0.0.1:")
        until(lambda: answers(f"{address}health"))
        assert len(list(tmp_path.iterdir())) == 1
        with urllib.request.urlopen(f"{address}quit", data=b"lang=en") as answer:
            assert b"tamis has stopped" in answer.read()
        assert process.wait(60) == 0
        process.stdout.read()
    assert not list(tmp_path.iterdir())


def answers(address):
    try:
        with urllib.request.urlopen(address) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError):
        return False


def test_a_port_that_is_taken_is_told():
    from click.testing import CliRunner

    from tamis.cli.main import cli

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = CliRunner().invoke(cli, ["serve", "--port", str(port), "--no-browser"])
    assert isinstance(done.exception, tamis.SourceError)
    assert "--port 0" in str(done.exception)


def test_files_are_forgotten_while_the_server_runs():
    with served(keep=0.2) as client:
        person = Person(client)
        person.there = client.post("/files", files={"files": ("a.csv", "x\n")}).headers["location"]
        uploads = client.app.state.space.uploads
        until(lambda: uploads.count() == 0)
        assert client.get(person.there).status_code == 404


def test_results_are_awaited_by_loops(pool, tmp_path, long_work):
    (tmp_path / "b.csv").write_text("a,b\n1,2\n")
    job = pool.submit({**long_work, "source": "b.csv"})
    assert asyncio.run(pool.result(job))["header"] == ["a", "b"]
