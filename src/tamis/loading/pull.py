"""Bringing a published catalogue and its schemas into the store.

Files that have not changed are not fetched again; a run that was cut goes on where it stopped;
the catalogue is swapped in last, so that a reader sees the former one or the new one.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import unquote, urljoin, urlsplit

from tamis.loading import catalogue, columns, outside, store
from tamis.model.address import is_address, redact
from tamis.model.errors import RefusedError, SchemaError, SourceError
from tamis.model.limits import DEFAULT, MB
from tamis.model.text import Text
from tamis.sources import http
from tamis.sources.policy import FetchPolicy
from tamis.sources.transport import Transport

#: Where the national catalogue is published.
NATIONAL: Final = "https://schema.data.gouv.fr/schemas.json"
_FILE: Final = "schemas.json"
_LIMITS: Final = replace(DEFAULT, size=64 * MB, seconds=120.0, hosts_option=False)
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


class _Origin(Protocol):
    """A place that a catalogue is published at."""

    def read(self, address: str, known: Mapping[str, str]) -> tuple[bytes | None, dict[str, str]]:
        """Return what is published under an address, None where it has not changed."""
        ...


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
    origin: _Origin = _Site(_file_of(source)) if is_address(source) else _Folder(Path(source))
    raw = _catalogue(origin, source)
    addresses = list(dict.fromkeys(v["schema_url"] for s in raw["schemas"] for v in s["versions"]))
    ledger = _Ledger(redact(source))
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
    return source if source.endswith(".json") else urljoin(source.rstrip("/") + "/", _FILE)


def _catalogue(origin: _Origin, source: str) -> dict[str, Any]:
    content, _ = origin.read(_FILE, {})
    try:
        raw = json.loads(content or b"")
        wanted = [(s["name"], s["schema_type"], [dict(v) for v in s["versions"]])
                  for s in raw["schemas"]]  # fmt: skip
        if all(v["version_name"] and v["schema_url"] for *_, listed in wanted for v in listed):
            return dict(raw)
    except (ValueError, TypeError, KeyError):
        pass
    raise SchemaError(
        Text(fr=f"« {source} » n'est pas un catalogue.", en=f"“{source}” is no catalogue."),
        Text(
            fr="Il faut un fichier schemas.json comme celui de schema.data.gouv.fr.",
            en="What is needed is a schemas.json such as schema.data.gouv.fr's.",
        ),
    )


def _path_of(address: str) -> str:
    """Return the path of an address below the root of its site: ``schemas/owner/slug/…``."""
    path = unquote(urlsplit(address).path).lstrip("/")
    if ".." in path.split("/"):
        raise SourceError(Text(fr=f"Adresse refusée : {address}", en=f"Address refused: {address}"))
    return path


@dataclass(frozen=True, slots=True)
class _Folder:
    """A copy of the site in a folder."""

    root: Path

    def read(self, address: str, known: Mapping[str, str]) -> tuple[bytes | None, dict[str, str]]:
        """Read the file; it is small enough to be compared by its hash."""
        folder = self.root.parent if self.root.is_file() else self.root
        path = self.root if address == _FILE and self.root.is_file() else folder / _path_of(address)
        try:
            return path.read_bytes(), dict(known)
        except OSError as error:
            raise SourceError(
                Text(fr=f"« {path} » ne peut pas être lu.", en=f"“{path}” cannot be read.")
            ) from error


@dataclass(frozen=True, slots=True)
class _Site:
    """The site itself, or a copy of it: no other host is asked, whatever addresses say."""

    catalogue: str
    local: threading.local = field(default_factory=threading.local, repr=False)

    def read(self, address: str, known: Mapping[str, str]) -> tuple[bytes | None, dict[str, str]]:
        """Fetch the file, unless it has not changed."""
        if not hasattr(self.local, "transport"):
            self.local.transport = Transport(FetchPolicy(limits=_LIMITS))
        return http.fetch_if_changed(self.local.transport, self._reached(address), known)

    def _reached(self, address: str) -> str:
        if address == _FILE:
            return self.catalogue
        if urlsplit(address).netloc == urlsplit(self.catalogue).netloc:
            return address
        path = _path_of(address)
        folder = self.catalogue.rpartition("/")[0]
        first = path.partition("/")[0]
        return urljoin(folder.removesuffix(f"/{first}") + "/", path)


class _Outside:
    """What the schemas of a catalogue refer to elsewhere, from the hosts that the user named."""

    def __init__(self, ledger: _Ledger, hosts: Sequence[str], refs: Mapping[str, Path]) -> None:
        self._ledger, self._refs = ledger, refs
        self._origin = _Named(FetchPolicy(limits=_REFERRED, hosts=tuple(hosts), closed=True))
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


@dataclass(frozen=True, slots=True)
class _Named:
    """The hosts that the user named."""

    policy: FetchPolicy

    def read(self, address: str, known: Mapping[str, str]) -> tuple[bytes | None, dict[str, str]]:
        """Fetch the file, unless it has not changed."""
        return http.fetch_if_changed(Transport(self.policy), address, known)


class _Ledger:
    """What is known of each address, and what a run that was cut had done already."""

    def __init__(self, source: str) -> None:
        self._path = store.root() / "pulling.ndjson"
        self._lock = threading.Lock()
        self._known: dict[str, dict[str, str]] = dict(store.state()["files"])
        self._done = {document.pop("address"): document for document in self._resumed(source)}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if not self._done:
            self._path.write_text(json.dumps({"from": source}) + "\n", encoding="utf-8")

    def _resumed(self, source: str) -> Iterator[dict[str, str]]:
        try:
            head, *lines = self._path.read_text(encoding="utf-8").split("\n")
            if json.loads(head) != {"from": source}:
                return
        except (OSError, ValueError):
            return
        for line in lines:
            try:
                yield json.loads(line)
            except ValueError:  # the line that the cut left unfinished
                return

    def brought(self, origin: _Origin, address: str) -> bool:
        """Bring one file into the store; return whether it is new or has changed."""
        done = self._done.get(address)
        if done and store.object_path(done["sha256"]).exists():
            return False
        known = self._known.get(address, {})
        if known and not store.object_path(known["sha256"]).exists():
            known = {}
        content, mark = origin.read(address, known)
        digest = known["sha256"] if content is None else store.keep(content)
        with self._lock:
            self._done[address] = {**mark, "sha256": digest}
            with self._path.open("a", encoding="utf-8") as out:
                out.write(json.dumps({"address": address, **self._done[address]}) + "\n")
        return digest != known.get("sha256")

    def take(self, address: str, content: bytes) -> None:
        """Put a file that stands for an address into the store."""
        self._done[address] = {"sha256": store.keep(content)}

    def content(self, address: str) -> bytes:
        """Return a file that was brought, nothing where it was not."""
        known = self._done.get(address) or self._known.get(address)
        try:
            return store.object_path(known["sha256"]).read_bytes() if known else b""
        except OSError:
            return b""

    def close(self, source: str, raw: Mapping[str, Any], outside: Collection[str]) -> None:
        """Swap the new catalogue in; what could not be had stays as it was."""
        wanted = {v["schema_url"] for s in raw["schemas"] for v in s["versions"]}
        wanted |= set(outside)
        merged = {**self._known, **self._done}
        files = {address: merged[address] for address in sorted(wanted & merged.keys())}
        content = {"from": source, "catalogue": raw, "files": files}
        store.write(
            store.root() / "catalogue.json",
            json.dumps(content, ensure_ascii=False, indent=1).encode(),
        )
        columns.save(catalogue.pulled())
        self._path.unlink(missing_ok=True)
