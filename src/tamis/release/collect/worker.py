"""A worker process: reads lots of tasks from standard input, writes results to standard output.

Started by `pool` as ``python -m tamis.release.collect.worker``. It ends when its input does, so
that it never outlives its parent.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from threading import Lock
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from tamis.release.collect.task import Task


def main() -> None:
    """Do tasks until there is no more."""
    out = os.fdopen(os.dup(1), "wb")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us hears it too, and ends us
    os.dup2(2, 1)  # whatever else is printed must not reach the answers
    from tamis import failures
    from tamis.model.errors import TamisError
    from tamis.release.collect.local import LocalRunner
    from tamis.release.collect.source import collect_source
    from tamis.tables.side_by_side import side_by_side

    speaking = Lock()

    def say(message: tuple[str, Any]) -> None:
        with speaking:
            pickle.dump(message, out)
            out.flush()

    def do(numbered: tuple[int, Task]) -> Any:
        number, task = numbered
        try:
            with failures.told_as_errors():
                runner = LocalRunner(progress=lambda rows: say(("rows", (number, rows))))
                return collect_source(task, runner)
        except TamisError as error:
            return error

    last = None
    for received in _received(sys.stdin.buffer):
        last = received[0] if last is None else received[0].alike(last)
        tasks = [task.alike(last) for task in received]
        say(("done", side_by_side(do, list(enumerate(tasks)))))


def _received(read: BinaryIO) -> Any:
    while True:
        try:
            yield pickle.load(read)  # noqa: S301 our own parent speaks
        except EOFError:
            return


if __name__ == "__main__":
    main()
