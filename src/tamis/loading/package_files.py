"""Which files are descriptors of packages and of resources, by their names and their keywords."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final

from tamis.model.address import is_address

#: How the descriptor of a package is called (Data Package v2, "Descriptor").
NAME: Final = "datapackage.json"
_NAMES: Final = frozenset({NAME, "resource.json", "dataresource.json"})
_SUFFIXES: Final = (".package.json", ".datapackage.json", ".resource.json", ".dataresource.json")


def is_package_file(location: str) -> bool:
    """Whether a path or an address is one of a package or of a resource, or of one that is zipped.

    >>> is_package_file("data/ville.package.json"), is_package_file("data/ville.json")
    (True, False)
    """
    name = PurePosixPath(location.replace("\\", "/")).name
    return name in _NAMES or name.endswith(_SUFFIXES) or is_zipped(Path(location))


def is_zipped(path: Path) -> bool:
    """Whether a file is an archive with the descriptor of a package at its root."""
    if path.suffix.lower() != ".zip" or not path.is_file():
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return NAME in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def inside(folder: Path, named: str) -> Path | None:
    """Return the file that a descriptor names in its own folder; None where it lies outside.

    Links are followed first: what a package names is in its folder, or it is not read.
    """
    if (
        is_address(named)
        or PurePosixPath(named).is_absolute()
        or ".." in PurePosixPath(named).parts
    ):
        return None
    path = folder / named
    try:
        is_inside = path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # links that go round in circles, a NUL
        return None
    return path if is_inside else None


def is_resource(descriptor: Mapping[str, Any]) -> bool:
    """Whether a descriptor is one of a resource (Data Package v2, "Data Resource")."""
    return "path" in descriptor or "data" in descriptor
