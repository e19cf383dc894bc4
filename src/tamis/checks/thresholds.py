"""The thresholds of the rules about what is likely: one file has them all (``likely.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any


@cache
def thresholds(section: str) -> Mapping[str, Any]:
    """Return the thresholds of a section, by name."""
    path = Path(__file__).with_name("likely.toml")
    table: Mapping[str, Mapping[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return table[section]
