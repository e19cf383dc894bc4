"""Judging the tables of a package together."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tamis.app._options import SchemaSource, as_profile
from tamis.engine.package_files import assigned_files
from tamis.loading import schemas
from tamis.model.limits import DEFAULT, Limits
from tamis.model.package import Package
from tamis.model.profile import Profile
from tamis.model.report import Report, Unread

if TYPE_CHECKING:
    from tamis.schema_lint.run import SchemaToLint


def validate_package(
    package: SchemaSource,
    files: Mapping[str, str | Path] | Sequence[str | Path] = (),
    *,
    profile: str | Profile = "publish",
    limits: Limits = DEFAULT,
    keep: bool = False,
    progress: Callable[[str, int], None] | None = None,
) -> dict[str, Report | Unread]:
    """Judge the tables of a Data Package together: each one, and the keys that tie them.

    Args:
        package: the path or address of a ``datapackage.json``, a catalogue name, a descriptor.
        files: the files of its tables, by resource or in any order (they are known by their
            name, else by their columns); without any, those that the package names.
        profile: what each rule weighs: a name or a profile.
        limits: how much is taken in of each file.
        keep: whether reports keep the records themselves (on disk), to be shown.
        progress: told the file and the number of records read so far, now and then.

    Returns:
        The report of each resource that has a file, by name; where one cannot be read, why.
        Where the descriptor itself is at fault, its own report comes first, as
        ``datapackage.json``.

    Raises:
        SchemaError: the package cannot be read.
        SourceError: a file turns out to be damaged.
        UsageError: it is no package, or it is not clear which file is which table.
        RefusedError: the package names a file outside its folder or on another host.
    """
    from tamis.engine import package as packages
    from tamis.schema_lint.run import lint_package

    loaded = schemas.package(package)
    if not isinstance(files, Mapping):
        files = assigned_files(loaded, [str(file) for file in files], limits)
    members = packages.members(loaded, {name: str(path) for name, path in files.items()})
    reports = packages.validate(
        members, as_profile(profile), limits=limits, keep=keep, progress=progress
    )
    described = lint_package(_descriptor_of(loaded), loaded, as_profile(profile))
    described_tables = {"datapackage.json": described} if described.counts else {}
    tables = {member.resource.name: report for member, report in zip(members, reports, strict=True)}
    return {**described_tables, **tables}


def _descriptor_of(package: Package) -> SchemaToLint:
    """Return the descriptor of a package as it is judged."""
    from tamis.schema_lint.run import SchemaToLint

    path = Path(package.path)
    is_plain = path.is_file() and path.suffix.lower() == ".json"
    content = (
        path.read_bytes()
        if is_plain
        else json.dumps(dict(package.descriptor), ensure_ascii=False, indent=2).encode()
    )
    return SchemaToLint(schema=package, path=package.path or "datapackage.json", content=content)
