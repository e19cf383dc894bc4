"""A JSON Schema names a format that does not exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tamis.checks import listed
from tamis.checks.contract import Defect, contract_rule
from tamis.checks.descriptor import pointed
from tamis.model.contract import Contract
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="schema.odd-json-format",
    severity=Severity.WARNING,
    title=Text(
        fr="Format JSON Schema inconnu",
        en="Unknown JSON Schema format",
    ),
    message=Text(
        fr="Le format « {value} » n'existe pas : il n'est pas vérifié.",
        en="The format “{value}” does not exist: it is not checked.",
    ),
    why=Text(
        fr="Ce que ce format promet n'est jamais vérifié.",
        en="What this format promises is never checked.",
    ),
    repair=Text(
        fr="Formats connus : {known}.",
        en="Known formats: {known}.",
    ),
)

_FORMATS: Final = frozenset(
    {"date", "date-time", "duration", "email", "hostname", "idn-email", "idn-hostname", "ipv4",
     "ipv6", "iri", "iri-reference", "json-pointer", "regex", "relative-json-pointer", "time",
     "uri", "uri-reference", "uri-template", "uuid"}
)  # fmt: skip
#: Keywords under which names are chosen by the author, and those that hold data.
_NAMES: Final = frozenset({"$defs", "definitions", "patternProperties", "properties"})
_DATA: Final = frozenset({"const", "default", "enum", "example", "examples"})


@contract_rule
def lint_contract(contract: Contract) -> Iterator[Defect]:
    """Look for formats outside JSON Schema ("Defined Formats")."""
    todo: list[tuple[str, Any, bool]] = [("", contract.descriptor, True)]
    while todo:
        place, part, is_schema = todo.pop()
        if isinstance(part, Mapping):
            form = part.get("format")
            if is_schema and isinstance(form, str) and form not in _FORMATS:
                params = {"known": listed(sorted(_FORMATS), most=30)}
                yield Defect(value=form, params=params, pointer=f"{place}/format")
            todo += [
                (place + pointed(key), value, key not in _NAMES)
                for key, value in part.items()
                if key not in _DATA
            ]
        elif isinstance(part, list):
            todo += [(f"{place}/{n}", item, True) for n, item in enumerate(part)]
