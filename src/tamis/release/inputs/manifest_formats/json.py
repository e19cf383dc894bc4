"""A manifest in JSON: ``{"release": {…}, "sources": […]}``, or the list of sources alone."""

from __future__ import annotations

import json
from pathlib import Path

from tamis.model.text import printable_value
from tamis.release.inputs.manifest_formats import Listed, parted

SUFFIX = ".json"


def read(path: Path) -> Listed:
    """Return what the manifest says."""
    return parted(printable_value(json.loads(path.read_text(encoding="utf-8-sig"))))
