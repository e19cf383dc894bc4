"""A table read, looked up and written again: columns are added, none is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Final

import polars as pl

from tamis import readers, sources
from tamis.checks.rules import file_likely_restricted
from tamis.enrich import STATUS, LookupOptions, join_named
from tamis.enrich.kept_answers import KeptAnswers
from tamis.model.errors import RefusedError, SourceError, UsageError
from tamis.model.origin import Origin
from tamis.model.text import Text
from tamis.tables.batch import Batch, Table, column
from tamis.tables.header import folded
from tamis.writers import csv as csv_writer
from tamis.writers.distinct_paths import ensure_distinct

#: Faults of structure that make it unsure which cell stands in which column.
_TWISTED: Final = frozenset({"row.extra-cells", "row.missing-cells", "file.unclosed-quote"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichOptions:
    """What to join: the file, with what, where to, which columns hold what.

    Attributes:
        columns: the label of the column that plays each role; the usual ones otherwise.
        prefix: what added labels begin with; else the leaf's own.
        member: the file wanted in an archive.
        resume: whether answers that a run that failed left are taken up.
        excel: whether the file is written as a French Excel opens it.
        allow_personal: whether a file that looks like data on persons may be sent to an API.
    """

    source: str
    name: str
    output: Path
    columns: Mapping[str, str]
    prefix: str = ""
    member: str = ""
    resume: bool = False
    allow_personal: bool = False
    excel: bool = False
    reading: readers.Request = readers.Request()  # noqa: RUF009 frozen


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichResult:
    """What was written: how many rows, how many of each status, the columns added.

    `cut`: whether the file is known to hold less than its API has.
    """

    output: Path
    rows: int
    counts: Mapping[str, int]
    added: tuple[str, ...]
    cut: bool = False


def enrich(options: EnrichOptions, request: LookupOptions) -> EnrichResult:
    """Write a table again with the columns of a leaf added.

    Raises:
        SourceError: the table cannot be read, or an API does not answer.
        UsageError: a column is lacking, or would be written over.
        RefusedError: a file that is restricted, or looks like data on persons, would be sent to an
            API.
    """
    leaf = join_named(options.name)
    is_online = leaf.ONLINE and not request.stock
    if request.stock and options.name != "siret":
        raise UsageError(
            Text(fr="--from ne vaut que pour --with siret.", en="--from is for --with siret alone.")
        )
    ensure_distinct([options.source], [options.output])
    with sources.open_source(
        options.source, member=options.member, limits=options.reading.limits
    ) as local:
        origin = local.origin()
        if is_online:
            _ensure_sendable(options, origin)
        table = readers.read(local, options.reading)
        if is_online and not options.allow_personal:
            _ensure_impersonal(options, table.header)
        frame = _whole(table, options.source)
    roles = _roles(leaf, table.header, options.columns)
    prefix = options.prefix or leaf.NAME
    added = tuple(f"{prefix}_{name}" for name in leaf.COLUMNS)
    taken = [label for label in added if label in table.header]
    if taken:
        raise UsageError(
            Text(
                fr=f"Le fichier a déjà ces colonnes : {', '.join(taken)}.",
                en=f"The file already has these columns: {', '.join(taken)}.",
            ),
            Text(fr="Choisissez --prefix.", en="Choose --prefix."),
        )
    asked = frame.select(pl.col(column(at)).alias(role) for role, at in roles.items())
    kept = _kept(options, request, asked.columns) if is_online else KeptAnswers()
    found = _looked_up(leaf, asked, replace(request, kept=kept))
    labels = [*table.header, *added]
    dialect = csv_writer.EXCEL if options.excel else csv_writer.PLAIN
    with csv_writer.writing(options.output, labels, origin=origin, dialect=dialect) as out:
        out.write(pl.concat([frame, found], how="horizontal"))
    kept.forget()
    counts = found.get_column(STATUS).value_counts(sort=True)
    return EnrichResult(
        output=options.output,
        rows=frame.height,
        counts=dict(counts.iter_rows()),
        added=added,
        cut=origin is not None and origin.cut,
    )


def _kept(options: EnrichOptions, request: LookupOptions, roles: Sequence[str]) -> KeptAnswers:
    """Return the answers that a run of the same question left, or none."""
    chosen = (options.name, request.base, request.score, request.lead, request.precision,
              request.distance, *roles)  # fmt: skip
    return KeptAnswers(options.output, repr(chosen), resume=options.resume)


def _looked_up(leaf: ModuleType, asked: pl.DataFrame, request: LookupOptions) -> pl.DataFrame:
    """Return the added columns.

    Raises:
        SourceError: an API does not answer; what it answered before is kept.
    """
    try:
        found: pl.DataFrame = leaf.look_up(asked, request).select(leaf.COLUMNS)
    except (SourceError, RefusedError) as error:
        number, hint = len(request.kept), error.hint or Text(fr="", en="")
        if not number:
            raise
        raise type(error)(
            error.text,
            Text(
                fr=f"{hint.fr} {number} réponses sont gardées : la même commande avec --resume "
                "reprend là.".strip(),
                en=f"{hint.en} {number} answers are kept: the same command with --resume goes on "
                "there.".strip(),
            ),
        ) from error
    return found


def _ensure_sendable(options: EnrichOptions, origin: Origin | None) -> None:
    """Refuse to send what is restricted to an API."""
    if origin is not None and origin.restricted:
        raise RefusedError(
            Text(
                fr=f"« {options.source} » est restreint : rien n'en est envoyé à une API.",
                en=f"“{options.source}” is restricted: none of it is sent to an API.",
            )
        )


def _ensure_impersonal(options: EnrichOptions, labels: Sequence[str]) -> None:
    """Refuse to send a file to an API whose columns are those of data on persons."""
    names = file_likely_restricted.telling(labels)
    if names:
        listed, code = ", ".join(names), file_likely_restricted.RULE.code
        raise RefusedError(
            Text(
                fr=f"« {options.source} » ressemble à des données personnelles ({listed} : {code}) "
                ": rien n'en est envoyé à une API.",
                en=f"“{options.source}” looks like personal data ({listed}: {code}): none of it "
                "is sent to an API.",
            ),
            Text(
                fr="Retirez ces colonnes ; si l'envoi est permis : --allow-personal.",
                en="Remove these columns; where sending is allowed: --allow-personal.",
            ),
        )


def _whole(table: Table, name: str) -> pl.DataFrame:
    """Return every record of a table, each cell as it stands.

    Raises:
        SourceError: some records do not have the cells of the header.
    """
    batches = list(table.batches())
    faults = [*table.faults, *(fault for batch in batches for fault in batch.faults)]
    if any(fault.code in _TWISTED for fault in faults):
        raise SourceError(
            Text(
                fr=f"« {name} » a des lignes décalées : des cellules changeraient de colonne.",
                en=f"“{name}” has shifted rows: cells would change columns.",
            ),
            Text(
                fr="Voyez lesquelles avec tamis validate, et corrigez-les d'abord.",
                en="See which with tamis validate, and correct them first.",
            ),
        )
    empty = pl.DataFrame(schema={column(at): pl.String for at in range(len(table.header))})
    return pl.concat([empty, *map(_cells, batches)])


def _cells(batch: Batch) -> pl.DataFrame:
    return batch.frame.select(pl.all().cast(pl.String))


def _roles(leaf: ModuleType, labels: Sequence[str], chosen: Mapping[str, str]) -> dict[str, int]:
    """Return the position of the column that plays each role.

    Raises:
        UsageError: a role or a column does not exist, or no column plays any.
    """
    for role in chosen:
        if role not in leaf.ROLES:
            roles = ", ".join(leaf.ROLES)
            raise UsageError(
                Text(fr=f"« {role} » n'est pas un rôle.", en=f"“{role}” is not a role."),
                Text(fr=f"Rôles : {roles}.", en=f"Roles: {roles}."),
            )
    known = {folded(label): at for at, label in reversed(list(enumerate(labels)))}
    found: dict[str, int] = {}
    for role, usual in leaf.ROLES.items():
        if chosen.get(role) == "":  # the user wants no column to play it
            continue
        wanted = [chosen[role]] if role in chosen else usual
        at = next(
            (known[folded(candidate)] for candidate in wanted if folded(candidate) in known), None
        )
        if at is not None:
            found[role] = at
        elif role in chosen:
            raise UsageError(
                Text(
                    fr=f"Le fichier n'a pas de colonne « {chosen[role]} ».",
                    en=f"The file has no column “{chosen[role]}”.",
                ),
                Text(fr=f"Colonnes : {', '.join(labels)}.", en=f"Columns: {', '.join(labels)}."),
            )
    if not found or not leaf.NEEDED & found.keys():
        roles = " / ".join(sorted(leaf.NEEDED))
        raise UsageError(
            Text(
                fr=f"Aucune colonne reconnue pour : {roles}.",
                en=f"No column is known for: {roles}.",
            ),
            Text(
                fr=f"Nommez-la : --column {min(leaf.NEEDED)}=COLONNE.",
                en=f"Name it: --column {min(leaf.NEEDED)}=COLONNE.",
            ),
        )
    return found
