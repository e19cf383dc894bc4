"""What is to be published: files, what is said of each, and of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tamis.model.text import Text
from tamis.release.output.file_notes import FileType


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFile:
    """One file.

    Attributes:
        name: what it is known by from one publication to the next.
        path: where it is on this machine.
        title, description: "" leaves what the portal has.
        size, sha1: its bytes and their hash, as they were when the plan was made.
        schema: the name and the version of its schema, as the catalogue has them; empty where it
            follows none that a portal knows.
        extras: what programs are told of it.
    """

    name: str
    path: Path
    title: str
    description: str
    type: FileType
    size: int
    sha1: str
    schema: tuple[str, str] | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)

    @property
    def upload_name(self) -> str:
        """The name that it is sent under: that of a table stands before its files."""
        return self.name.replace("/", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetNote:
    """What a new dataset is to say of itself; "" and () where nobody says.

    Attributes:
        licence: its name, as the release or the caller states it.
        spatial, temporal: the zones and the days that it covers (see `Manifest`).
    """

    title: str = ""
    description: str = ""
    licence: str = ""
    organization: str = ""
    frequency: str = ""
    spatial: tuple[str, ...] = ()
    temporal: str = ""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """All that is to be published.

    Attributes:
        source: the folder of the release, or the file.
        date, run: the day of a release ("" where it has none) and how many came before it and
            itself (0 for a file): what tells which of two releases is the older one.
        files: in the order that a portal shows them in.
        left_out: names of files that are not published, and why.
        remarks: what else somebody should know before saying yes.
    """

    source: Path
    note: DatasetNote
    files: tuple[PublishedFile, ...]
    date: str = ""
    run: int = 0
    left_out: tuple[tuple[str, Text], ...] = ()
    remarks: tuple[Text, ...] = ()
