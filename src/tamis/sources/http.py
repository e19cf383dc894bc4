"""Files behind an address. Nothing is asked of a host that the user did not name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from tamis.model.address import redact
from tamis.model.errors import GoneError, SourceError
from tamis.model.limits import Limits
from tamis.model.text import Text
from tamis.sources import remote_sidecar
from tamis.sources.body import PartialBody
from tamis.sources.copying import temporary_folder
from tamis.sources.http_messages import HttpAnswer, HttpRequest
from tamis.sources.local import LocalFile
from tamis.sources.network_errors import TransportError
from tamis.sources.policy import FetchPolicy
from tamis.sources.transport import Transport

_GONE: Final = 410
#: The longest name of a file that is taken from a server.
_LONGEST_NAME: Final = 120


@contextmanager
def fetched(address: str, limits: Limits) -> Iterator[LocalFile]:
    """Give the file at `address`.

    Raises:
        SourceError: it cannot be fetched within the limits.
        RefusedError: the server sends to another host.
    """
    guarded = limits.guarded
    policy = FetchPolicy(hosts=limits.hosts, closed=guarded, public=guarded, limits=limits)
    with temporary_folder() as folder, Transport(policy) as transport:
        path = folder / "body"
        request = HttpRequest(address=address, name=redact(address))
        try:
            answer = transport.fetch(request, PartialBody(path))
        except TransportError as error:
            raise fetch_failed(address, error) from error
        origin = cache(lambda: remote_sidecar.read(policy, address))
        yield LocalFile(
            path=path,
            name=file_name(answer, address),
            origin=origin,
            modified=answer.headers.get("last-modified", ""),
        )


def fetch_if_changed(
    transport: Transport, address: str, known: Mapping[str, str]
) -> tuple[bytes | None, dict[str, str]]:
    """Fetch a small file, unless it is the one that is known already (RFC 9110, 13.1).

    Args:
        transport: what keeps the connection to the host.
        address: where the file is.
        known: ``etag`` and ``modified`` as the host gave them last time, if it did.

    Returns:
        The bytes, None where they have not changed, and what to know next time.

    Raises:
        SourceError: it cannot be fetched within the limits.
        RefusedError: the server sends to another host.
    """
    names = {"etag": "If-None-Match", "modified": "If-Modified-Since"}
    conditions = {header: known[name] for name, header in names.items() if known.get(name)}
    request = HttpRequest(address=address, name=redact(address), conditions=conditions)
    with temporary_folder() as folder:
        path = folder / "body"
        try:
            answer = transport.fetch(request, PartialBody(path))
        except TransportError as error:
            raise fetch_failed(address, error) from error
        if answer.not_modified:
            return None, dict(known)
        headers = {"etag": "etag", "modified": "last-modified"}
        mark = {
            ours: answer.headers[name] for ours, name in headers.items() if name in answer.headers
        }
        return path.read_bytes(), mark


def file_name(answer: HttpAnswer, address: str) -> str:
    """Return a name whose ending tells the format, from the header or from the address."""
    disposition = answer.headers.get("content-disposition", "")
    match = re.search(r"filename\*?=(?:UTF-8'')?\"?([^\";]+)", disposition)
    path = PurePosixPath(unquote(match[1] if match else urlsplit(address).path))
    stem, suffix = _printable(path.stem), _printable(path.suffix)[:16]
    if not suffix:
        kind = answer.headers.get("content-type", "").partition(";")[0].strip()
        stem, suffix = stem or "body", _SUFFIXES.get(kind, "")
    return stem.encode()[:_LONGEST_NAME].decode(errors="ignore") + suffix


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable()).replace("\\", "-")


_SUFFIXES: Final = {
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/json": ".json",
    "application/geo+json": ".geojson",
    "application/x-ndjson": ".ndjson",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.apache.parquet": ".parquet",
}


def fetch_failed(address: str, error: TransportError) -> SourceError:
    """Return what to say of a file that could not be fetched."""
    shown, reason = redact(address), error.reason
    kind = GoneError if error.status == _GONE else SourceError
    return kind(
        Text(
            fr=f"« {shown} » n'a pas pu être téléchargé : {reason.fr}.",
            en=f"“{shown}” could not be fetched: {reason.en}.",
        ),
        error.hint
        or Text(fr="Vérifiez l'adresse et le réseau.", en="Check the address and the network."),
    )
