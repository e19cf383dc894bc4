"""What stands beside a saved answer: ``<file>.tamis.json`` says where it came from.

Nothing in it is a value that was asked for: addresses are templates. It is written, like the file
of a restricted API, for its owner alone to read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any, Final, get_args

from tamis.model.errors import SourceError
from tamis.model.origin import Access, Origin
from tamis.model.text import Text
from tamis.model.version import VERSION

SUFFIX: Final = ".tamis.json"
#: Only the owner reads and writes.
PRIVATE: Final = 0o600


def sidecar_path(path: str | Path) -> Path:
    """Return where the sidecar of a file stands.

    >>> sidecar_path("a/reponse.json").as_posix()
    'a/reponse.json.tamis.json'
    """
    return Path(f"{path}{SUFFIX}")


def read(path: str | Path) -> Origin | None:
    """Return what the sidecar of a file says, or of the file that a link leads to.

    None where there is none: an address and standard input have none.

    Raises:
        SourceError: there is one that cannot be read: what it guards must not be guessed.
    """
    if str(path) == "-" or "://" in str(path):
        return None
    places = (sidecar_path(path), sidecar_path(Path(path).resolve()))
    place = next((entry for entry in places if entry.is_file()), None)
    if place is None:
        return None
    try:
        return _origin(json.loads(place.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise SourceError(
            Text(
                fr=f"« {place} » dit d'où vient un fichier, mais ne peut pas être lu.",
                en=f"“{place}” says where a file comes from, but cannot be read.",
            ),
            Text(
                fr="Téléchargez de nouveau la réponse, ou écrivez-y au moins l'accès : open, "
                "account ou restricted.",
                en="Fetch the answer again, or write the access there at least: open, account or "
                "restricted.",
            ),
        ) from error


def _origin(content: Mapping[str, Any]) -> Origin:
    """Return what a sidecar holds. Raises ValueError where the access is not clear."""
    known = {entry.name for entry in fields(Origin)}
    origin = Origin(**{name: value for name, value in content.items() if name in known})
    if content.get("access") not in get_args(Access):
        raise ValueError(content)
    for field in fields(Origin):
        if type(getattr(origin, field.name)) is not type(field.default):
            raise TypeError(field.name)
    return origin


def is_restricted(path: str | Path) -> bool:
    """Whether what stands beside a file says that it is restricted.

    Raises:
        SourceError: what it says cannot be read.
    """
    origin = read(path)
    return origin is not None and origin.restricted


def write(path: str | Path, origin: Origin) -> None:
    """Say beside a file where it comes from, for its owner alone to read."""
    content: dict[str, Any] = {"tamis": VERSION, **asdict(origin)}
    write_private(sidecar_path(path), json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def write_private(path: Path, text: str) -> None:
    """Write a file that its owner alone may read, in one go."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as out:
        out.write(text)
    part.replace(path)


def write_derived(origin: Origin, output: str | Path) -> None:
    """Say of a file made out of answers that it has their origin, and is guarded alike."""
    write(output, replace(origin, sha256="", fetched="", records=-1, total=-1))
    if origin.restricted:
        Path(output).chmod(PRIVATE)


def pass_on(source: str | Path, output: str | Path) -> Origin | None:
    """Say of a file made out of another what is said of that one, if anything."""
    origin = read(source)
    if origin is not None:
        write_derived(origin, output)
    return origin
