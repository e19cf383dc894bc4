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
        cells: cells of a sheet, from the first to the last, empty ones too.
        record: bytes of one record, or of one cell of a workbook.
        document: bytes of a file that is held whole (a JSON document judged by its schema).
        memory: bytes of memory that reading it may take beyond its size; 0 does not watch them, for
            passing them ends the process.
        seconds: how long a fetch may take.
        hosts: patterns of hosts that a fetch may be sent on to, besides the one that is named.
        hosts_option: whether the user has an option to name them (``--allow-host``).
        guarded: whether somebody else than the user of this machine names addresses: then `hosts`
            alone are asked, and nothing of a private network.
    """

    size: int = 20_000 * MB
    ratio: int = 200
    columns: int = 5_000
    cells: int = 1 << 26
    record: int = 64 * MB
    document: int = 512 * MB
    memory: int = 0
    seconds: float = 600.0
    hosts: tuple[str, ...] = ()
    hosts_option: bool = True
    guarded: bool = False


DEFAULT = Limits()
