"""The feed of releases (Atom, RFC 4287), made of their history."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import polars as pl

from tamis.model.schema import Schema
from tamis.model.text import Text, current_lang
from tamis.release.inputs.manifest import Manifest

NAME: Final = "feed.xml"
#: What tells a release from any other of the same number.
_IDENTITY: Final = ("run", "date", "source", "state", "rows_in", "kept", "rows_out", "sha256")
#: How many releases it tells.
_MOST: Final = 50


def feed(manifest: Manifest, schema: Schema, history: pl.DataFrame) -> str:
    """Return the feed, the last release first.

    A day is told where the release has one: no clock is read. Without, the feed has no ``updated``,
    which readers of feeds ask for.
    """
    title = manifest.title or schema.title or schema.name or "release"
    base = manifest.url if manifest.url.endswith("/") or not manifest.url else f"{manifest.url}/"
    name = base or f"urn:tamis:{schema.name or 'release'}"
    runs = history.sort("run", descending=True, maintain_order=True).partition_by(
        "run", maintain_order=True
    )[:_MOST]
    days = [day for frame in runs if (day := frame["date"][0])]
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{current_lang()}">',
        f"<title>{escape(title)}</title>",
        f"<id>{escape(name)}</id>",
        *_updated(max(days, default="")),
        *([f"<link href={quoteattr(base)}/>"] if base else []),
        *([f'<link rel="self" href={quoteattr(base + NAME)}/>'] if base else []),
        f"<author><name>{escape(manifest.publisher or 'tamis')}</name></author>",
        *(line for frame in runs for line in _entry(frame, name, base)),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _updated(day: str) -> list[str]:
    return [f"<updated>{day}T00:00:00Z</updated>"] if day else []


def _entry(frame: pl.DataFrame, name: str, base: str) -> Iterator[str]:
    run, day = frame["run"][0], frame["date"][0] or ""
    identity = repr(frame.select(_IDENTITY).rows())
    digest = hashlib.sha256(identity.encode()).hexdigest()[:16]
    rows = frame["rows_out"].sum()
    when = f" ({day})" if day else ""
    yield "<entry>"
    title = Text(
        fr=f"Publication {run}{when} : {rows} lignes", en=f"Release {run}{when}: {rows} rows"
    )
    yield f"<title>{escape(str(title))}</title>"
    yield f"<id>{escape(f'{name}#{run}-{digest}')}</id>"
    yield from _updated(day)
    if base:
        yield f"<link href={quoteattr(base)}/>"
    yield f'<content type="text">{escape(chr(10).join(_told(frame)))}</content>'
    yield "</entry>"


def _told(frame: pl.DataFrame) -> Iterator[str]:
    """Return what changed, then the sources that are not as wished."""
    added, removed, changed, moved = (
        frame[name].sum() for name in ("added", "removed", "changed", "moved_in")
    )
    yield str(
        Text(
            fr=f"+{added} −{removed} ~{changed}, {moved} d'une autre source",
            en=f"+{added} −{removed} ~{changed}, {moved} from another source",
        )
    )
    for row in frame.filter(pl.col("state") != "released").iter_rows(named=True):
        yield f"{row['producer'] or row['source']}: {row['state']}"
