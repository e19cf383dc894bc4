"""What a release is made of: sources with their producer, licence and version."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from tamis import readers
from tamis.model.errors import SourceError, UsageError
from tamis.model.text import Text
from tamis.release.inputs import manifest_formats
from tamis.sources.http import is_address

#: What a manifest is called, whatever its form: ``sources.toml``, ``irve.sources.csv``…
STEM: Final = "sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of a release.

    Attributes:
        id: what its rows are marked with.
        path: where it is: a path or an address.
        producer, identifier, contact: who made it, under which number (SIREN…), whom to write to.
        territory: what it covers, such as an INSEE code.
        format, sheet, member: how to read it, where what it is does not say it all.
        modified: when its producer last changed it (ISO 8601), "" where nobody says.
        schema_version: the version of the schema that it says it follows.
        priority: 1 wins over 2 between duplicates; 0 where nobody says, which comes last.
        dataset, resource: its identifiers on data.gouv.fr.
    """

    id: str
    path: str
    producer: str = ""
    identifier: str = ""
    contact: str = ""
    territory: str = ""
    licence: str = ""
    url: str = ""
    modified: str = ""
    schema_version: str = ""
    format: str = ""
    sheet: str = ""
    member: str = ""
    priority: int = 0
    dataset: str = ""
    resource: str = ""

    @property
    def remote(self) -> bool:
        """Whether it has to be fetched."""
        return is_address(self.path)

    @property
    def shown(self) -> str:
        """Where it is, without what is nobody's business: of a file of this machine, its name."""
        return self.path if self.remote else Path(self.path).name


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The sources of a release, in order, and what it says of itself.

    `key`, `latest` and `prefer` are empty where the schema's own, or the usual ones, apply.

    Attributes:
        url: where the release is published, for harvesters.
        publisher: who publishes it.
        date: the day of the release; nothing in it tells a day otherwise.
        hosts: patterns of the hosts that sources may be fetched from, where their addresses come
            from an answer; empty where the user wrote them.
    """

    sources: tuple[Source, ...]
    title: str = ""
    description: str = ""
    licence: str = ""
    url: str = ""
    publisher: str = ""
    date: str = ""
    key: tuple[str, ...] = ()
    latest: str = ""
    prefer: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


#: What the first part of several says for all of them.
_SAID: Final = (
    "title", "description", "licence", "url", "publisher", "date", "key", "latest", "prefer",
)  # fmt: skip


def gather(given: Sequence[str]) -> Manifest:
    """Return the manifest that paths, patterns, folders and manifests amount to.

    Args:
        given: files, patterns (``data/*.csv``), folders, or manifests (``sources.toml``, ``.csv``
            or ``.json``).

    Raises:
        SourceError: one of them leads to no file.
        UsageError: a manifest is not one, or two sources have one id.
    """
    return merged([_part(one) for one in given])


def merged(parts: Sequence[Manifest]) -> Manifest:
    """Return one manifest out of several: the first to say something says it for all.

    Raises:
        UsageError: two sources have one id.
    """
    found = Manifest(
        sources=tuple(_named(source for part in parts for source in part.sources)),
        hosts=tuple(dict.fromkeys(host for part in parts for host in part.hosts)),
    )
    for part in parts:
        said = {
            name: value
            for name in _SAID
            if (value := getattr(part, name)) and not getattr(found, name)
        }
        found = replace(found, **said)
    return found


def is_manifest(path: Path) -> bool:
    """Whether a path names a manifest: any TOML file, and what is called ``sources``."""
    named = path.stem == STEM or path.stem.endswith(f".{STEM}")
    return path.suffix == ".toml" or (named and path.suffix in manifest_formats.leaves())


def _part(given: str) -> Manifest:
    path = Path(given)
    if path.is_dir():
        held = [path / f"{STEM}{suffix}" for suffix in manifest_formats.leaves()]
        listed = next((one for one in held if one.is_file()), None)
        return load(listed) if listed else _folder(path)
    if not is_address(given) and is_manifest(path):
        return load(path)
    return Manifest(sources=tuple(Source(id="", path=one) for one in _files(given)))


def _files(given: str) -> list[str]:
    """Return the files that a path, a pattern or an address leads to."""
    known = is_address(given) or Path(given).exists()
    found = [given] if known else sorted(glob.glob(given, recursive=True))  # noqa: PTH207 a pattern may be absolute
    if not found:
        raise SourceError(
            Text(fr=f"« {given} » ne mène à aucun fichier.", en=f"“{given}” leads to no file."),
            Text(fr="Vérifiez le chemin.", en="Check the path."),
        )
    return found


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
    """Return the manifest in a file; its paths are relative to it.

    Raises:
        SourceError: the file cannot be read.
        UsageError: it is no manifest.
    """
    try:
        release, listed = manifest_formats.leaves()[path.suffix].read(path)
    except OSError as error:
        raise SourceError(
            Text(
                fr=f"Le manifeste « {path} » ne peut pas être lu : {error.strerror}.",
                en=f"The manifest “{path}” cannot be read: {error.strerror}.",
            )
        ) from error
    except ValueError as error:
        raise _no_manifest(path, str(error), str(error)) from error
    plain: dict[str, Any] = {name: str(release.get(name) or "") for name in _SAID}
    words = {name: _words(release.get(name)) for name in ("key", "prefer")}
    dated = {"date": _said(release.get("date") or "")}
    sources = tuple(source for raw in listed for source in _sources(raw, path))
    return Manifest(**{**plain, **words, **dated, "sources": sources})


def _no_manifest(path: Path, fr: str, en: str) -> UsageError:
    return UsageError(
        Text(fr=f"« {path} » n'est pas un manifeste : {fr}.", en=f"“{path}” is no manifest: {en}.")
    )


def _sources(raw: Any, manifest: Path) -> Iterator[Source]:
    """Return the sources of one entry: several where its path is a pattern."""
    known = set(Source.__dataclass_fields__)
    if not isinstance(raw, Mapping) or not raw.get("path"):
        raise _no_manifest(manifest, "une source n'a pas de « path »", "a source has no “path”")
    strange = ", ".join(sorted(map(str, set(raw) - known)))
    if strange:
        raise _no_manifest(
            manifest, f"mots inconnus dans une source : {strange}", f"unknown words: {strange}"
        )
    said: dict[str, Any] = {name: _said(value) for name, value in raw.items()}
    given = said.pop("path")
    if "priority" in said:
        said["priority"] = _whole(said["priority"], manifest)
    path = given if is_address(given) else str(manifest.parent / given)
    if is_address(given) or not glob.has_magic(given):
        yield Source(**{"id": _stem(path), **said, "path": path})
        return
    for found in _files(path):
        name = f"{said['id']}-{_stem(found)}" if "id" in said else ""
        yield Source(**{**said, "id": name, "path": found})


def _whole(text: str, manifest: Path) -> int:
    if not text.isdecimal():
        raise _no_manifest(manifest, f"priorité « {text} »", f"priority “{text}”")
    return int(text)


def _stem(path: str) -> str:
    return Path(urlsplit(path).path if is_address(path) else path).stem


def _said(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(one.strip() for one in value.split(",") if one.strip())
    return tuple(str(one) for one in value) if isinstance(value, list) else ()
