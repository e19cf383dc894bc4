"""All that goes with the tables of a release: reports, descriptors, scorecards."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tamis.model.schema import Schema
from tamis.model.text import printable
from tamis.release.inputs.manifest import Manifest
from tamis.release.output import (
    changes_page,
    corrected,
    datagouv,
    dcat,
    descriptors,
    feed,
    history,
    html,
    scorecard,
)
from tamis.release.result import Release
from tamis.writers import datapackage

CARDS: Final = "scorecards"
#: What stands beside the tables.
NAMES: Final = (
    "schema.json",
    "report.json",
    "report.html",
    "datagouv.json",
    "datapackage.json",
    "dcat.jsonld",
    CARDS,
)


def write(
    out: Path,
    manifest: Manifest,
    schema: Schema,
    release: Release,
    *,
    marked: bool,
    has_origins: bool = False,
) -> None:
    """Write them; `marked` where duplicates stay, `has_origins` where rows have more columns."""
    descriptors.put(
        out / "schema.json",
        descriptors.descriptor(schema, release, marked=marked, has_origins=has_origins),
    )
    report = descriptors.report(manifest, schema, release)
    descriptors.put(out / "report.json", report)
    descriptors.put(out / "datagouv.json", datagouv.bodies(release, schema, manifest.date))
    cards = out / CARDS
    cards.mkdir()
    names = file_names(
        [
            *(source.source.id for source in release.sources),
            *(unread.source.id for unread in release.unread),
        ]
    )
    rivals = corrected.rivals(out)
    for source, entry in zip(release.sources, release.account, strict=True):
        name = names[source.source.id]
        beside = corrected.write(source, schema, cards, name)
        text = scorecard.card(source, entry, schema, beside, rivals.get(source.source.id, ()))
        (cards / f"{name}.md").write_text(printable(text), encoding="utf-8")
    for unread in release.unread:
        text = scorecard.unread_card(unread, schema)
        (cards / f"{names[unread.source.id]}.md").write_text(printable(text), encoding="utf-8")
    paths = {identifier: f"{CARDS}/{name}.md" for identifier, name in names.items()}
    text = html.html(manifest, schema, release, out, paths)
    (out / "report.html").write_text(printable(text), encoding="utf-8")
    # a report.json that is listed is taken by frictionless for one of its own reports
    files = [*release.files, changes_page.PAGE, feed.NAME, "report.html"]
    resources = list(descriptors.resources(out, files, schema, release.hashes))
    package = {
        **descriptors.package(manifest, schema),
        "sources": descriptors.origins(manifest.sources),
    }
    datapackage.write(out / "datapackage.json", package, resources)
    issued = history.first_day(out)
    descriptors.put(out / "dcat.jsonld", dcat.document(manifest, schema, resources, issued))


def file_names(ids: list[str]) -> dict[str, str]:
    """Return a file name for each id: the id itself where it can be one, else made of it."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for identifier in ids:
        kept = "".join(c if c.isalnum() or c in "-_." else "-" for c in identifier)
        plain = kept.lstrip(".")[:100] or "source"
        name, number = plain, 1
        while name.casefold() in taken:
            number += 1
            name = f"{plain}-{number}"
        taken.add(name.casefold())
        names[identifier] = name
    return names
