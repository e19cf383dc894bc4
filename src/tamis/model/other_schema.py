"""Published schemas that are prose, models or tools of their own: told, never applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherSchema:
    """A schema of the catalogue in no form that software can apply (`schema_type` other).

    Attributes:
        homepage: where it is written down.
        tool: an address where files that follow it can be made or checked, or "".
    """

    name: str
    title: str = ""
    description: str = ""
    version: str = ""
    path: str = ""
    homepage: str = ""
    tool: str = ""
    descriptor: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
