"""A worker process: reads tasks from standard input, writes results to standard output.

Started by `pool` as ``python -m tamis.release.collect.worker``. It ends when its input does, so
that it never outlives its parent.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from typing import Any, BinaryIO


def main() -> None:
    """Do tasks until there is no more."""
    out = os.fdopen(os.dup(1), "wb")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us hears it too, and ends us
    os.dup2(2, 1)  # whatever else is printed must not reach the answers
    from tamis import failures
    from tamis.model.errors import TamisError
    from tamis.release.collect.local import LocalRunner
    from tamis.release.collect.source import collect_source

    last = None
    for received in _given(sys.stdin.buffer):
        task = received if last is None else received.alike(last)
        last = task
        try:
            with failures.told_as_errors():
                runner = LocalRunner(progress=lambda rows: _say(out, ("rows", rows)))
                result: Any = collect_source(task, runner)
            _say(out, ("done", result))
        except TamisError as error:
            _say(out, ("error", error))


def _given(read: BinaryIO) -> Any:
    while True:
        try:
            yield pickle.load(read)  # noqa: S301 our own parent speaks
        except EOFError:
            return


def _say(out: BinaryIO, message: tuple[str, Any]) -> None:
    pickle.dump(message, out)
    out.flush()


if __name__ == "__main__":
    main()
