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

from tamis.model.errors import RefusedError, TamisError
from tamis.model.text import Text
from tamis.release.inputs.manifest import Source
from tamis.sources import sidecar
from tamis.sources.policy import FetchPolicy
from tamis.sources.remote_copy import RemoteCopy, fetch_copy

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
                got: Fetched = fetch_copy(source.path, self.folder, self.policy, stale=self.stale)
            except TamisError as error:
                got = error
        then(got)

    def close(self) -> None:
        """Ask for no more."""
        self.doing.shutdown(cancel_futures=True)


def refuse_restricted(sources: Sequence[Source]) -> None:
    """Refuse sources that a sidecar marks as restricted: a release is open to all.

    Raises:
        RefusedError: one is.
        SourceError: a sidecar cannot be read.
    """
    for source in sources:
        origin = None if source.remote else sidecar.read(source.path)
        if origin is not None and origin.restricted:
            api = f" ({origin.api})" if origin.api else ""
            raise RefusedError(
                Text(
                    fr=f"« {source.path} » est restreint{api} : rien n'est publié.",
                    en=f"“{source.path}” is restricted{api}: nothing is released.",
                ),
                Text(
                    fr="Retirez cette source d'une fusion ouverte à tous.",
                    en="Take this source out of a release that is open to all.",
                ),
            )
