"""What leads to sources: files, patterns, folders, packages and manifests."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from tamis import readers
from tamis.engine.package import Member
from tamis.engine.package import members as package_members
from tamis.failures import reason
from tamis.loading import package_files, schemas
from tamis.model.address import is_address
from tamis.model.errors import SourceError, UsageError, empty_name
from tamis.model.frequency import CODES
from tamis.model.package import Package
from tamis.model.parse_errors import parse_failure
from tamis.model.suggest import closest
from tamis.model.text import Text
from tamis.release.inputs import manifest_formats
from tamis.release.inputs.manifest import RELEASE_MEMBERS, Manifest, Source, merge_manifests, stem

#: What a manifest is called, whatever its form: ``sources.toml``, ``irve.sources.csv``…
STEM: Final = "sources"
#: What a manifest says in several words: a list, or a text with commas.
_LISTS: Final = ("key", "prefer", "records", "spatial", "keywords")


def read_manifests(arguments: Sequence[str], *, whole_packages: bool = False) -> Manifest:
    """Return the manifest that paths, patterns, folders and manifests amount to.

    Args:
        arguments: files, patterns (``data/*.csv``), folders, or manifests (``sources.toml``,
            ``.csv`` or ``.json``).
        whole_packages: whether a package, or a folder of files, is one source; else each of its
            tables is.

    Raises:
        SourceError: one of them leads to no file.
        UsageError: a manifest is not one, or two sources have one id.
    """
    return merge_manifests(
        [_manifest_of(argument, whole_packages=whole_packages) for argument in arguments]
    )


def is_manifest(path: Path) -> bool:
    """Whether a path names a manifest: any TOML file, and what is called ``sources``."""
    named = path.stem == STEM or path.stem.endswith(f".{STEM}")
    return path.suffix == ".toml" or (named and path.suffix in manifest_formats.leaves())


def _manifest_of(argument: str, *, whole_packages: bool) -> Manifest:
    if not argument:
        raise empty_name()
    path = Path(argument)
    if path.is_dir():
        candidates = [path / f"{STEM}{suffix}" for suffix in manifest_formats.leaves()]
        manifest_path = next((candidate for candidate in candidates if candidate.is_file()), None)
        if manifest_path is None and whole_packages:
            return Manifest(sources=(Source(id=path.resolve().name, path=argument),))
        return load(manifest_path) if manifest_path else _folder(path)
    if not is_address(argument) and is_manifest(path):
        return load(path)
    if path.name == package_files.NAME and path.is_file():
        if whole_packages:
            return Manifest(sources=(Source(id=path.resolve().parent.name, path=argument),))
        return _package(path)
    return Manifest(
        sources=tuple(
            Source(id=Path(candidate).name if Path(candidate).is_dir() else "", path=candidate)
            for candidate in _files(argument)
        )
    )


def _package(path: Path) -> Manifest:
    """Return the tables of a Data Package, by the names of its resources.

    Raises:
        SchemaError: it is no package.
        UsageError: it does not say where its data are.
    """
    package = schemas.load(path)
    if not isinstance(package, Package):
        raise _no_manifest(path, "ce n'est pas un Data Package", "it is no Data Package")
    return Manifest(
        title=package.title,
        description=package.description,
        sources=tuple(
            source for member in package_members(package, {}) for source in _of_resource(member)
        ),
    )


def _of_resource(member: Member) -> Iterator[Source]:
    """Give the files of a resource; of several, each is a source (``sites-2`` is the second)."""
    name, dialect = member.resource.name, member.resource.dialect
    if not member.parts:  # what stands in a descriptor is no file: it is told as not read
        yield Source(id=name, path=member.location)
    for number, part in enumerate(member.parts, start=1):
        of_file = name if number == 1 else f"{name}-{number}"
        yield Source(id=of_file, path=part.location, member=part.member, dialect=dialect)


def _files(pattern: str) -> list[str]:
    """Return the files that a path, a pattern or an address leads to."""
    is_plain = is_address(pattern) or Path(pattern).exists()
    paths = [pattern] if is_plain else sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 a pattern may be absolute
    if not paths:
        raise SourceError(
            Text(fr=f"« {pattern} » ne mène à aucun fichier.", en=f"“{pattern}” matches no file."),
            Text(fr="Vérifiez le chemin.", en="Check the path."),
        )
    return paths


def _folder(path: Path) -> Manifest:
    suffixes = readers.suffixes()
    paths = sorted(file for file in path.iterdir() if file.suffix.lower() in suffixes)
    if not paths:
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
    return Manifest(sources=tuple(Source(id="", path=str(file)) for file in paths))


def load(path: Path) -> Manifest:
    """Return the manifest in a file; its paths are relative to it.

    Raises:
        SourceError: the file cannot be read.
        UsageError: it is no manifest.
    """
    try:
        release, entries = manifest_formats.leaves()[path.suffix].read(path)
    except OSError as error:
        raise SourceError(
            Text(
                fr=f"Le manifeste « {path} » ne peut pas être lu : {reason(error).fr}.",
                en=f"The manifest “{path}” cannot be read: {reason(error).en}.",
            )
        ) from error
    except ValueError as error:
        why = parse_failure(error)
        raise _no_manifest(path, why.fr, why.en) from error
    plain: dict[str, Any] = {name: str(release.get(name) or "") for name in RELEASE_MEMBERS}
    words = {name: _words(release.get(name)) for name in _LISTS}
    dated = {"date": _text(release.get("date") or "")}
    _ensure_known(plain["frequency"], plain["temporal"], path)
    sources = tuple(source for raw in entries for source in _sources(raw, path))
    return Manifest(**{**plain, **words, **dated, "sources": sources})


def _ensure_known(frequency: str, temporal: str, path: Path) -> None:
    """Refuse a frequency that no portal knows, and days that are none."""
    if frequency and frequency not in CODES:
        near = ", ".join(closest(frequency, CODES) or CODES)
        raise _no_manifest(
            path, f"frequency « {frequency} » ({near})", f"frequency “{frequency}” ({near})"
        )
    days = [day for day in temporal.split("/") if day]
    try:
        known = [date.fromisoformat(day) for day in days]
    except ValueError:
        known = []
    if temporal and (not known or len(known) != len(days) or known != sorted(known)):
        raise _no_manifest(
            path,
            f"temporal « {temporal} » (2024-01-01/2024-12-31)",
            f"temporal “{temporal}” (2024-01-01/2024-12-31)",
        )


def _no_manifest(path: Path, fr: str, en: str) -> UsageError:
    return UsageError(
        Text(
            fr=f"« {path} » n'est pas un manifeste : {fr}.", en=f"“{path}” is not a manifest: {en}."
        )
    )


def _sources(raw: Any, manifest: Path) -> Iterator[Source]:
    """Return the sources of one entry: several where its path is a pattern."""
    members = set(Source.__dataclass_fields__) - {"dialect"}
    if not isinstance(raw, Mapping) or not raw.get("path"):
        raise _no_manifest(manifest, "une source n'a pas de « path »", "a source has no “path”")
    strange = ", ".join(sorted(map(str, set(raw) - members)))
    if strange:
        raise _no_manifest(
            manifest, f"mots inconnus dans une source : {strange}", f"unknown words: {strange}"
        )
    values: dict[str, Any] = {name: _text(value) for name, value in raw.items()}
    location = values.pop("path")
    if "priority" in values:
        values["priority"] = _whole(values["priority"], manifest)
    if "withdrawn" in values:
        values["withdrawn"] = _is_true(values["withdrawn"], manifest)
    path = location if is_address(location) else str(manifest.parent / location)
    if is_address(location) or not glob.has_magic(location):
        yield Source(**{"id": stem(path), **values, "path": path})
        return
    for file in _files(path):
        name = f"{values['id']}-{stem(file)}" if "id" in values else ""
        yield Source(**{**values, "id": name, "path": file})


def _whole(text: str, manifest: Path) -> int:
    if not text.isdecimal():
        raise _no_manifest(manifest, f"priorité « {text} »", f"priority “{text}”")
    return int(text)


def _is_true(text: str, manifest: Path) -> bool:
    words = {"true": True, "false": False}
    if text.lower() not in words:
        raise _no_manifest(manifest, f"withdrawn « {text} »", f"withdrawn “{text}”")
    return words[text.lower()]


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(word.strip() for word in value.split(",") if word.strip())
    return tuple(str(word) for word in value) if isinstance(value, list) else ()
