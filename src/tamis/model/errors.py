"""What can go wrong with a run, as opposed to with the data.

    TamisError
    ├── SourceError      bytes cannot be had, or cannot be read as a table   exit 3
    │   └── LimitError   they are beyond a limit of size or time            exit 4
    ├── SchemaError      a schema cannot be had or is no schema              exit 3
    ├── InvalidDataError the data do not conform, where they must           exit 1
    ├── UsageError       the call contradicts itself                         exit 2
    ├── RefusedError     a guard or a limit says no                          exit 4
    └── FaultError       tamis itself is at fault                            exit 5

Each carries one sentence for a person and a hint on what to do next.
"""

from __future__ import annotations

from typing import Any, ClassVar

from tamis.model.address import redact
from tamis.model.exit_codes import ExitCode
from tamis.model.text import Text, printable


class TamisError(Exception):
    """A run that cannot go on: one sentence, one hint, one exit code.

    Args:
        text: what happened, with the thing concerned named in it.
        hint: what the person can do about it.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.UNREADABLE

    def __init__(self, text: Text, hint: Text | None = None) -> None:
        text, hint = _redacted(text), None if hint is None else _redacted(hint)
        super().__init__(text, hint)
        self.text = text
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.text} {self.hint}" if self.hint else str(self.text)


def _redacted(text: Text) -> Text:
    """Return a sentence that shows no secret of an address, and that any file can take."""
    return Text(fr=printable(redact(text.fr)), en=printable(redact(text.en)))


class SourceError(TamisError):
    """A source cannot be opened, fetched or read."""


class GoneError(SourceError):
    """A server says that a source is gone for good (410)."""


class LimitError(SourceError):
    """A source is larger, or takes longer, than the limits of the run allow."""

    exit_code: ClassVar[ExitCode] = ExitCode.REFUSED


class DiskError(SourceError):
    """There is no room left where something must be written."""


class SchemaError(TamisError):
    """A schema cannot be found, or what was found is not a schema."""


class InvalidDataError(TamisError):
    """Data that must conform do not: `report` says where and why."""

    exit_code: ClassVar[ExitCode] = ExitCode.NOT_VALID

    def __init__(self, text: Text, hint: Text | None = None, *, report: Any = None) -> None:
        super().__init__(text, hint)
        self.report = report


class UsageError(TamisError):
    """The options given cannot go together."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class RefusedError(TamisError):
    """A guard refuses to go on."""

    exit_code: ClassVar[ExitCode] = ExitCode.REFUSED


class RestrictedError(RefusedError):
    """A restricted file would leave those who were authorised to have it."""


class FaultError(TamisError):
    """Tamis itself failed; the hint says where the details were written."""

    exit_code: ClassVar[ExitCode] = ExitCode.FAULT


def empty_name() -> UsageError:
    """Return what to say of a file without a name, which a path takes for the current folder."""
    return UsageError(
        Text(
            fr="Un nom de fichier est vide : une variable du terminal n'a sans doute pas de "
            "valeur.",
            en="A file name is empty: a shell variable probably has no value.",
        ),
        Text(fr="Le dossier courant s'écrit « . ».", en="The current folder is “.”."),
    )
