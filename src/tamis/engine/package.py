"""The tables of a Data Package, judged together: each by its schema, then what ties them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from tamis.engine.kept_rows import Keeper
from tamis.engine.local import run_plan
from tamis.engine.package_parts import Part, opened_parts
from tamis.engine.package_runs import run_together
from tamis.engine.report import Run
from tamis.engine.totals import Totals
from tamis.engine.witness import with_witnesses
from tamis.loading import package_files
from tamis.model.address import is_address
from tamis.model.errors import RefusedError, SchemaError, TamisError, UsageError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.package import Package, Resource
from tamis.model.profile import Profile
from tamis.model.report import Report, Unread
from tamis.model.schema import Field, ForeignKey, Schema
from tamis.model.text import Text
from tamis.plan.compile import compile_plan
from tamis.plan.model import Plan, TableContext
from tamis.sources import sidecar
from tamis.tables.batch import Table
from tamis.tables.header import match
from tamis.tables.witness import ColumnWitness


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One table of a package, and the files that hold it: none where its data are inline.

    `location` is what the user calls it.
    """

    resource: Resource
    location: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """A table of a package that is open; `again` opens it once more.

    `hidden` is whether what its cells hold may not be told.
    """

    member: Member
    table: Table
    schema: Schema
    started: float
    again: Callable[[], Table]
    hidden: bool

    @property
    def fields(self) -> frozenset[str]:
        """The fields that the file has."""
        names = [field.name for field in self.schema.fields]
        return frozenset(match(self.table.header, names).positions)


def validate(
    members: Sequence[Member],
    profile: Profile,
    *,
    limits: Limits = DEFAULT,
    keep: bool = False,
    progress: Callable[[str, int], None] | None = None,
) -> list[Report | Unread]:
    """Return the report of each member, in order; a member that cannot be opened stops no other.

    Raises:
        SourceError: a file turns out to be damaged while it is read.
    """
    unread: dict[str, Unread] = {}
    reports: dict[str, Report] = {}
    with ExitStack() as stack:
        opened: dict[str, _Opened] = {}
        for member in members:
            try:
                opened[member.resource.name] = _opened(stack, member, members, limits)
            except TamisError as error:
                unread[member.resource.name] = Unread(path=member.location, error=error)
        fields = {name: table.fields for name, table in opened.items()}
        plans = {}
        for name, table in opened.items():
            context = TableContext(
                name=name, tables=fields, referenced=tuple(_referenced(name, opened.values()))
            )
            plans[name] = compile_plan(table.schema, table.table.header, profile, context=context)

        def run(name: str, known: Mapping[str, ColumnWitness] | None) -> tuple[Run, Totals]:
            return _run(opened[name], plans[name], known, keep=keep, progress=progress)

        for name, (of_table, totals) in run_together(plans, run).items():
            reports[name] = of_table.report(totals)
    names = [member.resource.name for member in members]
    return [reports.get(name) or unread[name] for name in names]


def _run(
    opened: _Opened,
    plan: Plan,
    known: Mapping[str, ColumnWitness] | None,
    *,
    keep: bool,
    progress: Callable[[str, int], None] | None,
) -> tuple[Run, Totals]:
    """Run a plan over a member; what it refers to is followed by the caller."""
    location = opened.member.location
    on_rows = (lambda rows: progress(location, rows)) if progress else None
    # What is known of the columns was read before: the table is used up.
    unread = iter([opened.table] if known is None else ())

    def work(plan: Plan, table: Table) -> tuple[Run, Totals]:
        keeper = Keeper(plan) if keep and not opened.hidden else None
        run = Run(
            location=location,
            table=table,
            plan=plan,
            started=opened.started,
            hidden=opened.hidden,
            keeper=keeper,
        )
        passing = keeper.through(table) if keeper else table
        totals = run_plan(
            plan, passing, progress=on_rows, follows_references=False, may_restart=True
        )
        return run, totals

    return with_witnesses(lambda: (plan, next(unread, None) or opened.again()), work, known)


