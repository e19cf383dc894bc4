"""Sentences that several formats say of a report, said once."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Final

from tamis.model.finding import Finding
from tamis.model.report import Report, SchemaRef, Source, State
from tamis.model.rule import Severity
from tamis.model.text import Text
from tamis.model.verdict import Verdict
from tamis.render.terminal import clipped, escaped
from tamis.render.words import counted, number

VALID: Final = Text(fr="CONFORME", en="VALID")
INVALID: Final = Text(fr="NON CONFORME", en="NOT VALID")
UNREAD: Final = Text(fr="NON VÉRIFIÉ", en="NOT CHECKED")
WEIGHTS: Final = {
    Severity.ERROR: Text(fr="Erreur", en="Error"),
    Severity.WARNING: Text(fr="Avertissement", en="Warning"),
    Severity.INFO: Text(fr="Information", en="Note"),
}
AFTER: Final = Text(
    fr="Après les réparations sûres (tamis normalize) : {counts}.",
    en="After the safe repairs (tamis normalize): {counts}.",
)
BEFORE: Final = Text(fr="À la livraison : {counts}.", en="As delivered: {counts}.")
EMPTY: Final = Text(fr="cellule vide", en="empty cell")
HIDDEN: Final = Text(
    fr="données restreintes : les valeurs ne sont pas montrées",
    en="restricted data: values are not shown",
)
MORE: Final = Text(fr="… et {n} de plus", en="… and {n} more")
_GUESSED: Final = Text(
    fr="reconnu à ses colonnes, sûr à {n} %", en="recognised by its columns, {n}% certain"
)
_GUESSED_DOCUMENT: Final = Text(
    fr="reconnu aux noms qu'il contient, sûr à {n} %",
    en="recognised by the names in it, {n}% certain",
)
_RATHER: Final = Text(
    fr="les colonnes ressemblent plutôt à {name}, sûr à {n} %",
    en="the columns look more like {name}, {n}% certain",
)
LINE: Final = Text(fr="ligne {line}", en="line {line}")
_DECLARED: Final = Text(
    fr="noté dans les propriétés du classeur", en="noted in the properties of the workbook"
)
_PROFILE: Final = Text(fr="profil {name}", en="profile {name}")


def verdict(report: Report) -> Text:
    """Return the verdict in a word or two."""
    return VALID if report.valid else INVALID


def counts(verdict: Verdict) -> str:
    """Return how many errors and warnings, and notes where there are some."""
    parts = [
        counted(verdict.errors, "erreur", "erreurs", "error", "errors"),
        counted(verdict.warnings, "avertissement", "avertissements", "warning", "warnings"),
    ]
    if verdict.infos:
        parts.append(counted(verdict.infos, "information", "informations", "note", "notes"))
    return ", ".join(parts)


def other_state(report: Report) -> str:
    """Return the verdict on the state that the report does not list; "" where it is the same.

    That is what SAFE repairs would make of a table, or what a repaired one was as delivered.
    """
    if report.after.counts == report.before.counts:
        return ""
    if report.state is State.REPAIRED:
        return BEFORE.say(counts=counts(report.before))
    return AFTER.say(counts=counts(report.after))


def baseline_note(report: Report) -> str:
    """Return how many findings are known already and left out; "" where none are."""
    n = report.known
    text = counted(n, "anomalie connue", "anomalies connues", "known finding", "known findings")
    return f"+ {text}" if n else ""


def schema_name(schema: SchemaRef) -> str:
    """Return the name and version of a schema."""
    return f"{schema.name or schema.path or '—'} {schema.version}".strip()


def application(report: Report) -> list[str]:
    """Return what was applied: the schema, how sure it is, the profile."""
    parts = [f"{Text(fr='Schéma', en='Schema')} {escaped(schema_name(report.schema))}"]
    if report.schema.certainty is not None:
        guessed = _GUESSED if report.stats.fields else _GUESSED_DOCUMENT
        parts.append(guessed.say(n=round(report.schema.certainty * 100)))
    if report.schema.declared:
        parts.append(_DECLARED.say())
    if likely := report.schema.likely:
        n = round(likely.certainty * 100)
        parts.append(_RATHER.say(name=escaped(f"{likely.name} {likely.version}"), n=n))
    return [*parts, _PROFILE.say(name=report.profile.name)]


_SHEET = Text(fr="feuille « {name} »", en="sheet “{name}”")


def reading(report: Report) -> list[str]:
    """Return what was read: the format, how it is written, how much there is."""
    return [*_read(report), *([HIDDEN.say()] if report.source.restricted else [])]


def _read(report: Report) -> list[str]:
    source, stats = report.source, report.stats
    parts = [source.format.upper()]
    if source.sheet:
        parts.append(_SHEET.say(name=escaped(source.sheet)))
    if source.dialect:
        mark = {"\t": "TAB"}.get(source.dialect.delimiter, source.dialect.delimiter)
        parts += [source.encoding, Text(fr=f"« {mark} »", en=f"“{mark}”").say()]
    if not stats.fields:
        nouns = ("enregistrement", "enregistrements", "record", "records")
        return [*parts, counted(stats.rows, *nouns)]
    if not source.labels and not stats.rows:
        return [*parts, counted(stats.fields, "champ", "champs", "field", "fields")]
    parts.append(counted(stats.rows, "ligne", "lignes", "row", "rows"))
    parts.append(counted(stats.fields, "colonne", "colonnes", "column", "columns"))
    return parts


def place(finding: Finding, source: Source) -> str:
    """Return where a finding stands, as a person says it."""
    where = finding.pointer or source.place(finding.line, finding.column)
    if where:
        return escaped(where)
    return LINE.say(line=number(finding.line)) if finding.line else "—"


def one_line(finding: Finding, path: str) -> str:
    """Return ``path:line:column: code [field] message``, as editors and logs know it."""
    field = f" [{escaped(finding.field)}]" if finding.field else ""
    where = f"{escaped(path)}:{finding.line or 1}:{finding.column or 1}"
    if finding.pointer:
        where += f"#{escaped(finding.pointer)}"
    return f"{where}: {finding.code}{field} {clipped(finding.message, 400)}"


def today() -> datetime:
    """Return the moment; ``SOURCE_DATE_EPOCH`` decides where the same bytes are wanted again.

    See https://reproducible-builds.org/specs/source-date-epoch/.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC)
