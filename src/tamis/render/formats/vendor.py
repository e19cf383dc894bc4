"""A message to whoever makes the software that wrote a file: by rule, and without a cell."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final, TextIO

from tamis.model.report import Report, Unread
from tamis.model.text import Text
from tamis.render import Reports, Style, sentences, text_form
from tamis.render.groups import Bundle, bundles
from tamis.render.terminal import clipped, escaped
from tamis.render.words import colon

_WIDTH: Final = 78
#: What a template says of one cell: such advice is left out.
_OF_A_CELL: Final = ("{value", "{note")
_SUBJECT: Final = Text(
    fr="Objet : export non conforme au schéma {schema}",
    en="Subject: export that does not follow the schema {schema}",
)
_OPENING: Final = Text(
    fr="Bonjour,\n\nUn fichier que votre logiciel a produit ne suit pas le schéma publié qui "
    "s'applique ({schema}). Voici ce qui est à corriger dans l'export, règle par règle ; aucune "
    "donnée du fichier n'est reprise ici.",
    en="Hello,\n\nA file that your software produced does not follow the published schema that "
    "applies ({schema}). Here is what to correct in the export, rule by rule; no data from "
    "the file is repeated here.",
)
_CLOSING: Final = Text(
    fr="Le schéma et ses exemples sont sur schema.data.gouv.fr. Le contrôle se refait avec "
    "« tamis validate FICHIER -s {schema} ».\n\nCordialement,",
    en="The schema and its examples are on schema.data.gouv.fr. The check can be done again with "
    "“tamis validate FILE -s {schema}”.\n\nKind regards,",
)
_NOTHING: Final = Text(
    fr="L'export suit le schéma : rien n'est à corriger.",
    en="The export follows the schema: there is nothing to correct.",
)
_WRITTEN: Final = Text(fr="Le fichier : {how}.", en="The file: {how}.")
_FIELDS: Final = Text(fr="Colonnes : ", en="Columns: ")
_DO: Final = Text(fr="À produire : ", en="To produce: ")
_WHY: Final = Text(fr="Pourquoi : ", en="Why: ")


@text_form(
    suffix=".vendor.txt",
    audience=Text(
        fr="l'éditeur du logiciel qui a produit le fichier",
        en="the vendor of the software that produced the file",
    ),
    content=Text(
        fr="un message à envoyer : ce que l'export doit changer, règle par règle, sans une cellule",
        en="a message to send: what the export must change, rule by rule, without any cell",
    ),
)
def write(reports: Reports, out: TextIO, style: Style) -> None:
    """Write a message a report."""
    for number, report in enumerate(reports):
        out.write("\n\n" if number else "")
        if isinstance(report, Unread):
            out.write(f"{sentences.UNREAD}{colon()}{clipped(str(report.error), 400)}\n")
        else:
            lines = list(_message(report))
            out.writelines(f"{line}\n" for line in (lines[:1] if style.quiet else lines))


def _message(report: Report) -> Iterator[str]:
    schema = escaped(sentences.schema_name(report.schema).replace(" ", "@"))
    grouped = bundles(report.findings, 1)
    yield _SUBJECT.say(schema=schema)
    yield ""
    if not grouped:
        yield str(_NOTHING)
        return
    yield from _paragraphs(_OPENING.say(schema=schema))
    yield from _wrapped(_WRITTEN.say(how=", ".join(sentences.reading(report))), "")
    by_rule: dict[str, list[Bundle]] = {}
    for bundle in grouped:
        by_rule.setdefault(bundle.code, []).append(bundle)
    for number, alike in enumerate(by_rule.values(), start=1):
        yield ""
        yield from _rule(number, alike)
    yield ""
    yield from _paragraphs(_CLOSING.say(schema=schema))


def _rule(number: int, alike: list[Bundle]) -> Iterator[str]:
    rule = alike[0].rule
    weight = str(sentences.WEIGHTS[alike[0].severity]).lower()
    how_many = ", ".join(dict.fromkeys(bundle.how_many for bundle in alike))
    yield from _wrapped(f"{number}. {rule.title} ({weight}, {rule.code})", "")
    fields = dict.fromkeys(field for bundle in alike for field in bundle.fields)
    # A label that is no field may be data, where there is no header.
    named = ", ".join(map(escaped, fields)) if alike[0].named_fields else ""
    yield from _wrapped(f"{_FIELDS}{named} ({how_many})" if named else how_many, "   ")
    advices = dict.fromkeys(advice for bundle in alike for advice in _advices(bundle))
    for advice in advices:
        yield from _wrapped(f"{_DO}{clipped(advice, 400)}", "   ")
    for why in dict.fromkeys(str(bundle.why) for bundle in alike):
        yield from _wrapped(f"{_WHY}{why}", "   ")


def _advices(bundle: Bundle) -> Iterator[str]:
    """Yield what to write instead, where it says nothing of one cell."""
    template = bundle.rule.repair.say()
    if not any(mark in template for mark in _OF_A_CELL):
        for group in bundle.groups:
            yield bundle.rule.repair.say(field=group.check.field, **group.check.params)


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.split("\n"):
        yield from _wrapped(paragraph, "") or [""]


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
