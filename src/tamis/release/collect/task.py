"""What is asked of whoever reads a source."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from tamis import readers
from tamis.model.dialect import TableDialect
from tamis.model.limits import DEFAULT, Limits
from tamis.model.profile import Profile
from tamis.model.schema import Schema
from tamis.model.text import Lang, current_lang
from tamis.release.inputs.manifest import Source
from tamis.release.lineage import FormerOrigins


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is asked: everything that decides the result, so that it can be done anywhere.

    Attributes:
        source: what to read; location: the path of its bytes on this machine.
        content: the SHA-256 of its bytes, "" where it is not known yet.
        schema: what rows must be; others: its other versions, the highest first.
        folder: where the result goes.
        former: the lineage of rows of the release before, where these are read again.
    """

    source: Source
    location: str
    schema: Schema
    profile: Profile
    folder: Path
    content: str = ""
    former: FormerOrigins | None = None
    others: tuple[str, ...] = ()
    lang: Lang = field(default_factory=current_lang)
    limits: Limits = DEFAULT

    def alike(self, other: Task) -> Task:
        """Return this task, with the very schema and profile of another where they are equal.

        What is compiled is kept for an object: one that was sent anew would be compiled anew.
        """
        schema = other.schema if self.schema == other.schema else self.schema
        profile = other.profile if self.profile == other.profile else self.profile
        return replace(self, schema=schema, profile=profile)

    def _dialect(self) -> TableDialect:
        own = TableDialect(encoding=self.source.encoding, delimiter=self.source.delimiter)
        return own.over(self.source.dialect)

    def request(self) -> readers.Request:
        """Return what is asked of the reader."""
        return readers.Request(
            format=self.source.format,
            sheet=self.source.sheet or self.source.dialect.sheet_name,
            fields=self.schema.fields,
            dialect=self._dialect(),
            accept_unsure=False,
            limits=self.limits,
        )
