"""A release, from its sources to its folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from tamis.model.errors import RefusedError, UsageError
from tamis.model.profile import Profile
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.plan.compile import compile_plan
from tamis.release.account import Entry, balanced
from tamis.release.collect.scheduler import reap
from tamis.release.inputs import fetch
from tamis.release.inputs.manifest import Manifest
from tamis.release.merge import conflicts, deduplicate_spark, rows
from tamis.release.merge.deduplicate import Policy, losers, policy
from tamis.release.options import Terms
from tamis.release.output import changes, documents, geo, tables, verify
from tamis.release.output.tables import Sound
from tamis.release.progress import Pace, Progress, Step
from tamis.release.result import Changes, Read, Release, Unread
from tamis.sources.digest import sha256
from tamis.writers.lock import locked
from tamis.writers.swap import folder_beside, room_beside, tidied

#: The tables of a release, in the order of their importance; the last two not always.
TABLES: Final = (
    "data.csv",
    "data.parquet",
    "data.geojson",
    "rejects.csv",
    "rejects.parquet",
    "duplicates.csv",
    "conflicts.csv",
    "journal.csv",
    changes.TABLE,
)
#: The folder of the rows by the values of a field, where that was asked.
PARTITIONS: Final = "data"
#: All that may stand in the folder of a release.
FILES: Final = (*TABLES, PARTITIONS, changes.PAGE, *documents.NAMES)


def build(
    manifest: Manifest,
    schema: Schema,
    folder: Path,
    *,
    profile: Profile,
    terms: Terms,
    progress: Callable[[Pace], None] | None = None,
) -> Release:
    """Make a release and put it in its place.

    Args:
        manifest: its sources.
        schema: what every row must be.
        folder: where to put it; a former release there is replaced.
        profile: what each rule weighs.
        terms: on which terms.
        progress: told how far it has gone, now and then.

    Raises:
        RefusedError: the folder holds something else or another run writes it, a source is
            restricted, none can be read, or the last gate stops a row.
        UsageError: a key, or the field to part rows by, names no field.
    """
    rule = policy(schema, manifest)
    _known(schema, terms.partition)
    _guard(folder)
    fetch.refuse_restricted(manifest.sources)
    told = Progress(progress)
    told.begin({one.id: one.path for one in manifest.sources})
    shared = terms.means.spark.staging if terms.means.spark else None
    with locked(folder), _tidy(folder, shared) as room:
        made = reap(manifest, schema, profile, terms.means, room, told)
        with folder_beside(folder) as out:
            return _made(
                made,
                _Order(
                    manifest=manifest,
                    schema=schema,
                    profile=profile,
                    rule=rule,
                    terms=terms,
                    folder=folder,
                    out=out,
                    room=room,
                    told=told,
                ),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What is released, by which rule, where: `out` is filled, and takes the place of `folder`."""

    manifest: Manifest
    schema: Schema
    profile: Profile
    rule: Policy
    terms: Terms
    folder: Path
    out: Path
    room: Path
    told: Progress


def _made(made: Sequence[Read | Unread], order: _Order) -> Release:
    """Fill the folder with what was read; return what the release is."""
    read = [_weighed(one, order.terms) for one in made if isinstance(one, Read)]
    unread = tuple(one for one in made if isinstance(one, Unread))
    if not read:
        raise RefusedError(
            Text(fr="Aucune source n'a pu être lue.", en="No source could be read."),
            unread[0].error.text,
        )
    out, rule, told = order.out, order.rule, order.told
    told.step(Step.CHOOSING)
    sound = _sound(read, order)
    account, clashes, hashes = _emit(sound, read, order)
    told.step(Step.COMPARING)
    changed = _changes(order)
    told.step(Step.CLOSING)
    release = Release(
        folder=order.folder,
        account=account,
        sources=tuple(read),
        unread=unread,
        key=rule.key,
        latest=rule.latest,
        prefer=rule.prefer,
        conflicts=clashes,
        changes=changed,
        files=tuple(name for name in TABLES if (out / name).is_file()),
        hashes=hashes,
    )
    documents.write(out, order.manifest, order.schema, release, marked=rule.keep_all)
    return release


@contextmanager
def _tidy(folder: Path, shared: Path | None) -> Iterator[Path]:
    """Give a folder for the time being, once what killed runs left is put right.

    It stands beside the release, or where every machine of a cluster finds it.
    """
    tidied(folder)
    with room_beside(shared / folder.name if shared else folder) as room:
        yield room


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


