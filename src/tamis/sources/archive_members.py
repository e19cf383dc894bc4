"""Which file of a zip archive is meant: the one that is named, else the only one that is data."""

from __future__ import annotations

import stat
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from tamis.model.errors import RefusedError, SourceError, UsageError
from tamis.model.text import Text
from tamis.sources import sidecar

#: What systems put beside the data in an archive.
_NOISE: Final = ("__MACOSX/", ".", "~$")
#: Notices, licences and metadata that people put beside the data.
_BESIDE: Final = (
    ".pdf", ".doc", ".docx", ".odt", ".rtf", ".md", ".txt", ".htm", ".html", ".xml",
    sidecar.SUFFIX,
)  # fmt: skip
#: How many names a sentence lists.
_LISTED: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveMember:
    """A file of a zip archive.

    `choice` is what it is chosen by: its name, and its place among those of one name
    (``a.csv#2``).
    """

    info: zipfile.ZipInfo
    choice: str

    @property
    def name(self) -> str:
        """Its path in the archive."""
        return self.info.filename


def read(archive: zipfile.ZipFile) -> list[ArchiveMember]:
    """Return the files of an archive, in order. An archive may hold two of one name."""
    files = [info for info in archive.infolist() if not info.is_dir()]
    alike = Counter(info.filename for info in files)
    places: Counter[str] = Counter()
    members = []
    for info in files:
        name = info.filename
        places[name] += 1
        choice = name if alike[name] == 1 else f"{name}#{places[name]}"
        members.append(ArchiveMember(info=info, choice=choice))
    return members


def chosen(members: Sequence[ArchiveMember], archive: str, wanted: str) -> ArchiveMember:
    """Return the file that is meant.

    Args:
        members: the files of the archive.
        archive: what the user calls it.
        wanted: the name of a file, or its choice; "" for the only one that may be data.

    Raises:
        SourceError: the archive is empty.
        UsageError: several files may be meant, or none.
        RefusedError: it is a link: what it leads to is not in the archive.
    """
    member = _named(members, archive, wanted) if wanted else _only(members, archive)
    if stat.S_ISLNK(member.info.external_attr >> 16):
        raise RefusedError(
            Text(
                fr=f"« {archive}/{member.name} » est un lien, pas un fichier : rien n'en est lu.",
                en=f"“{archive}/{member.name}” is a link, not a file: none of it is read.",
            )
        )
    return member


def _named(members: Sequence[ArchiveMember], archive: str, wanted: str) -> ArchiveMember:
    exact = [member for member in members if member.choice == wanted]
    if len(exact) == 1:
        return exact[0]
    alike = [member for member in members if member.name == wanted]
    if alike:
        raise _which(
            archive, alike, f"contient plusieurs « {wanted} »", f"holds several “{wanted}”"
        )
    data = [member for member in members if not _is_noise(member.name)]
    raise _which(archive, data, f"ne contient pas « {wanted} »", f"does not hold “{wanted}”")


def _only(members: Sequence[ArchiveMember], archive: str) -> ArchiveMember:
    data = [member for member in members if not _is_noise(member.name)]
    likely = [member for member in data if not member.name.lower().endswith(_BESIDE)]
    for candidates in (data, likely):
        if len(candidates) == 1:
            return candidates[0]
    if not data:
        raise SourceError(
            Text(fr=f"L'archive « {archive} » est vide.", en=f"“{archive}” is empty.")
        )
    raise _which(archive, data, "contient plusieurs fichiers", "holds several files")


def _is_noise(name: str) -> bool:
    return name.startswith(_NOISE) or PurePosixPath(name).name.startswith(_NOISE)


def _which(archive: str, members: Sequence[ArchiveMember], fr: str, en: str) -> UsageError:
    listed = ", ".join(member.choice for member in members[:_LISTED])
    return UsageError(
        Text(fr=f"L'archive « {archive} » {fr}.", en=f"The archive “{archive}” {en}."),
        Text(fr=f"Choisissez avec --member : {listed}.", en=f"Choose with --member: {listed}."),
    )
