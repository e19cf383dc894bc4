"""The scorecard of a source, to be mailed to its producer: plain text that Markdown reads too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tamis.model.errors import TamisError
from tamis.model.schema import Schema
from tamis.model.text import Text, current_lang, plural
from tamis.release.account import AccountEntry
from tamis.release.output.corrected import Beside, Rival
from tamis.release.result import Doubt, ReadSource, UnreadSource
from tamis.release.source_result import FindingGroup, SourceResult, VersionChoice

#: How many kinds of findings are told.
_KINDS = 10
_CLIPPED = 80


def card(
    collected: ReadSource,
    entry: AccountEntry,
    schema: Schema,
    beside: Beside,
    rivals: Sequence[Rival],
) -> str:
    """Return the scorecard of a source: verdict, account, repairs, then what to mend first.

    Args:
        collected: what became of the source.
        entry: its account.
        schema: what rows must be.
        beside: the files that go with it, and its first rejected rows.
        rivals: the first of its rows that rows of others replaced.
    """
    lines = [
        *_lines(collected, entry, schema),
        *_rejected(beside),
        *_replaced(rivals),
        *_beside(beside),
    ]
    return "\n".join(lines) + "\n"


def _rejected(beside: Beside) -> Iterator[str]:
    """Tell the first rows that are not released, line by line."""
    if beside.rejects:
        yield ""
        yield f"## {_say('Lignes non publiées', 'Rows that are not released')}"
        yield ""
        for line, value, why in beside.rejects:
            named = f" ({_plain(value)})" if value else ""
            yield f"* {_say('ligne', 'line')} {line}{named} : {_plain(why)}"


def _replaced(rivals: Sequence[Rival]) -> Iterator[str]:
    """Tell the first rows that another source's row replaces, and which one."""
    if rivals:
        yield ""
        yield f"## {_say('Lignes en double', 'Duplicate rows')}"
        yield ""
        for rival in rivals:
            yield _say(
                f"* ligne {rival.line} ({_plain(rival.key)}) : c'est la ligne {rival.other_line} "
                f"de « {_plain(rival.source)} » qui est publiée ({_decided(rival.decided_by)})",
                f"* line {rival.line} ({_plain(rival.key)}): line {rival.other_line} of "
                f"“{_plain(rival.source)}” is released ({_decided(rival.decided_by)})",
            )


def _decided(word: str) -> str:
    """Return what decided between two rows of one key, as a person says it."""
    words = {
        "latest": Text(fr="plus récente", en="more recent"),
        "priority": Text(fr="source prioritaire", en="source of a higher priority"),
        "modified": Text(fr="source modifiée plus tard", en="source modified later"),
        "order": Text(fr="lue en premier", en="met first"),
    }
    return str(words.get(word, word))


def _beside(beside: Beside) -> Iterator[str]:
    """Name the files that go with the scorecard."""
    if beside.corrected:
        yield ""
        yield _say(
            f"À côté : vos lignes corrigées, aux colonnes du schéma ({beside.corrected}), et "
            f"chaque correction ({beside.journal}).",
            f"Beside it: your rows as corrected, with the columns of the schema "
            f"({beside.corrected}), and each correction ({beside.journal}).",
        )


def unread_card(unread: UnreadSource, schema: Schema) -> str:
    """Return the scorecard of a source that could not be read."""
    source = unread.source
    lines = (
        f"# {_plain(source.producer or source.id)}",
        "",
        f"{_say('Fichier', 'File')} : {_plain(source.url or source.shown)}",
        f"{_say('Schéma', 'Schema')} : {schema.name} {schema.version}",
        "",
        *_unread(unread.error),
        _say("Aucune de ses lignes n'est publiée.", "None of its rows is released."),
    )
    return "\n".join(lines) + "\n"


def _say(fr: str, en: str) -> str:
    return Text(fr=fr, en=en).say()


def _rows(n: int) -> str:
    words = {"fr": ("ligne", "lignes"), "en": ("row", "rows")}[current_lang()]
    return f"{n} {plural(current_lang(), n, *words)}"


def share(result: SourceResult) -> float:
    """Return the percentage of the rows that conform once repaired, rounded down."""
    if not result.rows:
        return 100.0
    return int(1000 * (result.rows - result.rejected) / result.rows) / 10


