"""Judging a file, the answer of an API, the tables of a package."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tamis import readers
from tamis.app._options import (
    DEFAULT_READ_OPTIONS,
    DataSource,
    Progress,
    ReadOptions,
    SchemaSource,
    as_profile,
    location_of,
    opened,
)
from tamis.app._recognize import of_table
from tamis.detect import documents
from tamis.engine.kept_rows import Keeper
from tamis.engine.local import run_plan
from tamis.engine.package_files import assigned_files
from tamis.engine.report import Run
from tamis.engine.witness import with_witnesses
from tamis.loading import detect, schemas
from tamis.loading.newer import newer_version
from tamis.model.contract import Contract
from tamis.model.dialect import TableDialect
from tamis.model.errors import UsageError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.package import Package
from tamis.model.profile import Profile
from tamis.model.report import Report, Unread
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.plan.compile import shared_plan
from tamis.plan.model import Plan
from tamis.sources.local import LocalFile
from tamis.tables.batch import Table

if TYPE_CHECKING:
    from tamis.contracts.finding_log import JudgeOptions
    from tamis.schema_lint.run import SchemaToLint

#: Records of an API, a line each, as `api fetch --all` writes them.
_LINES: Final = frozenset({".ndjson", ".jsonl"})


def validate(
    source: DataSource,
    schema: SchemaSource | None = None,
    *,
    profile: str | Profile = "publish",
    reading: ReadOptions = DEFAULT_READ_OPTIONS,
    keep: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Say whether a file conforms to a schema, and if not, where and why.

    Args:
        source: a path, an address, ``-`` for standard input, bytes, an open file, or a frame
            (Polars, pandas, Arrow, DuckDB… whatever narwhals knows).
        schema: a catalogue name, a path, a descriptor, or a loaded schema; without one, the
            published schema that the header looks like, or the names in a JSON document.
        profile: what each rule weighs: a name or a profile.
        reading: how to read the source: format, sheet, archive member, limits.
        keep: whether the report keeps the records themselves (on disk), to be shown.
        progress: told the number of records read so far, now and then.

    Raises:
        SourceError: the file cannot be read.
        SchemaError: the schema cannot be read.
        UsageError: no schema is given and the header looks like none.
    """
    run = _Validation(
        location=location_of(source),
        profile=as_profile(profile),
        reading=reading,
        keep=keep,
        progress=progress,
    )
    loaded = None if schema is None else schemas.load(schema)
    with opened(source, reading) as local:
        if loaded is None or isinstance(loaded, Contract):
            report = run.document(replace(local, encoding=reading.declared_encoding), loaded)
            if report is not None:
                return report
        return run.table(local, None if loaded is None else schemas.tabular(loaded))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Validation:
    """What is asked of a validation, but for the schema (see `validate`)."""

    location: str
    profile: Profile
    reading: ReadOptions
    keep: bool
    progress: Progress | None
    started: float = field(default_factory=time.perf_counter)

    def document(self, local: LocalFile, contract: Contract | None) -> Report | None:
        """Judge a JSON file against a JSON Schema, or the published one that it looks like.

        Returns:
            The report; None where no JSON Schema is given, and it looks like none.
        """
        may_be_one = documents.may_be_one(local, self.reading.format)
        is_noted = local.suffix in _LINES and local.origin() is not None
        if contract is None and not may_be_one and not is_noted:
            return None
        from tamis.contracts.finding_log import JudgeOptions
        from tamis.contracts.run import run

        options = JudgeOptions(
            location=self.location,
            profile=self.profile,
            limits=self.reading.limits,
            hidden=local.restricted,
            progress=self.progress,
        )
        if contract is not None:
            return run(local, contract, options)
        report = documents.judged(local, options) if may_be_one else None
        return self._answer(local, options) if report is None else report

    def _answer(self, local: LocalFile, options: JudgeOptions) -> Report | None:
        """Judge an answer of an API of the registry; None where it is none that is known."""
        from tamis.apis.check import SavedAnswer, check
        from tamis.apis.recognize import recognize

        known = recognize(local, options)
        if known is None:
            return None
        api, operation = known
        answer = SavedAnswer(
            location=self.location,
            api=api,
            operation=operation.name,
            limits=self.reading.limits,
            member=self.reading.member,
            encoding=local.encoding,
        )
        return check(answer, self.profile, progress=self.progress)

    def table(self, local: LocalFile, schema: Schema | None) -> Report:
        """Judge a table against a schema, or the published one that its header looks like."""
        table = readers.read(local, self.reading.request(schema))
        certainty, likely, declared = None, None, False
        if schema is None:
            detected = of_table(local, table, self.reading, self.profile)
            schema, certainty = detected.schema, detected.certainty
            declared = detected.declared
            # Its header, or its sheet, is looked for again, with the schema at hand.
            if table.format == "csv" or table.other_sheets or declared:
                table = readers.read(local, self.reading.request(schema))
        else:
            likely = detect.better_match(table.header, schema)
        shared = shared_plan(schema, table.header, self.profile)
        unread = iter([table])

        def read() -> tuple[Plan, Table]:
            """Give the table that is open, then, where it must be read again, another one."""
            again = next(unread, None)
            return shared.plan, again or readers.read(local, self.reading.request(schema))

        def work(plan: Plan, table: Table) -> Report:
            keeper = Keeper(plan) if self.keep and not local.restricted else None
            run = Run(
                location=self.location,
                table=table,
                plan=plan,
                started=self.started,
                hidden=local.restricted,
                certainty=certainty,
                likely=likely,
                keeper=keeper,
            )
            passing = keeper.through(table) if keeper else table
            totals = run_plan(
                shared.variant(plan), passing, progress=self.progress, may_restart=True
            )
            return run.report(totals)

        report = with_witnesses(read, work)
        ref = replace(report.schema, declared=declared, newer=newer_version(schema))
        return replace(report, schema=ref)


