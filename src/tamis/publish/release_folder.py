"""The folder of a release as what is to be published, or why it must not be.

A release is published as it was made: its files are those that its descriptor has the hashes of,
its account balances, and the rows in its tables are as many as the account says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis.checks.rules import file_likely_restricted
from tamis.loading import catalogue
from tamis.model.errors import RefusedError, SourceError
from tamis.model.text import Text
from tamis.publish.digest import Digest, digest
from tamis.publish.publication import DatasetNote, Publication, PublishedFile
from tamis.release import archive
from tamis.release.account import AccountEntry, total
from tamis.release.output import file_notes, history
from tamis.render import datagouv_extras
from tamis.sources import sidecar

_PACKAGE: Final = "datapackage.json"
_REPORT: Final = "report.json"
#: Descriptors, which the descriptor of the release does not list.
_DESCRIPTORS: Final = ("schema.json", _REPORT, _PACKAGE, "dcat.jsonld")
_NO_HTML: Final = Text(
    fr="le portail refuse les pages HTML", en="the portal does not accept HTML pages"
)
_NOT_LISTED: Final = Text(
    fr="n'est pas dans le descripteur de la publication",
    en="not in the descriptor of the release",
)


def is_release(path: Path) -> bool:
    """Whether a path is the folder of a release."""
    return (path / _PACKAGE).is_file() and (path / _REPORT).is_file()


def read(folder: Path, *, allow_personal: bool = False) -> Publication:
    """Return what is to be published of a release.

    Args:
        folder: where it stands.
        allow_personal: whether fields that look like those of personal data are meant to be there.

    Raises:
        SourceError: no release stands there.
        RefusedError: it is restricted, its account does not balance, or a file of it is not the
            one that was released.
    """
    package, report = _json(folder, _PACKAGE), _json(folder, _REPORT)
    listed = {
        str(resource["path"]): resource
        for resource in package.get("resources", ())
        if isinstance(resource.get("path"), str)
    }
    reports = {table: _json(table, _REPORT) for table in archive.table_folders(folder)}
    reports = reports or {folder: report}
    _ensure_open(folder, [*listed], reports, allow_personal=allow_personal)
    digests = dict(_digests(folder, listed))
    for part, account in {folder: report, **reports}.items():
        _ensure_balanced(part, account)
    note = _note(package)
    names = [name for name in digests if not name.endswith((".html", ".htm"))]
    date = str(report.get("date") or "")
    return Publication(
        source=folder,
        note=note,
        files=tuple(
            _file(folder, name, digests[name], note.title, reports, date) for name in names
        ),
        date=date,
        run=max(map(_run, reports)),
        left_out=tuple(_left_out(folder, names)),
    )


def _json(folder: Path, name: str) -> dict[str, Any]:
    try:
        content = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _no_release(folder) from error
    if not isinstance(content, dict):
        raise _no_release(folder)
    return content


def _no_release(folder: Path) -> SourceError:
    return SourceError(
        Text(
            fr=f"« {folder} » n'est pas une publication de tamis.",
            en=f"“{folder}” is not a tamis release.",
        ),
        Text(
            fr="Donnez le dossier que tamis aggregate a écrit, ou un fichier et son schéma (-s).",
            en="Give the folder that tamis aggregate wrote, or a file and its schema (-s).",
        ),
    )


def _ensure_open(
    folder: Path,
    names: list[str],
    reports: Mapping[Path, Mapping[str, Any]],
    *,
    allow_personal: bool,
) -> None:
    """Refuse a release of which any file, or a folder itself, is marked as restricted."""
    for path in (folder, *reports, *(folder / name for name in (*names, *_DESCRIPTORS))):
        origin = sidecar.read(path)
        if origin is not None and origin.restricted:
            raise sidecar.restriction(path.name, origin)
    code = file_likely_restricted.RULE.code
    personal = [
        str(source.get("id"))
        for report in reports.values()
        for source in report.get("sources", ())
        if code in (source.get("counts") or {})
    ]
    if personal and not allow_personal:
        raise personal_data(", ".join(personal))


def personal_data(names: str) -> RefusedError:
    """Return the refusal to publish fields that look like those of personal data."""
    return RefusedError(
        Text(
            fr=f"Des champs sont ceux de données personnelles : {names}. Rien n'est publié.",
            en=f"Some fields are those of personal data: {names}. Nothing is published.",
        ),
        Text(
            fr="Si ces données peuvent être diffusées : --allow-personal.",
            en="If these data may be published: --allow-personal.",
        ),
    )


def _digests(folder: Path, listed: Mapping[str, Any]) -> Iterator[tuple[str, Digest]]:
    """Return the digest of each file, once it is found to be the one that was released."""
    for name, resource in listed.items():
        found = digest(folder / name)
        declared = (resource.get("bytes"), str(resource.get("hash") or ""))
        if declared != (found.size, f"sha256:{found.sha256}"):
            raise RefusedError(
                Text(
                    fr=f"« {folder / name} » n'est pas le fichier qui a été publié là : sa somme "
                    f"de contrôle n'est pas celle de {_PACKAGE}.",
                    en=f"“{folder / name}” is not the file that was released there: its checksum "
                    f"is not the one of {_PACKAGE}.",
                ),
                Text(
                    fr="Refaites la publication : tamis aggregate.",
                    en="Make the release again: tamis aggregate.",
                ),
            )
        yield name, found
    for name in _DESCRIPTORS:
        if name not in listed and (folder / name).is_file():
            yield name, digest(folder / name)


def _ensure_balanced(folder: Path, report: Mapping[str, Any]) -> None:
    """Refuse a release whose account does not balance, or is not that of its tables."""
    try:
        entries = [_entry(source["account"]) for source in report["sources"]]
        whole = _entry(report["total"])
    except (KeyError, TypeError, ValueError) as error:
        raise _no_release(folder) from error
    figures = {"data": whole.out, "rejects": whole.rejected}
    tables = {name: folder / f"{name}.parquet" for name in figures}
    counted = {
        name: pl.scan_parquet(path).select(pl.len()).collect().item()
        for name, path in tables.items()
        if path.is_file()
    }
    wrong = [name for name, rows in counted.items() if rows != figures[name]]
    if not all(entry.is_balanced for entry in entries) or total(entries) != whole or wrong:
        raise RefusedError(
            Text(
                fr=f"Le compte de « {folder} » ne tombe pas juste : rien n'est publié.",
                en=f"The row counts of “{folder}” do not balance: nothing is published.",
            ),
            Text(
                fr="Refaites la publication : tamis aggregate.",
                en="Make the release again: tamis aggregate.",
            ),
        )


def _entry(figures: Mapping[str, Any]) -> AccountEntry:
    return AccountEntry(
        source="",
        rows=int(figures["in"]),
        **{
            name: int(figures.get(name) or 0)
            for name in ("out", "rejected", "duplicates", "blank", "kept")
        },
    )


def _note(package: Mapping[str, Any]) -> DatasetNote:
    licences = package.get("licenses") or [{}]
    title = str(package.get("title") or package.get("name") or "")
    texts = {name: str(package.get(name) or "") for name in ("organization", "frequency")}
    return DatasetNote(
        title=title,
        description=str(package.get("description") or ""),
        licence=str(licences[0].get("name") or ""),
        spatial=tuple(map(str, package.get("spatial") or ())),
        temporal=str(package.get("temporal") or ""),
        keywords=tuple(map(str, package.get("keywords") or ())),
        **texts,
    )


def _file(
    folder: Path,
    name: str,
    digest: Digest,
    title: str,
    reports: Mapping[Path, Mapping[str, Any]],
    date: str,
) -> PublishedFile:
    note = file_notes.note(name, title)
    path = folder / name
    schema, extras = None, {}
    if file_notes.holds_data(path.name):
        report_schema = reports.get(path.parent, {}).get("schema") or {}
        named = (str(report_schema.get("name") or ""), str(report_schema.get("version") or ""))
        schema = named if catalogue.published_url(*named) else None
        extras = datagouv_extras.extras(
            schema=named, schema_type=_kind(named[0]), valid=True, count=0, errors=(), date=date
        )
    return PublishedFile(
        name=name,
        path=path,
        title=note.title,
        description=note.description,
        type=note.type,
        size=digest.size,
        sha1=digest.sha1,
        schema=schema,
        extras=extras,
    )


def _kind(schema: str) -> str:
    """Return the kind of a schema, as the catalogue has it; a Table Schema where it has none."""
    known = catalogue.entries().get(schema)
    return "tableschema" if known is None else known.kind


def _run(folder: Path) -> int:
    """Return the number of the run that made the release; 0 where it has no history."""
    runs = history.read(folder)["run"]
    return int(runs.max() or 0)  # type: ignore[arg-type]  # a number: the column is one


def _left_out(folder: Path, names: list[str]) -> Iterator[tuple[str, Text]]:
    taken = {name.partition("/")[0] for name in names}
    for path in sorted(folder.iterdir()):
        if path.name not in taken and not path.name.startswith("."):
            is_page = path.suffix in {".html", ".htm"}
            shown = f"{path.name}/" if path.is_dir() else path.name
            yield shown, _NO_HTML if is_page else _NOT_LISTED
