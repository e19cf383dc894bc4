"""What the command line and library users both call: validate, normalize, aggregate."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tamis import checks, readers, reference, repairs, sources
from tamis.engine import kept
from tamis.engine import package as packages
from tamis.engine.choose import choose
from tamis.engine.local import over
from tamis.engine.report import Run
from tamis.loading import detect, schemas
from tamis.loading import profile as profiles
from tamis.model.choice import SAFE_ONES, Choice
from tamis.model.contract import Contract
from tamis.model.errors import UsageError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.package import Package
from tamis.model.profile import Profile
from tamis.model.report import Remedy, Report, Unread
from tamis.model.rule import Applicability
from tamis.model.schema import Schema
from tamis.model.suggest import meant
from tamis.model.text import Text
from tamis.plan.reuse import plan_for
from tamis.sources import sidecar
from tamis.sources.path import Local

if TYPE_CHECKING:
    from tamis.model.draft import Draft
    from tamis.release.progress import Pace
    from tamis.release.result import Release
    from tamis.release.terms import Terms
    from tamis.writers.corrected import Normalized

#: A catalogue name, a path, a descriptor, or a schema that is loaded already.
SchemaSource = str | Path | Mapping[str, Any] | schemas.AnySchema
#: Told how many records have been read, now and then.
Progress = Callable[[int], None]

load_schema = schemas.load


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How to read a source, where what it is does not say it all.

    Attributes:
        format: the format of the file (csv, xlsx, json…).
        sheet: the sheet of a workbook; else the one that suits the schema.
        member: the file inside an archive that has several.
        limits: how much is taken in.
    """

    format: str = ""
    sheet: str = ""
    member: str = ""
    limits: Limits = DEFAULT

    def request(self, schema: Schema | None) -> readers.Request:
        """Return what is asked of the reader."""
        fields = tuple(field.name for field in schema.fields) if schema else ()
        return readers.Request(
            format=self.format, sheet=self.sheet, fields=fields, limits=self.limits
        )


#: What the name and the bytes of a source say.
PLAIN_READING = Reading()


