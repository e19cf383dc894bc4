"""What a caller of ``tamis serve`` chose: where it listens, for whom, and how much it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tamis.model.limits import DEFAULT, MB, Limits
from tamis.serve.rows.options import RowsOptions

#: Names by which a machine calls itself.
LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """How the page and the API are served.

    Attributes:
        host: the address to listen on.
        port: the port; 0 is any free one.
        public: whether others than the user of this machine may call.
        names: the names by which it is called, besides those of this machine.
        base_path: what a proxy puts before every path.
        allow_fetch: patterns of hosts that files and schemas may be fetched from.
        allow_origin: origins of web pages that may call the API; ``*`` is any.
        max_size: bytes of what is sent, and of a file once unpacked.
        max_rows: records of a file; 0 is any number.
        max_memory: bytes that reading a file may take beyond its size.
        seconds: how long one job may take.
        jobs: how many are done at once, each in a process of its own.
        waiting: how many may wait.
        per_client: how many one client may have, at work or waiting.
        keep: seconds that a file is kept after it was last asked for.
        rows: the releases whose rows are served, too; None where there are none.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    public: bool = False
    names: tuple[str, ...] = ()
    base_path: str = ""
    allow_fetch: tuple[str, ...] = ()
    allow_origin: tuple[str, ...] = ()
    max_size: int = 2_000 * MB
    max_rows: int = 0
    max_memory: int = 1_024 * MB
    seconds: float = 600.0
    jobs: int = 2
    waiting: int = 100
    per_client: int = 50
    keep: float = 3600.0
    rows: RowsOptions | None = None

    @property
    def limits(self) -> Limits:
        """What a source may amount to; nothing private is fetched, and no host but those named."""
        return Limits(
            size=self.max_size,
            memory=self.max_memory,
            seconds=min(self.seconds, DEFAULT.seconds),
            hosts=self.allow_fetch,
            guarded=True,
        )
