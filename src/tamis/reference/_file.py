"""The file of reference data: where it lies, what it says of itself, its tables."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis import shipped
from tamis.model.errors import SourceError
from tamis.model.text import Text

#: The form of the file; another one is not read.
FORM: Final = 1
NAME: Final = "cog.zip"
DESCRIPTOR: Final = "datapackage.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceInfo:
    """What is known of the file in use.

    Attributes:
        year: the year of the COG (its state on January 1st).
        source: what it was built from, with its version.
        licence: the name of the licence.
        path: where the file lies.
        shipped: whether it is the one that came with tamis.
        rows: how many rows each table has.
    """

    year: int
    source: str
    licence: str
    path: Path
    shipped: bool
    rows: Mapping[str, int]


def user_file() -> Path:
    """Return where the user's own file lies, if there is one (folder: ``TAMIS_DATA``)."""
    import platformdirs

    folder = os.environ.get("TAMIS_DATA") or platformdirs.user_data_dir("tamis", appauthor=False)
    return Path(folder) / "reference" / NAME


def built_in() -> Path:
    """Return where the file that came with tamis lies."""
    return shipped.root() / "reference" / NAME


def in_use() -> Path:
    """Return the user's own file, else the one that ships."""
    return user_file() if user_file().is_file() else built_in()


@cache
def content() -> tuple[Path, Mapping[str, bytes]]:
    """Return the file in use and the members in it.

    Raises:
        SourceError: it is damaged, or of another form.
    """
    path = in_use()
    try:
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        form = json.loads(members[DESCRIPTOR]).get("tamis:form")
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise _unreadable(path) from error
    if form != FORM:
        raise _unreadable(path)
    return path, members


def _unreadable(path: Path) -> SourceError:
    return SourceError(
        Text(
            fr=f"Les données de référence « {path} » ne peuvent pas être lues.",
            en=f"The reference data “{path}” cannot be read.",
        ),
        Text(
            fr="Supprimez ce fichier pour revenir à celui qui est livré, ou refaites-le avec "
            "« tamis ref update ».",
            en="Delete this file to return to the one that ships, or make it again with "
            "“tamis ref update”.",
        ),
    )


def descriptor() -> Mapping[str, Any]:
    """Return the ``datapackage.json`` of the file in use."""
    described: Mapping[str, Any] = json.loads(content()[1][DESCRIPTOR])
    return described


def read(name: str) -> pl.DataFrame:
    """Return a table."""
    members = content()[1]
    frame = pl.read_csv(io.BytesIO(members[f"{name}.csv"]), infer_schema=False)
    numbers = [pl.col(column).cast(pl.UInt32) for column in frame.columns if column == "population"]
    return frame.with_columns(*numbers)


def info() -> ReferenceInfo:
    """Return what is known of the file in use."""
    path, members = content()
    package = descriptor()
    tables = [resource["name"] for resource in package["resources"]]
    return ReferenceInfo(
        year=package["tamis:year"],
        source=package["sources"][0]["title"],
        licence=package["licenses"][0]["title"],
        path=path,
        shipped=path == built_in(),
        rows={name: members[f"{name}.csv"].count(b"\n") - 1 for name in tables},
    )
