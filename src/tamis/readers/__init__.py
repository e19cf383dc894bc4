"""A file = a format: bytes in, text batches out, with where each record stands.

Every module of ``formats/`` has ``FORMAT``, the ``SUFFIXES`` it answers to, and ``@reader
read(local, request)``. One whose files are known by their bytes has ``KINDS``, and the endings that
go with each (see `tamis.sources.sniff`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final, TypeVar

from tamis.model import discovery
from tamis.model.dialect import TableDialect
from tamis.model.errors import LimitError, SourceError, UsageError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.schema import Field
from tamis.model.suggest import did_you_mean
from tamis.model.text import Text
from tamis.readers.non_tables import ensure_table
from tamis.readers.rejected_rows import without_formula_marks
from tamis.readers.repeated_headers import without_repeated_headers
from tamis.readers.stray_marks import without_marked_labels
from tamis.readers.surplus import without_surplus_column
from tamis.sources.local import LocalFile
from tamis.sources.sniff import TEXTS, sniff_format
from tamis.tables.batch import Fault, Table

#: What is read where neither the name nor the first bytes say anything.
PLAIN = "csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of a reader.

    Attributes:
        format: the format to read the file as; "" where its name decides.
        sheet: the sheet wanted of a workbook; "" for the one that suits `fields` best.
        fields: the fields that the table should have: their names tell its header, their types
            how the cells of a workbook are written.
        dialect: how the table is declared to be written.
        accept_unsure: whether a text may be read in an encoding that is likely, not sure.
        limits: how much is taken in.
    """

    format: str = ""
    sheet: str = ""
    fields: tuple[Field, ...] = ()
    dialect: TableDialect = TableDialect()  # noqa: RUF009 frozen
    accept_unsure: bool = True
    limits: Limits = DEFAULT


#: Formats of one table, which has no name.
_WITHOUT_SHEETS: Final = frozenset({"csv", "json", "ndjson", "geojson", "parquet"})

_Read = TypeVar("_Read", bound=Callable[[LocalFile, Request], Table])


def reader(read: _Read) -> _Read:
    """Mark the function that reads a format: it takes a local file and what is asked of it.

    Its module has ``FORMAT``, ``SUFFIXES`` and, where bytes tell the format, ``KINDS``.
    """
    return discovery.mark(read)


@cache
def leaves() -> Mapping[str, ModuleType]:
    """Return every reader by format name."""
    folder = Path(__file__).parent / "formats"
    modules = discovery.modules(f"{__name__}.formats", folder, ("read",))
    return {module.FORMAT: module for module in modules}


def suffixes() -> frozenset[str]:
    """Return the endings of the names that are read."""
    return frozenset(suffix for leaf in leaves().values() for suffix in leaf.SUFFIXES)


def read(local: LocalFile, request: Request | None = None) -> Table:
    """Open a local file as a table.

    Args:
        local: the file.
        request: what is wanted of it.

    Raises:
        SourceError: it is of no known format, or is no table whatever its name or the request say.
        UsageError: the format or the sheet asked for does not exist.
    """
    wanted = request or Request()
    opened = _table(local, wanted)
    if wanted.sheet and opened.format in _WITHOUT_SHEETS:
        raise _no_sheets(local, wanted.sheet)
    table = without_formula_marks(replace(opened, declared=wanted.dialect))
    return without_surplus_column(without_repeated_headers(without_marked_labels(table)))


def _no_sheets(local: LocalFile, sheet: str) -> UsageError:
    return UsageError(
        Text(
            fr=f"« {local.name} » n'est pas un classeur : il n'a pas de feuille « {sheet} ».",
            en=f"“{local.name}” is no workbook: it has no sheet “{sheet}”.",
        ),
        Text(fr="Ne nommez pas de feuille.", en="Name no sheet."),
    )


