"""A release written again without some of its sources.

Rows go from every table. Pages that tell of them are not kept: the next release writes them anew.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis.model.address import redact
from tamis.model.errors import UsageError
from tamis.model.text import Text
from tamis.release.inputs.former import REPORT
from tamis.release.output import changes_page, descriptors
from tamis.release.output.documents import CARDS, file_names
from tamis.sources.digest import size_and_sha256

#: The columns of tables that hold the id of the source of a row.
_OWN: Final = ("_source", "source")
#: What a table says of the row that another one was replaced by.
_KEPT: Final = ("_kept_source", "_kept_record", "_kept_line")
_KEPT_VALUE: Final = "_kept_value"
#: Pages about the whole, whose figures are no more: written by the next release.
_WHOLE: Final = frozenset({"report.html", "dcat.jsonld"})
_DESCRIPTOR: Final = "datapackage.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSources:
    """The sources of a release that a name means; `is_all`: it has no other."""

    ids: frozenset[str]
    hashes: frozenset[str]
    is_all: bool


def sources_named(folder: Path, name: str) -> NamedSources | None:
    """Return the sources of a release that are called so, by id, address or path; None for none.

    Raises:
        UsageError: several are, by their file names.
    """
    listed = _listed(_report(folder))
    known = {redact(name), Path(name).name}
    exact = [source for source in listed if source.get("id") == name]
    named = exact or [
        source for source in listed if {source.get("path"), source.get("url")} & known
    ]
    if len(named) > 1:
        ids = ", ".join(str(source["id"]) for source in named)
        raise UsageError(
            Text(
                fr=f"« {name} » : plusieurs sources portent ce nom dans « {folder} ».",
                en=f"“{name}”: several sources go by that name in “{folder}”.",
            ),
            Text(fr=f"Donnez l'id : {ids}.", en=f"Give the id: {ids}."),
        )
    if not named:
        return None
    return NamedSources(
        ids=frozenset(str(source["id"]) for source in named),
        hashes=frozenset(str(source["sha256"]) for source in named if source.get("sha256")),
        is_all=len(named) == len(listed),
    )


def write_without(folder: Path, out: Path, ids: Collection[str]) -> None:
    """Write the release in `folder` to the folder `out`, without the sources of these ids."""
    report = _report(folder)
    gone = [source for source in _listed(report) if source["id"] in ids]
    words = _words(gone)
    names = file_names([str(source["id"]) for source in _listed(report)])
    cards = {names[str(source["id"])] for source in gone}
    for path in sorted(folder.rglob("*")):
        place = out / path.relative_to(folder)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        elif path.suffix == ".csv" and path.parent.name != CARDS:
            _without(pl.scan_csv(path, infer_schema=False), ids).sink_csv(place)
        elif path.suffix == ".parquet" and path.parent.name != CARDS:
            _without(pl.scan_parquet(path), ids).sink_parquet(place, compression="zstd")
        elif path.suffix == ".geojson":
            _write_features(path, place, ids)
        elif path.name == REPORT:
            descriptors.put(place, _without_sources(report, ids))
        elif path.name != _DESCRIPTOR and not _tells(path, folder, cards, words):
            shutil.copy2(path, place)
        elif path.name == changes_page.PAGE:
            place.write_text(f"{_SCRUBBED}\n", encoding="utf-8")
    _write_descriptor(folder, out, gone)


_SCRUBBED: Final = Text(
    fr="Une source a été retirée de cette publication (tamis forget).",
    en="A source was removed from this release (tamis forget).",
)


def _report(folder: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((folder / REPORT).read_text(encoding="utf-8"))
    return report


def _listed(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return every source that a report tells of."""
    parts = (report.get(part) or [] for part in ("sources", "unread", "withdrawn"))
    return [source for part in parts for source in part if isinstance(source, dict)]


