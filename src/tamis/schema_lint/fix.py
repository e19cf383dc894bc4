"""Putting right what has one reading in a schema, and nothing else."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tamis.checks.descriptor import CONSTRAINTS, FIELD
from tamis.model.finding import Finding
from tamis.model.text import Text

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_TRUTH: Final = {"true": True, "false": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """Something that was put right: where (RFC 6901), and what was done."""

    pointer: str
    text: Text


def fixed(
    descriptor: Mapping[str, Any], findings: Iterable[Finding]
) -> tuple[dict[str, Any], tuple[Fix, ...]]:
    """Return a descriptor without the faults that have one reading, and what was put right.

    Args:
        descriptor: the schema as it is written.
        findings: what is wrong with it.
    """
    whole: dict[str, Any] = copy.deepcopy(dict(descriptor))
    fixes: list[Fix] = []
    for finding in findings:
        fix = _FIXES.get(finding.code)
        if fix is None or not finding.pointer:
            continue
        place, _, last = finding.pointer.rpartition("/")
        holder = _at(whole, place)
        key = _unescaped(last)
        if isinstance(holder, dict) and key in holder:
            done = fix(whole, place, key, finding)
            if done is not None:
                fixes.append(Fix(pointer=finding.pointer, text=done))
    return whole, tuple(fixes)


def _at(whole: Any, pointer: str) -> Any:
    node = whole
    for part in map(_unescaped, pointer.split("/")[1:]):
        if isinstance(node, list) and part.isdecimal() and int(part) < len(node):
            node = node[int(part)]
        elif isinstance(node, dict):
            node = node.get(part)
        else:
            return None
    return node


def _unescaped(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")


def _renamed(holder: dict[str, Any], key: str, name: str) -> None:
    """Give a member another name, in its place."""
    members = [(name if each == key else each, value) for each, value in holder.items()]
    holder.clear()
    holder.update(members)


def _misspelt(whole: Any, place: str, key: str, finding: Finding) -> Text | None:
    holder, meant = _at(whole, place), str(finding.check.params.get("meant") or "")
    if not meant or meant in holder:
        return None
    _renamed(holder, key, meant)
    return Text(fr=f"« {key} » → « {meant} »", en=f"“{key}” → “{meant}”")


def _misplaced(whole: Any, place: str, key: str, _: Finding) -> Text | None:
    """Move a keyword where it has an effect, unless another one stands there."""
    holder = _at(whole, place)
    if place.endswith("/constraints") and key in FIELD:
        field = _at(whole, place.rpartition("/")[0])
        if key in field:
            return None
        field[key] = holder.pop(key)
        return Text(fr=f"« {key} » sorti de constraints", en=f"“{key}” moved out of constraints")
    if not re.fullmatch(r"/fields/[0-9]+", place) or key not in CONSTRAINTS:
        return None
    constraints = holder.setdefault("constraints", {})
    if not isinstance(constraints, dict) or key in constraints:
        return None
    constraints[key] = holder.pop(key)
    return Text(fr=f"« {key} » mis dans constraints", en=f"“{key}” moved into constraints")


def _quoted(whole: Any, place: str, key: str, _: Finding) -> Text | None:
    holder = _at(whole, place)
    text = holder[key]
    value = _TRUTH.get(text.lower()) if isinstance(text, str) else None
    if value is None and isinstance(text, str) and _NUMBER.fullmatch(text):
        value = json.loads(text)
    if value is None or (key in {"required", "unique"}) != isinstance(value, bool):
        return None
    holder[key] = value
    shown = json.dumps(value)
    return Text(fr=f'« {key} » : "{text}" → {shown}', en=f'“{key}”: "{text}" → {shown}')


def _not_a_list(whole: Any, place: str, key: str, _: Finding) -> Text | None:
    holder = _at(whole, place)
    text = holder[key]
    if not isinstance(text, str):
        return None
    # Of missing values, whether the empty text is one is not said; nor how several are parted.
    if key == "missingValues" or re.search(r"[,;|/]", text):
        return None
    holder[key] = [text]
    shown = json.dumps(holder[key], ensure_ascii=False)
    return Text(fr=f"« {key} » : « {text} » → {shown}", en=f"“{key}”: “{text}” → {shown}")


_FIXES: Final[Mapping[str, Callable[[Any, str, str, Finding], Text | None]]] = {
    "schema.misspelt-keyword": _misspelt,
    "schema.misplaced-keyword": _misplaced,
    "schema.quoted-value": _quoted,
    "schema.not-a-list": _not_a_list,
}