def _known(schema: Schema, field: str) -> None:
    """Refuse to part rows by a field that the schema does not have."""
    if field and schema.field(field) is None:
        raise UsageError(
            Text(
                fr=f"Le schéma n'a pas de champ « {field} ».",
                en=f"The schema has no field “{field}”.",
            ),
            Text(fr="Voyez --partition-by.", en="See --partition-by."),
        )


def _weighed(one: Read, terms: Terms) -> Read:
    """Hold a source back where too many of its rows are rejected."""
    most, harvest = terms.max_reject_rate, one.harvest
    over = most is not None and harvest.rows and harvest.rejected / harvest.rows > most
    return replace(one, held_back=bool(over))


def _sound(read: Sequence[Read], order: _Order) -> Sound:
    """Return the sound rows of the sources that are not held back, and those that lose."""
    schema, rule = order.schema, order.rule
    parts = tuple(rows.parts([one.harvest for one in read if not one.held_back]))
    plan = compile_plan(schema, tuple(field.name for field in schema.fields), order.profile)
    priorities = {one.id: one.priority for one in order.manifest.sources}
    cluster = order.terms.means.spark
    repeated = (
        None if cluster is None else partial(deduplicate_spark.repeated, cluster, plan, parts)
    )
    lost = losers(rows.typed(parts, schema), plan, rule, priorities, repeated)
    return Sound(schema=schema, parts=parts, lost=lost, key=rule.key, marked=rule.keep_all)


def _emit(
    sound: Sound, read: Sequence[Read], order: _Order
) -> tuple[tuple[Entry, ...], int, dict[str, str]]:
    """Write the tables and pass the gate; return the account, the conflicts, known hashes."""
    out, told = order.out, order.told
    aside = order.room / "order"
    aside.mkdir()
    with ThreadPoolExecutor(2, thread_name_prefix="tamis-text") as beside:
        told.step(Step.WRITING)
        texts = beside.submit(_text, sound, out / "data.csv")
        beside.submit(verify.ready)
        tables.data_parquet(sound, out / "data.parquet", aside, told.within)
        told.step(Step.CHECKING)
        height = verify.check(out / "data.parquet", sound.schema, unique=not sound.marked)
        written, digest = texts.result()
        if written != height:
            raise RuntimeError("data.csv and data.parquet do not have the same rows")
    told.step(Step.LISTING)
    clashes = _listed(sound, read, out)
    if order.terms.partition:
        tables.partitions(out / "data.parquet", order.terms.partition, out / PARTITIONS)
    return _account(sound, read, out), clashes, {"data.csv": digest}


def _listed(sound: Sound, read: Sequence[Read], out: Path) -> int:
    """Write what was left out, what was repaired, and the points; return the conflicts."""
    harvests = [one.harvest for one in read]
    back = [one.harvest for one in read if one.held_back]
    tables.rejects_csv(sound.schema, harvests, back, out / "rejects.csv")
    tables.rejects_parquet(out / "rejects.csv", out / "rejects.parquet")
    tables.duplicates_csv(sound, out / "duplicates.csv")
    tables.journal_csv(harvests, out / "journal.csv")
    place = geo.of(sound.schema)
    if place is not None:
        names = rows.text_columns(sound.schema)
        geo.geojson(out / "data.parquet", names, place, out / "data.geojson")
    return conflicts.write(sound, out / "conflicts.csv")


def _text(sound: Sound, path: Path) -> tuple[int, str]:
    """Write the rows as text; count and hash them in what was written."""
    tables.data_csv(sound, path)
    return tables.height(path), sha256(path)


def _account(sound: Sound, read: Sequence[Read], out: Path) -> tuple[Entry, ...]:
    """Return the account, each figure counted in a file of its own."""
    released = tables.counted(out / "data.parquet")
    gone = tables.counted(out / "rejects.csv")
    again = {} if sound.marked else tables.counted(out / "duplicates.csv")
    return balanced(
        Entry(
            source=one.source.id,
            rows=one.harvest.rows,
            out=released.get(one.source.id, 0),
            rejected=gone.get(one.source.id, 0),
            duplicates=again.get(one.source.id, 0),
            blank=one.harvest.blank,
        )
        for one in read
    )


def _changes(order: _Order) -> Changes:
    """Write what changes against the release before."""
    previous = order.terms.previous or order.folder
    key = () if order.rule.keep_all else order.rule.key
    known = previous if previous.is_dir() else None
    return changes.write(known, order.out, order.schema, key, order.room)