def _without(table: pl.LazyFrame, ids: Collection[str]) -> pl.LazyFrame:
    """Return a table without the rows of sources, and without what other rows say of them."""
    columns = table.collect_schema().names()
    own = next((name for name in _OWN if name in columns), None)
    if own is not None:
        table = table.filter(pl.col(own).is_in(list(ids)).fill_null(value=False).not_())
    if _KEPT[0] not in columns:
        return table
    is_replaced = pl.col(_KEPT[0]).is_in(list(ids)).fill_null(value=False)
    if _KEPT_VALUE in columns:
        return table.filter(is_replaced.not_())
    return table.with_columns(
        pl.when(is_replaced).then(None).otherwise(pl.col(name)).alias(name) for name in _KEPT
    )


def _write_features(path: Path, place: Path, ids: Collection[str]) -> None:
    """Write a collection again whose features stand on a line each (see `geo`)."""
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    foot = lines.pop() if lines else ""
    kept = [line.rstrip(",") for line in lines if _source_of(line) not in ids]
    place.write_text("\n".join([head, ",\n".join(kept), foot]) + "\n", encoding="utf-8")


def _source_of(line: str) -> str:
    return str(json.loads(line.rstrip(","))["properties"].get(_OWN[0]))


def _without_sources(report: dict[str, Any], ids: Collection[str]) -> dict[str, Any]:
    """Return a report without sources; its account is that of the others."""
    total = dict(report["total"])
    for source in report["sources"]:
        if source["id"] in ids:
            for name, rows in source["account"].items():
                total[name] -= rows
    scrubbed = {**report, "total": total, "changes": {**report["changes"], "sources": {}}}
    for part in ("sources", "unread", "withdrawn"):
        scrubbed[part] = [source for source in report.get(part) or [] if _id(source) not in ids]
    scrubbed["unclear_licences"] = [name for name in report["unclear_licences"] if name not in ids]
    scrubbed["licences"] = {
        licence: [name for name in names if name not in ids]
        for licence, names in report["licences"].items()
    }
    return scrubbed


def _id(source: Any) -> str:
    return str(source.get("id") if isinstance(source, dict) else source)


def _words(gone: Collection[Mapping[str, Any]]) -> re.Pattern[str]:
    """Return a pattern of what sources are called."""
    names = {
        str(source.get(name) or "") for source in gone for name in ("id", "path", "url", "producer")
    }
    listed = "|".join(re.escape(name) for name in sorted(names) if name)
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)")


def _tells(path: Path, folder: Path, cards: Collection[str], words: re.Pattern[str]) -> bool:
    """Whether a page tells of sources, or of figures that were theirs too."""
    if path.name in _WHOLE:
        return True
    if path.parent.name == CARDS and path.parent.parent == folder and path.stem in cards:
        return True
    text = path.read_bytes().decode("utf-8", "replace")
    return words.search(text) is not None


def _write_descriptor(folder: Path, out: Path, gone: Collection[Mapping[str, Any]]) -> None:
    """Write the descriptor with the files that are there, their sizes and hashes."""
    package = json.loads((folder / _DESCRIPTOR).read_text(encoding="utf-8"))
    origins = {(source.get("producer"), source.get("url")) for source in gone}
    names = {source.get(name) for source in gone for name in ("id", "path", "producer")}
    package["sources"] = [
        source
        for source in package.get("sources") or []
        if (source.get("title"), source.get("path")) not in origins
        and source.get("title") not in names
    ]
    package["resources"] = [
        _measured(resource, out)
        for resource in package["resources"]
        if not isinstance(resource.get("path"), str) or (out / resource["path"]).is_file()
    ]
    descriptors.put(out / _DESCRIPTOR, package)


def _measured(resource: dict[str, Any], out: Path) -> dict[str, Any]:
    if "hash" not in resource or not isinstance(resource.get("path"), str):
        return resource
    size, digest = size_and_sha256(out / resource["path"])
    return {**resource, "bytes": size, "hash": f"sha256:{digest}"}
