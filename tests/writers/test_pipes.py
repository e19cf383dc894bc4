"""Pipes as outputs: written to where somebody reads, refused where nobody does."""

import os
import threading

import pytest

from tamis import system
from tamis.model.errors import SourceError
from tamis.writers import swap

pytestmark = pytest.mark.skipif(system.IS_WINDOWS, reason="Windows has no such pipes")


@pytest.fixture
def pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    return tmp_path / "pipe.csv"


def test_a_pipe_that_nobody_reads_is_refused(pipe, monkeypatch):
    monkeypatch.setattr(swap, "_PATIENCE", 0.05)
    with pytest.raises(SourceError, match="que personne ne lit"), swap.beside(pipe) as out:
        out.write_bytes(b"never")


def test_a_pipe_that_somebody_reads_gets_all(pipe):
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    with swap.beside(pipe) as out, out.open("wb") as file:
        file.write(b"id\n1\n")
    reader.join()
    assert read == [b"id\n1\n"]
