"""Answers as a table: what each column is made of is said by the Table Schema itself.

``tamis:records`` names the list of records, ``tamis:explode`` a list inside each that gives a row
an item, ``tamis:from`` the members that lead to a cell (``./`` from the item), and
``tamis:personal`` what says something of a person and is left out unless it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from tamis import sources
from tamis.apis import match
from tamis.apis.rows import Mapped, Rows, all_members, records_of
from tamis.contracts import documents
from tamis.contracts.finding_log import JudgeOptions
from tamis.loading import apis
from tamis.model.api import Api, Operation
from tamis.model.errors import SourceError, UsageError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.origin import Origin
from tamis.model.profile import Profile
from tamis.model.text import Text
from tamis.sources.local import LocalFile
from tamis.writers import csv as csv_writer


@dataclass(frozen=True, slots=True, kw_only=True)
class FlattenResult:
    """What was written.

    Attributes:
        schema: the Table Schema that the rows conform to; "" for none.
        left_out: columns about persons that were not asked for.
        unmapped: members of records that the table has no column for.
        without_items: how many records have an empty inner list: a row each, without its columns.
        cut: whether the answer is known to hold less than the API has.
    """

    output: Path
    rows: int
    schema: str
    left_out: tuple[str, ...]
    unmapped: tuple[str, ...] = ()
    without_items: int = 0
    cut: bool = False


def flatten(
    location: str,
    api: Api,
    output: Path,
    *,
    table: str = "",
    personal: bool = False,
    limits: Limits = DEFAULT,
    encoding: str = "",
    excel: bool = False,
) -> FlattenResult:
    """Write the records of a saved answer as a CSV file.

    Args:
        location: the answer: JSON, NDJSON or GeoJSON.
        api: the API that answered.
        output: the file to write.
        table: the name of the Table Schema; else the one of the operation.
        personal: whether columns about persons are wanted.
        limits: how much is taken in.
        encoding: the encoding of the answer, where it is not UTF-8.
        excel: whether the file is written as a French Excel opens it.

    Raises:
        SourceError: the answer cannot be read.
        UsageError: the API has no such table, or there is no such encoding.
    """
    with sources.open_source(location, limits=limits) as opened:
        local = replace(opened, encoding=encoding)
        origin = local.origin()
        operation = _operation(api, origin, table, local, limits)
        values = [value for _, value in documents.values(local, limits, exact=True).read()]
    name = table or operation.table
    private = (origin or api).restricted
    rows = _rows(values, api, operation, name, personal=personal, private=private)
    frame = pl.DataFrame(rows.cells, schema=dict.fromkeys(rows.labels, pl.String), orient="row")
    dialect = csv_writer.EXCEL if excel else csv_writer.PLAIN
    known = origin or _of_api(api, operation)
    with csv_writer.writing(output, rows.labels, origin=known, dialect=dialect) as out:
        out.write(frame)
    return FlattenResult(
        output=output,
        rows=len(rows.cells),
        schema=f"api:{api.name}/{name}" if name else "",
        left_out=rows.left_out,
        unmapped=rows.unmapped,
        without_items=rows.without_items,
        cut=origin is not None and origin.cut,
    )


def _rows(
    values: list[Any], api: Api, operation: Operation, name: str, *, personal: bool, private: bool
) -> Rows:
    """Return the rows of answers; what an error of a restricted API says is not told."""
    try:
        if name:
            return _mapped(values, api, name, personal=personal)
        return all_members(list(records_of(values, operation.records)))
    except SourceError:
        if not private:
            raise
    raise SourceError(
        Text(
            fr="Une réponse de cette API restreinte est une erreur, ou n'est pas de cette table.",
            en="An answer of this restricted API is an error, or does not belong to this table.",
        )
    )


def _mapped(values: list[Any], api: Api, name: str, *, personal: bool) -> Rows:
    """Return the rows that a Table Schema makes of answers."""
    apis.table(api, name)
    descriptor = apis.descriptor(api, name)
    fields = [
        field for field in descriptor["fields"] if personal or not field.get("tamis:personal")
    ]
    left_out = tuple(field["name"] for field in descriptor["fields"] if field not in fields)
    mapping = Mapped(
        fields=tuple((field["name"], field["tamis:from"]) for field in fields),
        known=tuple(field["tamis:from"] for field in descriptor["fields"]),
        explode=descriptor.get("tamis:explode", ""),
    )
    records = list(records_of(values, descriptor.get("tamis:records")))
    return replace(mapping.rows(records), left_out=left_out)


def _operation(
    api: Api, origin: Origin | None, table: str, local: LocalFile, limits: Limits
) -> Operation:
    """Return the operation that answered: the one noted, one of the table, else the likeliest."""
    if origin and origin.api == api.name and origin.operation in api.operations:
        return api.operations[origin.operation]
    fitting = [
        operation for operation in api.operations.values() if not table or table in operation.tables
    ]
    if not fitting:
        apis.table(api, table)
    if table or len({operation.table for operation in fitting}) == 1:
        lists = (operation for operation in fitting if operation.records is not None)
        return next(lists, fitting[0]) if fitting else apis.operation(api, "")
    contracted = {operation.contract: operation for operation in fitting if operation.contract}
    options = JudgeOptions(location=local.name, profile=Profile(), limits=limits)
    if contracted and 0 < local.path.stat().st_size <= match.SMALL:
        best, errors = match.likeliest(api, contracted.values(), local, options)
        if not errors:
            return best
    tables = ", ".join(dict.fromkeys(t for operation in fitting for t in operation.tables))
    raise UsageError(
        Text(
            fr=f"« {api.name} » répond de plusieurs façons : nommez la table.",
            en=f"“{api.name}” gives several kinds of answers: name the table.",
        ),
        Text(
            fr=f"--table, parmi : {tables}." if tables else f"Voyez : tamis api show {api.name}.",
            en=f"--table, among: {tables}." if tables else f"See: tamis api show {api.name}.",
        ),
    )


def _of_api(api: Api, operation: Operation) -> Origin:
    """Return where an answer comes from that nothing is said of; what is restricted stays so."""
    return Origin(
        api=api.name,
        operation=operation.name,
        template=api.base + operation.path,
        access=api.access,
        sensitivity=api.sensitivity,
        licence=api.licence,
    )
