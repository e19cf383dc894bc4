"""What a schema asks for, in words: one description, shown on a terminal or as a document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A field of a table, or a member of a JSON document (`place.commune`, `plugs[]`).

    Attributes:
        kind: what its values are, in words.
        rules: label and text of each limit.
    """

    name: str
    title: str = ""
    description: str = ""
    required: bool = False
    kind: str = ""
    rules: tuple[tuple[str, str], ...] = ()
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Members that belong together: a table, a resource of a package, a JSON document.

    `notes` are sentences about it: keys, references, checks of several fields.
    """

    name: str
    title: str = ""
    description: str = ""
    members: tuple[Member, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A schema in words.

    Attributes:
        facts: label and value of what is known of it: version, licence, page…
        usage: the command that holds a file against it; "" where none does.
        remark: what is to be known before anything else.
    """

    name: str
    title: str
    description: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    usage: str = ""
    remark: str = ""
