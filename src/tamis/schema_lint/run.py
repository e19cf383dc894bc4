"""A schema judged as files are: its faults as findings, in an ordinary report."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Final

from tamis import checks, readers, sources
from tamis.checks.contract import Defect
from tamis.checks.descriptor import Written
from tamis.checks.rules import schema_bad_foreign_key
from tamis.engine.local import run_plan
from tamis.loading import json_schema, package_files, pointer_lines
from tamis.loading.schemas import LoadedSchema
from tamis.model.address import is_address
from tamis.model.contract import Contract
from tamis.model.errors import SchemaError, TamisError
from tamis.model.finding import Check
from tamis.model.package import Package, Resource
from tamis.model.profile import Profile
from tamis.model.report import Report, SchemaRef, Source, Stats
from tamis.model.rule import Severity
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.plan.compile import compile_plan
from tamis.schema_lint.package_defects import package_defects, schema_of_package
from tamis.sources.checksum import mismatch
from tamis.tables import findings
from tamis.tables.findings import FindingLog

#: What stands in the name of an example that must be refused.
_MARKS_OF_WRONG: Final = ("invalid", "non-valid", "non_valid", "erreur")
_DATA: Final = frozenset({".csv", ".xlsx", ".xls", ".ods"})
_PUBLISH: Final = Profile()
_VALID: Final = Text(fr="conforme", en="valid")
_NOT_VALID: Final = Text(fr="non conforme", en="not valid")
#: Rules whose faults are met here.
#: Rules of schemas that tell what frictionless refuses.
_REFUSED: Final = frozenset(
    {"schema.duplicate-field", "schema.refused", "schema.unknown-key-field"}
)
_CONTRACT, _RESOURCE, _FILE, _BYTES = (
    "schema.broken-contract",
    "schema.lacking-resource",
    "schema.bad-example-file",
    "file.other-bytes",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaToLint:
    """A schema to be judged.

    Attributes:
        schema: the schema.
        path: what the user calls it.
        content: its text, as it stands on this machine.
        published: its version in the catalogue; "" where it did not come from one.
        folder: where example files may lie beside it.
    """

    schema: LoadedSchema
    path: str
    content: bytes = b""
    published: str = ""
    folder: Path | None = None


def lint(subject: SchemaToLint, profile: Profile) -> Report:
    """Return what is wrong with a schema, and what could be better."""
    return _report(subject, profile, _defects(subject))


def lint_package(subject: SchemaToLint, package: Package, profile: Profile) -> Report:
    """Return what is wrong with the descriptor of a package as a whole."""
    defects = chain(package_defects(package), _malformed_keys(package), _refused_schemas(package))
    return _report(subject, profile, defects)


def _refused_schemas(package: Package) -> Iterator[tuple[str, Defect]]:
    """Return why frictionless would refuse the schemas of a package."""
    for resource in package.resources:
        if resource.schema:
            for code, defect in _table_defects(schema_of_package(resource.schema, package)):
                # Keys between tables are told where both are known.
                if code in _REFUSED and not defect.pointer.startswith("/foreignKeys"):
                    pointer = f"/resources/{resource.index}/schema{defect.pointer}"
                    yield code, replace(defect, pointer=pointer)


def _malformed_keys(package: Package) -> Iterator[tuple[str, Defect]]:
    """Return the malformed foreign keys of the schemas of a package."""
    for resource in package.resources:
        if resource.schema:
            written = Written(raw=resource.schema.descriptor, schema=resource.schema)
            for defect in schema_bad_foreign_key.lint(written):
                pointer = f"/resources/{resource.index}/schema{defect.pointer}"
                yield schema_bad_foreign_key.RULE.code, replace(defect, pointer=pointer)


def _report(
    subject: SchemaToLint, profile: Profile, defects: Iterable[tuple[str, Defect]]
) -> Report:
    started = time.perf_counter()
    schema = subject.schema
    collector = _FindingCollector(subject, profile)
    for code, defect in defects:
        collector.add(code, defect)
    log = collector.log()
    codes = {log.checks[at].code for at in log.tally()}
    fields = len(schema.fields) if isinstance(schema, Schema) else 0
    return Report(
        source=Source(
            path=subject.path,
            format="yaml" if subject.path.endswith((".yml", ".yaml")) else "json",
            bytes=len(subject.content),
            sha256=sha256(subject.content).hexdigest(),
        ),
        schema=SchemaRef(name=schema.name, version=schema.version, path=schema.path),
        profile=profile,
        stats=Stats(rows=0, fields=fields, seconds=round(time.perf_counter() - started, 3)),
        before=log.verdict(),
        after=log.verdict(),
        findings=log,
        rules={check.code: check.rule for check in log.checks if check.code in codes},
    )


class _FindingCollector:
    """The findings of one schema, each at the line where it stands."""

    def __init__(self, subject: SchemaToLint, profile: Profile) -> None:
        self._profile = profile
        self._lines = pointer_lines.lines(subject.content.decode("utf-8-sig", errors="replace"))
        self._checks: list[Check] = []
        self._frames: list[tuple[int, Defect]] = []

    def add(self, code: str, defect: Defect) -> None:
        rule = checks.all_rules()[code]
        severity = self._profile.severity(rule)
        if severity is not Severity.IGNORED:
            self._checks.append(
                Check(rule=rule, severity=severity, field=defect.field, params=defect.params)
            )
            self._frames.append((len(self._checks) - 1, defect))

    def log(self) -> FindingLog:
        log = FindingLog(self._checks)
        for check, defect in self._frames:
            line = self._line(defect.pointer)
            log.add(
                findings.frame(
                    check, line=[line], value=[defect.value], pointer=[defect.pointer or None]
                )
            )
        return log

    def _line(self, pointer: str) -> int | None:
        """Return the line of a pointer, or of what holds it."""
        while pointer and pointer not in self._lines:
            pointer = pointer.rpartition("/")[0]
        return self._lines.get(pointer)


def _defects(subject: SchemaToLint) -> Iterator[tuple[str, Defect]]:
    schema = subject.schema
    if isinstance(schema, Schema):
        yield from _table_defects(schema, subject.published)
        yield from _example_defects(schema, subject.folder)
    elif isinstance(schema, Package):
        yield from _package_defects(schema, subject.folder)
    elif isinstance(schema, Contract):
        yield from _contract_defects(schema)


def _table_defects(schema: Schema, published: str = "") -> Iterator[tuple[str, Defect]]:
    """Return the faults of a Table Schema; the last rules speak where no other told an error."""
    written = Written(raw=schema.descriptor, schema=schema, published=published)
    grave, pointers = False, set[str]()
    lints = sorted(checks.modules_with("lint"), key=lambda module: hasattr(module, "LAST"))
    for module in lints:
        if hasattr(module, "LAST") and grave:
            continue
        for defect in module.lint(written):
            grave = grave or module.RULE.severity is Severity.ERROR
            pointers.add(defect.pointer)
            yield module.RULE.code, defect
    for module in checks.modules_with("unenforceable"):
        for defect in module.unenforceable(schema):
            if not (hasattr(module, "QUIET") and defect.pointer in pointers):
                yield module.RULE.code, defect


def _package_defects(package: Package, folder: Path | None) -> Iterator[tuple[str, Defect]]:
    """Return the faults of each table, those of a schema of its own file where it is named.

    A table of a published package is judged in full as the schema that it is.
    """
    yield from package_defects(package)
    for resource in package.resources:
        index = resource.index
        pointer = f"/resources/{index}/schema"
        files = _own_files(resource, folder)
        if other := mismatch(files, resource.bytes, resource.hash) if files else None:
            params, place = {"note": other.declared}, f"/resources/{index}"
            defect = Defect(field=resource.name, value=other.found, params=params, pointer=place)
            yield _BYTES, defect
        if resource.lacking:
            yield _RESOURCE, Defect(field=resource.name, value=resource.lacking, pointer=pointer)
        stated = package.descriptor["resources"][index].get("schema")
        beside = isinstance(stated, str)
        if resource.schema is None or (beside and folder is None):
            continue
        for code, defect in _table_defects(schema_of_package(resource.schema, package)):
            yield code, replace(defect, pointer=pointer if beside else pointer + defect.pointer)
        for path in _data_files(resource, folder):
            yield from _file_defects(path, resource.schema, f"/resources/{index}/path")


def _contract_defects(contract: Contract) -> Iterator[tuple[str, Defect]]:
    try:
        json_schema.check(contract)
    except SchemaError as error:
        yield _CONTRACT, Defect(value=str(error.text))
    for module in checks.modules_with("lint_contract"):
        for defect in module.lint_contract(contract):
            yield module.RULE.code, defect


def _example_defects(schema: Schema, folder: Path | None) -> Iterator[tuple[str, Defect]]:
    """Return the example files beside a schema that have another verdict than their name says."""
    for path in _examples(schema, folder):
        yield from _file_defects(path, schema)


def _file_defects(path: Path, schema: Schema, pointer: str = "") -> Iterator[tuple[str, Defect]]:
    """Tell an example file that has another verdict than its name says."""
    is_wrong = any(word in path.name.casefold() for word in _MARKS_OF_WRONG)
    try:
        with sources.open_source(str(path)) as local:
            table = readers.read(local, readers.Request(fields=schema.fields))
            plan = compile_plan(schema, table.header, _PUBLISH)
            verdict = run_plan(plan, table).delivered.verdict()
    except TamisError as error:
        outcome = error.text
    else:
        if verdict.valid is not is_wrong:
            return
        codes = ", ".join(sorted(verdict.counts)) or "—"
        outcome = Text(fr=codes, en=codes)
    wanted = _NOT_VALID if is_wrong else _VALID
    yield (
        _FILE,
        Defect(value=path.name, params={"wanted": wanted, "found": outcome}, pointer=pointer),
    )


def _data_files(resource: Resource, folder: Path | None) -> list[Path]:
    """Return the data files of a table of a package that lie in its folder."""
    return [path for path in _own_files(resource, folder) if path.suffix.lower() in _DATA]


def _own_files(resource: Resource, folder: Path | None) -> list[Path]:
    """Return the files of a resource of a package that lie in its folder."""
    if folder is None:
        return []
    root = folder.resolve()
    named = [(root / path).resolve() for path in resource.paths if not is_address(path)]
    return [path for path in named if path.is_relative_to(root) and path.is_file()]


def _examples(schema: Schema, folder: Path | None) -> list[Path]:
    """Return the files that the descriptor names and those whose name says it, in one folder."""
    if folder is None:
        return []
    resources = schema.descriptor.get("resources")
    names = {
        Path(str(resource.get("path"))).name
        for resource in (resources if isinstance(resources, list) else ())
        if isinstance(resource, dict)
    }
    own = (package_files.inside(folder, entry.name) for entry in folder.iterdir())
    files = (path for path in own if path is not None and path.suffix.lower() in _DATA)
    return sorted(
        path
        for path in files
        if path.name in names or path.name.casefold().startswith(("exemple", "example"))
    )
