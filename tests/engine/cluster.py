"""A real Spark cluster on loopback: a standalone master and one worker, from the PyPI package."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path


def lacking():
    """Return why no cluster can be started here, or ""."""
    if find_spec("pyspark") is None:
        return "pyspark is not installed: pip install 'tamis[spark]'"
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        return "Java is not installed: apt-get install default-jre-headless"
    return ""


def environment():
    return {
        **os.environ,
        "SPARK_HOME": str(Path(find_spec("pyspark").origin).parent),
        "SPARK_SCALA_VERSION": "2.13",
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
    }


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def started(folder, cores=2):
    """Start both, wait until the worker is known, and stop them in the end."""
    env = environment()
    spark_class = [str(Path(env["SPARK_HOME"]) / "bin" / "spark-class")]
    port = free_port()
    url = f"spark://127.0.0.1:{port}"
    common = ("--host", "127.0.0.1", "--webui-port", "0")
    master = [*spark_class, "org.apache.spark.deploy.master.Master", *common, "--port", str(port)]
    worker = [*spark_class, "org.apache.spark.deploy.worker.Worker", *common, "--cores", str(cores)]
    worker += ["--memory", "2g", "--work-dir", str(folder / "work"), url]
    logs = {name: (folder / f"{name}.log").open("wb") for name in ("master", "worker")}
    running = []
    try:
        for name, command in (("master", master), ("worker", worker)):
            running.append(
                subprocess.Popen(
                    command, env=env, stdout=logs[name], stderr=logs[name], start_new_session=True
                )
            )
        wait_for(folder / "master.log", r"Registering worker")
        yield url
    finally:
        for process in reversed(running):
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)
        for log in logs.values():
            log.close()


def wait_for(log, pattern, seconds=90):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if log.is_file() and re.search(pattern, log.read_text(errors="replace")):
            return
        time.sleep(0.1)
    raise AssertionError(f"no {pattern!r} in {log}: {log.read_text(errors='replace')[-2000:]}")


def executors():
    """Return the processes that run tasks."""
    found = subprocess.run(
        ["pgrep", "-f", "CoarseGrainedExecutorBackend"], capture_output=True, text=True, check=False
    )
    return [int(one) for one in found.stdout.split() if int(one) != os.getpid()]
