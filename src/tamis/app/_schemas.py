"""Judging schemas, and drafting one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tamis import readers
from tamis.app._options import (
    DEFAULT_READ_OPTIONS,
    DataSource,
    ReadOptions,
    as_profile,
    opened,
)
from tamis.model.errors import RefusedError
from tamis.model.limits import DEFAULT
from tamis.model.profile import Profile
from tamis.model.report import Report
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.model.draft import Draft
    from tamis.schema_lint.fix import Fix

#: Columns up to which a schema is drafted where no limit is set: each is read in some forty ways.
DRAFTED: Final = 1_000
#: Times that a schema is judged and put right: a keyword may be misspelt and out of its place.
_ROUNDS: Final = 4


def lint(schema: str | Path | Mapping[str, Any], *, profile: str | Profile = "publish") -> Report:
    """Say what is wrong with a schema: each fault is a finding of scope ``schema``.

    Args:
        schema: a catalogue name, a path, an address or a descriptor.
        profile: what each rule weighs.

    Raises:
        SchemaError: there is no such schema, or it is none.
    """
    from tamis.schema_lint import run as linting
    from tamis.schema_lint import schemas_to_lint

    return linting.lint(schemas_to_lint.named(schema), as_profile(profile))


def lint_all(*, profile: str | Profile = "publish") -> Iterator[Report]:
    """Say what is wrong with every version of every schema of the catalogue, as it is asked."""
    from tamis.schema_lint import run as linting
    from tamis.schema_lint import schemas_to_lint

    rules_profile = as_profile(profile)
    return (linting.lint(schema, rules_profile) for schema in schemas_to_lint.all_published())


def fix_schema(path: str | Path, *, profile: str | Profile = "publish") -> tuple[Fix, ...]:
    """Put right, in a file, the faults of a schema that have one reading; return what was done.

    The file is written again with its own indentation; where there is nothing to put right, it is
    not touched.

    Raises:
        SchemaError: there is no such file, or it is no schema.
        UsageError: it is not JSON: what else stands in it would be lost.
    """
    from tamis.schema_lint import run as linting
    from tamis.schema_lint.fix import fixed
    from tamis.schema_lint.fix_file import read_descriptor, text_of
    from tamis.schema_lint.schemas_to_lint import named
    from tamis.writers.swap import beside

    file = Path(path)
    descriptor, weights = read_descriptor(file), as_profile(profile)
    done: list[Fix] = []
    for _ in range(_ROUNDS):
        report = linting.lint(named(descriptor), weights)
        descriptor, fixes = fixed(descriptor, report.findings)
        done += fixes
        if not fixes:
            break
    if done:
        text = text_of(descriptor, file.read_text(encoding="utf-8-sig"))
        with beside(file) as part:
            part.write_text(text, encoding="utf-8")
    return tuple(done)


def infer(source: DataSource, *, reading: ReadOptions = DEFAULT_READ_OPTIONS) -> Draft:
    """Return the draft of a Table Schema for a file: types, identifiers, values, keys.

    Args:
        source: a path, an address, ``-`` for standard input, bytes, an open file, or a frame.
        reading: how to read the source: format, sheet, archive member, limits.

    Raises:
        SourceError: the file cannot be read.
        RefusedError: it has more columns than anybody describes.
    """
    from tamis.schema_infer.draft import draft_schema

    with opened(source, reading) as local:
        table = readers.read(local, reading.request(None))
        _ensure_narrow(len(table.header), reading)
        name = "" if local.name == "-" else local.name
        return draft_schema(table, name, hidden=local.restricted)


def _ensure_narrow(columns: int, reading: ReadOptions) -> None:
    """Refuse a table of more columns than `DRAFTED`, unless the caller set a limit."""
    if columns > DRAFTED and reading.limits.columns == DEFAULT.columns:
        raise RefusedError(
            Text(
                fr=f"Le fichier a {columns} colonnes : un schéma est proposé jusqu'à {DRAFTED}.",
                en=f"The file has {columns} columns: a schema is drafted for {DRAFTED} at most.",
            ),
            Text(fr="Si c'est voulu : --max-columns.", en="If that is intended: --max-columns."),
        )
