"""Any schema a user names, whatever its kind: from the catalogue, a file, an address, a mapping."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from tamis.loading import (
    apis,
    catalogue,
    datapackage,
    documents,
    json_schema,
    package_files,
    published_refs,
    table_schema,
)
from tamis.loading.catalogue import Entry
from tamis.loading.known_release import with_release
from tamis.loading.schema_refusals import not_a_package, not_tabular
from tamis.loading.value_files import with_values
from tamis.model.address import is_address
from tamis.model.contract import Contract
from tamis.model.errors import SchemaError
from tamis.model.other_schema import OtherSchema
from tamis.model.package import Package
from tamis.model.schema import Schema
from tamis.model.text import Text

#: What a schema can be.
LoadedSchema = Schema | Package | Contract | OtherSchema


def load(source: str | Path | Mapping[str, Any] | LoadedSchema) -> LoadedSchema:
    """Load a schema of any kind.

    Args:
        source: a catalogue name (``etalab/schema-irve-statique``, with ``@2.3.1`` or ``@latest``
            at will), a path, an address, the descriptor itself, or a schema loaded already. A
            package followed by ``#name`` means the schema of that resource.

    Raises:
        SchemaError: there is no such schema, or it is none.
        RefusedError: an address leads to a host that the user did not name.
    """
    if isinstance(source, Schema | Package | Contract | OtherSchema):
        return source
    if isinstance(source, Mapping):
        return _made(source)
    named, _, resource = str(source).partition("#")
    loaded = _named(named)
    return _of_resource(loaded, resource) if resource else loaded


def tabular(source: str | Path | Mapping[str, Any] | LoadedSchema) -> Schema:
    """Load the schema of a table.

    Raises:
        SchemaError: there is no such schema, or it is not one of a table.
    """
    loaded = load(source)
    if isinstance(loaded, Schema):
        return loaded
    raise not_tabular(loaded)


def package(source: str | Path | Mapping[str, Any] | LoadedSchema) -> Package:
    """Load a Data Package.

    Raises:
        SchemaError: there is no such descriptor, or it is none.
        UsageError: it describes something else.
    """
    loaded = load(source)
    if isinstance(loaded, Package):
        return loaded
    raise not_a_package(loaded)


def _of_api(named: str) -> Schema | Contract:
    """Return the Table Schema of what an API answers, or its JSON Schema, by its name.

    ``api:<name>/<table>``, ``api:<name>/<contract>.contract``; without the ending, a table is
    looked for first.
    """
    name, _, inner = named.partition("/")
    api = apis.load(name)
    bare = inner.removesuffix(".contract")
    if bare in apis.contract_names(api) and (bare != inner or bare not in apis.table_names(api)):
        return apis.contract(api, bare)
    return apis.table(api, inner)


def _named(source: str) -> LoadedSchema:
    if source.startswith("api:"):
        return _of_api(source.removeprefix("api:"))
    if is_address(source):
        known = catalogue.published_at(source)
        if known:
            return from_entry(*known)
        return _made(documents.load(source), source, partial(_beside_address, source))
    path = Path(source)
    if package_files.is_zipped(path):
        descriptor = documents.load(path, member=package_files.NAME)
        return _made(descriptor, source, partial(_beside_member, path))
    if path.suffix.lower() in documents.SUFFIXES or path.is_file():
        return _made(documents.load(path), source, partial(_beside_file, path))
    entry, version = catalogue.find(source)
    return from_entry(entry, version, source)


def _made(
    descriptor: Mapping[str, Any], path: str = "", find: datapackage.Find = datapackage.find_nothing
) -> LoadedSchema:
    """Return what a descriptor describes, known by its keywords."""
    if isinstance(descriptor.get("fields"), list):  # others may list examples as resources
        folder = Path(path).parent if path and Path(path).is_file() else None
        return table_schema.from_descriptor(with_values(descriptor, folder), path=path)
    if json_schema.is_json_schema(descriptor):
        known = published_refs.referenced_documents(descriptor)
        return json_schema.from_descriptor(descriptor, path=path, documents=known)
    if "resources" in descriptor:
        return datapackage.build(
            descriptor, find, path=path, dialect_at=partial(_document_beside, path)
        )
    if package_files.is_resource(descriptor):
        resource = copy(descriptor)
        if isinstance(resource, dict):
            resource.setdefault("name", Path(path).stem)
        return datapackage.build(
            {"resources": [resource]}, find, path=path, dialect_at=partial(_document_beside, path)
        )
    return table_schema.from_descriptor(descriptor, path=path)


def load_unchecked(descriptor: Mapping[str, Any], path: Path | None = None) -> LoadedSchema:
    """Return what a descriptor describes, even where it can only be told what is wrong with it.

    Raises:
        SchemaError: it is no schema at all.
    """
    if json_schema.is_json_schema(descriptor):
        known = published_refs.referenced_documents(descriptor)
        return json_schema.build(descriptor, path=str(path or ""), documents=known)
    find = partial(_beside_file, path) if path else datapackage.find_nothing
    return _made(descriptor, str(path or ""), find)


def from_entry(entry: Entry, version: str, path: str = "") -> LoadedSchema:
    """Load one version of a schema of the catalogue."""
    descriptor = descriptor_of(entry, version)
    known: dict[str, Any] = {
        "name": entry.name,
        "version": version,
        "path": path or f"{entry.name}@{version}",
    }
    if entry.kind == "tableschema":
        whole = with_values(with_release(descriptor, entry.name), None)
        return table_schema.from_descriptor(whole, **known)
    if entry.kind == "datapackage":
        return datapackage.build(descriptor, partial(_member, entry, version), **known)
    if entry.kind == "jsonschema":
        return json_schema.build(
            descriptor, documents=published_refs.referenced_documents(descriptor), **known
        )
    return OtherSchema(
        **known,
        title=entry.title,
        description=entry.description,
        homepage=entry.documentation or entry.homepage,
        tool=entry.tool,
        descriptor=descriptor,
    )


def descriptor_of(entry: Entry, version: str) -> Mapping[str, Any]:
    """Return the descriptor of one version of a schema of the catalogue, as it is published.

    Raises:
        SchemaError: its file has gone, or holds something else.
    """
    yaml = entry.addresses.get(version, "").endswith((".yml", ".yaml"))
    try:
        content = entry.versions[version].read_bytes()
    except OSError as error:
        raise SchemaError(
            Text(
                fr=f"Le schéma « {entry.name} » {version} a disparu de cette machine.",
                en=f"The schema “{entry.name}” {version} is no longer on this machine.",
            ),
            Text(
                fr="Téléchargez-le de nouveau : tamis schema pull.",
                en="Fetch it again: tamis schema pull.",
            ),
        ) from error
    return documents.parse(content, f"{entry.name} {version}", yaml=yaml)


def _member(package: Entry, version: str, at: int, _: str) -> Schema | None:
    """Return the member of a published package: the catalogue lists them as resources stand.

    What the descriptor names is a path of the repository, which is not published.
    """
    members = catalogue.members(package.name, version)
    if at >= len(members):
        return None
    loaded = from_entry(members[at], version)
    return loaded if isinstance(loaded, Schema) else None


def _beside_file(package: Path, _: int, named: str) -> Schema | None:
    """Return the schema that a package names, in its own folder and no other."""
    if is_address(named):
        return _pulled(named)
    path = package_files.inside(package.parent, named)
    if path is None or not path.is_file():
        return None
    return table_schema.from_file(path)


def _beside_member(package: Path, _: int, named: str) -> Schema | None:
    """Return the schema that a zipped package names, in its own archive and nowhere else."""
    if is_address(named):
        return _pulled(named)
    try:
        return table_schema.from_descriptor(documents.load(package, member=named))
    except SchemaError:
        return None


def _beside_address(package: str, _: int, named: str) -> Schema | None:
    """Return the schema that a package names, from the same host and no other."""
    address = urljoin(package, named)
    if urlsplit(address).netloc != urlsplit(package).netloc:
        return _pulled(address)
    return table_schema.from_descriptor(documents.load(address), path=address)


def _document_beside(package: str, named: str) -> Mapping[str, Any] | None:
    """Return the document that a package names, in its folder, archive or host and no other."""
    if is_address(package):
        address = urljoin(package, named)
        is_own = urlsplit(address).netloc == urlsplit(package).netloc
        return documents.load(address) if is_own else None
    if not package or is_address(named):
        return None
    if package_files.is_zipped(Path(package)):
        return documents.load(Path(package), member=named)
    path = package_files.inside(Path(package).parent, named)
    return documents.load(path) if path is not None and path.is_file() else None


def _pulled(address: str) -> Schema | None:
    known = catalogue.published_at(address)
    loaded = from_entry(*known) if known else None
    return loaded if isinstance(loaded, Schema) else None


def _of_resource(package: LoadedSchema, name: str) -> Schema:
    if not isinstance(package, Package):
        raise SchemaError(
            Text(
                fr=f"« {package.path} » n'est pas un Data Package : il n'a pas de ressource.",
                en=f"“{package.path}” is not a Data Package: it has no resource.",
            )
        )
    resource = package.resource(name)
    if resource is None or resource.schema is None:
        listed = ", ".join(member.name for member in package.resources if member.schema)
        raise SchemaError(
            Text(
                fr=f"Le paquet « {package.name} » n'a pas de schéma pour « {name} ».",
                en=f"The package “{package.name}” has no schema for “{name}”.",
            ),
            Text(fr=f"Ressources : {listed}.", en=f"Resources: {listed}."),
        )
    return resource.schema
