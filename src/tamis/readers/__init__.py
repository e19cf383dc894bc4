"""A file = a format: bytes in, text batches out, with where each record stands.

Every leaf has ``FORMAT``, the ``SUFFIXES`` it answers to, and ``read(local, request)``. One that
reads several formats has ``FORMATS``.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

from tamis.model.errors import SourceError, UsageError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.suggest import meant
from tamis.model.text import Text
from tamis.sources.path import Local
from tamis.tables.batch import Table

#: What is read where neither the name nor the first bytes say anything.
PLAIN = "csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of a reader.

    Attributes:
        format: the format to read the file as; "" where its name decides.
        sheet: the sheet wanted of a workbook; "" for the one that suits `fields` best.
        fields: names of the fields that the table should have.
        limits: how much is taken in.
    """

    format: str = ""
    sheet: str = ""
    fields: tuple[str, ...] = ()
    limits: Limits = DEFAULT


@cache
def leaves() -> Mapping[str, ModuleType]:
    """Return every reader by format name."""
    stems = sorted(p.stem for p in Path(__file__).parent.glob("[a-z]*.py"))
    found = (importlib.import_module(f"{__name__}.{stem}") for stem in stems)
    return {leaf.FORMAT: leaf for leaf in found}


def suffixes() -> frozenset[str]:
    """Return the endings of the names that are read."""
    return frozenset(suffix for leaf in leaves().values() for suffix in leaf.SUFFIXES)


def read(local: Local, request: Request | None = None) -> Table:
    """Open a local file as a table.

    Args:
        local: the file.
        request: what is wanted of it.

    Raises:
        SourceError: it is of no known format, or is not what its name says.
        UsageError: the format or the sheet asked for does not exist.
    """
    request = request or Request()
    leaf = _named(request.format) if request.format else _of(local)
    return leaf.read(local, request)  # type: ignore[no-any-return]


def _of(local: Local) -> ModuleType:
    """Return the reader of a file: its first bytes tell, then its name."""
    with local.path.open("rb") as file:
        head = file.read(64)
    for leaf in leaves().values():
        if any(head.startswith(mark) for mark in getattr(leaf, "MARKS", ())):
            return leaf
    for leaf in leaves().values():
        if local.suffix in leaf.SUFFIXES:
            return leaf
    if local.suffix in {"", ".txt", ".dat"}:
        return _named("json" if head.lstrip()[:1] in {b"{", b"["} else PLAIN)
    raise SourceError(
        Text(
            fr=f"« {local.name} » : le format {local.suffix} n'est pas lu.",
            en=f"“{local.name}”: the format {local.suffix} is not read.",
        ),
        Text(
            fr=f"Formats lus : {', '.join(leaves())}.",
            en=f"Formats read: {', '.join(leaves())}.",
        ),
    )


def _named(format_name: str) -> ModuleType:
    leaf = leaves().get(format_name)
    if leaf is None:
        known = ", ".join(leaves())
        raise UsageError(
            Text(
                fr=f"Le format « {format_name} » n'est pas connu.",
                en=f"The format “{format_name}” is not known.",
            ),
            meant(
                format_name,
                leaves(),
                Text(fr=f"Formats lus : {known}.", en=f"Formats read: {known}."),
            ),
        )
    return leaf


def too_wide(local: Local, columns: int, limits: Limits) -> None:
    """Refuse a table with more columns than the limit.

    Raises:
        SourceError: it has.
    """
    if columns > limits.columns:
        raise SourceError(
            Text(
                fr=f"« {local.name} » a {columns} colonnes, au-delà de la limite "
                f"({limits.columns}).",
                en=f"“{local.name}” has {columns} columns, beyond the limit ({limits.columns}).",
            ),
            Text(fr="Si c'est voulu : --max-columns.", en="If that is meant: --max-columns."),
        )