def check_answer(  # noqa: PLR0913 keyword-only options of the public face
    api: str,
    source: str | Path,
    *,
    operation: str = "",
    status: str = "",
    keys: Path | None = None,
    profile: str | Profile = "publish",
    limits: Limits = DEFAULT,
    progress: Progress | None = None,
    dialect: TableDialect = TableDialect(),  # noqa: B008 frozen
) -> Report:
    """Say whether a saved answer of an API conforms to its contract. Nothing is fetched.

    Args:
        api: the name of the API in the registry.
        source: the answer (JSON, NDJSON, GeoJSON, or the CSV of a geocoding), or ``-``.
        operation: what was asked; else what stands beside the file, else the likeliest.
        status: the HTTP status of the answer, whose contract counts; else that of success.
        keys: the file of the public keys that a signed answer (JWS) may be signed with.
        profile: what each rule weighs.
        limits: how much is taken in.
        progress: told the number of records read so far, now and then.
        dialect: the encoding of the answer, and what separates the cells of a CSV one.

    Raises:
        SourceError: the answer cannot be read.
        UsageError: there is no such API or operation, or it has no contract.
    """
    from tamis.apis.check import SavedAnswer, check
    from tamis.loading import apis

    loaded, weights = apis.load(api), as_profile(profile)
    if str(source).lower().endswith(".csv"):
        schema = apis.table(loaded, operation or "csv")
        reading = ReadOptions(limits=limits, dialect=dialect)
        return validate(source, schema, profile=weights, reading=reading)
    answer = SavedAnswer(
        location=str(source),
        api=loaded,
        operation=operation,
        status=status,
        limits=limits,
        encoding=dialect.encoding,
        keys=keys,
    )
    return check(answer, weights, progress=progress)


def validate_package(
    package: SchemaSource,
    files: Mapping[str, str | Path] | Sequence[str | Path] = (),
    *,
    profile: str | Profile = "publish",
    limits: Limits = DEFAULT,
    keep: bool = False,
    progress: Callable[[str, int], None] | None = None,
) -> dict[str, Report | Unread]:
    """Judge the tables of a Data Package together: each one, and the keys that tie them.

    Args:
        package: the path or address of a ``datapackage.json``, a catalogue name, a descriptor.
        files: the files of its tables, by resource or in any order (they are known by their
            name, else by their columns); without any, those that the package names.
        profile: what each rule weighs: a name or a profile.
        limits: how much is taken in of each file.
        keep: whether reports keep the records themselves (on disk), to be shown.
        progress: told the file and the number of records read so far, now and then.

    Returns:
        The report of each resource that has a file, by name; where one cannot be read, why.
        Where the descriptor itself is at fault, its own report comes first, as
        ``datapackage.json``.

    Raises:
        SchemaError: the package cannot be read.
        SourceError: a file turns out to be damaged.
        UsageError: it is no package, or it is not clear which file is which table.
        RefusedError: the package names a file outside its folder or on another host.
    """
    from tamis.engine import package as packages
    from tamis.schema_lint.run import lint_package

    loaded = schemas.load(package)
    if not isinstance(loaded, Package):
        raise UsageError(
            Text(
                fr=f"« {loaded.name or loaded.path} » n'est pas un Data Package.",
                en=f"“{loaded.name or loaded.path}” is no Data Package.",
            )
        )
    if not isinstance(files, Mapping):
        files = assigned_files(loaded, [str(file) for file in files], limits)
    members = packages.members(loaded, {name: str(path) for name, path in files.items()})
    reports = packages.validate(
        members, as_profile(profile), limits=limits, keep=keep, progress=progress
    )
    described = lint_package(_descriptor_of(loaded), loaded, as_profile(profile))
    described_tables = {"datapackage.json": described} if described.counts else {}
    tables = {member.resource.name: report for member, report in zip(members, reports, strict=True)}
    return {**described_tables, **tables}


def _descriptor_of(package: Package) -> SchemaToLint:
    """Return the descriptor of a package as it is judged."""
    from tamis.schema_lint.run import SchemaToLint

    path = Path(package.path)
    is_plain = path.is_file() and path.suffix.lower() == ".json"
    content = (
        path.read_bytes()
        if is_plain
        else json.dumps(dict(package.descriptor), ensure_ascii=False, indent=2).encode()
    )
    return SchemaToLint(schema=package, path=package.path or "datapackage.json", content=content)