def _opened(stack: ExitStack, member: Member, members: Sequence[Member], limits: Limits) -> _Opened:
    started = time.perf_counter()
    resource = member.resource
    if resource.lacking:
        raise SchemaError(
            Text(
                fr=f"Le schéma « {resource.lacking} » de « {resource.name} » est introuvable.",
                en=f"The schema “{resource.lacking}” of “{resource.name}” cannot be found.",
            )
        )
    read, hidden = opened_parts(stack, resource, member.parts, limits)
    table = read()
    schema = resource.schema or _any_of(resource.name, table.header)
    keys = dict.fromkeys((*schema.foreign_keys, *resource.foreign_keys))
    return _Opened(
        member=member,
        table=table,
        schema=replace(
            schema, name=schema.name or resource.name, foreign_keys=tuple(_sound(keys, members))
        ),
        started=started,
        again=read,
        hidden=hidden or (not member.parts and sidecar.is_restricted(_descriptor(member))),
    )


def _descriptor(member: Member) -> str:
    """Return the path of the package that holds the data of a member."""
    return member.location.rpartition("#")[0]


def _sound(keys: Iterable[ForeignKey], members: Iterable[Member]) -> Iterator[ForeignKey]:
    """Return the keys whose fields their table has by its schema; the others are told of it."""
    schemas = {member.resource.name: member.resource.schema for member in members}
    for key in keys:
        schema = schemas.get(key.resource)
        if not key.fields or len(key.fields) != len(key.reference_fields):
            continue
        if schema is None or all(schema.field(name) for name in key.reference_fields):
            yield key


def _any_of(name: str, labels: Sequence[str]) -> Schema:
    """Return the schema of a table that has none: its own columns, whatever they hold."""
    fields = (Field(name=label, type="any") for label in dict.fromkeys(labels) if label.strip())
    return Schema(name=name, fields=tuple(fields))


def _referenced(name: str, members: Iterable[_Opened]) -> Iterator[tuple[str, ...]]:
    """Return the sets of fields of a table that the others refer to."""
    for member in members:
        for key in member.schema.foreign_keys:
            if key.resource == name:
                yield key.reference_fields


def members(package: Package, files: Mapping[str, str]) -> list[Member]:
    """Return the tables of a package that have a file: the one given, else the package's own.

    Args:
        package: the package.
        files: files by the name of their resource; where there are some, no other is read.

    Raises:
        UsageError: no resource has a file, or a name is no resource's.
        RefusedError: a path of the package leads out of its folder or to another host.
    """
    for name in files:
        if package.resource(name) is None:
            listed = ", ".join(resource.name for resource in package.resources)
            raise UsageError(
                Text(
                    fr=f"Le paquet n'a pas de ressource « {name} ».",
                    en=f"The package has no resource “{name}”.",
                ),
                Text(fr=f"Ressources : {listed}.", en=f"Resources: {listed}."),
            )
    found = []
    for resource in package.resources:
        if location := files.get(resource.name):
            given = (Part(location=location),)
            found.append(Member(resource=resource, location=location, parts=given))
        elif not files and (parts := tuple(_own(package, path) for path in resource.paths)):
            shown = ", ".join(part.member or part.location for part in parts)
            found.append(Member(resource=resource, location=shown, parts=parts))
        elif not files and resource.data is not None:
            found.append(Member(resource=resource, location=f"{package.path}#{resource.name}"))
    if not found:
        raise UsageError(
            Text(
                fr=f"Le paquet « {package.name or package.path} » ne dit pas où sont ses données.",
                en=f"The package “{package.name or package.path}” does not say where its data are.",
            ),
            Text(
                fr="Donnez les fichiers : tamis validate -s PAQUET FICHIER…",
                en="Give the files: tamis validate -s PACKAGE FILE…",
            ),
        )
    return found


def _own(package: Package, path: str) -> Part:
    """Return where a path of a package leads: into its folder, its archive, or its own host."""
    if is_address(package.path):
        address = urljoin(package.path, path)
        if urlsplit(address).netloc == urlsplit(package.path).netloc:
            return Part(location=address)
    elif package.path.lower().endswith(".zip"):
        if not is_address(path):
            return Part(location=package.path, member=path)
    elif own := package_files.inside(Path(package.path).parent, path):
        return Part(location=str(own))
    raise RefusedError(
        Text(
            fr=f"« {package.name or package.path} » : un chemin sort du paquet : {path}",
            en=f"“{package.name or package.path}”: a path lies outside the package: {path}",
        ),
        Text(
            fr="Seul le dossier du paquet, ou son propre site, est lu.",
            en="Only the package's own folder, or its own host, is read.",
        ),
    )
