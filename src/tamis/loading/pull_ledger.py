"""What a pull has brought, a file at a time, so that an interrupted one goes on."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from tamis.loading import catalogue, columns, store
from tamis.loading.pull_origins import Origin


class Ledger:
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

    def brought(self, origin: Origin, address: str) -> bool:
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
