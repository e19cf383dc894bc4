"""Answers as a table: what each column is made of is said by the Table Schema itself.

``tamis:records`` names the list of records, ``tamis:explode`` a list inside each that gives a row
an item, ``tamis:from`` the members that lead to a cell (``./`` from the item), and
``tamis:personal`` what says something of a person and is left out unless it is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from tamis import sources
from tamis.apis import match
from tamis.contracts import documents
from tamis.contracts.finding_log import JudgeOptions
from tamis.loading import apis
from tamis.model.api import Api, Operation
from tamis.model.errors import UsageError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.origin import Origin
from tamis.model.profile import Profile
from tamis.model.text import Text
from tamis.sources import sidecar
from tamis.sources.local import LocalFile
from tamis.writers import csv as csv_writer


@dataclass(frozen=True, slots=True, kw_only=True)
class FlattenResult:
    """What was written: the file, its rows, the Table Schema that it conforms to ("" for none)."""

    output: Path
    rows: int
    schema: str
    left_out: tuple[str, ...]


def flatten(
    location: str,
    api: Api,
    output: Path,
    *,
    table: str = "",
    personal: bool = False,
    limits: Limits = DEFAULT,
) -> FlattenResult:
    """Write the records of a saved answer as a CSV file.

    Args:
        location: the answer: JSON, NDJSON or GeoJSON.
        api: the API that answered.
        output: the file to write.
        table: the name of the Table Schema; else the one of the operation.
        personal: whether columns about persons are wanted.
        limits: how much is taken in.

    Raises:
        SourceError: the answer cannot be read.
        UsageError: the API has no such table.
    """
    origin = sidecar.read(location)
    with sources.open_source(location, limits=limits) as local:
        operation = _operation(api, origin, table, local, limits)
        values = [one for _, one in documents.values(local, limits).read()]
    name = table or operation.table
    if name:
        apis.table(api, name)
        mapping = apis.descriptor(api, name)
        kept = [f for f in mapping["fields"] if personal or not f.get("tamis:personal")]
        left_out = tuple(f["name"] for f in mapping["fields"] if f not in kept)
        records = _records(values, mapping.get("tamis:records"))
        rows = list(_rows(records, kept, mapping.get("tamis:explode", "")))
        labels = [field["name"] for field in kept]
    else:
        left_out = ()
        flat = [dict(_members(one)) for one in _records(values, operation.records)]
        labels = list(dict.fromkeys(label for one in flat for label in one))
        rows = [[one.get(label) for label in labels] for one in flat]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(labels, pl.String), orient="row")
    private = (origin or api).restricted
    with csv_writer.writing(output, labels, private=private) as out:
        out.write(frame)
    _say(origin, api, operation, output)
    schema = f"api:{api.name}/{name}" if name else ""
    return FlattenResult(output=output, rows=len(rows), schema=schema, left_out=left_out)


def _operation(
    api: Api, origin: Origin | None, table: str, local: LocalFile, limits: Limits
) -> Operation:
    """Return the operation that answered: the one noted, one of the table, else the likeliest."""
    if origin and origin.api == api.name and origin.operation in api.operations:
        return api.operations[origin.operation]
    having = [one for one in api.operations.values() if not table or table in one.tables]
    if not having:
        apis.table(api, table)
    if table or len({one.table for one in having}) == 1:
        return having[0] if having else apis.operation(api, "")
    held = {one.contract: one for one in having if one.contract}
    options = JudgeOptions(location=local.name, profile=Profile(), limits=limits)
    if held and 0 < local.path.stat().st_size <= match.SMALL:
        best, errors = match.likeliest(api, held.values(), local, options)
        if not errors:
            return best
    tables = ", ".join(dict.fromkeys(t for one in having for t in one.tables))
    raise UsageError(
        Text(
            fr=f"« {api.name} » répond de plusieurs façons : nommez la table.",
            en=f"“{api.name}” answers in several ways: name the table.",
        ),
        Text(
            fr=f"--table, parmi : {tables}." if tables else f"Voyez : tamis api show {api.name}.",
            en=f"--table, among: {tables}." if tables else f"See: tamis api show {api.name}.",
        ),
    )


def _say(origin: Origin | None, api: Api, operation: Operation, output: Path) -> None:
    """Say beside the table where it comes from; what is restricted stays so."""
    if origin is None:
        origin = Origin(
            api=api.name,
            operation=operation.name,
            template=api.base + operation.path,
            access=api.access,
            sensitivity=api.sensitivity,
            licence=api.licence,
        )
    sidecar.write_derived(origin, output)


def _records(values: Iterable[Any], at: str | None) -> Iterator[Any]:
    """Return the records of answers, of lists of them, or of lines that are records."""
    for value in values:
        if at is None:
            yield value
            continue
        found = _reached(value, at) if at else value
        if isinstance(found, list):
            yield from found
        elif found is None and isinstance(value, dict) and at and at.partition("/")[0] in value:
            continue
        else:
            yield value


def _rows(
    records: Iterable[Any], fields: list[Mapping[str, Any]], explode: str
) -> Iterator[list[str | None]]:
    for record in records:
        items = _reached(record, explode) if explode else [None]
        for item in items if isinstance(items, list) else []:
            yield [_text(_from(record, item, field["tamis:from"])) for field in fields]


def _from(record: Any, item: Any, place: str) -> Any:
    return _reached(item, place[2:]) if place.startswith("./") else _reached(record, place)


def _reached(value: Any, place: str) -> Any:
    for part in place.split("/"):
        if isinstance(value, list):
            value = value[int(part)] if part.isdigit() and int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str | None:
    """Return the cell of a value: a list of texts parted by ``|``, anything nested as JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        return "|".join(_text(one) or "" for one in value)
    return json.dumps(value, ensure_ascii=False)


def _members(value: Any, above: str = "") -> Iterator[tuple[str, str | None]]:
    """Return the members of a record, those of inner objects under names joined by ``_``."""
    if not isinstance(value, dict):
        yield above or "value", _text(value)
        return
    for name, inner in value.items():
        label = f"{above}_{name}" if above else name
        if isinstance(inner, dict) and inner:
            yield from _members(inner, label)
        else:
            yield label, _text(inner)
