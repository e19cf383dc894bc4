"""The page of a release: one self-contained HTML file, for people."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from tamis.model.schema import Schema
from tamis.model.text import Text, current_lang
from tamis.release.account import Entry
from tamis.release.manifest import Manifest
from tamis.release.result import Read, Release
from tamis.release.scorecard import share

_STYLE = """
:root{color-scheme:light dark;--line:#8886;--bad:#b3261e;--good:#1b6e3c}
@media (prefers-color-scheme:dark){:root{--bad:#ff8a80;--good:#7bd89b}}
body{font:16px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}
caption{text-align:left;font-weight:600;padding:.5rem 0}
th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.bar{display:inline-block;width:6rem;height:.6rem;background:var(--bad);vertical-align:middle}
.bar i{display:block;height:100%;background:var(--good)}
.bad{color:var(--bad)}.good{color:var(--good)}
details{margin:.5rem 0}summary{cursor:pointer}
.wide{overflow-x:auto}
@media print{details{display:block}}
""".strip()


def _say(fr: str, en: str) -> str:
    return escape(Text(fr=fr, en=en).say())


def _n(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f" if current_lang() == "fr" else ",")


def html(manifest: Manifest, schema: Schema, release: Release) -> str:
    """Return the page: the account of each source, and what is to be mended in it."""
    title = escape(manifest.title or schema.title or schema.name)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{current_lang()}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>{title}</title>",
            f"<style>{_STYLE}</style>",
            "</head>",
            "<body>",
            "<main>",
            f"<h1>{title}</h1>",
            *_head(schema, release),
            *_table(release),
            *_unread(release),
            *_details(release),
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _head(schema: Schema, release: Release) -> Iterator[str]:
    name = escape(f"{schema.name} {schema.version}".strip())
    total = release.total
    yield f"<p>{_say('Schéma', 'Schema')} : {name}</p>"
    yield (
        f"<p><strong>{_n(total.out)}</strong> {_say('lignes publiées', 'rows released')}, "
        f"{_n(total.rejected)} {_say('rejetées', 'rejected')}, "
        f"{_n(total.duplicates)} {_say('doublons', 'duplicates')}.</p>"
    )
    made = release.changes
    if not made.first:
        yield (
            f"<p>{_say('Depuis la précédente', 'Since the one before')} : "
            f"+{_n(made.added)} −{_n(made.removed)} ~{_n(made.changed)}</p>"
        )


def _table(release: Release) -> Iterator[str]:
    heads = (
        ("Source", "Source"), ("Conformité", "Conformity"), ("Lues", "In"), ("Publiées", "Out"),
        ("Rejetées", "Rejected"), ("Doublons", "Duplicates"), ("Réparations", "Repairs"),
    )  # fmt: skip
    yield '<div class="wide"><table>'
    yield f"<caption>{_say('Le compte de chaque source', 'The account of each source')}</caption>"
    cells = "".join(
        f'<th scope="col"{"" if at < 2 else " class=n"}>{_say(*head)}</th>'  # noqa: PLR2004
        for at, head in enumerate(heads)
    )
    yield f"<thead><tr>{cells}</tr></thead><tbody>"
    for one, entry in zip(release.sources, release.account, strict=True):
        yield _row(one, entry)
    yield "</tbody></table></div>"


def _row(one: Read, entry: Entry) -> str:
    rate = share(one.harvest)
    told = escape(one.source.producer or one.source.id)
    state = ""
    if one.held_back:
        state = f' <span class="bad">{_say("retenue", "held back")}</span>'
    elif one.stale:
        state = f' <span class="bad">{_say("copie antérieure", "earlier copy")}</span>'
    figures = (entry.rows, entry.out, entry.rejected, entry.duplicates)
    numbers = (*figures, sum(one.harvest.repairs.values()))
    shown = f"{rate:g}".replace(".", "," if current_lang() == "fr" else ".")
    bar = f'<span class="bar" aria-hidden="true"><i style="width:{rate:g}%"></i></span> {shown} %'
    cells = "".join(f'<td class="n">{_n(n)}</td>' for n in numbers)
    return f'<tr><th scope="row">{told}{state}</th><td>{bar}</td>{cells}</tr>'


def _unread(release: Release) -> Iterator[str]:
    if not release.unread:
        return
    yield f"<h2>{_say('Sources non lues', 'Sources not read')}</h2><ul>"
    for one in release.unread:
        yield f"<li>{escape(one.source.id)} : {escape(str(one.error))}</li>"
    yield "</ul>"


def _details(release: Release) -> Iterator[str]:
    told = [one for one in release.sources if one.harvest.groups]
    if told:
        yield f"<h2>{_say('À corriger', 'To be mended')}</h2>"
    for one in told:
        name = escape(one.source.producer or one.source.id)
        yield f"<details><summary>{name}</summary><ul>"
        for group in one.harvest.groups[:20]:
            field = f" : {escape(group.field)}" if group.field else ""
            yield f"<li>{escape(group.title)}{field} ({_n(group.count)})<ul>"
            for line, value, said in group.samples:
                place = f"{_say('ligne', 'line')} {line} : " if line else ""
                yield f"<li>{place}{escape(_shown(said, value))}</li>"
            yield "</ul></li>"
        yield "</ul></details>"


def _shown(said: str, value: str | None) -> str:
    return said if not value or value in said else f"{said} ({value[:200]})"
