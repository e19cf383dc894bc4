"""What a release is made of: sources with their producer, licence and version."""

from __future__ import annotations

import glob
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tamis import readers
from tamis.model.errors import SourceError, UsageError
from tamis.model.text import Text
from tamis.sources.http import is_address

#: The manifest that a folder of sources may hold.
NAME = "sources.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of a release.

    Attributes:
        id: what its rows are marked with.
        path: where it is: a path or an address.
        format, sheet, member: how to read it, where what it is does not say it all.
        modified: when its producer last changed it (ISO 8601), "" where nobody says.
        schema_version: the version of the schema that it says it follows.
    """

    id: str
    path: str
    producer: str = ""
    licence: str = ""
    url: str = ""
    modified: str = ""
    schema_version: str = ""
    format: str = ""
    sheet: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The sources of a release, in order, and what it says of itself.

    `key` and `latest` are empty where the schema's own apply.
    """

    sources: tuple[Source, ...]
    title: str = ""
    description: str = ""
    licence: str = ""
    key: tuple[str, ...] = ()
    latest: str = ""


def gather(given: Sequence[str]) -> Manifest:
    """Return the manifest that paths, patterns, folders and manifests amount to.

    Args:
        given: files, patterns (``data/*.csv``), folders, or TOML manifests.

    Raises:
        SourceError: one of them leads to no file.
        UsageError: a manifest is not one, or two sources have one id.
    """
    parts = [_part(one) for one in given]
    merged = Manifest(sources=tuple(_named(source for part in parts for source in part.sources)))
    for part in parts:
        said = {
            name: value
            for name in ("title", "description", "licence", "key", "latest")
            if (value := getattr(part, name)) and not getattr(merged, name)
        }
        merged = replace(merged, **said)
    return merged


def _part(given: str) -> Manifest:
    path = Path(given)
    if path.is_dir():
        return load(path / NAME) if (path / NAME).is_file() else _folder(path)
    if path.suffix == ".toml":
        return load(path)
    known = is_address(given) or path.exists()
    found = [given] if known else sorted(glob.glob(given, recursive=True))  # noqa: PTH207 a pattern may be absolute
    if not found:
        raise SourceError(
            Text(fr=f"« {given} » ne mène à aucun fichier.", en=f"“{given}” leads to no file."),
            Text(fr="Vérifiez le chemin.", en="Check the path."),
        )
    return Manifest(sources=tuple(Source(id="", path=one) for one in found))


def _folder(path: Path) -> Manifest:
    known = readers.suffixes()
    found = sorted(one for one in path.iterdir() if one.suffix.lower() in known)
    if not found:
        raise SourceError(
            Text(
                fr=f"Le dossier « {path} » n'a aucun fichier de données.",
                en=f"The folder “{path}” has no data file.",
            ),
            Text(
                fr=f"Formats lus : {', '.join(readers.leaves())}.",
                en=f"Formats read: {', '.join(readers.leaves())}.",
            ),
        )
    return Manifest(sources=tuple(Source(id="", path=str(one)) for one in found))


def _named(sources: Iterable[Source]) -> list[Source]:
    """Give each source without an id that of its file, made unique."""
    made: list[Source] = []
    taken: set[str] = set()
    for source in sources:
        name = source.id or _free(_stem(source.path), taken)
        if name in taken:
            raise UsageError(
                Text(
                    fr=f"Deux sources ont le même identifiant : « {name} ».",
                    en=f"Two sources have one id: “{name}”.",
                ),
                Text(
                    fr="Donnez à chacune son id dans le manifeste.",
                    en="Give each its own id in the manifest.",
                ),
            )
        taken.add(name)
        made.append(replace(source, id=name))
    return made


def _free(stem: str, taken: set[str]) -> str:
    base = re.sub(r"\s+", "-", stem.strip()) or "source"
    names = (base if at == 1 else f"{base}-{at}" for at in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def load(path: Path) -> Manifest:
    """Return the manifest in a TOML file; its paths are relative to it.

    Raises:
        SourceError: the file cannot be read.
        UsageError: it is no manifest.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceError(
            Text(
                fr=f"Le manifeste « {path} » ne peut pas être lu : {error.strerror}.",
                en=f"The manifest “{path}” cannot be read: {error.strerror}.",
            )
        ) from error
    except ValueError as error:
        raise _no_manifest(path, str(error), str(error)) from error
    listed = raw.get("sources")
    if not isinstance(listed, list) or not listed:
        raise _no_manifest(path, "il n'a pas de [[sources]]", "it has no [[sources]]")
    release = raw.get("release") or {}
    return Manifest(
        sources=tuple(_source(one, path) for one in listed),
        title=str(release.get("title") or ""),
        description=str(release.get("description") or ""),
        licence=str(release.get("licence") or ""),
        key=_words(release.get("key")),
        latest=str(release.get("latest") or ""),
    )


def _no_manifest(path: Path, fr: str, en: str) -> UsageError:
    return UsageError(
        Text(fr=f"« {path} » n'est pas un manifeste : {fr}.", en=f"“{path}” is no manifest: {en}.")
    )


def _source(raw: Any, manifest: Path) -> Source:
    known = set(Source.__dataclass_fields__)
    if not isinstance(raw, Mapping) or not raw.get("path"):
        raise _no_manifest(manifest, "une source n'a pas de « path »", "a source has no “path”")
    strange = ", ".join(sorted(set(raw) - known))
    if strange:
        raise _no_manifest(
            manifest, f"mots inconnus dans une source : {strange}", f"unknown words: {strange}"
        )
    said = {name: _said(value) for name, value in raw.items()}
    given = said.pop("path")
    path = given if is_address(given) else str(manifest.parent / given)
    return Source(**{"id": _stem(path), **said, "path": path})


def _stem(path: str) -> str:
    return Path(urlsplit(path).path if is_address(path) else path).stem


def _said(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(one) for one in value) if isinstance(value, list) else ()
