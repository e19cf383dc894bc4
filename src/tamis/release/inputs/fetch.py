"""Remote sources, brought to this machine many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Semaphore
from typing import Final
from urllib.parse import urlsplit

from tamis.model.address import redact
from tamis.model.errors import TamisError
from tamis.release.inputs.manifest import Source
from tamis.sources import remote_sidecar, sidecar
from tamis.sources.policy import FetchPolicy
from tamis.sources.remote_copy import RemoteCopy, fetch_copy, forget_copy

#: Requests at once, in all and to one host.
AT_ONCE: Final = 8
A_HOST: Final = 3

Fetched = RemoteCopy | TamisError


@dataclass(slots=True)
class Fetcher:
    """Brings remote sources; local ones are there already."""

    folder: Path
    policy: FetchPolicy
    stale: bool
    doing: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(AT_ONCE, thread_name_prefix="tamis-fetch")
    )
    hosts: dict[str, Semaphore] = field(
        default_factory=lambda: defaultdict(lambda: Semaphore(A_HOST))
    )

    def ask(self, source: Source, then: Callable[[Fetched], None]) -> Future[None]:
        """Bring a source, and say so when it is there, or why it is not."""
        return self.doing.submit(self._bring, source, then)

    def _bring(self, source: Source, then: Callable[[Fetched], None]) -> None:
        with self.hosts[urlsplit(source.path).netloc]:
            try:
                self._ensure_open(source.path)
                got: Fetched = fetch_copy(source.path, self.folder, self.policy, stale=self.stale)
            except TamisError as error:
                got = error
        then(got)

    def _ensure_open(self, address: str) -> None:
        """Fetch nothing that is said to be restricted, and keep no copy of it.

        Raises:
            RestrictedError: what stands beside the address says so.
        """
        origin = remote_sidecar.read(self.policy, address)
        if origin is not None and origin.restricted:
            forget_copy(address, self.folder)
            raise sidecar.restriction(redact(address), origin)

    def close(self) -> None:
        """Ask for no more."""
        self.doing.shutdown(cancel_futures=True)


def refuse_restricted(sources: Sequence[Source]) -> None:
    """Refuse sources that a sidecar marks as restricted: a release is open to all.

    What stands in an archive or behind an address is seen where it is read, and ends the release
    likewise.

    Raises:
        RestrictedError: one is.
        SourceError: a sidecar cannot be read.
    """
    for source in sources:
        origin = None if source.remote else sidecar.read(source.path)
        if origin is not None and origin.restricted:
            raise sidecar.restriction(source.path, origin)
