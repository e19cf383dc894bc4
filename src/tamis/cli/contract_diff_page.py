"""What parts two JSON Schemas, as a page or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from tamis.cli import streams
from tamis.model.text import Text
from tamis.render.words import colon

if TYPE_CHECKING:
    from tamis.contracts.differences import ContractChange
    from tamis.model.contract import Contract

_SHOWN: Final = 120
_GROUPS: Final = (
    (
        True,
        Text(
            fr="Ce qui casse les programmes qui lisent les réponses",
            en="What breaks programs that read answers",
        ),
    ),
    (False, Text(fr="Ce qui ne les casse pas", en="What does not")),
)
_STAYS: Final = Text(
    fr="✓ Un programme qui lit des réponses de {before} lit celles de {after}.",
    en="✓ A program that reads answers of {before} reads those of {after}.",
)
_BREAKS: Final = Text(
    fr="✗ Un programme qui lit des réponses de {before} peut ne pas lire celles de {after}.",
    en="✗ A program that reads answers of {before} may not read those of {after}.",
)
_PRODUCER: Final = Text(
    fr="(une réponse conforme avant peut ne plus l'être)",
    en="(an answer that conformed may no longer)",
)
_MEMBER: Final = {
    True: Text(fr="nouveau membre", en="new member"),
    False: Text(fr="membre retiré", en="member removed"),
}


def show(old: Contract, new: Contract, *, format: str) -> int:
    """Write the page; return the exit code: 1 where a consumer may be broken."""
    from tamis.contracts.differences import differences

    changes = differences(old, new)
    is_broken = any(change.breaks_consumer for change in changes)
    if format == "json":
        streams.print_json(_object(old, new, changes))
    else:
        sys.stdout.writelines(f"{line}\n" for line in _page(old, new, changes))
    return 1 if is_broken else 0


def _object(old: Contract, new: Contract, changes: Sequence[ContractChange]) -> dict[str, Any]:
    return {
        "before": {"name": old.name, "version": old.version, "path": old.path},
        "after": {"name": new.name, "version": new.version, "path": new.path},
        "breaks_consumer": any(change.breaks_consumer for change in changes),
        "breaks_producer": any(change.breaks_producer for change in changes),
        "changes": [asdict(change) for change in changes],
    }


def _page(old: Contract, new: Contract, changes: Sequence[ContractChange]) -> Iterator[str]:
    names = {"before": _name(old), "after": _name(new)}
    yield f"{names['before']} → {names['after']}"
    if not changes:
        yield str(Text(fr="Aucune différence.", en="No difference."))
        return
    is_broken = any(change.breaks_consumer for change in changes)
    yield (_BREAKS if is_broken else _STAYS).say(**names)
    for breaks, title in _GROUPS:
        group = [change for change in changes if change.breaks_consumer is breaks]
        if group:
            yield ""
            yield f"{title} ({len(group)})"
            yield from (_line(change) for change in group)


def _name(contract: Contract) -> str:
    return f"{contract.name or contract.uri} {contract.version}".strip()


def _line(change: ContractChange) -> str:
    mark = "!" if change.breaks_consumer else " "
    doubt = f" {_PRODUCER}" if change.breaks_producer else ""
    place = change.pointer or "/"
    if change.keyword == "member":
        return f"  {mark} {place}{colon()}{_MEMBER[change.before is None]}{doubt}"
    before, after = _shown(change.before), _shown(change.after)
    both = f"{before} → {after}" if before and after else f"+ {after}" if after else f"− {before}"
    return f"  {mark} {place}{colon()}{change.keyword} {both}{doubt}"


def _shown(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
