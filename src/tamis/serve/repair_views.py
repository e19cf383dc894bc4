"""What templates are given of repairs: by how sure they are, each with its box."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup

from tamis.model.rule import Applicability
from tamis.model.text import Text
from tamis.render.markup import prose
from tamis.serve.upload_state import State

_GROUPS: Final = (
    ("s", Applicability.SAFE, Text(fr="Sûres : faites, sauf si vous les refusez",
                                   en="Safe: done, unless you refuse them")),
    ("u", Applicability.UNSAFE, Text(fr="Probables : à cocher après relecture",
                                     en="Likely: tick them once you have checked")),
    ("p", Applicability.SHOW, Text(fr="Propositions : à corriger vous-même",
                                   en="Proposals: to correct yourself")),
)  # fmt: skip


def sentence(fr: str, en: str) -> Markup:
    """Return a sentence of a template in the language of the page."""
    return Markup(prose(Text(fr=fr, en=en)))  # noqa: S704 it is escaped


def repair_groups(summaries: Iterable[Mapping[str, Any]], state: State) -> list[dict[str, Any]]:
    """Return the repairs by how sure they are, each with its box where it has one."""
    choice = state.choice()
    agreed = {tuple(pair) for pair in choice["agreed"]}
    known = [*summaries, *_refused(choice["without"])]
    groups = []
    for key, kind, title in _GROUPS:
        lines = [
            _repair(summary, agreed, choice["without"])
            for summary in known
            if summary["kind"] == kind.value
        ]
        if lines:
            groups.append({"key": key, "title": sentence(title.fr, title.en), "lines": lines})
    return groups


def _refused(names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the safe repairs that were refused, which no run tells any more."""
    from tamis import repairs

    return [
        {
            "name": rule.name,
            "field": "",
            "kind": rule.applicability.value,
            "implied": False,
            "line": str(rule.title),
        }
        for rule in repairs.all_rules()
        if rule.name in names
    ]


def _repair(
    summary: Mapping[str, Any], agreed: set[tuple[Any, ...]], refused: Sequence[str]
) -> dict[str, Any]:
    name, field = summary["name"], summary["field"]
    box, value, checked = "", "", False
    if summary["kind"] == Applicability.SAFE.value and not summary["implied"]:
        box, value, checked = "safe", name, name not in refused
    elif summary["kind"] == Applicability.UNSAFE.value:
        pair = (name, field)
        box, checked = "agreed", pair in agreed
        value = json.dumps([name, field], ensure_ascii=False)
    line = Markup(prose(summary["line"]))  # noqa: S704 it is escaped
    return {"box": box, "value": value, "checked": checked, "line": line}
