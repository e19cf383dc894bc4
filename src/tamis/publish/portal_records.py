"""Datasets and resources as a portal has them: what of its answers counts here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from tamis.model.errors import SourceError
from tamis.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalResource:
    """One resource.

    Attributes:
        checksum: the algorithm and the hash of its file; "" and "" where the portal says none.
        schema: the name and the version of its schema; None where it has none.
    """

    id: str
    title: str = ""
    description: str = ""
    type: str = ""
    filetype: str = ""
    url: str = ""
    format: str = ""
    checksum: tuple[str, str] = ("", "")
    schema: tuple[str, str] | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_hosted(self) -> bool:
        """Whether its file is on the portal."""
        return self.filetype == "file" or bool(not self.filetype and self.checksum[1])

    @property
    def file_name(self) -> str:
        """The last part of the address of its file."""
        return PurePosixPath(unquote(urlsplit(self.url).path)).name

    @classmethod
    def of(cls, raw: Any) -> Self:
        """Return what an answer says of a resource.

        Raises:
            SourceError: it is none.
        """
        if not isinstance(raw, Mapping) or not raw.get("id"):
            raise _no_answer()
        texts = ("title", "description", "type", "filetype", "url", "format")
        return cls(
            id=str(raw["id"]),
            checksum=_checksum(raw.get("checksum")),
            schema=_pair(raw.get("schema"), "name", "version"),
            extras=extras if isinstance(extras := raw.get("extras"), Mapping) else {},
            **{name: str(raw.get(name) or "") for name in texts},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalDataset:
    """One dataset, its resources in their order."""

    id: str
    title: str = ""
    page: str = ""
    licence: str = ""
    is_deleted: bool = False
    is_harvested: bool = False
    resources: tuple[PortalResource, ...] = ()

    @classmethod
    def of(cls, raw: Any) -> Self:
        """Return what an answer says of a dataset.

        Raises:
            SourceError: it is none.
        """
        if not isinstance(raw, Mapping) or not raw.get("id"):
            raise _no_answer()
        listed = raw.get("resources")
        return cls(
            id=str(raw["id"]),
            title=str(raw.get("title") or ""),
            page=str(raw.get("page") or ""),
            licence=str(raw.get("license") or ""),
            is_deleted=bool(raw.get("deleted")),
            is_harvested=bool(raw.get("harvest")),
            resources=tuple(map(PortalResource.of, listed if isinstance(listed, list) else ())),
        )

    def resource(self, identifier: str) -> PortalResource | None:
        """Return the resource of that id; None where there is none."""
        return next((resource for resource in self.resources if resource.id == identifier), None)


def _checksum(raw: Any) -> tuple[str, str]:
    """Return the algorithm and the hash of a checksum; a bare hash is a SHA-1."""
    if isinstance(raw, str):
        return ("sha1", raw) if raw else ("", "")
    return _pair(raw, "type", "value") or ("", "")


def _pair(raw: Any, *names: str) -> tuple[str, str] | None:
    if not isinstance(raw, Mapping) or not raw.get(names[0]):
        return None
    return str(raw[names[0]]), str(raw.get(names[1]) or "")


def _no_answer() -> SourceError:
    return SourceError(
        Text(
            fr="Le portail a répondu autre chose que ce qui lui était demandé.",
            en="The portal did not answer what it was asked.",
        ),
        Text(
            fr="Est-ce bien l'adresse d'un portail udata, comme data.gouv.fr ?",
            en="Is it the address of a udata portal, like data.gouv.fr?",
        ),
    )
