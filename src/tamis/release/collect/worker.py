"""One worker: takes tasks on standard input, gives results on standard output, until told off.

``python -m tamis.release.worker``; nobody but `pool` speaks to it. It ends when its input does, so
that it never outlives who started it.
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
    from tamis.model.errors import TamisError
    from tamis.release.collect.local import Here
    from tamis.release.collect.source import gather

    last = None
    for given in _given(sys.stdin.buffer):
        task = given if last is None else given.alike(last)
        last = task
        try:
            here = Here(progress=lambda rows: _say(out, ("rows", rows)))
            made: Any = gather(task, here)
            _say(out, ("done", made))
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
