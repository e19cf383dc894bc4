"""The records of a release as JSON: one document as the schema describes it, and one a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis.contracts.record_lines import Path as Steps
from tamis.contracts.record_lines import pointer
from tamis.loading import references
from tamis.model.errors import RefusedError
from tamis.model.text import Text, printable_json
from tamis.readers.records import decoder, json_text
from tamis.release.record_schema import LIST, RECORD, RecordSchema
from tamis.release.result import ReadSource
from tamis.release.source_result import ENVELOPES

DOCUMENT: Final = "data.json"
LINES: Final = "data.ndjson"
#: The files, those of the records first.
NAMES: Final = (DOCUMENT, LINES, ENVELOPES)
#: Rows read at once.
_ROWS: Final = 20_000


def write(
    schema: RecordSchema, sources: Sequence[ReadSource], previous: Path | None, out: Path
) -> None:
    """Write the records of ``data.csv`` as JSON, in its order, and pass the gate.

    What stands around the records is what all documents agree on, and what the schema requires; all
    of it is in ``envelopes.json``, by source.

    Args:
        schema: what records are.
        sources: the sources, in order; those that are released count.
        previous: the release before, which has the envelopes of kept records.
        out: the folder being filled; ``data.csv`` is there.

    Raises:
        RefusedError: what was written does not conform.
    """
    envelopes = {
        source.source.id: _envelopes(source, previous)
        for source in sources
        if source.released is not None
    }
    kept = {identifier: texts for identifier, texts in envelopes.items() if texts}
    decoded = [decoder().decode(text) for texts in kept.values() for text in texts]
    (out / ENVELOPES).write_text(_listed(kept), encoding="utf-8")
    with (out / LINES).open("w", encoding="utf-8", newline="\n") as lines:
        for _, record in _records(out):
            lines.write(f"{record}\n")
    envelope = _common(schema, decoded)
    with (out / DOCUMENT).open("w", encoding="utf-8", newline="\n") as document:
        document.writelines(_document(schema, envelope, out))
    _ensure_valid(schema, out)


def _envelopes(source: ReadSource, previous: Path | None) -> list[str]:
    """Return what stood around the records of a source, as texts."""
    result = source.released
    if source.kept is not None:
        place = previous / ENVELOPES if previous else None
        if place is None or not place.is_file():
            return []
        before = decoder().decode(place.read_text(encoding="utf-8"))
        return [json_text(envelope) for envelope in before.get(source.source.id, ())]
    if result is None:
        return []
    texts: list[str] = json.loads((result.folder / ENVELOPES).read_text(encoding="utf-8"))
    return texts


def _listed(envelopes: Mapping[str, Sequence[str]]) -> str:
    """Return the envelopes by source, as JSON; their numbers stay as they are written."""
    rows = [
        f"{json.dumps(identifier, ensure_ascii=False)}: [{', '.join(texts)}]"
        for identifier, texts in envelopes.items()
    ]
    return printable_json("{" + ",\n ".join(rows) + "}\n")


def _common(schema: RecordSchema, envelopes: Sequence[Any]) -> dict[str, Any]:
    """Return the members on which documents agree; of those that are required, the first's."""
    if not envelopes:
        return {"type": "FeatureCollection"} if ("features",) in schema.lists else {}
    first = envelopes[0] if isinstance(envelopes[0], dict) else {}
    required = set(schema.contract.descriptor.get("required", ()))
    return {
        name: value
        for name, value in first.items()
        if name in required
        or all(isinstance(other, dict) and other.get(name) == value for other in envelopes)
    }


def _records(out: Path) -> Iterator[tuple[str, str]]:
    """Return the list and the text of each record, in order."""
    scan = pl.scan_csv(out / "data.csv", infer_schema=False)
    names = scan.collect_schema().names()
    place = pl.col(LIST) if LIST in names else pl.lit("")
    rows = scan.select(place.alias(LIST), RECORD)
    for batch in rows.collect(engine="streaming").iter_slices(_ROWS):
        yield from batch.iter_rows()


def _document(schema: RecordSchema, envelope: Mapping[str, Any], out: Path) -> Iterator[str]:
    """Return the document in pieces, a record a line."""
    if not schema.lists or schema.lists == ((),):
        yield from _list(record for _, record in _records(out))
        yield "\n"
        return
    yield from _object(schema, envelope, (), out)
    yield "\n"


def _object(schema: RecordSchema, envelope: Any, path: Steps, out: Path) -> Iterator[str]:
    """Return an object that leads to lists of records, in pieces."""
    depth = len(path)
    below = [steps for steps in schema.lists if steps[:depth] == path]
    leading = dict.fromkeys(steps[depth] for steps in below)
    members = envelope if isinstance(envelope, dict) else {}
    yield "{"
    between = ""
    for name, value in members.items():
        if name not in leading:
            yield f"{between}{json.dumps(name, ensure_ascii=False)}: {json_text(value)}"
            between = ", "
    for name in leading:
        inner = (*path, name)
        if not _is_needed(schema, inner, out):
            continue
        yield f"{between}{json.dumps(name, ensure_ascii=False)}: "
        between = ", "
        if inner in schema.lists:
            wanted = pointer(*inner) if len(schema.lists) > 1 else ""
            yield from _list(record for place, record in _records(out) if place == wanted)
        else:
            yield from _object(schema, members.get(name), inner, out)
    yield "}"


def _is_needed(schema: RecordSchema, path: Steps, out: Path) -> bool:
    """Whether a list stands in the document: of several, those that have a record."""
    if len(schema.lists) == 1 or path not in schema.lists:
        return True
    return any(place == pointer(*path) for place, _ in _records(out))


def _list(records: Iterator[str]) -> Iterator[str]:
    yield "["
    between = "\n"
    for record in records:
        yield f"{between}{record}"
        between = ",\n"
    yield "\n]"


def _ensure_valid(schema: RecordSchema, out: Path) -> None:
    """Hold what was written against the schema: the last gate.

    Raises:
        RefusedError: it does not conform.
    """
    whole = json.loads((out / DOCUMENT).read_text(encoding="utf-8"))
    contract = schema.contract
    if not schema.lists:
        parts = [(pointer(at), item) for at, item in enumerate(whole)]
        faulty = _first_invalid(references.validator(contract), parts)
    else:
        faulty = _first_invalid(references.validator(contract), [("", whole)])
    if faulty is None:
        with (out / LINES).open(encoding="utf-8") as lines:
            height = sum(1 for _ in lines)
        if height == sum(1 for _ in _records(out)):
            return
        faulty = LINES
    raise RefusedError(
        Text(
            fr=f"La fusion n'est pas publiée : ce qui est écrit n'est pas conforme ({faulty}).",
            en=f"Nothing is released: what was written does not conform ({faulty}).",
        ),
        Text(
            fr="Les documents fusionnés se contredisent : voyez le schéma.",
            en="The merged documents contradict one another: see the schema.",
        ),
    )


def _first_invalid(validator: Any, parts: Sequence[tuple[str, Any]]) -> str | None:
    for place, value in parts:
        error = next(validator.iter_errors(value), None)
        if error is not None:
            return f"{place}{pointer(*error.instance_path)} : {error.message[:200]}"
    return None
