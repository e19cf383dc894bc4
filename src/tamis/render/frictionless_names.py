"""Findings as frictionless and the French tools built on it name them."""

from __future__ import annotations

from typing import Any, Final

from tamis.model.finding import Finding
from tamis.model.report import Source
from tamis.model.rule import Rule

#: The tags of frictionless, by scope of rule.
_TAGS: Final = {
    "file": ["#file"],
    "header": ["#table", "#header"],
    "row": ["#table", "#row"],
    "cell": ["#table", "#row", "#cell"],
    "table": ["#table", "#row"],
    "column": ["#table"],
}


def type_of(rule: Rule) -> str:
    """Return the type of frictionless error that answers to a rule."""
    return rule.alias or "error"


def tags(rule: Rule) -> list[str]:
    """Return the tags of the errors of a rule.

    Clients sort by them: what has ``#row`` or ``#cell`` is about the content, else ``#header``,
    ``#label`` or ``#table`` about the structure, else ``#file`` about the whole.
    """
    tags = list(_TAGS.get(rule.level, ["#file"]))
    return [*tags, "#label"] if type_of(rule).endswith("-label") else tags


def place(finding: Finding, source: Source) -> dict[str, Any]:
    """Return where a finding stands: rows count from 1, those above the data included."""
    members: dict[str, Any] = {}
    if finding.row is not None:
        members["rowNumber"] = finding.row + _above(source)
    if finding.field:
        members["fieldName"] = finding.field
        members["fieldNumber"] = finding.column
    return members


def error(finding: Finding, source: Source) -> dict[str, Any]:
    """Return a finding as frictionless describes an error (report, version 5).

    Its class makes the message anew from `note`, so that both are our sentence. `code` is the
    rule of tamis, which tells more than the type.
    """
    rule = finding.check.rule
    return {
        "type": type_of(rule),
        "title": str(rule.title),
        "description": str(rule.why),
        "message": finding.message,
        "tags": tags(rule),
        "note": finding.message,
        "code": finding.code,
        **_shape(finding, source),
    }


def _shape(finding: Finding, source: Source) -> dict[str, Any]:
    """Return the members that frictionless wants of errors of this type."""
    field_members = {"fieldName": finding.field, "fieldNumber": finding.column}
    if type_of(finding.check.rule).endswith("-label"):
        label = finding.value or finding.field
        above = {"labels": list(source.labels), "rowNumbers": [_above(source)]}
        return {**above, "label": label, **field_members}
    if finding.row is None:
        return {}
    members = {"cells": [], "rowNumber": finding.row + _above(source)}
    return members | {"cell": finding.value or "", **field_members}


def _above(source: Source) -> int:
    """Return how many rows stand above the data."""
    return source.dialect.header_line if source.dialect else 1
