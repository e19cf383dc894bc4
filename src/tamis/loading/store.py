"""The local store: what was pulled, each file once under its hash, ready without a network.

::

    objects/ab/cdef…     the bytes of a file, named by their SHA-256
    catalogue.json       the catalogue as it was pulled, and the object of each address
    columns.json         the columns of every version of every table (see `loading.columns`)

``TAMIS_STORE`` says where it is; else it stands where the system keeps an application's data.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from tamis.tables import unfinished

#: A file that is not there yet, to be written as bytes.
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def root() -> Path:
    """Return the folder of the store; it may not exist."""
    if given := os.environ.get("TAMIS_STORE"):
        return Path(given).expanduser()
    from platformdirs import user_data_path

    return user_data_path("tamis", appauthor=False)


def stamp() -> int:
    """Return what changes when the catalogue does; 0 where nothing was pulled."""
    try:
        return (root() / "catalogue.json").stat().st_mtime_ns
    except OSError:
        return 0


def state() -> Mapping[str, Any]:
    """Return what ``catalogue.json`` holds: ``from``, ``catalogue``, ``files``."""
    return _state(root(), stamp())


@lru_cache(maxsize=4)
def _state(folder: Path, stamp: int) -> Mapping[str, Any]:
    if not stamp:
        return {"catalogue": {"schemas": []}, "files": {}}
    content: Mapping[str, Any] = json.loads((folder / "catalogue.json").read_bytes())
    return content


def object_path(digest: str) -> Path:
    """Return where the object of that hash (SHA-256, hexadecimal) lies."""
    return root() / "objects" / digest[:2] / digest[2:]


def keep(content: bytes) -> str:
    """Put an object in the store; return its hash."""
    digest = sha256(content).hexdigest()
    if not object_path(digest).exists():
        write(object_path(digest), content)
    return digest


def write(path: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all, and stays after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.parent / f".part-{os.urandom(8).hex()}"
    with unfinished.noted(part):  # before it is there: a run may be killed at any instant
        try:
            with os.fdopen(os.open(part, _NEW, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def stored_file(address: str) -> Path | None:
    """Return the file that was pulled from an address, if one was."""
    known = state()["files"].get(address)
    return object_path(known["sha256"]) if known else None


def schemas() -> Iterator[tuple[Mapping[str, Any], Mapping[str, Path]]]:
    """Return each schema of the catalogue and the files of the versions that were pulled."""
    for raw in state()["catalogue"]["schemas"]:
        paths = {v["version_name"]: stored_file(v["schema_url"]) for v in raw["versions"]}
        yield raw, {version: path for version, path in paths.items() if path is not None}
