"""What a worker process is asked to do, a file a task. Requests and answers are JSON objects."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tamis.model.text import set_lang

#: Told how many records have been read.
Say = Callable[[int], None]
#: The tasks that there are: the files of this folder.
NAMES: Final = ("describe", "examine", "export", "fetch", "judge", "report", "validata")


def do(request: dict[str, Any], say: Say) -> dict[str, Any]:
    """Do what is asked, in the folder that is named, in the language that is named.

    Raises:
        TamisError: it cannot be done.
    """
    if request["task"] not in NAMES:
        raise ValueError(request["task"])
    task = importlib.import_module(f"{__name__}.{request['task']}")
    set_lang(request.get("lang", "fr"))
    home = Path.cwd()
    try:
        # Sources go by their bare names, so that no report shows where they are kept.
        os.chdir(request.get("folder") or home)
        answer: dict[str, Any] = task.run(request, say)
        return answer
    finally:
        os.chdir(home)
