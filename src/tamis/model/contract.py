"""A JSON Schema, as data (JSON Schema drafts 4 to 2020-12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Contract:
    """What a JSON document must be; nothing in it depends on a document.

    Attributes:
        name: its name in a catalogue; else its title.
        uri: what its own references are resolved against: its ``$id``, else one of ours.
        dialect: the address of its meta-schema, chosen for it where it says none.
        descriptor: the JSON Schema itself.
        documents: other schemas that it may refer to, by address.
    """

    name: str
    uri: str
    dialect: str
    title: str = ""
    description: str = ""
    version: str = ""
    path: str = ""
    descriptor: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    documents: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __repr__(self) -> str:
        return f"<Contract {self.name or self.uri!r} {self.version}>"
