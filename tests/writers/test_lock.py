"""One run at a time for one output, whatever ends the one before."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

import tamis
from tamis.writers.lock import locked

HOLD = """
import sys, time
from pathlib import Path
from tamis.writers.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_another_process_is_refused_until_the_first_is_killed(tmp_path):
    path = tmp_path / "sortie"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout.readline() == "held\n"
        with pytest.raises(tamis.RefusedError, match="Une autre fusion"), locked(path):
            pass
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    with locked(path):
        assert [one.name for one in tmp_path.iterdir()] == [".sortie.lock"]
    assert not list(tmp_path.iterdir())


def test_runs_that_come_and_go_never_hold_it_together(tmp_path):
    inside, most, done = [], [], []

    def run():
        ends = time.monotonic() + 1
        while time.monotonic() < ends:
            try:
                with locked(tmp_path / "sortie"):
                    inside.append(1)
                    most.append(len(inside))
                    inside.pop()
                    done.append(1)
            except tamis.RefusedError:
                pass

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1
    assert len(done) > 10
