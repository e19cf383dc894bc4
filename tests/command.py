"""The command line, run in this process: as a shell would, and without the start of a process.

What only a process of its own can show (signals, closed streams, imports) starts one.
"""

import io
import os
import sys
from dataclasses import dataclass
from typing import Any
from unittest import mock

from tamis.cli.main import main


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a run wrote, as `subprocess.CompletedProcess` tells it."""

    returncode: int
    stdout: Any
    stderr: Any


def run(*words: object, stdin: bytes = b"", **environment: str) -> Done:
    """Run the command; its streams are bytes.

    The language of the machine does not count, unless `environment` gives one.
    """
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))
    }
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    streams = {"stdin": io.TextIOWrapper(io.BytesIO(stdin), "utf-8"), "stdout": out, "stderr": err}
    with (
        mock.patch.dict(os.environ, {**kept, **environment}, clear=True),
        mock.patch.multiple(sys, **streams),
    ):
        try:
            main([str(word) for word in words])
        except SystemExit as ended:
            code = ended.code
    return Done(
        returncode=int(code or 0), stdout=out.buffer.getvalue(), stderr=err.buffer.getvalue()
    )


def run_text(*words: object, stdin: str = "", **environment: str) -> Done:
    """Run the command; its streams are texts."""
    done = run(*words, stdin=stdin.encode(), **environment)
    return Done(
        returncode=done.returncode, stdout=done.stdout.decode(), stderr=done.stderr.decode()
    )
