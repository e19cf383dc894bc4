"""The version written in a schema is not the published one."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, lint_rule
from tamis.checks.descriptor import Written
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="schema.other-version",
    severity=Severity.WARNING,
    title=Text(
        fr="Version différente de celle publiée",
        en="Version other than the published one",
    ),
    message=Text(
        fr="Le schéma dit être en version {value}, le catalogue le publie en version {published}.",
        en="The schema says that it is version {value}, the catalogue publishes it as {published}.",
    ),
    why=Text(
        fr="Un fichier qui cite la version du schéma ne désigne plus la bonne.",
        en="A file that cites the version of the schema no longer names the right one.",
    ),
    repair=Text(
        fr='Écrivez « "version": "{published}" ».',
        en='Write “"version": "{published}"”.',
    ),
)


@lint_rule
def lint(written: Written) -> Iterator[Defect]:
    """Hold the version inside against that of the catalogue."""
    inside = str(written.raw.get("version") or "")
    if written.published and inside and inside.lstrip("vV") != written.published:
        params = {"published": written.published}
        yield Defect(value=inside, params=params, pointer="/version")
