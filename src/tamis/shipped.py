"""What comes with tamis: schemas, profiles, reference data, examples; found wherever it runs."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def root() -> Path:
    """Return the folder of what ships: in the wheel, or in the checkout beside ``src``."""
    package = Path(__file__).parent
    installed = package / "_schemas"
    return installed if installed.is_dir() else package.parents[1] / "schemas"


@cache
def examples() -> Path:
    """Return the folder that has, for each rule, a schema, a good file and a bad one."""
    package = Path(__file__).parent
    installed = package / "_examples"
    return installed if installed.is_dir() else package.parents[1] / "fixtures" / "rules"
