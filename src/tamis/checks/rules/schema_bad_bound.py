"""A bound is no value of the field, or bounds cross."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from tamis import values
from tamis.checks.contract import Defect, schema_rule
from tamis.model.rule import Rule, Severity
from tamis.model.schema import Field, Schema
from tamis.model.text import Text

RULE = Rule(
    code="schema.bad-bound",
    severity=Severity.WARNING,
    title=Text(
        fr="Borne impossible",
        en="Impossible bound",
    ),
    message=Text(
        fr="La borne « {keyword} » du champ « {field} » ne peut pas servir : « {value} ». {reason}",
        en="The bound “{keyword}” of the field “{field}” cannot be used: “{value}”. {reason}",
    ),
    why=Text(
        fr="Une borne illisible n'est pas vérifiée ; deux bornes qui se croisent refusent tout.",
        en="A bound that cannot be read is not checked; two that cross refuse everything.",
    ),
    repair=Text(
        fr="Écrivez une valeur du type du champ.",
        en="Write a value of the type of the field.",
    ),
)

_BOUNDS: Final = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum",
    "exclusiveMaximum": "exclusive_maximum",
}
_UNREAD: Final = Text(
    fr="Ce n'est pas une valeur de ce type.", en="This is not a value of that type."
)
_CROSSED: Final = Text(fr="Le minimum dépasse le maximum.", en="The minimum is above the maximum.")


@schema_rule
def unenforceable(schema: Schema) -> Iterator[Defect]:
    """Look for bounds that are not read as the field's type, or that leave nothing between."""
    for index, field in enumerate(schema.fields):
        read = {}
        for keyword, attribute in _BOUNDS.items():
            limit = getattr(field.constraints, attribute)
            if limit is None:
                continue
            text = values.descriptor_text(limit)
            bound = values.read(field, [text])
            pointer = f"/fields/{index}/constraints/{keyword}"
            if bound.null_count():
                params = {"keyword": keyword, "reason": _UNREAD}
                yield Defect(field=field.name, value=text, params=params, pointer=pointer)
            else:
                read[attribute] = (bound[0], text, keyword, pointer)
        yield from _crossed(field, read)


def _crossed(field: Field, read: Mapping[str, tuple[Any, str, str, str]]) -> Iterator[Defect]:
    low = read.get("minimum") or read.get("exclusive_minimum")
    high = read.get("maximum") or read.get("exclusive_maximum")
    ordered = (int, float, date)
    if not low or not high or not isinstance(low[0], ordered) or not low[0] > high[0]:
        return
    _, text, keyword, pointer = high
    params = {"keyword": keyword, "reason": _CROSSED}
    yield Defect(field=field.name, value=text, params=params, pointer=pointer)