def validate(
    source: str | Path,
    schema: SchemaSource | None = None,
    *,
    profile: str | Profile = "publish",
    reading: Reading = PLAIN_READING,
    keep: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Say whether a file conforms to a schema, and if not, where and why.

    Args:
        source: a path, or ``-`` for standard input.
        schema: a catalogue name, a path, a descriptor, or a loaded schema; without one, the
            published schema that the header looks like.
        profile: what each rule weighs: a name or a profile.
        reading: how to read the source: format, sheet, archive member, limits.
        keep: whether the report keeps the records themselves (on disk), to be shown.
        progress: told the number of records read so far, now and then.

    Raises:
        SourceError: the file cannot be read.
        SchemaError: the schema cannot be read.
        UsageError: no schema is given and the header looks like none.
    """
    started = time.perf_counter()
    given = None if schema is None else load_schema(schema)
    with sources.opened(str(source), member=reading.member, limits=reading.limits) as local:
        if isinstance(given, Contract):
            return _document(local, given, str(source), _profile(profile), reading, progress)
        loaded = None if given is None else schemas.tabular(given)
        table = readers.read(local, reading.request(loaded))
        certainty, likely = None, None
        weights = _profile(profile)
        if loaded is None:
            request = reading.request(None)
            found = choose(table, lambda: readers.read(local, request), weights)
            loaded, certainty = found.schema, found.certainty
        else:
            likely = detect.other(table.header, loaded)
        plan = plan_for(loaded, table.header, weights)
        keeper = kept.keeper(plan, str(source), wanted=keep)
        run = Run(
            location=str(source),
            table=table,
            plan=plan,
            started=started,
            certainty=certainty,
            likely=likely,
            keeper=keeper,
        )
        passing = keeper.through(table) if keeper else table
        totals = over(plan, passing, progress=progress)
        return run.report(totals, totals.before)


def lint(schema: str | Path | Mapping[str, Any], *, profile: str | Profile = "publish") -> Report:
    """Say what is wrong with a schema: each fault is a finding of scope ``schema``.

    Args:
        schema: a catalogue name, a path, an address or a descriptor.
        profile: what each rule weighs.

    Raises:
        SchemaError: there is no such schema, or it is none.
    """
    from tamis.engine import lint as linting
    from tamis.engine import subjects

    return linting.lint(subjects.of(schema), _profile(profile))


def lint_all(*, profile: str | Profile = "publish") -> Iterator[Report]:
    """Say what is wrong with every version of every schema of the catalogue, as it is asked."""
    from tamis.engine import lint as linting
    from tamis.engine import subjects

    weights = _profile(profile)
    return (linting.lint(one, weights) for one in subjects.every())


def infer_schema(source: str | Path, *, reading: Reading = PLAIN_READING) -> Draft:
    """Return the draft of a Table Schema for a file: types, identifiers, values, keys.

    Args:
        source: a path, an address, or ``-`` for standard input.
        reading: how to read the source: format, sheet, archive member, limits.

    Raises:
        SourceError: the file cannot be read.
    """
    from tamis.engine.infer import infer

    with sources.opened(str(source), member=reading.member, limits=reading.limits) as local:
        table = readers.read(local, reading.request(None))
        name = local.name if str(source) != "-" else ""
        return infer(table, name, hidden=sidecar.is_restricted(str(source)))


def _document(
    local: Local,
    contract: Contract,
    location: str,
    profile: Profile,
    reading: Reading,
    progress: Progress | None,
) -> Report:
    """Judge a JSON file against a JSON Schema."""
    from tamis.contracts.run import run
    from tamis.contracts.told import Order

    order = Order(
        location=location,
        profile=profile,
        limits=reading.limits,
        hidden=sidecar.is_restricted(location),
        progress=progress,
    )
    return run(local, contract, order)


def check_answer(
    api: str,
    source: str | Path,
    *,
    operation: str = "",
    profile: str | Profile = "publish",
    limits: Limits = DEFAULT,
    progress: Progress | None = None,
) -> Report:
    """Say whether a saved answer of an API conforms to its contract. Nothing is fetched.

    Args:
        api: the name of the API in the registry.
        source: the answer (JSON, NDJSON, GeoJSON, or the CSV of a geocoding), or ``-``.
        operation: what was asked; else what stands beside the file, else the likeliest.
        profile: what each rule weighs.
        limits: how much is taken in.
        progress: told the number of records read so far, now and then.

    Raises:
        SourceError: the answer cannot be read.
        UsageError: there is no such API or operation, or it has no contract.
    """
    from tamis.apis.check import Answer, check
    from tamis.loading import apis

    loaded, weights = apis.load(api), _profile(profile)
    if str(source).lower().endswith(".csv"):
        schema = apis.table(loaded, operation or "csv")
        return validate(source, schema, profile=weights, reading=Reading(limits=limits))
    answer = Answer(location=str(source), api=loaded, operation=operation, limits=limits)
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

    Raises:
        SchemaError: the package cannot be read.
        SourceError: a file turns out to be damaged.
        UsageError: it is no package, or it is not clear which file is which table.
        RefusedError: the package names a file outside its folder or on another host.
    """
    loaded = load_schema(package)
    if not isinstance(loaded, Package):
        raise UsageError(
            Text(
                fr=f"« {loaded.name or loaded.path} » n'est pas un Data Package.",
                en=f"“{loaded.name or loaded.path}” is no Data Package.",
            )
        )
    if not isinstance(files, Mapping):
        files = packages.assigned(loaded, [str(one) for one in files], limits)
    held = packages.members(loaded, {name: str(path) for name, path in files.items()})
    made = packages.validate(held, _profile(profile), limits=limits, keep=keep, progress=progress)
    return {one.resource.name: report for one, report in zip(held, made, strict=True)}


def normalize(  # noqa: PLR0913 keyword-only options of the public face
    source: str | Path,
    schema: SchemaSource,
    output: str | Path | None = None,
    *,
    journal: str | Path | None = None,
    choice: Choice = SAFE_ONES,
    in_place: bool = False,
    ask: Callable[[Remedy], bool] | None = None,
    profile: str | Profile = "publish",
    reading: Reading = PLAIN_READING,
    progress: Progress | None = None,
) -> Normalized:
    """Write the file again as the schema wants it, without losing a value.

    SAFE repairs are done, and those that `choice` or `ask` add; each change is journalled, and
    what cannot be repaired stays as it is. The report lists what remains; its verdicts are
    those before and after.

    Args:
        source: a path, or ``-`` for standard input.
        schema: a catalogue name, a path, a descriptor, or a loaded schema.
        output: the file to write: CSV (UTF-8, commas), or a workbook where it ends in .xlsx.
            None: nothing is written, the report says what would be.
        journal: where to write the journal (.csv, .json or .xlsx), if anywhere.
        choice: which repairs are tried and done.
        in_place: replace the source, which must be a CSV file, and keep a copy (``.orig``).
            Otherwise the source is never written to.
        ask: asked, once for each UNSAFE repair and field, whether it may be done.
        profile: what each rule weighs.
        reading: how to read the source: format, sheet, archive member, limits.
        progress: told the number of records read so far, now and then.

    Raises:
        SourceError: the file cannot be read, or the output cannot be written.
        SchemaError: the schema cannot be read.
        UsageError: an output is the source, both outputs are one, the source cannot be
            replaced, or `choice` names a repair that does not exist or is never done.
    """
    loaded = schemas.tabular(schema)
    _doable(choice)
    from tamis.writers.corrected import Job, correct

    result = correct(
        Job(
            location=str(source),
            schema=loaded,
            profile=_profile(profile),
            request=reading.request(loaded),
            limits=reading.limits,
            member=reading.member,
            output=None if output is None else Path(output),
            journal=None if journal is None else Path(journal),
            choice=choice,
            in_place=in_place,
            ask=ask,
            progress=progress,
        )
    )
    for made in (result.output, journal, result.copy):
        if made is not None:
            sidecar.passed_on(source, made)
    return result


def _doable(choice: Choice) -> None:
    """Refuse a choice of repairs that makes no sense."""
    known = {rule.name: rule for rule in repairs.rules()}
    for name in sorted(choice.only | choice.without):
        if name not in known:
            raise UsageError(
                Text(fr=f"Il n'y a pas de réparation « {name} ».", en=f"No repair “{name}”."),
                meant(name, list(known), Text(fr="La liste : tamis rules.", en="See tamis rules.")),
            )
    for name in sorted(choice.only):
        if known[name].applicability is Applicability.SHOW:
            raise UsageError(
                Text(
                    fr=f"La réparation « {name} » est proposée, jamais faite.",
                    en=f"The repair “{name}” is proposed, never done.",
                )
            )
    for name in sorted(choice.without):
        if known[name].implied:
            raise UsageError(
                Text(
                    fr=f"Récrire le fichier implique « {name} » : rien ne peut l'éviter.",
                    en=f"Writing the file again implies “{name}”: nothing can avoid it.",
                )
            )


def weighed(profile: str, ignore: Sequence[str] = ()) -> Profile:
    """Return the profile called `profile`, without some rules.

    Args:
        profile: the name of a profile.
        ignore: codes, or prefixes of codes, of rules left out.

    Raises:
        UsageError: there is no such profile, or no such rule.
    """
    known = checks.codes()
    for one in ignore:
        prefix = one.rstrip(".")
        if prefix not in checks.SCOPES and not any(
            code == prefix or code.startswith(f"{prefix}.") for code in known
        ):
            raise UsageError(
                Text(fr=f"Il n'y a pas de règle « {one} ».", en=f"There is no rule “{one}”."),
                meant(
                    one,
                    [*known, *checks.SCOPES],
                    Text(fr="La liste : tamis rules.", en="The list: tamis rules."),
                ),
            )
    return profiles.load(profile).ignoring(*ignore)


def _profile(profile: str | Profile) -> Profile:
    return profile if isinstance(profile, Profile) else profiles.load(profile)


def aggregate(
    given: Sequence[str | Path],
    schema: SchemaSource,
    folder: str | Path,
    *,
    key: Sequence[str] = (),
    latest: str = "",
    profile: str | Profile = "publish",
    terms: Terms | None = None,
    progress: Callable[[Pace], None] | None = None,
) -> Release:
    """Merge many sources into one release: repaired, deduplicated, every row accounted for.

    The folder gets the rows as CSV, Parquet and GeoJSON, what was left out and why, what changes
    against the release before, reports and descriptors (docs/releases.md lists them all); it
    appears whole or not at all.

    Args:
        given: files, patterns, folders, or manifests (``sources.toml``, ``.csv``, ``.json``).
        schema: a catalogue name, a path, a descriptor, or a loaded schema.
        folder: where to put the release; a former release there is replaced.
        key: fields that tell two rows are about one thing; else those of the terms, of the
            manifest, or of the schema.
        latest: the field whose highest value decides between such rows.
        profile: what each rule weighs.
        terms: everything else: what decides between duplicates, thresholds, cache, fetching;
            by default there is no cache, and only what the user names is read.
        progress: told how far it has gone, now and then.

    Raises:
        SourceError: a path leads to no file.
        SchemaError: the schema cannot be read.
        UsageError: the manifest is none, or a key names no field.
        RefusedError: the folder holds something else or another run writes it, a source is
            restricted, none can be read, or the last gate stops a row; nothing is written.
    """
    from tamis.release import intake
    from tamis.release.build import build
    from tamis.release.terms import Terms

    loaded = schemas.tabular(schema)
    asked = terms or Terms()
    asked = replace(asked, key=tuple(key) or asked.key, latest=latest or asked.latest)
    named = [str(one) for one in given]
    manifest = intake.manifest(named, loaded, asked)
    asked = intake.guarded(asked, manifest, named)
    return build(
        manifest, loaded, Path(folder), profile=_profile(profile), terms=asked, progress=progress
    )


def renew_reference(source: str | Path, output: str | Path | None = None) -> Path:
    """Build the reference data anew, and use them from now on. Return the file written.

    Args:
        source: the package ``@etalab/decoupage-administratif``: its folder, its archive, or the
            address of the archive.
        output: a file to write instead of the one that tamis uses.

    Raises:
        SourceError: it is not that package, or the file cannot be written.
    """
    from tamis.writers._swap import beside

    if Path(source).is_dir():
        made = reference.build(Path(source))
    else:
        with sources.opened(str(source)) as local:
            made = reference.build(local.path)
    place = Path(output) if output else reference.own()
    with beside(place) as part:
        part.write_bytes(made)
    reference.forget()
    return place
