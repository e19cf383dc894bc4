"""The places that schemas are brought from: a folder, a site, files named by hand."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urljoin, urlsplit

from tamis.model.errors import SourceError
from tamis.model.limits import DEFAULT, MB
from tamis.model.text import Text
from tamis.sources import http
from tamis.sources.policy import FetchPolicy
from tamis.sources.transport import Transport

#: The catalogue of a site or of a copy of it.
CATALOGUE: Final = "schemas.json"
_LIMITS: Final = replace(DEFAULT, size=64 * MB, seconds=120.0, hosts_option=False)


class Origin(Protocol):
    """A place that a catalogue is published at."""

    def read(self, address: str, known: Mapping[str, str]) -> tuple[bytes | None, dict[str, str]]:
        """Return what is published under an address, None where it has not changed."""
        ...


@dataclass(frozen=True, slots=True)
class Folder:
    """A copy of the site in a folder."""

    root: Path

    def read(self, address: str, known: Mapping[str, str]) -> tuple[bytes | None, dict[str, str]]:
        """Read the file; it is small enough to be compared by its hash."""
        folder = self.root.parent if self.root.is_file() else self.root
        path = (
            self.root
            if address == CATALOGUE and self.root.is_file()
            else folder / _path_of(address)
        )
        try:
            return path.read_bytes(), dict(known)
        except OSError as error:
            raise SourceError(
                Text(fr=f"« {path} » ne peut pas être lu.", en=f"“{path}” cannot be read.")
            ) from error


@dataclass(frozen=True, slots=True)
class Site:
    """The site itself, or a copy of it: no other host is asked, whatever addresses say."""

    catalogue: str
    local: threading.local = field(default_factory=threading.local, repr=False)

    def read(self, address: str, known: Mapping[str, str]) -> tuple[bytes | None, dict[str, str]]:
        """Fetch the file, unless it has not changed."""
        if not hasattr(self.local, "transport"):
            self.local.transport = Transport(FetchPolicy(limits=_LIMITS))
        return http.fetch_if_changed(self.local.transport, self._reached(address), known)

    def _reached(self, address: str) -> str:
        if address == CATALOGUE:
            return self.catalogue
        if urlsplit(address).netloc == urlsplit(self.catalogue).netloc:
            return address
        path = _path_of(address)
        folder = self.catalogue.rpartition("/")[0]
        first = path.partition("/")[0]
        return urljoin(folder.removesuffix(f"/{first}") + "/", path)


@dataclass(frozen=True, slots=True)
class Named:
    """The hosts that the user named."""

    policy: FetchPolicy

    def read(self, address: str, known: Mapping[str, str]) -> tuple[bytes | None, dict[str, str]]:
        """Fetch the file, unless it has not changed."""
        return http.fetch_if_changed(Transport(self.policy), address, known)


def _path_of(address: str) -> str:
    """Return the path of an address below the root of its site: ``schemas/owner/slug/…``."""
    path = unquote(urlsplit(address).path).lstrip("/")
    if ".." in path.split("/"):
        raise SourceError(Text(fr=f"Adresse refusée : {address}", en=f"Address refused: {address}"))
    return path
