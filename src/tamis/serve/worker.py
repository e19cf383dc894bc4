"""A worker process: reads requests from standard input, writes answers, both a line of JSON.

Started by `tamis.serve.jobs` as ``python -m tamis.serve.worker``. It ends when its input does, so
that it never outlives its parent.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any, BinaryIO


def main() -> None:
    """Do what is asked until there is no more."""
    out = os.fdopen(os.dup(1), "wb")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us hears it too, and ends us
    os.dup2(2, 1)  # whatever else is printed must not reach the answers
    from tamis import failures
    from tamis.model.errors import TamisError
    from tamis.serve import tasks
    from tamis.serve.messages import error_object
    from tamis.serve.tasks import examine, judge  # noqa: F401 heavy, and wanted soon

    for line in sys.stdin.buffer:
        request: dict[str, Any] = json.loads(line)
        try:
            with failures.told_as_errors():
                answer = tasks.do(request, lambda rows: _say(out, {"rows": rows}))
            _say(out, {"done": answer})
        except TamisError as error:
            _say(out, {"error": error_object(error)})


def _say(out: BinaryIO, message: dict[str, Any]) -> None:
    out.write(json.dumps(message, ensure_ascii=False).encode() + b"\n")
    out.flush()


if __name__ == "__main__":
    main()
