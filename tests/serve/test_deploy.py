"""What operators copy: the unit is one that systemd takes, the image's commands run."""

import json
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import requests

DEPLOY = Path(__file__).parents[2] / "deploy"


def dockerfile():
    """Return the instructions: name and arguments."""
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    return [tuple(line.split(" ", 1)) for line in lines if line and not line.startswith("#")]


def options_of(text):
    return set(re.findall(r"--[a-z-]+", text))


def test_operators_are_shown_options_that_there_are():
    from tamis.cli.commands.serve import command

    known = {name for parameter in command.params for name in parameter.opts}
    unit = (DEPLOY / "tamis.service").read_text()
    started = re.search(r"^ExecStart=(.*)$", unit, re.MULTILINE)[1]
    image = " ".join(value for name, value in dockerfile() if name in {"CMD", "ENTRYPOINT"})
    assert options_of(started) <= known
    assert options_of(image) <= known
    assert {"--public", "--server-name", "--no-browser"} <= options_of(started) & options_of(image)


def test_the_image_runs_as_nobody_in_particular():
    instructions = dict(dockerfile())
    assert instructions["USER"] == "65534:65534"
    assert json.loads(instructions["ENTRYPOINT"])[0] == "/opt/tamis/bin/tamis"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_takes_the_unit(tmp_path):
    unit = tmp_path / "tamis.service"
    text = (DEPLOY / "tamis.service").read_text()
    unit.write_text(text.replace("/opt/tamis/bin/tamis", sys.executable))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_the_commands_of_the_image_make_a_server(tmp_path, root):
    """No daemon is at hand: they are run one after the other, below a folder of this test."""
    ignored = shutil.ignore_patterns(".git", ".venv", "*.pyc", "build")
    shutil.copytree(root, tmp_path / "src", ignore=ignored)
    below = {"/src": str(tmp_path / "src"), "/opt": str(tmp_path / "opt")}
    for name, value in dockerfile():
        if name == "RUN":
            command = re.sub(r"(?<![\w.])/(?:src|opt)\b", lambda m: below[m[0]], value)
            subprocess.run(command, shell=True, check=True, cwd=tmp_path)  # noqa: S602 our own
    said = dict(dockerfile())
    command = [*json.loads(said["ENTRYPOINT"]), *json.loads(said["CMD"]), "--port", "0"]
    command[0] = command[0].replace("/opt", below["/opt"])
    command[command.index("0.0.0.0")] = "127.0.0.1"
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        address = process.stdout.readline().split()[-1]
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"{address}health") as answer:
                    assert json.load(answer)["status"] == "ok"
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        process.terminate()
        process.stdout.read()
    assert not (tmp_path / "src").exists()


def free_port():
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return opened.getsockname()[1]


def started(port):
    """Start a server of its own process, as the configuration of the proxy says."""
    text = (DEPLOY / "nginx.conf").read_text()
    options = re.search(r"^# +(--public .*)$", text, re.MULTILINE)[1].split()
    command = [sys.executable, "-m", "tamis", "serve", "--port", str(port), "--jobs", "1", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(not shutil.which("nginx"), reason="there is no nginx here")
def test_a_client_keeps_to_one_of_two_servers_behind_a_proxy(tmp_path):
    first, second, door = (free_port() for _ in range(3))
    text = (DEPLOY / "nginx.conf").read_text()
    ports = {"8001": str(first), "8002": str(second), "listen 80": f"listen 127.0.0.1:{door}"}
    for before, after in ports.items():
        text = text.replace(before, after)
    (tmp_path / "tamis.conf").write_text(text)
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; pid {tmp_path}/pid; error_log stderr; events {{}}\n"
        f"http {{ access_log off; client_body_temp_path {tmp_path}/body; "
        f"proxy_temp_path {tmp_path}/proxy; include {tmp_path}/tamis.conf; }}\n"
    )
    servers = [started(port) for port in (first, second)]
    for server in servers:
        assert "http" in server.stdout.readline()
    proxy = subprocess.Popen(["nginx", "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)])
    try:
        there = f"http://127.0.0.1:{door}"
        with requests.Session() as client:
            client.headers["Host"] = "tamis.example.fr"
            assert patiently(client, f"{there}/health").json()["status"] == "ok"
            for _ in range(3):
                files = {"files": ("a.csv", "a,b\n1,2\n")}
                sent = client.post(f"{there}/files", files=files, allow_redirects=False)
                assert sent.status_code == 303
                place = f"{there}{sent.headers['location']}"
                assert client.get(place).status_code == 200
                assert client.get(f"{place}/state").json()["ready"] in {True, False}
            assert client.get(f"{there}/metrics").status_code == 403
    finally:
        for process in (proxy, *servers):
            process.terminate()
            process.wait(30)
            if process.stdout:
                process.stdout.close()


def patiently(client, address):
    """Return the first answer of a server that starts."""
    for _ in range(200):
        try:
            return client.get(address)
        except requests.ConnectionError:
            time.sleep(0.05)
    raise AssertionError
