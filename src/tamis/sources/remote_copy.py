"""Copies of remote files, kept from one run to the next: conditional, and gone on with.

What the server says has not changed (ETag, Last-Modified: RFC 9110, section 13) is not fetched
again; a body that was cut is taken up where it stopped (section 14).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tamis.model.address import redact
from tamis.model.errors import GoneError, SourceError
from tamis.sources.body import PartialBody
from tamis.sources.digest import sha256
from tamis.sources.http import fetch_failed, file_name
from tamis.sources.http_messages import HttpAnswer, HttpRequest
from tamis.sources.network_errors import TransportError
from tamis.sources.policy import FetchPolicy
from tamis.sources.transport import Transport

#: Names of our own beside a copy.
_OWN: Final = frozenset({"part", "part.mark", "copy.json", "copy.part"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteCopy:
    """A remote file at hand.

    `fresh` is False where the server did not answer and an earlier copy stands in: `why` says.
    """

    path: Path
    sha256: str
    modified: str = ""
    etag: str = ""
    fresh: bool = True
    why: str = ""


def fetch_copy(
    address: str, folder: Path, policy: FetchPolicy, *, stale: bool = False
) -> RemoteCopy:
    """Return a copy of the file at `address`, kept in `folder`.

    Args:
        address: what to fetch.
        folder: where copies are kept; their names tell nothing of the address.
        policy: how to fetch.
        stale: whether an earlier copy will do where the server cannot be had.

    Raises:
        SourceError: it cannot be fetched; GoneError: it never will be.
        RefusedError: it stands on, or leads to, a host that nobody named.
    """
    own = _place(address, folder)
    own.mkdir(parents=True, exist_ok=True)
    os.utime(own)  # it is in use: copies that nobody asks for go one day
    known = _known(own)
    try:
        return _fetched(address, own, known, policy)
    except TransportError as error:
        failure = fetch_failed(address, error)
    except SourceError as error:
        failure = error
    if stale and known is not None and not isinstance(failure, GoneError):
        return replace(known, fresh=False, why=str(failure))
    raise failure


def forget_copy(address: str, folder: Path) -> bool:
    """Delete the copy of the file at `address` in `folder`; whether there was one."""
    own = _place(address, folder)
    is_there = own.is_dir()
    shutil.rmtree(own, ignore_errors=True)
    return is_there


def has_copy(address: str, folder: Path) -> bool:
    """Whether a former run left a copy of the file at `address` in `folder`."""
    return _known(_place(address, folder)) is not None


def _place(address: str, folder: Path) -> Path:
    return folder / hashlib.sha256(address.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _known(own: Path) -> RemoteCopy | None:
    """Return the copy that a former run left whole."""
    try:
        noted = json.loads((own / "copy.json").read_text(encoding="utf-8"))
        path = own / noted["name"]
        sha, modified, etag = (str(noted.get(name, "")) for name in ("sha256", "modified", "etag"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    if not path.is_file():
        return None
    return RemoteCopy(path=path, sha256=sha, modified=modified, etag=etag)


def _fetched(address: str, own: Path, known: RemoteCopy | None, policy: FetchPolicy) -> RemoteCopy:
    conditions = {}
    if known is not None:
        wanted = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
        conditions = {name: value for name, value in wanted.items() if value}
    request = HttpRequest(address=address, name=redact(address), conditions=conditions)
    partial = PartialBody(own / "part", mark=own / "part.mark")
    with Transport(policy) as transport:
        answer = transport.fetch(request, partial)
    if answer.not_modified and known is not None:
        return known
    return _settled(answer, own, partial.path, address)


def _settled(answer: HttpAnswer, own: Path, part: Path, address: str) -> RemoteCopy:
    """Give the body its name, and note what it is."""
    name = file_name(answer, address).lstrip(".") or "body"
    if name in _OWN:
        name = f"body-{name}"
    noted = {
        "name": name,
        "sha256": sha256(part),
        "modified": answer.headers.get("last-modified", ""),
        "etag": answer.headers.get("etag", ""),
    }
    (own / "copy.json").unlink(missing_ok=True)
    part.replace(own / name)
    (own / "copy.part").write_text(json.dumps(noted), encoding="utf-8")
    (own / "copy.part").replace(own / "copy.json")
    return RemoteCopy(
        path=own / name, sha256=noted["sha256"], modified=noted["modified"], etag=noted["etag"]
    )
