"""Which files hold which tables of a Data Package: by their names, else by their columns."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from tamis import readers, sources
from tamis.loading.columns import columns_of
from tamis.loading.detect import MIN_CERTAINTY, likeness
from tamis.model.address import is_address
from tamis.model.errors import UsageError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.package import Package
from tamis.model.text import Text
from tamis.tables.header import folded


def assigned_files(
    package: Package, files: Iterable[str], limits: Limits = DEFAULT
) -> dict[str, str]:
    """Return which resource each file holds: by its name, else by its columns.

    Raises:
        UsageError: a file looks like no resource, or two files like one.
        SourceError: a file must be looked into and cannot be read.
    """
    by_table: dict[str, str] = {}
    for file in files:
        name = table_of(package, file, limits)
        if name is None:
            listed = ", ".join(resource.name for resource in package.resources)
            raise UsageError(
                Text(
                    fr=f"« {file} » ne ressemble à aucune table du paquet.",
                    en=f"“{file}” does not look like any table of the package.",
                ),
                Text(
                    fr=f"Nommez le fichier comme sa table : {listed}.",
                    en=f"Name the file after its table: {listed}.",
                ),
            )
        if name in by_table:
            raise UsageError(
                Text(
                    fr=f"« {by_table[name]} » et « {file} » sont la même table : {name}.",
                    en=f"“{by_table[name]}” and “{file}” are the same table: {name}.",
                ),
                Text(fr="N'en donnez qu'un.", en="Give one of them."),
            )
        by_table[name] = file
    return by_table


def table_of(package: Package, file: str, limits: Limits = DEFAULT) -> str | None:
    """Return the table of a package that a file holds: by its name, else by its columns.

    Raises:
        SourceError: the file must be looked into and cannot be read.
    """
    return _by_name(package, file) or _by_header(package, file, limits)


def _by_name(package: Package, file: str) -> str | None:
    stem = folded(PurePosixPath(urlsplit(file).path if is_address(file) else file).stem)
    return next(
        (resource.name for resource in package.resources if folded(resource.name) == stem), None
    )


def _by_header(package: Package, file: str, limits: Limits) -> str | None:
    with sources.open_source(file, limits=limits) as local:
        labels = readers.read(local, readers.Request(limits=limits)).header
    alike = [
        (likeness(labels, columns_of(resource.schema)), resource.name)
        for resource in package.resources
        if resource.schema
    ]
    (best, _), name = max(alike, default=((0.0, 0.0), ""))
    return name if best >= MIN_CERTAINTY else None
