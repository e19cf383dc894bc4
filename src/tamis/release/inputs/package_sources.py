"""Which source holds which table of a package: sources that are packages, folders or files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tamis import readers
from tamis.engine.package import Member, members
from tamis.engine.package_files import table_of
from tamis.loading import package_files, schemas
from tamis.model.address import is_address
from tamis.model.errors import TamisError, UsageError
from tamis.model.limits import Limits
from tamis.model.package import Package
from tamis.model.text import Text
from tamis.release.inputs.manifest import Manifest, Source, stem
from tamis.tables.header import folded

#: What names no file: the table of a source that has it no more.
_ABSENT: Final = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class StrangeTable:
    """A table of a source that is none of the package's: it is not released."""

    source: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageSources:
    """The sources of each table of a package, and the tables of sources that are none of its."""

    manifests: Mapping[str, Manifest]
    strange: tuple[StrangeTable, ...] = ()


def package_sources(
    manifest: Manifest, package: Package, before: Mapping[str, Sequence[str]], limits: Limits
) -> PackageSources:
    """Return which source holds which table.

    Args:
        manifest: sources that are packages (``datapackage.json``, zipped, or a folder that has
            one), folders of files, or files.
        package: the package that is released.
        before: the ids of the sources that each table had in the release before: a table that a
            source has no more is one that cannot be read.
        limits: how much is taken in.

    Raises:
        UsageError: a source names a table that the package does not have.
    """
    tables: dict[str, list[Source]] = {
        resource.name: [] for resource in package.resources if resource.schema is not None
    }
    strange: list[StrangeTable] = []
    for source in manifest.sources:
        for name, part in _tables_of(source, package, limits):
            if name in tables:
                tables[name].append(part)
            else:
                strange.append(StrangeTable(source=source.id, name=name))
    for name, sources in tables.items():
        here = {source.id for source in sources}
        wanted = [source for source in manifest.sources if source.id in before.get(name, ())]
        sources += [_absent(source, name) for source in wanted if source.id not in here]
    return PackageSources(
        manifests={
            name: replace(manifest, sources=tuple(_numbered(sources)), found=())
            for name, sources in tables.items()
        },
        strange=tuple(strange),
    )


def _tables_of(source: Source, package: Package, limits: Limits) -> Iterator[tuple[str, Source]]:
    """Return each table of a source with where it is; the tables it may have, if it cannot be read.

    A name that is none of the package's is the source's own.
    """
    path = Path(source.path)
    if source.table:
        if package.resource(source.table) is None:
            raise _unknown_table(source, package)
        yield source.table, source
    elif not source.remote and path.is_dir() and not (path / package_files.NAME).is_file():
        for file in sorted(path.iterdir()):
            if file.suffix.lower() in readers.suffixes():
                yield _known(package, str(file), limits), replace(source, path=str(file))
    elif path.is_dir() or package_files.is_package_file(source.path):
        location = str(path / package_files.NAME) if path.is_dir() else source.path
        try:
            yield from _own_tables(replace(source, path=location), package)
        except TamisError:
            for resource in package.resources:
                yield resource.name, _absent(source, resource.name)
    else:
        yield _known(package, source.path, limits), source


def _own_tables(source: Source, package: Package) -> Iterator[tuple[str, Source]]:
    """Return the tables of a source that is a package: by their names, else by their columns."""
    own = schemas.load(source.path)
    if not isinstance(own, Package):
        raise UsageError(
            Text(
                fr=f"« {source.shown} » n'est pas un Data Package.",
                en=f"“{source.shown}” is not a Data Package.",
            )
        )
    licences = own.descriptor.get("licenses") or [{}]
    licence = source.licence or str(licences[0].get("name") or "")
    for member in members(own, {}):
        name = _name_in(package, member)
        for part in member.parts or ():
            dialect = member.resource.dialect
            yield (
                name,
                replace(
                    source,
                    path=part.location,
                    member=part.member,
                    licence=licence,
                    format=_format(member.resource.format),
                    sheet=dialect.sheet_name,
                    encoding=source.encoding or dialect.encoding,
                    delimiter=source.delimiter or dialect.delimiter,
                ),
            )
        if not member.parts:
            yield member.location, source


def _format(declared: str) -> str:
    return declared if declared in readers.leaves() else ""


def _name_in(package: Package, member: Member) -> str:
    wanted = folded(member.resource.name)
    names = {folded(resource.name): resource.name for resource in package.resources}
    if wanted in names:
        return names[wanted]
    own = {field.name for field in member.resource.schema.fields} if member.resource.schema else {}
    alike = [
        resource.name
        for resource in package.resources
        if resource.schema and own and own == {field.name for field in resource.schema.fields}
    ]
    return alike[0] if len(alike) == 1 else member.resource.name


def _known(package: Package, file: str, limits: Limits) -> str:
    """Return the table that a file holds; its own name where it looks like none."""
    if is_address(file):
        names = {folded(resource.name): resource.name for resource in package.resources}
        return names.get(folded(stem(file)), stem(file))
    try:
        return table_of(package, file, limits) or Path(file).name
    except TamisError:
        return Path(file).name


def _absent(source: Source, table: str) -> Source:
    """Return the source of a table that it does not have, or that cannot be got at."""
    if source.remote:
        return replace(source, path=f"{source.path}#{table}")
    return replace(source, path=str(Path(source.path) / _ABSENT / table), member="")


def _numbered(sources: Sequence[Source]) -> Iterator[Source]:
    """Return sources under different ids: one may have a table in several files."""
    taken: set[str] = set()
    for source in sources:
        name, number = source.id, 1
        while name in taken:
            number += 1
            name = f"{source.id}-{number}"
        taken.add(name)
        yield replace(source, id=name)


def _unknown_table(source: Source, package: Package) -> UsageError:
    listed = ", ".join(resource.name for resource in package.resources)
    return UsageError(
        Text(
            fr=f"Le paquet n'a pas de table « {source.table} » (source « {source.id} »).",
            en=f"The package has no table “{source.table}” (source “{source.id}”).",
        ),
        Text(fr=f"Tables : {listed}.", en=f"Tables: {listed}."),
    )
