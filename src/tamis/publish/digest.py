"""The hashes of a file that a portal and a release know it by, in one reading."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final, NamedTuple

from tamis.failures import reason
from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.publish.portal_records import PortalResource
from tamis.publish.publication import PublishedFile

_PIECE: Final = 1 << 20


class Digest(NamedTuple):
    """The size of a file in bytes, its SHA-1 and its SHA-256 in hexadecimal."""

    size: int
    sha1: str
    sha256: str


def digest(path: Path) -> Digest:
    """Return the digest of a file.

    Raises:
        SourceError: it cannot be read.
    """
    sha1 = hashlib.sha1(usedforsecurity=False)
    sha256 = hashlib.sha256()
    size = 0
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                size += len(piece)
                sha1.update(piece)
                sha256.update(piece)
    except OSError as error:
        why = reason(error)
        raise SourceError(
            Text(
                fr=f"« {path} » ne peut pas être lu : {why.fr}.",
                en=f"“{path}” cannot be read: {why.en}.",
            )
        ) from error
    return Digest(size, sha1.hexdigest(), sha256.hexdigest())


def of_algorithm(path: Path, algorithm: str) -> str:
    """Return the hash of a file by an algorithm that `hashlib` knows; "" where it knows none."""
    if algorithm not in {"md5", "sha1", "sha256", "sha512"}:
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(
            file, lambda: hashlib.new(algorithm, usedforsecurity=False)
        ).hexdigest()


def has_content(file: PublishedFile, resource: PortalResource) -> bool:
    """Whether the file of a resource is, by its checksum, the one that is published."""
    algorithm, value = resource.checksum
    if not value:
        return False
    own = file.sha1 if algorithm == "sha1" else of_algorithm(file.path, algorithm)
    return own == value.lower()
