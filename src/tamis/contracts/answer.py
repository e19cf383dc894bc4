"""What a contract says of answers as a whole, beyond what JSON Schema can.

``tamis:error`` names the member that tells an error in the place of an answer. ``tamis:cut`` names
the member that counts the records there are (``total``) and beyond how many none is returned
(``most``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tamis.contracts.explain import Fault
from tamis.contracts.keywords import shown


def error_answer(descriptor: Mapping[str, Any], value: Any) -> Fault | None:
    """Return the fault of an answer that is an error, None where it is none."""
    member = str(descriptor.get("tamis:error", ""))
    needed = descriptor.get("required", [])
    if not isinstance(value, dict) or member not in value or any(n in value for n in needed):
        return None
    return Fault(code="api.error-answer", path=(member,), value=shown(value[member]))


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
