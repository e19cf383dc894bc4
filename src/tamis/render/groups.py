"""Findings put together as a person thinks of them: one defect of one field, or of the header."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tamis.model.finding import Finding, Findings, Group
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.render.words import counted

_WHOLE = Text(fr="le fichier entier", en="the whole file")
_NOUNS = {
    "cell": ("cellule", "cellules", "cell", "cells"),
    "row": ("ligne", "lignes", "row", "rows"),
    "table": ("ligne", "lignes", "row", "rows"),
    "header": ("colonne", "colonnes", "column", "columns"),
    "column": ("colonne", "colonnes", "column", "columns"),
    "api": ("valeur", "valeurs", "value", "values"),
    "schema": ("endroit", "endroits", "place", "places"),
}

#: Fields that are named where there is little room.
_NAMED = 4
#: Labels of columns that are named, of each rule.
_LABELS = 100
#: What is shown first among findings of one severity, by what they are about.
_RANKS = {"file": 0, "header": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Groups that are shown as one: a rule and a field, or a rule of the header and its fields.

    Attributes:
        fields: the fields concerned, or the labels that stand for none; empty where the rule is
            about neither.
        count, cured: how many findings, and how many of them a SAFE repair cures.
        samples: the first findings of each group.
    """

    rule: Rule
    severity: Severity
    fields: tuple[str, ...]
    count: int
    cured: int
    samples: tuple[Finding, ...]
    groups: tuple[Group, ...]

    @property
    def code(self) -> str:
        """The rule's code."""
        return self.rule.code

    @property
    def rest(self) -> int:
        """How many findings are not among the samples."""
        return self.count - len(self.samples)

    @property
    def named(self) -> str:
        """The first fields, and how many more."""
        rest = len(self.fields) - _NAMED
        if rest <= 1:
            return ", ".join(self.fields)
        shown = ", ".join(self.fields[:_NAMED])
        return shown + Text(fr=f" et {rest} autres", en=f" and {rest} more").say()

    @property
    def named_fields(self) -> bool:
        """Whether `fields` are fields of the schema, rather than labels of the file."""
        return any(group.check.field for group in self.groups)

    @property
    def how_many(self) -> str:
        """How many cells, rows or columns, and how many a repair cures."""
        nouns = _NOUNS.get(self.rule.level, ("fois", "fois", "time", "times"))
        whole = self.rule.level == "file" and self.count == 1
        text = str(_WHOLE) if whole else counted(self.count, *nouns)
        if not self.cured:
            return text
        if whole:
            return text + Text(fr=", réparable", en=", repairable").say()
        repairable = counted(self.cured, "réparable", "réparables", "repairable", "repairable")
        return text + Text(fr=f", dont {repairable}", en=f", {repairable}").say()

    @property
    def advice(self) -> str:
        """What to write instead; a sentence for each bound or list that is not kept.

        It is "" where several columns each want another one: their messages say it.
        """
        sentences = dict.fromkeys(group.samples[0].advice() for group in self.groups)
        if len(self.fields) > 1 and len(sentences) > 1:
            return ""
        return " ".join(sentences)

    @property
    def why(self) -> Text:
        """Why it matters."""
        return self.groups[0].check.why


def bundles(findings: Findings, samples: int = 3) -> list[Bundle]:
    """Return the findings in bundles: worst first, causes before their effects.

    What is wrong with the file, then with its header, then with the limits of cells makes cells
    wrong that are not; of the others the most numerous come first.
    """
    alike: dict[tuple[object, ...], list[Group]] = {}
    for group in findings.groups(max(samples, _LABELS)):
        field = "" if group.check.rule.level == "header" else group.check.field
        alike.setdefault((group.check.code, group.severity, field), []).append(group)
    bundles_by_size = [_bundle(tuple(alike_groups), samples) for alike_groups in alike.values()]
    worst = max((bundle.severity for bundle in bundles_by_size), default=Severity.INFO)
    return sorted(bundles_by_size, key=lambda bundle: _sort_key(bundle, worst))


def _sort_key(bundle: Bundle, worst: Severity) -> tuple[object, ...]:
    severity = worst if bundle.rule.is_cause else bundle.severity
    rank = _RANKS.get(bundle.rule.level, 3)
    if bundle.rule.is_cause:
        rank = min(rank, 2)
    return (-severity, rank, 0 if rank == _RANKS["header"] else -bundle.count, bundle.code)


def _bundle(groups: tuple[Group, ...], samples: int) -> Bundle:
    return Bundle(
        rule=groups[0].check.rule,
        severity=groups[0].severity,
        fields=tuple(dict.fromkeys(name for group in groups for name in _names(group))),
        count=sum(group.count for group in groups),
        cured=sum(group.cured for group in groups),
        samples=tuple(finding for group in groups for finding in group.samples[:samples]),
        groups=groups,
    )


def _names(group: Group) -> Iterator[str]:
    """Yield the field of a group; of labels that stand for none, the labels."""
    if group.check.field:
        yield group.check.field
    elif group.check.rule.level == "header":
        yield from (sample.value for sample in group.samples if sample.value)
