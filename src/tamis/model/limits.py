"""How much is taken in before a file is refused: a guard against bombs and mistakes."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a source may amount to; beyond, it is refused in one sentence.

    Attributes:
        size: bytes of the file once unpacked or fetched.
        ratio: how many times larger than its archive a file may be, beyond 64 MB.
        columns: columns of a table.
        record: bytes of one record.
        document: bytes of a file that can only be read whole (JSON objects, GeoJSON).
        seconds: how long a fetch may take.
    """

    size: int = 20_000 * MB
    ratio: int = 200
    columns: int = 5_000
    record: int = 64 * MB
    document: int = 512 * MB
    seconds: float = 600.0


DEFAULT = Limits()
