"""What a contract says of answers as a whole, beyond what JSON Schema can.

``tamis:error`` names the member that tells an error in the place of an answer; where none is named,
an error is known by its members, none of which the contract describes. ``tamis:cut`` names
the member that counts the records there are (``total``) and beyond how many none is returned
(``most``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tamis.contracts.explain import Fault
from tamis.contracts.keywords import shown
from tamis.model.api_error import is_bare_error


def error_answer(descriptor: Mapping[str, Any], value: Any) -> Fault | None:
    """Return the fault of an answer that is an error, None where it is none."""
    needed = descriptor.get("required", [])
    if not isinstance(value, dict):
        return None
    member = str(descriptor.get("tamis:error", "")) or _undescribed_error(descriptor, value)
    if member not in value or any(name in value for name in needed):
        return None
    return Fault(code="api.error-answer", path=(member,), value=shown(value[member]))


def _undescribed_error(descriptor: Mapping[str, Any], value: dict[str, Any]) -> str:
    """Return the first member of an error that the contract does not describe; "" for none."""
    described = descriptor.get("properties")
    if not isinstance(described, Mapping) or not value.keys().isdisjoint(described):
        return ""
    return next(iter(value)) if is_bare_error(value) else ""


def truncated_answer(descriptor: Mapping[str, Any], value: Any) -> Fault | None:
    """Return the fault of an answer that stops before the end, None where it goes there."""
    declared = descriptor.get("tamis:cut")
    if not declared or not isinstance(value, dict):
        return None
    total = value.get(declared["total"])
    if not isinstance(total, int) or total < declared["most"]:
        return None
    return Fault(
        code="api.cut-short",
        path=(declared["total"],),
        value=str(total),
        params={"most": declared["most"]},
    )
