"""What a caller of ``tamis serve RELEASE`` chose."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

#: Every table, where one is named that groups may be asked of.
ALL = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsOptions:
    """How the rows of releases are served.

    Attributes:
        folder: a release, or a folder of several.
        aggregation: the tables that groups may be asked of, by id; ``*`` is every one.
        seconds: how long a query may take.
        memory: bytes that queries may take together.
        most_rows: how many rows a page may have.
        threads: how many queries are answered at once; waiting: how many may wait.
        look: seconds between two looks at the folder.
        grace: seconds that a release is missing before it is held to be gone.
    """

    folder: Path
    aggregation: tuple[str, ...] = ()
    seconds: float = 10.0
    memory: int = 512 << 20
    most_rows: int = 1000
    threads: int = 4
    waiting: int = 500
    look: float = 1.0
    grace: float = 3.0

    def aggregates(self, name: str) -> bool:
        """Whether groups may be asked of the table of this id."""
        return ALL in self.aggregation or name in self.aggregation
