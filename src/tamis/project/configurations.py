"""The configurations of a repository: that of the folder one works in, and those below it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tamis.model.address import is_address
from tamis.model.project import Configuration
from tamis.project import configuration

#: Folders in which nobody keeps data of a repository.
_APART: Final = frozenset({"node_modules", "__pycache__"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Configurations:
    """Which configuration holds for which file.

    Attributes:
        root: that of the folder one works in, or the one that was named.
        nested: whether the configuration nearest to a file holds for it, in place of `root`.
    """

    root: Configuration = field(default_factory=Configuration)
    nested: bool = False
    _by_path: dict[Path, Configuration] = field(default_factory=dict, repr=False, compare=False)
    _by_folder: dict[Path, Path | None] = field(default_factory=dict, repr=False, compare=False)

    def of(self, path: str) -> Configuration:
        """Return the configuration that holds for a file or a folder.

        The nearest one holds alone, in its folder or above: settings of two configurations do
        not add up.
        """
        if not self.nested or is_address(path):
            return self.root
        place = Path(os.path.abspath(path))  # noqa: PTH100 “..” goes, links stay
        folder = place if place.is_dir() else place.parent
        if folder not in self._by_folder:
            self._by_folder[folder] = configuration.find(folder)
        nearest = self._by_folder[folder]
        return Configuration() if nearest is None else self._loaded(nearest)

    def all(self) -> list[Configuration]:
        """Return the root configuration, then those of the folders below it, in order."""
        if not self.nested:
            return [self.root]
        below = [self._loaded(path) for path in _below(self.root.folder.absolute())]
        return [self.root, *(nested for nested in below if nested.path != self.root.path)]

    def loaded(self) -> list[Configuration]:
        """Return those that a run has gone by."""
        return [self.root, *self._by_path.values()]

    def _loaded(self, path: Path) -> Configuration:
        if self.root.path is not None and path == self.root.path.resolve():
            return self.root
        if path not in self._by_path:
            self._by_path[path] = configuration.load(path)
        return self._by_path[path]


def working(folder: Path) -> Configurations:
    """Return the configurations that hold in a folder and below it."""
    path = configuration.find(folder)
    root = configuration.load(path) if path else Configuration()
    return Configurations(root=root, nested=True)


def _below(root: Path) -> Iterator[Path]:
    """Return the configurations in the folders below one, hidden folders left out."""
    for folder, names, _ in os.walk(root):
        names[:] = sorted(name for name in names if not name.startswith(".") and name not in _APART)
        for name in names:
            if path := configuration.in_folder(Path(folder, name)):
                yield path.resolve()
