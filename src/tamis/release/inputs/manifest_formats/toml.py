"""A manifest in TOML: ``[release]`` and ``[[sources]]``."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tamis.release.inputs.manifest_formats import Listed, parted

SUFFIX = ".toml"


def read(path: Path) -> Listed:
    """Return what the manifest says."""
    return parted(tomllib.loads(path.read_text(encoding="utf-8")))
