"""Paths as a repository knows them, wherever in it the command runs."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path


def root() -> Path:
    """Return the folder of the repository one works in; the current folder where there is none.

    A folder with ``.git`` in it, a folder or a file (worktrees, submodules), is a repository.
    """
    return _root(Path.cwd())


@cache
def _root(folder: Path) -> Path:
    above = (folder, *folder.parents)
    return next((parent for parent in above if (parent / ".git").exists()), folder)


def relative(path: str) -> str:
    """Return a path from the root of the repository, with slashes.

    An address stays as it is, and so does the path of a file that stands elsewhere.

    >>> relative("https://example.org/a.csv")
    'https://example.org/a.csv'
    """
    if "://" in path:
        return path
    whole = Path(os.path.abspath(path))  # noqa: PTH100 “..” goes, links stay
    if whole.is_relative_to(root()):
        return whole.relative_to(root()).as_posix()
    return Path(path).as_posix()
