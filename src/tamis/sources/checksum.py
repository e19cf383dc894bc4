"""The size and the hash of a file against what its descriptor says (Data Package, "Resource")."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

_ALGORITHMS: Final = frozenset({"md5", "sha1", "sha256", "sha384", "sha512"})
_PIECE: Final = 1 << 20


class Mismatch(NamedTuple):
    """What a descriptor says, and what the file has."""

    declared: str
    found: str


def mismatch(paths: Sequence[Path], size: int | None, digest: str) -> Mismatch | None:
    """Return what files, put end to end, have otherwise than declared; None where nothing.

    Args:
        paths: the files.
        size: the bytes declared; None where they are not.
        digest: the hash declared, after its algorithm and a colon where it is not MD5; "" where
            none is. One of an algorithm that is not known is not compared.
    """
    actual = sum(path.stat().st_size for path in paths)
    if size is not None and size != actual:
        return Mismatch(f"bytes: {size}", f"bytes: {actual}")
    algorithm, _, value = digest.rpartition(":")
    algorithm = (algorithm or "md5").lower().replace("-", "")
    if not value or algorithm not in _ALGORITHMS:
        return None
    computed = _digest(paths, algorithm)
    if computed == value.lower():
        return None
    return Mismatch(f"{algorithm}: {value}", f"{algorithm}: {computed}")


def _digest(paths: Sequence[Path], algorithm: str) -> str:
    digest = hashlib.new(algorithm, usedforsecurity=False)
    for path in paths:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
    return digest.hexdigest()
