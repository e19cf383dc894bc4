"""What parts two versions of a table, and how the older layout maps onto the newer one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """What became of a part of a schema."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaChange:
    """One change between two versions.

    Attributes:
        field: the field concerned, by its newer name; "" for the table as a whole.
        keyword: the keyword that changed; "" for the field itself.
        before, after: what stood there and what stands there, as JSON knows it.
        breaks: whether a file that is valid under the older version may not be under the newer
            one (profile ``publish``).
    """

    kind: ChangeKind
    field: str = ""
    keyword: str = ""
    before: object = None
    after: object = None
    breaks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMapping:
    """Where the values of a field of the newer version come from.

    Attributes:
        field: the field of the newer version.
        source: the field of the older version, or "" where it has none.
        lossless: whether each valid value of `source` is one of `field`, the same to the letter.
        renamed: whether it only was called otherwise.
        readable: whether each text of `source` means the same in `field`, allowed there or not.
    """

    field: str
    source: str = ""
    lossless: bool = True
    renamed: bool = False
    readable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What parts two versions of a table.

    Attributes:
        changes: in the order of the newer version's fields, then what is gone, then the table's.
        mapping: each field of the newer version and where its values come from.
        dropped: fields of the older version that have no place in the newer one.
    """

    changes: tuple[SchemaChange, ...]
    mapping: tuple[FieldMapping, ...]
    dropped: tuple[str, ...]

    @property
    def compatible(self) -> bool:
        """Whether every file that is valid under the older version stays so (``publish``)."""
        return not any(change.breaks for change in self.changes)

    @property
    def lossless(self) -> bool:
        """Whether the older layout can be carried over without losing a column or a value."""
        return not self.dropped and all(field.lossless for field in self.mapping)
