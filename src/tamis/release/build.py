"""A release, from its sources to its folder."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final

from tamis.model.errors import RefusedError, SourceError
from tamis.model.profile import Profile
from tamis.model.report import Report
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.model.version import VERSION
from tamis.plan.compile import Plan, compile_plan
from tamis.release import emit, gate, lineage
from tamis.release.account import Entry, balanced, total
from tamis.release.gather import Gathered, gather
from tamis.release.keys import Policy, losers, policy
from tamis.release.manifest import Manifest, Source
from tamis.writers import datapackage, journal
from tamis.writers._swap import folder_beside

#: The files of a release.
FILES: Final = (
    "data.csv",
    "data.parquet",
    "rejects.csv",
    "duplicates.csv",
    "journal.csv",
    "report.json",
    "datapackage.json",
)

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A source that could not be read, and why."""

    source: Source
    error: SourceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What was released.

    Attributes:
        folder: where it stands.
        account: what became of the rows of each source, in order.
        reports: the report of each source that was read, as delivered.
        unread: the sources that could not be read.
        key, latest: what told duplicates apart.
    """

    folder: Path
    account: tuple[Entry, ...]
    reports: tuple[Report, ...]
    unread: tuple[Unread, ...]
    key: tuple[str, ...]
    latest: str

    @property
    def total(self) -> Entry:
        """The account of the whole."""
        return total(self.account)


def build(
    manifest: Manifest,
    schema: Schema,
    folder: Path,
    *,
    profile: Profile,
    progress: Progress | None = None,
) -> Release:
    """Make a release and put it in its place.

    Args:
        manifest: its sources.
        schema: what every row must be.
        folder: where to put it; a former release there is replaced.
        profile: what each rule weighs.
        progress: told the source and the number of records read so far.

    Raises:
        RefusedError: the folder holds something else, no source can be read, or the last gate
            stops a row.
        UsageError: a key names no field.
    """
    rule = policy(schema, manifest)
    _guard(folder)
    with tempfile.TemporaryDirectory(prefix="tamis-release-") as held, folder_beside(folder) as out:
        with (out / "journal.csv").open("wb") as told:
            read = list(_read(manifest, schema, profile, Path(held), told, progress))
        gathered = [one for one in read if isinstance(one, Gathered)]
        unread = tuple(one for one in read if isinstance(one, Unread))
        if not gathered:
            raise RefusedError(
                Text(fr="Aucune source n'a pu être lue.", en="No source could be read."),
                unread[0].error.text,
            )
        plan = compile_plan(schema, tuple(field.name for field in schema.fields), profile)
        account = _emit(plan, gathered, rule, out)
        release = Release(
            folder=folder,
            account=account,
            reports=tuple(one.report for one in gathered),
            unread=unread,
            key=rule.keys[0] if rule.keys else (),
            latest=rule.latest,
        )
        _describe(out, manifest, schema, release, gathered)
    return release


def _guard(folder: Path) -> None:
    """Refuse a place that holds something else than a release."""
    strange = folder.exists() and not folder.is_dir()
    if folder.is_dir():
        strange = bool({one.name for one in folder.iterdir()} - set(FILES))
    if strange:
        raise RefusedError(
            Text(
                fr=f"« {folder} » contient autre chose qu'une fusion : rien n'y est écrit.",
                en=f"“{folder}” holds something else than a release: nothing is written there.",
            ),
            Text(fr="Donnez un autre dossier à -o.", en="Give -o another folder."),
        )


def _read(
    manifest: Manifest,
    schema: Schema,
    profile: Profile,
    held: Path,
    told: BinaryIO,
    progress: Progress | None,
) -> Iterator[Gathered | Unread]:
    """Read each source in turn; one that cannot be read stops nothing but itself."""
    journal.head(told, "source")
    for source in manifest.sources:
        try:
            yield gather(
                source,
                schema,
                profile,
                folder=held,
                journal=partial(_journal, told, source),
                progress=partial(progress, source.id) if progress else None,
            )
        except SourceError as error:
            yield Unread(source=source, error=error)


def _journal(told: BinaryIO, source: Source, plan: Plan) -> journal.Journal:
    return journal.Journal(told, plan, source.id)


def _emit(plan: Plan, gathered: list[Gathered], rule: Policy, out: Path) -> tuple[Entry, ...]:
    """Write the tables, pass the gate, and return the account."""
    parts = tuple(part for one in gathered for part in one.parts)
    lost = losers(emit.numbered(plan, parts), plan, rule)
    sound = emit.Sound(plan=plan, parts=parts, lost=lost)
    emit.data_csv(sound, out / "data.csv")
    emit.data_parquet(sound, out / "data.parquet")
    rejects = [part for one in gathered for part in one.rejects]
    emit.rejects_csv(plan, rejects, out / "rejects.csv")
    emit.duplicates_csv(sound, out / "duplicates.csv")
    gate.check(out / "data.parquet", plan.schema)
    gone, again = emit.counted(out / "rejects.csv"), emit.counted(out / "duplicates.csv")
    released = emit.counted(out / "data.csv")
    return balanced(
        Entry(
            source=one.source.id,
            rows=one.rows,
            out=released.get(one.source.id, 0),
            rejected=gone.get(one.source.id, 0),
            duplicates=again.get(one.source.id, 0),
            blank=one.blank,
        )
        for one in gathered
    )


def _describe(
    out: Path, manifest: Manifest, schema: Schema, release: Release, gathered: list[Gathered]
) -> None:
    """Write the report and the descriptor."""
    report = {
        "tamis": VERSION,
        "schema": {"name": schema.name, "version": schema.version},
        "key": list(release.key),
        "latest": release.latest,
        "total": _figures(release.total),
        "sources": [
            _source(one, entry) for one, entry in zip(gathered, release.account, strict=True)
        ],
        "unread": [
            {"id": one.source.id, "path": one.source.path, "error": str(one.error)}
            for one in release.unread
        ],
    }
    text = json.dumps(report, ensure_ascii=False, indent=2)
    (out / "report.json").write_text(text + "\n", encoding="utf-8")
    datapackage.write(
        out / "datapackage.json", _package(manifest, schema), list(_resources(out, schema))
    )


def _figures(entry: Entry) -> dict[str, int]:
    figures = {name: n for name, n in asdict(entry).items() if isinstance(n, int)}
    return {"in": figures.pop("rows"), **figures}


def _source(one: Gathered, entry: Entry) -> dict[str, Any]:
    report = one.report
    known = {name: value for name, value in asdict(one.source).items() if value}
    return {
        **known,
        "bytes": report.source.bytes,
        "sha256": report.source.sha256,
        "encoding": report.source.encoding,
        "valid": report.valid,
        "valid_after_repair": report.after.valid,
        "account": _figures(entry),
        "counts": dict(report.counts),
        "repairs": dict(report.changes),
        "columns_left_out": list(one.left_out),
    }


def _package(manifest: Manifest, schema: Schema) -> dict[str, Any]:
    name = (schema.name.rpartition("/")[2] or "release").lower()
    made: dict[str, Any] = {
        "name": "".join(c if c.isalnum() or c in "._-" else "-" for c in name),
        "title": manifest.title or schema.title or name,
        "sources": [
            {
                "title": one.producer or one.id,
                "path": one.url or Path(one.path).name,
                **({"licence": one.licence} if one.licence else {}),
                **({"modified": one.modified} if one.modified else {}),
            }
            for one in manifest.sources
        ],
    }
    if manifest.description:
        made["description"] = manifest.description
    if manifest.licence:
        made["licenses"] = [datapackage.licence(manifest.licence)]
    return made


def _resources(out: Path, schema: Schema) -> Iterator[dict[str, Any]]:
    fields = [*schema.descriptor.get("fields", ()), *lineage.FIELDS]
    yield datapackage.table(out / "data.csv", "data", {**schema.descriptor, "fields": fields})
    parquet = datapackage.resource(
        out / "data.parquet", "data-parquet", mediatype="application/vnd.apache.parquet"
    )
    parquet.pop("bytes")  # frictionless counts none while it reads Parquet, and finds them wrong
    yield parquet
    for name in ("rejects", "duplicates", "journal"):
        yield datapackage.resource(out / f"{name}.csv", name, mediatype="text/csv")
    yield datapackage.resource(out / "report.json", "report", mediatype="application/json")