def _table(local: LocalFile, request: Request) -> Table:
    """Return a file as a table, as its reader gives it."""
    declared = _by_format(request.format) if request.format else None
    kind = sniff_format(local.path)
    ensure_table(local, kind)
    if declared is not None and not _contradicts(kind, declared):
        table: Table = declared.read(local, request)
        return table
    leaf = _reader(local, kind)
    table = leaf.read(local, request)
    faults = _misnamed(local, kind, leaf, table)
    if declared is not None:
        faults = iter(
            (Fault(code="file.misnamed", values=[request.format], notes=[table.format.upper()]),)
        )
    return replace(table, faults=(*faults, *table.faults))


def _contradicts(kind: str, declared: ModuleType) -> bool:
    """Whether the bytes of a file are surely not of the format that someone declares.

    An export called CSV may be a workbook, and a JSON answer a message of the server; a text is
    no workbook. Which of its forms a JSON document has is for who declares it to say.
    """
    if kind in _kinds(declared):
        return False
    by_bytes = next((leaf for leaf in leaves().values() if kind in _kinds(leaf)), None)
    if by_bytes is None:
        return kind == "" and _is_binary(declared)
    return kind not in TEXTS or declared.FORMAT == PLAIN or _is_binary(declared)


def _reader(local: LocalFile, kind: str) -> ModuleType:
    """Return the reader of a file: its bytes tell, then its name."""
    by_bytes = next((leaf for leaf in leaves().values() if kind in _kinds(leaf)), None)
    by_name = next((leaf for leaf in leaves().values() if local.suffix in leaf.SUFFIXES), None)
    if by_name is None:
        return by_bytes or _by_suffix(local)
    if by_bytes is None:
        return _by_format(PLAIN) if _is_binary(by_name) else by_name
    is_sure = kind not in TEXTS or kind == "ndjson"
    return by_bytes if is_sure or by_name.FORMAT == PLAIN or _is_binary(by_name) else by_name


def _kinds(leaf: ModuleType) -> Mapping[str, tuple[str, ...]]:
    kinds: Mapping[str, tuple[str, ...]] = getattr(leaf, "KINDS", {})
    return kinds


def _is_binary(leaf: ModuleType) -> bool:
    return bool(_kinds(leaf).keys() - TEXTS)


def _by_suffix(local: LocalFile) -> ModuleType:
    """Return the reader of a text whose name says nothing."""
    if local.suffix in {"", ".txt", ".dat"}:
        return _by_format(PLAIN)
    raise SourceError(
        Text(
            fr=f"« {local.name} » : le format {local.suffix} n'est pas lu.",
            en=f"“{local.name}”: the format {local.suffix} is not read.",
        ),
        Text(
            fr=f"Formats lus : {', '.join(leaves())}. Dites le vôtre avec --input-format.",
            en=f"Formats read: {', '.join(leaves())}. Say yours with --input-format.",
        ),
    )


def _misnamed(local: LocalFile, kind: str, leaf: ModuleType, table: Table) -> Iterator[Fault]:
    """Tell that the name of a file says another format than its bytes."""
    expected = _kinds(leaf).get(kind, leaf.SUFFIXES)
    if local.suffix in suffixes() and local.suffix not in expected:
        yield Fault(code="file.misnamed", values=[local.suffix], notes=[table.format.upper()])


def _by_format(format_name: str) -> ModuleType:
    leaf = leaves().get(format_name)
    if leaf is None:
        names = ", ".join(leaves())
        raise UsageError(
            Text(
                fr=f"Le format « {format_name} » n'est pas connu.",
                en=f"The format “{format_name}” is not known.",
            ),
            did_you_mean(
                format_name,
                leaves(),
                Text(fr=f"Formats lus : {names}.", en=f"Formats read: {names}."),
            ),
        )
    return leaf


def ensure_width(local: LocalFile, columns: int, limits: Limits) -> None:
    """Refuse a table with more columns than the limit.

    Raises:
        SourceError: it has.
    """
    if columns > limits.columns:
        raise LimitError(
            Text(
                fr=f"« {local.name} » a {columns} colonnes, au-delà de la limite "
                f"({limits.columns}).",
                en=f"“{local.name}” has {columns} columns, beyond the limit ({limits.columns}).",
            ),
            Text(fr="Si c'est voulu : --max-columns.", en="If that is intended: --max-columns."),
        )