def _lines(collected: ReadSource, entry: AccountEntry, schema: Schema) -> Iterator[str]:
    source, result = collected.source, collected.result
    yield f"# {_plain(source.producer or source.id)}"
    yield ""
    yield f"{_say('Fichier', 'File')} : {_plain(source.url or source.shown)}"
    if source.modified:
        yield f"{_say('Modifié le', 'Last modified')} : {source.modified}"
    yield f"{_say('Schéma', 'Schema')} : {schema.name} {result.choice.version or schema.version}"
    yield ""
    yield from _verdict(collected)
    yield ""
    yield f"* {_say('lues', 'read')} : {_rows(entry.rows)}"
    if entry.kept:
        yield f"* {_say('gardées d’avant', 'kept from before')} : {_rows(entry.kept)}"
    yield f"* {_say('publiées', 'released')} : {_rows(entry.out)}"
    yield f"* {_say('rejetées', 'rejected')} : {_rows(entry.rejected)}"
    yield f"* {_say('doublons', 'duplicates')} : {_rows(entry.duplicates)}"
    if collected.delivered is None:
        return
    errors = [group for group in result.groups if group.severity != "info"]
    errors.sort(key=lambda group: group.count == group.cured)  # what is not mended yet, first
    if errors:
        yield ""
        yield f"## {_say('À corriger d’abord', 'To mend first')}"
        for group in errors[:_KINDS]:
            yield from _group_lines(group)
    if result.repairs:
        yield ""
        yield f"## {_say('Corrigé pour vous', 'Mended for you')}"
        yield ""
        for name, n in sorted(result.repairs.items(), key=lambda pair: (-pair[1], pair[0])):
            yield f"* {name} : {n}"
    if result.left_out:
        names = ", ".join(map(_plain, result.left_out))
        yield ""
        yield _say(f"Colonnes hors du schéma, non reprises : {names}.",
                   f"Columns outside the schema, left out: {names}.")  # fmt: skip


def _verdict(collected: ReadSource) -> Iterator[str]:
    result = collected.result
    if collected.kept is not None and collected.kept.error is not None:
        yield from _unread(collected.kept.error)
    elif not result.rows:
        yield _say("Le fichier n'a aucune ligne de données.", "The file has no row of data.")
    elif result.valid:
        yield _say("Le fichier est conforme. Merci !", "The file conforms. Thank you!")
    elif result.valid_after:
        yield _say(
            "Le fichier n'est pas conforme, mais toutes ses anomalies ont été corrigées.",
            "The file does not conform, but all of its faults could be mended.",
        )
    else:
        rate = f"{share(result):g}"
        yield _say(
            f"Le fichier n'est pas conforme : {rate.replace('.', ',')} % de ses lignes le sont.",
            f"The file does not conform: {rate}% of its rows do.",
        )
    if collected.kept is not None:
        yield from _kept(collected)
    if collected.held_back:
        yield _say(
            "Trop de lignes sont rejetées : le fichier entier est retenu.",
            "Too many rows are rejected: the whole file is held back.",
        )
    if collected.stale:
        yield _say(
            "Votre serveur n'a pas répondu : une copie antérieure a servi.",
            "Your server did not answer: an earlier copy was used.",
        )
    yield from _version(result.choice)


def _unread(error: TamisError) -> Iterator[str]:
    failed = _say("Le fichier n'a pas pu être lu.", "The file could not be read.")
    yield f"{failed} {_plain(str(error))}"


def _kept(collected: ReadSource) -> Iterator[str]:
    """Say why the former rows of a source are released in place of those of today."""
    before = collected.last_read
    if before is not None and collected.doubt is Doubt.SHRUNK:
        n = collected.result.rows
        yield _say(
            f"Le fichier a {_rows(n)}, la dernière fois il en avait {before.rows}.",
            f"The file has {_rows(n)}; the last time it had {before.rows}.",
        )
    day = f" ({before.date})" if before is not None and before.date else ""
    yield _say(
        f"En attendant, ce sont vos lignes de la publication d'avant qui restent publiées{day}.",
        f"Meanwhile, your rows of the release before stay released{day}.",
    )


def _version(choice: VersionChoice) -> Iterator[str]:
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


def _group_lines(group: FindingGroup) -> Iterator[str]:
    where = f" : {_plain(group.field)}" if group.field else ""
    yield ""
    yield f"{group.title}{where} ({group.count})"
    for sample in group.samples[:3]:
        line, value, sentence = sample.line, sample.value, sample.message
        place = f"{_say('ligne', 'line')} {line}" if line else _say("fichier", "file")
        cell = f" « {_plain(value)} »" if value and value not in sentence else ""
        yield f"* {place}{cell} : {_plain(sentence)}"
    yield f"→ {_plain(group.advice)}"


def _plain(text: str) -> str:
    """Return text of others on one line, clipped, without what a terminal or a page would obey."""
    shown = "".join(c if c.isprintable() else " " for c in text).replace("<", "‹")
    return shown if len(shown) <= _CLIPPED * 3 else f"{shown[: _CLIPPED * 3]}…"
