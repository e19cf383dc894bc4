"""What comes with tamis: schemas, catalogue, profiles, reference data; found wherever it runs."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def root() -> Path:
    """Return the folder of what ships: in the wheel, or in the checkout beside ``src``."""
    package = Path(__file__).parent
    installed = package / "_schemas"
    return installed if installed.is_dir() else package.parents[1] / "schemas"
