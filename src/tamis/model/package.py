"""A Data Package, as data (Data Package v1 and v2, "Data Package" and "Data Resource")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tamis.model.dialect import TableDialect
from tamis.model.schema import ForeignKey, Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One table of a package.

    Attributes:
        schema: what its rows must be; None where the package does not say, or where what it
            names cannot be had (`lacking` then says what it named).
        paths: where its data lie: paths relative to the package, or addresses.
        foreign_keys: keys that the resource states beside its schema (outside the
            specification, but published).
        index: its position in the descriptor, from 0.
        dialect: how its data are declared to be written.
        format: the format that its data are declared to be in.
        data: its data themselves, where they stand in the descriptor.
        bytes, hash: the size and the hash of its file, where they are declared.
    """

    name: str
    schema: Schema | None = None
    title: str = ""
    description: str = ""
    paths: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    lacking: str = ""
    index: int = 0
    dialect: TableDialect = TableDialect()  # noqa: RUF009 frozen
    format: str = ""
    data: Any = field(default=None, compare=False)
    bytes: int | None = None
    hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Package:
    """Tables that belong together. `name` and `version` are the catalogue's, as for a schema."""

    name: str
    resources: tuple[Resource, ...]
    title: str = ""
    description: str = ""
    version: str = ""
    path: str = ""
    descriptor: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def resource(self, name: str) -> Resource | None:
        """Return the resource of that name, or None."""
        return next((resource for resource in self.resources if resource.name == name), None)

    def __repr__(self) -> str:
        return f"<Package {self.name or self.path!r} {self.version}: {len(self.resources)} tables>"
