"""What stands beside a saved answer: ``<file>.tamis.json`` says where it came from.

It stands in a folder, in an archive or behind an address, as the file does. A packed file
(``<file>.gz``) is told of by what stands beside the file that was packed, too. Nothing in it is a
value that was asked for: addresses are templates. It is written, like the file of a restricted
API, for its owner alone to read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any, Final, get_args

from tamis.model.errors import RestrictedError, SourceError
from tamis.model.origin import Access, Origin
from tamis.model.text import Text
from tamis.model.version import VERSION

SUFFIX: Final = ".tamis.json"
#: Only the owner reads and writes.
PRIVATE: Final = 0o600
#: Endings that packing a file adds to its name.
_PACKED: Final = (".gz", ".bz2", ".xz", ".zst")


def sidecar_path(path: str | Path) -> Path:
    """Return where the sidecar of a file stands.

    >>> sidecar_path("a/reponse.json").as_posix()
    'a/reponse.json.tamis.json'
    """
    return Path(f"{path}{SUFFIX}")


def names(name: str) -> tuple[str, ...]:
    """Return what the sidecars of a file are called, wherever it stands.

    >>> names("a.csv"), names("a.csv.gz")
    (('a.csv.tamis.json',), ('a.csv.gz.tamis.json', 'a.csv.tamis.json'))
    """
    ending = next((ending for ending in _PACKED if name.lower().endswith(ending)), "")
    bare = (f"{name[: -len(ending)]}{SUFFIX}",) if ending else ()
    return (f"{name}{SUFFIX}", *bare)


def read(path: str | Path) -> Origin | None:
    """Return what the sidecar of a file says, or of the file that a link leads to.

    None where there is none: an address and standard input have none here.

    Raises:
        SourceError: there is one that cannot be read: what it guards must not be guessed.
    """
    if str(path) == "-" or "://" in str(path):
        return None
    try:
        places = dict.fromkeys((str(path), str(Path(path).resolve())))
        found = [place for name in places for place in names(name) if Path(place).is_file()]
    except (OSError, ValueError):  # a name that the system does not take
        return None
    return strictest(parse(Path(place).read_bytes, place) for place in found)


def strictest(origins: Iterable[Origin | None]) -> Origin | None:
    """Return what guards a file most of what is said of it: one that restricts it, else the first.

    >>> strictest([None, Origin(api="a"), Origin(access="restricted")]).access
    'restricted'
    """
    listed = [origin for origin in origins if origin is not None]
    return next((origin for origin in listed if origin.restricted), next(iter(listed), None))


def parse(content: Callable[[], bytes], place: str) -> Origin:
    """Return what a sidecar says.

    Args:
        content: gives its bytes.
        place: what it is called.

    Raises:
        SourceError: it cannot be read, or does not say clearly who may have the file.
    """
    try:
        return _origin(json.loads(content()))
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
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


def restriction(name: str, origin: Origin) -> RestrictedError:
    """Return the refusal to release a file that is restricted."""
    api = f" ({origin.api})" if origin.api else ""
    return RestrictedError(
        Text(
            fr=f"« {name} » est restreint{api} : rien n'est publié.",
            en=f"“{name}” is restricted{api}: nothing is released.",
        ),
        Text(
            fr="Retirez cette source d'une fusion ouverte à tous.",
            en="Take this source out of a release that is open to all.",
        ),
    )


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


def write_derived(origin: Origin, output: str | Path, part: Path | None = None) -> None:
    """Say of a file made out of answers that it has their origin, and is guarded alike.

    Args:
        origin: where the answers came from.
        output: the file.
        part: where it still stands under another name.
    """
    if origin.restricted:
        Path(part or output).chmod(PRIVATE)
    write(output, replace(origin, sha256="", fetched="", records=-1, total=-1))
