"""What is asked of a run: how sources are read, what rules weigh."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from tamis import checks, readers, sources
from tamis.checks.rule_codes import codes_under, ensure_rule
from tamis.loading import profile as profiles
from tamis.loading import schemas
from tamis.model.dialect import TableDialect
from tamis.model.errors import UsageError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.profile import Profile
from tamis.model.schema import Schema
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
    for code in ignore:
        ensure_rule(code)
    return profiles.load(profile).ignoring(*ignore)


def hold(profile: Profile, codes: Sequence[str]) -> Profile:
    """Return a profile under which a row with some findings is rejected.

    Args:
        profile: what each rule weighs.
        codes: codes, or prefixes of codes, of rules about cells and rows.

    Raises:
        UsageError: there is no such rule, or what it finds is known once all rows are read.
    """
    wanted = [code for prefix in codes for code in _held(prefix)]
    return profile.holding(*wanted)


def _held(prefix: str) -> Sequence[str]:
    codes = codes_under(prefix)
    by_row = [code for code in codes if any(map(checks.modules()[code].__dict__.get, _BY_ROW))]
    if not by_row:
        raise UsageError(
            Text(
                fr=f"« {prefix} » ne se constate pas ligne par ligne : --hold ne peut pas écarter"
                " de lignes d'après cette règle.",
                en=f"“{prefix}” is not about single rows: --hold cannot reject rows by it.",
            ),
            Text(
                fr="Écartez d'après une règle de cellule ou de ligne (tamis rules).",
                en="Use a rule about cells or rows (tamis rules).",
            ),
        )
    return by_row


#: The functions of rules that are asked of each row.
_BY_ROW = ("bind", "bind_row")


def as_profile(profile: str | Profile) -> Profile:
    """Return a profile, by its name where it is one."""
    return profile if isinstance(profile, Profile) else profiles.load(profile)
