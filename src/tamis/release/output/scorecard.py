"""The scorecard of a source, to be mailed to its producer: plain text that Markdown reads too."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.model.schema import Schema
from tamis.model.text import Text, current_lang, plural
from tamis.release.account import Entry
from tamis.release.result import Read
from tamis.release.source_result import Choice, Group, Harvest

#: How many kinds of findings are told.
_KINDS = 10
_CLIPPED = 80


def card(one: Read, entry: Entry, schema: Schema) -> str:
    """Return the scorecard of a source: verdict, account, repairs, then what to mend first."""
    return "\n".join(_lines(one, entry, schema)) + "\n"


def _say(fr: str, en: str) -> str:
    return Text(fr=fr, en=en).say()


def _rows(n: int) -> str:
    words = {"fr": ("ligne", "lignes"), "en": ("row", "rows")}[current_lang()]
    return f"{n} {plural(current_lang(), n, *words)}"


def share(harvest: Harvest) -> float:
    """Return the percentage of the rows that conform once repaired, rounded down."""
    if not harvest.rows:
        return 100.0
    return int(1000 * (harvest.rows - harvest.rejected) / harvest.rows) / 10


def _lines(one: Read, entry: Entry, schema: Schema) -> Iterator[str]:
    source, harvest = one.source, one.harvest
    yield f"# {_plain(source.producer or source.id)}"
    yield ""
    yield f"{_say('Fichier', 'File')} : {_plain(source.url or source.shown)}"
    if source.modified:
        yield f"{_say('Modifié le', 'Last modified')} : {source.modified}"
    yield f"{_say('Schéma', 'Schema')} : {schema.name} {harvest.choice.version or schema.version}"
    yield ""
    yield from _verdict(one)
    yield ""
    yield f"* {_say('lues', 'read')} : {_rows(entry.rows)}"
    yield f"* {_say('publiées', 'released')} : {_rows(entry.out)}"
    yield f"* {_say('rejetées', 'rejected')} : {_rows(entry.rejected)}"
    yield f"* {_say('doublons', 'duplicates')} : {_rows(entry.duplicates)}"
    errors = [group for group in harvest.groups if group.severity != "info"]
    errors.sort(key=lambda group: group.count == group.cured)  # what is not mended yet, first
    if errors:
        yield ""
        yield f"## {_say('À corriger d’abord', 'To mend first')}"
        for group in errors[:_KINDS]:
            yield from _told(group)
    if harvest.repairs:
        yield ""
        yield f"## {_say('Corrigé pour vous', 'Mended for you')}"
        yield ""
        for name, n in sorted(harvest.repairs.items(), key=lambda pair: (-pair[1], pair[0])):
            yield f"* {name} : {n}"
    if harvest.left_out:
        names = ", ".join(map(_plain, harvest.left_out))
        yield ""
        yield _say(f"Colonnes hors du schéma, non reprises : {names}.",
                   f"Columns outside the schema, left out: {names}.")  # fmt: skip


def _verdict(one: Read) -> Iterator[str]:
    harvest = one.harvest
    if harvest.valid:
        yield _say("Le fichier est conforme. Merci !", "The file conforms. Thank you!")
    elif harvest.valid_after:
        yield _say(
            "Le fichier n'est pas conforme, mais toutes ses anomalies ont été corrigées.",
            "The file does not conform, but all of its faults could be mended.",
        )
    else:
        rate = f"{share(harvest):g}"
        yield _say(
            f"Le fichier n'est pas conforme : {rate.replace('.', ',')} % de ses lignes le sont.",
            f"The file does not conform: {rate}% of its rows do.",
        )
    if one.held_back:
        yield _say(
            "Trop de lignes sont rejetées : le fichier entier est retenu.",
            "Too many rows are rejected: the whole file is held back.",
        )
    if one.stale:
        yield _say(
            "Votre serveur n'a pas répondu : une copie antérieure a servi.",
            "Your server did not answer: an earlier copy was used.",
        )
    yield from _version(harvest.choice)


def _version(choice: Choice) -> Iterator[str]:
    if choice.renamed:
        pairs = ", ".join(f"{_plain(old)} → {new}" for old, new in choice.renamed.items())
        yield _say(
            f"Le fichier suit la version {choice.version} ; colonnes renommées : {pairs}.",
            f"The file follows version {choice.version}; columns renamed: {pairs}.",
        )
    if choice.lost:
        yield _say(
            f"Le fichier suit la version {choice.version} ; le schéma publié n'a pas de place "
            f"pour : {choice.lost}.",
            f"The file follows version {choice.version}; the schema released has no place for: "
            f"{choice.lost}.",
        )


def _told(group: Group) -> Iterator[str]:
    where = f" : {_plain(group.field)}" if group.field else ""
    yield ""
    yield f"{group.title}{where} ({group.count})"
    for line, value, said in group.samples[:3]:
        place = f"{_say('ligne', 'line')} {line}" if line else _say("fichier", "file")
        cell = f" « {_plain(value)} »" if value and value not in said else ""
        yield f"* {place}{cell} : {_plain(said)}"
    yield f"→ {_plain(group.advice)}"


def _plain(text: str) -> str:
    """Return text of others on one line, clipped, without what a terminal or a page would obey."""
    shown = "".join(c if c.isprintable() else " " for c in text).replace("<", "‹")
    return shown if len(shown) <= _CLIPPED * 3 else f"{shown[: _CLIPPED * 3]}…"
