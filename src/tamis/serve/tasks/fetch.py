"""Fetching the file at an address that somebody gave, from hosts that may be asked."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from tamis.serve.file_names import safe_name
from tamis.serve.tasks import Say
from tamis.serve.tasks.inputs import limits_of
from tamis.sources import http


def run(request: dict[str, Any], say: Say) -> dict[str, Any]:  # noqa: ARG001 sizes are not told
    """Put the file at ``address`` into the folder; return its name.

    Raises:
        SourceError: it cannot be fetched within the limits.
        RefusedError: it is on a host that may not be asked.
    """
    with http.fetched(request["address"], limits_of(request)) as local:
        name = safe_name(local.name)
        shutil.move(local.path, Path.cwd() / name)
    return {"name": name}
