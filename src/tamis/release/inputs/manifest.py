"""What a release is made of: sources with their producer, licence and version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tamis.model.address import is_address, redact
from tamis.model.dialect import TableDialect
from tamis.model.errors import UsageError
from tamis.model.text import Text, printable
from tamis.release.inputs.found import FoundResource


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of a release.

    Attributes:
        id: what its rows are marked with.
        path: where it is: a path or an address.
        producer, identifier, contact: who made it, under which number (SIREN…), whom to write to.
        territory: what it covers, such as an INSEE code.
        table: which table of a package it holds, where its name and its columns do not tell.
        format, sheet, member, encoding, delimiter: how to read it, where what it is does not say
            it all.
        modified: when its producer last changed it (ISO 8601), "" where nobody says.
        schema_version: the version of the schema that it says it follows.
        priority: 1 wins over 2 between duplicates; 0 where nobody says, which comes last.
        dataset, resource: its identifiers on data.gouv.fr.
        organization: the slug of who publishes it there, else its id.
        created: when it was published there (ISO 8601).
        withdrawn: whether its producer does not want it merged any more.
        found_by: the search that found it, where it states no schema; "" else.
        dialect: how a Data Package declares that it is written.
    """

    id: str
    path: str
    producer: str = ""
    identifier: str = ""
    contact: str = ""
    territory: str = ""
    licence: str = ""
    url: str = ""
    modified: str = ""
    schema_version: str = ""
    table: str = ""
    format: str = ""
    sheet: str = ""
    member: str = ""
    encoding: str = ""
    delimiter: str = ""
    priority: int = 0
    dataset: str = ""
    resource: str = ""
    organization: str = ""
    created: str = ""
    withdrawn: bool = False
    found_by: str = ""
    dialect: TableDialect = TableDialect()  # noqa: RUF009 frozen

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", redact(self.url))  # for people, never asked

    @property
    def remote(self) -> bool:
        """Whether it has to be fetched."""
        return is_address(self.path)

    @property
    def shown(self) -> str:
        """Where it is, without what is nobody's business: of a file of this machine, its name."""
        return redact(self.path) if self.remote else Path(self.path).name


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The sources of a release, in order, and what it says of itself.

    `key`, `latest` and `prefer` are empty where the schema's own, or the usual ones, apply.

    Attributes:
        url: where the release is published, for harvesters.
        publisher: who publishes it; contact: whom to write to, a mail address or a page.
        date: the day of the release; nothing in it tells a day otherwise.
        organization: the id of who publishes it on a portal.
        frequency: how often it is renewed, in the words of data.gouv.fr (``daily``…).
        spatial: zones that it covers (``fr:departement:27``, ``country:fr``, an INSEE code).
        temporal: the days that it covers, the first and the last with a slash between them.
        keywords: words that it is found by.
        withdrawn: sources that are marked as withdrawn: they are not read.
        found: what searches of data.gouv.fr found, taken or not.
        hosts: patterns of the hosts that sources may be fetched from, where their addresses come
            from an answer; empty where the user wrote them.
    """

    sources: tuple[Source, ...]
    title: str = ""
    description: str = ""
    licence: str = ""
    url: str = ""
    publisher: str = ""
    contact: str = ""
    date: str = ""
    organization: str = ""
    frequency: str = ""
    spatial: tuple[str, ...] = ()
    temporal: str = ""
    keywords: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    latest: str = ""
    prefer: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    withdrawn: tuple[Source, ...] = ()
    found: tuple[FoundResource, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", redact(self.url))


#: What the first part of several says for all of them.
RELEASE_MEMBERS: Final = (
    "title", "description", "licence", "url", "publisher", "contact", "date", "key", "latest",
    "prefer", "records", "organization", "frequency", "spatial", "temporal", "keywords",
)  # fmt: skip


def merge_manifests(parts: Sequence[Manifest]) -> Manifest:
    """Return one manifest out of several: the first to say something says it for all.

    Raises:
        UsageError: two sources have one id.
    """
    sources = _with_ids(source for part in parts for source in (*part.sources, *part.withdrawn))
    manifest = Manifest(
        sources=tuple(source for source in sources if not source.withdrawn),
        withdrawn=tuple(source for source in sources if source.withdrawn),
        hosts=tuple(dict.fromkeys(host for part in parts for host in part.hosts)),
        found=tuple(resource for part in parts for resource in part.found),
    )
    for part in parts:
        values = {
            name: value
            for name in RELEASE_MEMBERS
            if (value := getattr(part, name)) and not getattr(manifest, name)
        }
        manifest = replace(manifest, **values)
    return manifest


def _with_ids(sources: Iterable[Source]) -> list[Source]:
    """Give each source without an id that of its file, made unique."""
    named: list[Source] = []
    taken: set[str] = set()
    for source in sources:
        name = source.id or _free(stem(source.path), taken)
        if name in taken:
            raise UsageError(
                Text(
                    fr=f"Deux sources ont le même identifiant : « {name} ».",
                    en=f"Two sources have the same id: “{name}”.",
                ),
                Text(
                    fr="Donnez à chacune son id dans le manifeste.",
                    en="Give each its own id in the manifest.",
                ),
            )
        taken.add(name)
        named.append(replace(source, id=name))
    return named


def _free(name: str, taken: set[str]) -> str:
    base = re.sub(r"\s+", "-", name.strip()) or "source"
    names = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def stem(path: str) -> str:
    """Return the name that a path or an address gives a source."""
    return printable(Path(urlsplit(path).path if is_address(path) else path).stem)
