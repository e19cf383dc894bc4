"""The table of a resource of a package: of one file or several, of an archive, or inline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tamis import readers, sources
from tamis.loading.documents import RepeatedKeywords, WrittenFloat
from tamis.model.dialect import TableDialect
from tamis.model.errors import SourceError
from tamis.model.limits import Limits
from tamis.model.package import Resource
from tamis.model.text import Text
from tamis.readers.members import RepeatedMembers
from tamis.readers.records import Number, json_text
from tamis.sources.checksum import mismatch
from tamis.sources.copying import temporary_folder
from tamis.sources.local import LocalFile
from tamis.tables.batch import Batch, Fault, Table
from tamis.tables.header import folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file of a resource: where it lies, and its name in an archive."""

    location: str
    member: str = ""


def opened_parts(
    stack: ExitStack, resource: Resource, parts: Sequence[Part], limits: Limits
) -> tuple[Callable[[], Table], bool]:
    """Return what opens the table of a resource, as often as it is called.

    The second is whether one of its files is restricted.

    Args:
        stack: keeps the files open.
        resource: says how its data are written.
        parts: its files; none where its data are inline.
        limits: how much is taken in.

    Raises:
        SourceError: a file cannot be had, or what is inline is no table.
    """
    dialect = resource.dialect
    request = readers.Request(
        format=resource.format if resource.format in readers.leaves() else "",
        sheet=dialect.sheet_name,
        fields=resource.schema.fields if resource.schema else (),
        dialect=dialect,
        limits=limits,
    )
    if not parts:
        local = _inline(stack, resource)
        inline = replace(request, format="", dialect=_inline_dialect(resource))
        return lambda: readers.read(local, inline), False
    locals_ = [
        stack.enter_context(sources.open_source(part.location, member=part.member, limits=limits))
        for part in parts
    ]
    faults = tuple(_checksum_faults([local.path for local in locals_], resource))

    def read() -> Table:
        table = _joined(locals_, request)
        return replace(table, faults=(*faults, *table.faults))

    return read, any(local.restricted for local in locals_)


def _checksum_faults(paths: Sequence[Path], resource: Resource) -> Iterator[Fault]:
    other = mismatch(paths, resource.bytes, resource.hash)
    if other is not None:
        yield Fault(code="file.other-bytes", values=[other.found], notes=[other.declared])


def _joined(files: Sequence[LocalFile], request: readers.Request) -> Table:
    """Return the table of files put end to end; a header that stands in each is one."""
    first, *others = (readers.read(file, request) for file in files)
    if not others:
        return first
    headless = replace(request, dialect=replace(request.dialect, header=False))
    tables = [first]
    for file, table in zip(files[1:], others, strict=True):
        labels, expected = _folded(table.header), _folded(first.header)
        is_header = labels == expected
        has_other_labels = not is_header and 2 * len({*labels} & {*expected}) >= len(expected)
        if has_other_labels or len(labels) != len(expected):
            raise _other_columns(file.name, table.header)
        tables.append(table if is_header else readers.read(file, headless))
    return replace(
        first,
        faults=tuple(fault for table in tables for fault in table.faults),
        batches=lambda: _batches(tables),
        facts=lambda: _facts(tables),
    )


def _folded(labels: Sequence[str]) -> list[str]:
    return list(map(folded, labels))


def _batches(tables: Sequence[Table]) -> Iterator[Batch]:
    row = 1
    for table in tables:
        shift = row - 1
        for batch in table.batches():
            faults = tuple(
                replace(fault, rows=[number + shift for number in fault.rows])
                for fault in batch.faults
                if fault.code != "file.no-rows" or len(tables) == 1
            )
            yield replace(batch, first_row=batch.first_row + shift, faults=faults)
            row = batch.first_row + shift + batch.frame.height


def _facts(tables: Sequence[Table]) -> tuple[int, str]:
    facts = [table.facts() for table in tables]
    return sum(size for size, _ in facts), facts[0][1]


def _other_columns(name: str, labels: Sequence[str]) -> SourceError:
    return SourceError(
        Text(
            fr=f"« {name} » n'a pas, dans leur ordre, les colonnes du premier fichier de sa "
            f"ressource : {', '.join(labels)}.",
            en=f"“{name}” does not have the columns of the first file of its resource, in their "
            f"order: {', '.join(labels)}.",
        ),
        Text(
            fr="Les fichiers d'une ressource se suivent : ils ont les mêmes colonnes.",
            en="The files of a resource follow each other: they have the same columns.",
        ),
    )


def _inline(stack: ExitStack, resource: Resource) -> LocalFile:
    """Write data that stand in a descriptor down to a file, as they are."""
    folder = stack.enter_context(temporary_folder())
    data = resource.data
    if isinstance(data, str):
        path = folder / f"data.{resource.format or 'csv'}"
        path.write_text(data, encoding="utf-8")
    elif isinstance(data, list) and (_are(dict, data) or _are(list, data)):
        path = folder / "data.json"
        path.write_text(json_text(_as_written(data)), encoding="utf-8")
    else:
        raise SourceError(
            Text(
                fr=f"Les données de « {resource.name} » ne sont pas des lignes.",
                en=f"The data of “{resource.name}” are not rows.",
            ),
            Text(
                fr="« data » est une liste d'objets, ou une liste de listes.",
                en="“data” is a list of objects, or a list of lists.",
            ),
        )
    return LocalFile(path=path, name=resource.name + path.suffix)


def _as_written(value: Any) -> Any:
    """Return what stands in a descriptor with its numbers and members as they are written."""
    if isinstance(value, WrittenFloat):
        return Number(value.text)
    if isinstance(value, RepeatedKeywords):
        return RepeatedMembers([(name, _as_written(item)) for name, item in value.pairs])
    if isinstance(value, dict):
        return {name: _as_written(item) for name, item in value.items()}
    return [_as_written(item) for item in value] if isinstance(value, list) else value


def _are(kind: type, rows: Sequence[Any]) -> bool:
    return all(isinstance(row, kind) for row in rows)


def _inline_dialect(resource: Resource) -> TableDialect:
    """Return how data that stand in a descriptor are read: the first of rows is their header."""
    are_rows = isinstance(resource.data, list) and _are(list, resource.data)
    return replace(resource.dialect, item_type="array") if are_rows else resource.dialect
