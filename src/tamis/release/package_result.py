"""What a release of several tables amounts to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tamis.model.schema import ForeignKey
from tamis.release.account import AccountEntry, total
from tamis.release.inputs.package_sources import StrangeTable
from tamis.release.result import Release


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageRelease:
    """What was released of a package.

    Attributes:
        folder: where it stands; each table has a folder of its name there.
        tables: the release of each table.
        empty: the tables that no source has.
        strange: the tables of sources that are none of the package's.
        unchecked: references to tables that no source has, by table: nothing could be checked.
    """

    folder: Path
    tables: Mapping[str, Release]
    empty: tuple[str, ...] = ()
    strange: tuple[StrangeTable, ...] = ()
    unchecked: Mapping[str, tuple[ForeignKey, ...]] = field(default_factory=dict)

    @property
    def total(self) -> AccountEntry:
        """The account of the whole."""
        return total(release.total for release in self.tables.values())

    @property
    def unread(self) -> bool:
        """Whether a source of a table could not be read and nothing of it is kept."""
        return any(release.unread for release in self.tables.values())
