"""For each rule, a file that breaks it and one that does not: the very ones that prove it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tamis import readers, shipped, sources
from tamis.app import ReadOptions, validate
from tamis.contracts import drift
from tamis.contracts.finding_log import JudgeOptions
from tamis.loading import dialects, json_schema
from tamis.model.finding import Finding
from tamis.model.profile import Profile
from tamis.render.terminal import escaped
from tamis.schema_lint import schemas_to_lint
from tamis.schema_lint.run import lint
from tamis.sources.local import LocalFile
from tamis.tables.batch import Table

#: Formats that a person reads as they are.
_TEXTS: Final = frozenset({".csv", ".json", ".ndjson", ".geojson", ".txt"})
#: The rule that only several answers together, or a comparison with all that is described, show.
NEVER_SEEN: Final = "api.never-seen"
#: How much of a file is shown.
_MOST: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What breaks a rule and what does not.

    Attributes:
        schema: the descriptor that the bad file is held against, as lines.
        bad, good: the lines of both files, fit for a screen; for a rule about schemas, of both
            descriptors.
        findings: what is said of the bad file.
    """

    schema: tuple[str, ...]
    bad: tuple[str, ...]
    good: tuple[str, ...]
    findings: tuple[Finding, ...]


def find(code: str) -> Example | None:
    """Return the example of a rule; None where it has none."""
    folder = shipped.examples() / code
    bad, good = _file(folder, "bad"), _file(folder, "good")
    if bad is None or good is None:
        return None
    schema = _schema(folder, "bad")
    if not schema.is_file():
        return _of_schemas(code, bad, good)
    path = folder / "dialect.json"
    reading = ReadOptions(dialect=dialects.from_file(path)) if path.is_file() else ReadOptions()
    findings = (
        _drift(bad, schema)
        if code == NEVER_SEEN
        else validate(bad, schema, reading=reading).findings
    )
    is_about_schemas = code.startswith("schema.")
    return Example(
        schema=_members(schema),
        bad=_members(schema) if is_about_schemas else _lines(bad),
        good=_members(_schema(folder, "good")) if is_about_schemas else _lines(good),
        findings=tuple(finding for finding in findings if finding.code == code),
    )


def _drift(bad: Path, schema: Path) -> Iterable[Finding]:
    """Return what differs between an answer and its contract."""
    contract = json_schema.from_descriptor(json.loads(schema.read_text(encoding="utf-8")))
    options = JudgeOptions(location=bad.name, profile=Profile())
    return drift.report(contract, [LocalFile(path=bad, name=bad.name)], options).findings


def _of_schemas(code: str, bad: Path, good: Path) -> Example:
    """Return the example of a rule that only descriptors show."""
    findings = lint(replace(schemas_to_lint.named(bad), published="1.0.0"), Profile()).findings
    return Example(
        schema=_members(bad),
        bad=_members(bad),
        good=_members(good),
        findings=tuple(finding for finding in findings if finding.code == code),
    )


def _file(folder: Path, name: str) -> Path | None:
    return next(iter(sorted(folder.glob(f"{name}.*"))), None)


def _schema(folder: Path, name: str) -> Path:
    """Return the schema of a file: most rules have one, rules about schemas have two."""
    own = folder / f"schema-{name}.json"
    return own if own.is_file() else folder / "schema.json"


def _members(path: Path) -> tuple[str, ...]:
    """Return a descriptor with a line for each member, or for each item of one."""
    parts = []
    for name, value in json.loads(path.read_text(encoding="utf-8")).items():
        if isinstance(value, list):
            items = [f"  {json.dumps(item, ensure_ascii=False)}" for item in value]
            parts.append(f'"{name}": [\n' + ",\n".join(items) + "\n]")
        else:
            parts.append(f'"{name}": {json.dumps(value, ensure_ascii=False)}')
    return tuple(",\n".join(parts).split("\n"))


def _lines(path: Path) -> tuple[str, ...]:
    """Return the first lines of a file; those of a workbook as its cells stand side by side."""
    if path.suffix in _TEXTS:
        text = path.read_text(encoding="utf-8", errors="replace")
        lines: Iterable[str] = text.removesuffix("\n").split("\n") if text else ()
    else:
        with sources.open_source(str(path)) as local:
            lines = list(_cells(readers.read(local)))
    shown = [escaped(line) for line in lines]
    return (*shown[:_MOST], "…") if len(shown) > _MOST else tuple(shown)


def _cells(table: Table) -> Iterator[str]:
    yield " | ".join(table.header)
    for batch in table.batches():
        for cells in batch.frame.iter_rows():
            yield " | ".join("" if cell is None else str(cell) for cell in cells)
