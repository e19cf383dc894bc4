"""A sample of the corpus of bad input, and a handful of kills; ``python -m tests.hostile`` and
``python -m tests.kills`` have all of them."""

import subprocess
import sys

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of processes is watched on Linux")
def test_a_sample_of_bad_input_is_read_or_refused(root):
    words = [sys.executable, "-m", "tests.hostile", "--sample", "24", "--seed", "20"]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| all | 24 |" in done.stdout
    assert "0 faults" in done.stdout


@pytest.mark.skipif(not hasattr(sys, "getdlopenflags"), reason="processes are forked on POSIX")
def test_a_handful_of_kills_leave_all_or_nothing(root):
    words = [sys.executable, "-m", "tests.kills", "--runs", "2", "--only", "pull"]
    words += ["--only", "in-place"]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("killed") + done.stdout.count("ended") >= 2
