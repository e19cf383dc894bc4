"""Bringing a published catalogue and its schemas into the store.

Files that have not changed are not fetched again; a run that was cut goes on where it stopped;
the catalogue is swapped in last, so that a reader sees the former one or the new one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin

from tamis.loading import outside
from tamis.loading.pull_ledger import Ledger
from tamis.loading.pull_origins import CATALOGUE, Folder, Named, Origin, Site
from tamis.model.address import is_address, redact
from tamis.model.errors import RefusedError, SchemaError, SourceError
from tamis.model.limits import DEFAULT, MB
from tamis.model.text import Text
from tamis.sources.policy import FetchPolicy

#: Where the national catalogue is published.
NATIONAL: Final = "https://schema.data.gouv.fr/schemas.json"
_REFERRED: Final = replace(DEFAULT, size=64 * MB, seconds=60.0)
_AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """What a pull came to.

    Attributes:
        schemas, versions: how many the catalogue has.
        fetched: how many files are new or have changed.
        same: how many had not changed.
        failed: the address and the reason of each file that could not be had.
        refused: what schemas refer to on hosts that the user did not name.
        brought: how many files that schemas refer to are at hand.
    """

    source: str
    schemas: int
    versions: int
    fetched: int
    same: int
    failed: tuple[tuple[str, Text], ...] = ()
    refused: tuple[str, ...] = ()
    brought: int = 0


def pull(
    source: str = NATIONAL,
    *,
    progress: Callable[[int, int], None] | None = None,
    hosts: Sequence[str] = (),
    refs: Mapping[str, Path] | None = None,
) -> Pulled:
    """Bring a catalogue and all its schemas into the store, with what they refer to.

    Args:
        source: the address of a ``schemas.json`` or of the folder it stands in, or a folder of
            this machine laid out the same way.
        progress: told how many files are done, of how many.
        hosts: patterns of hosts that what schemas refer to may be fetched from.
        refs: files that stand for addresses that schemas refer to.

    Raises:
        SourceError: the catalogue, or a file that stands for an address, cannot be had.
        SchemaError: what is there is no catalogue.
        RefusedError: a server sends to another host.
    """
    origin: Origin = Site(_file_of(source)) if is_address(source) else Folder(Path(source))
    raw = _catalogue(origin, source)
    addresses = list(dict.fromkeys(v["schema_url"] for s in raw["schemas"] for v in s["versions"]))
    ledger = Ledger(redact(source))
    failed: list[tuple[str, Text]] = []
    fetched = 0

    def fetch_schema(address: str) -> bool | SourceError | RefusedError:
        try:
            return ledger.brought(origin, address)
        except (SourceError, RefusedError) as error:
            return error

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for done, (address, outcome) in enumerate(
            zip(addresses, pool.map(fetch_schema, addresses), strict=True), start=1
        ):
            if isinstance(outcome, bool):
                fetched += outcome
            else:
                failed.append((redact(address), outcome.text))
            if progress:
                progress(done, len(addresses))
    referred = _Outside(ledger, hosts, refs or {})
    referred.bring(addresses)
    failed += referred.failed
    ledger.close(redact(source), raw, referred.brought)
    return Pulled(
        source=redact(source),
        schemas=len(raw["schemas"]),
        versions=sum(len(schema["versions"]) for schema in raw["schemas"]),
        fetched=fetched,
        same=len(addresses) - fetched - (len(failed) - len(referred.failed)),
        failed=tuple(failed),
        refused=tuple(sorted(referred.refused)),
        brought=len(referred.brought),
    )


def _file_of(source: str) -> str:
    return source if source.endswith(".json") else urljoin(source.rstrip("/") + "/", CATALOGUE)


def _catalogue(origin: Origin, source: str) -> dict[str, Any]:
    content, _ = origin.read(CATALOGUE, {})
    try:
        raw = json.loads(content or b"")
        wanted = [(s["name"], s["schema_type"], [dict(v) for v in s["versions"]])
                  for s in raw["schemas"]]  # fmt: skip
        if all(v["version_name"] and v["schema_url"] for *_, listed in wanted for v in listed):
            return dict(raw)
    except (ValueError, TypeError, KeyError):
        pass
    raise SchemaError(
        Text(fr=f"« {source} » n'est pas un catalogue.", en=f"“{source}” is not a catalogue."),
        Text(
            fr="Il faut un fichier schemas.json comme celui de schema.data.gouv.fr.",
            en="What is needed is a schemas.json such as schema.data.gouv.fr's.",
        ),
    )


class _Outside:
    """What the schemas of a catalogue refer to elsewhere, from the hosts that the user named."""

    def __init__(self, ledger: Ledger, hosts: Sequence[str], refs: Mapping[str, Path]) -> None:
        self._ledger, self._refs = ledger, refs
        self._origin = Named(FetchPolicy(limits=_REFERRED, hosts=tuple(hosts), closed=True))
        self.brought: set[str] = set()
        self.refused: set[str] = set()
        self.failed: list[tuple[str, Text]] = []

    def bring(self, pulled: Sequence[str]) -> None:
        """Bring what the files at these addresses refer to, and what that refers to in turn.

        Raises:
            SourceError: a file that stands for an address cannot be read.
        """
        for address, path in self._refs.items():
            self._ledger.take(address, _bytes_of(path))
            self.brought.add(address)
        seen = set(pulled)
        todo = [*pulled, *self._refs]
        while todo:
            address = todo.pop()
            for reference in _referred(self._ledger.content(address), address):
                if reference not in seen:
                    seen.add(reference)
                    if self._bring(reference):
                        todo.append(reference)

    def _bring(self, address: str) -> bool:
        if address in self._refs:
            return False  # it was looked into already
        try:
            self._ledger.brought(self._origin, address)
        except RefusedError:
            self.refused.add(redact(address))
            return False
        except SourceError as error:
            self.failed.append((redact(address), error.text))
            return False
        self.brought.add(address)
        return True


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(
            Text(fr=f"« {path} » ne peut pas être lu.", en=f"“{path}” cannot be read.")
        ) from error


def _referred(content: bytes, address: str) -> list[str]:
    try:
        descriptor = json.loads(content or b"null")
    except (ValueError, RecursionError):
        return []
    return list(outside.addresses(descriptor, address)) if isinstance(descriptor, dict) else []
