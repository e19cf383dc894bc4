"""A file = a format: bytes in, text batches out, with where each record stands.

Every leaf has ``FORMAT``, the ``SUFFIXES`` it answers to, and ``read(local)``.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

from tamis.model.errors import SourceError, UsageError
from tamis.model.text import Text
from tamis.sources.path import Local
from tamis.tables.batch import Table

#: What is read where the name says nothing (standard input, ``.txt``).
DEFAULT = "csv"


@cache
def leaves() -> Mapping[str, ModuleType]:
    """Return every reader by format name."""
    stems = sorted(p.stem for p in Path(__file__).parent.glob("[a-z]*.py"))
    found = (importlib.import_module(f"{__name__}.{stem}") for stem in stems)
    return {leaf.FORMAT: leaf for leaf in found}


def read(local: Local, format_name: str | None = None) -> Table:
    """Open a local file as a table.

    Args:
        local: the file.
        format_name: the format to read it as; else its name decides.

    Raises:
        SourceError: it is of no known format, or is not what its name says.
    """
    if format_name is not None:
        return _named(format_name).read(local)  # type: ignore[no-any-return]
    for leaf in leaves().values():
        if local.suffix in leaf.SUFFIXES:
            return leaf.read(local)  # type: ignore[no-any-return]
    if local.suffix not in {"", ".txt"}:
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
    return _named(DEFAULT).read(local)  # type: ignore[no-any-return]


def _named(format_name: str) -> ModuleType:
    leaf = leaves().get(format_name)
    if leaf is None:
        known = ", ".join(leaves())
        raise UsageError(
            Text(
                fr=f"Le format « {format_name} » n'est pas connu.",
                en=f"The format “{format_name}” is not known.",
            ),
            Text(fr=f"Formats lus : {known}.", en=f"Formats read: {known}."),
        )
    return leaf
