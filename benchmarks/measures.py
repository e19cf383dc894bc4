"""What a tool took on a file, and where pages show it."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One tool on one file: seconds and those of the processors (medians), the peak memory (MB).

    `size` is the number of rows asked for; slow tools get fewer.
    """

    tool: str
    kind: str
    size: int
    rows: int
    seconds: float
    cpu: float
    memory: float

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds


def put(page: Path, name: str, text: str) -> None:
    """Put a text into a page, between its marks."""
    former = page.read_text(encoding="utf-8")
    new, count = re.subn(
        rf"(<!-- {name} -->\n).*?(\n<!-- end of {name} -->)",
        lambda match: f"{match[1]}{text}{match[2]}",
        former,
        flags=re.DOTALL,
    )
    if not count:
        sys.exit(f"{page}: no marks to put the {name} between")
    page.write_text(new, encoding="utf-8")
