"""What is asked of a run: how sources are read, what rules weigh."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from tamis import checks, readers, sources
from tamis.loading import profile as profiles
from tamis.loading import schemas
from tamis.model.dialect import TableDialect
from tamis.model.errors import UsageError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.profile import Profile
from tamis.model.schema import Schema
from tamis.model.suggest import did_you_mean
from tamis.model.text import Text
from tamis.sources import contents
from tamis.sources.local import LocalFile

#: A catalogue name, a path, a descriptor, or a schema that is loaded already.
SchemaSource = str | Path | Mapping[str, Any] | schemas.LoadedSchema
#: A path, an address, ``-``, bytes, an open file, or a frame of any library that narwhals knows.
DataSource: TypeAlias = Any
#: Told how many records have been read, now and then.
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How to read a source, where what it is does not say it all.

    Attributes:
        format: the format of the file (csv, xlsx, json…).
        sheet: the sheet of a workbook; else the one that suits the schema.
        member: the file inside an archive that has several.
        encoding: the encoding of a text, where it is known.
        delimiter: what separates the cells of a text.
        dialect: all else that is known of how a table is written.
        limits: how much is taken in.
    """

    format: str = ""
    sheet: str = ""
    member: str = ""
    encoding: str = ""
    delimiter: str = ""
    dialect: TableDialect = TableDialect()  # noqa: RUF009 frozen
    limits: Limits = DEFAULT

    @property
    def declared_encoding(self) -> str:
        """The encoding of a text, where it is known."""
        return self.encoding or self.dialect.encoding

    def request(self, schema: Schema | None, *, accept_unsure: bool = True) -> readers.Request:
        """Return what is asked of the reader.

        Args:
            schema: what the table should be.
            accept_unsure: whether a text may be read in an encoding that is likely, not sure.
        """
        chosen = TableDialect(encoding=self.encoding, delimiter=self.delimiter)
        return readers.Request(
            format=self.format,
            sheet=self.sheet,
            fields=schema.fields if schema else (),
            dialect=chosen.over(self.dialect),
            accept_unsure=accept_unsure,
            limits=self.limits,
        )


#: What the name and the bytes of a source say.
DEFAULT_READ_OPTIONS = ReadOptions()


def location_of(source: DataSource) -> str:
    """Return the path or address of a source, or what reports call what is at hand."""
    return contents.name_of(source) if contents.is_content(source) else str(source)


def opened(source: DataSource, reading: ReadOptions) -> AbstractContextManager[LocalFile]:
    """Give the local file of a source."""
    return sources.open_source(
        location_of(source),
        member=reading.member,
        limits=reading.limits,
        content=source if contents.is_content(source) else None,
    )


def load_profile(profile: str, ignore: Sequence[str] = ()) -> Profile:
    """Return the profile called `profile`, without some rules.

    Args:
        profile: the name of a profile.
        ignore: codes, or prefixes of codes, of rules left out.

    Raises:
        UsageError: there is no such profile, or no such rule.
    """
    codes = checks.codes()
    for code in ignore:
        prefix = code.rstrip(".")
        if prefix not in checks.SCOPES and not any(
            code == prefix or code.startswith(f"{prefix}.") for code in codes
        ):
            raise UsageError(
                Text(fr=f"Il n'y a pas de règle « {code} ».", en=f"There is no rule “{code}”."),
                did_you_mean(
                    code,
                    [*codes, *checks.SCOPES],
                    Text(fr="La liste : tamis rules.", en="The list: tamis rules."),
                ),
            )
    return profiles.load(profile).ignoring(*ignore)


def as_profile(profile: str | Profile) -> Profile:
    """Return a profile, by its name where it is one."""
    return profile if isinstance(profile, Profile) else profiles.load(profile)
