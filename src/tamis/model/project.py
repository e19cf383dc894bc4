"""What a repository says of its own files: which schema and which settings go with which."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tamis.model.dialect import TableDialect
from tamis.model.rule import Severity

#: What `fail-on` says for warnings of which those about what is likely count too.
LIKELY: Final = "likely"


def failing_severity(word: str) -> Severity:
    """Return the lowest severity that makes a run fail, by what `fail-on` says."""
    return Severity.WARNING if word == LIKELY else Severity.named(word)


def share(text: str) -> float:
    """Return a share written in per cent, from 0 to 1.

    Raises:
        ValueError: it is none.

    >>> share("1%"), share("0,5 %")
    (0.01, 0.005)
    """
    number, sign, rest = text.strip().partition("%")
    value = float(number.strip().replace(",", "."))
    if not sign or rest or not 0 <= value <= 100:  # noqa: PLR2004 per cent
        raise ValueError(text)
    return value / 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How some files are validated. What is empty is left to whoever is asked next.

    Attributes:
        schema: a catalogue name, an address, or a path; "" to know it by the columns.
        profile: the name of a profile.
        ignore: codes or prefixes of rules not to be checked.
        format, sheet, member, dialect: how to read the files, where what they are does not say
            it all.
        fail_on: the lowest severity that makes a run fail.
        max_share: for codes, or prefixes of codes, how many findings do not make a run fail, as
            a share of the rows of the file.
        counts_likely: whether warnings of the rules about what is likely make it fail too.
    """

    schema: str = ""
    profile: str = ""
    ignore: tuple[str, ...] = ()
    format: str = ""
    sheet: str = ""
    member: str = ""
    dialect: TableDialect = TableDialect()  # noqa: RUF009 frozen
    fail_on: Severity | None = None
    counts_likely: bool = False
    max_share: tuple[tuple[str, float], ...] = ()

    def over(self, other: Settings) -> Settings:
        """Return these settings, completed by `other`; what is ignored adds up."""
        return Settings(
            schema=self.schema or other.schema,
            profile=self.profile or other.profile,
            ignore=tuple(dict.fromkeys((*other.ignore, *self.ignore))),
            format=self.format or other.format,
            sheet=self.sheet or other.sheet,
            member=self.member or other.member,
            dialect=self.dialect.over(other.dialect),
            fail_on=self.fail_on or other.fail_on,
            counts_likely=self.counts_likely if self.fail_on else other.counts_likely,
            max_share=tuple({**dict(other.max_share), **dict(self.max_share)}.items()),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Some files, as patterns relative to the configuration, and their settings."""

    paths: tuple[str, ...]
    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What ``tamis.toml``, or ``[tool.tamis]`` in ``pyproject.toml``, says.

    Attributes:
        path: the file it comes from; None where there is none.
        entries: which settings go with which files; the first that names a file has it.
        exclude: patterns of files and folders left out.
        settings: what holds for all files.
        baseline: the findings that are known already, relative to nothing; None for none.
        max_errors: how many failing findings are borne with.
    """

    path: Path | None = None
    entries: tuple[Entry, ...] = ()
    exclude: tuple[str, ...] = ()
    settings: Settings = field(default_factory=Settings)
    baseline: Path | None = None
    max_errors: int = 0

    @property
    def folder(self) -> Path:
        """The folder that patterns start from."""
        return self.path.parent if self.path else Path()


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """One file to validate: its path or address, and the settings that go with it."""

    path: str
    settings: Settings
