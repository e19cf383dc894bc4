"""Files behind an address. Nothing is asked of a host that the user did not name."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, Final
from urllib.parse import unquote, urljoin, urlsplit

from tamis.model.errors import RefusedError, SourceError
from tamis.model.limits import Limits
from tamis.model.text import Text
from tamis.model.version import VERSION
from tamis.sources.body import arriving
from tamis.sources.copying import copy_within, temporary_folder, too_slow
from tamis.sources.local import LocalFile

if TYPE_CHECKING:
    from requests import Response, Session

_AGENT: Final = f"tamis/{VERSION}"
_REDIRECTS: Final = 5
#: Seconds without a byte after which a server is given up.
_SILENCE: Final = 30.0


def is_address(location: str) -> bool:
    """Whether `location` is an address, as opposed to a path."""
    return location.startswith(("http://", "https://"))


@contextmanager
def fetched(address: str, limits: Limits) -> Iterator[LocalFile]:
    """Give the file at `address`.

    Raises:
        SourceError: it cannot be fetched within the limits.
        RefusedError: the server sends to another host.
    """
    import requests

    with temporary_folder() as room, requests.Session() as session:
        path = room / "body"
        try:
            deadline = time.monotonic() + limits.seconds
            response = _asked(session, address, 0, limits)
            with response, path.open("wb") as out:
                _take(response, out, deadline, address, limits)
        except requests.RequestException as error:
            raise _failed(address, str(error)) from error
        yield LocalFile(path=path, name=_name(response, address))


def _asked(
    session: Session,
    address: str,
    hops: int,
    limits: Limits,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Ask for `address`, following redirections within its host."""
    response = session.get(
        address,
        headers={"User-Agent": _AGENT, **(headers or {})},
        timeout=min(_SILENCE, limits.seconds),
        stream=True,
        allow_redirects=False,
    )
    if response.is_redirect:
        onward = urljoin(address, response.headers["location"])
        response.close()
        if urlsplit(onward).hostname != urlsplit(address).hostname:
            raise RefusedError(
                Text(
                    fr=f"« {address} » renvoie à un autre serveur : {onward}",
                    en=f"“{address}” sends to another host: {onward}",
                ),
                Text(
                    fr="Si vous lui faites confiance, donnez cette adresse.",
                    en="If you trust it, give that address.",
                ),
            )
        if hops == _REDIRECTS:
            raise _failed(address, "redirections")
        return _asked(session, onward, hops + 1, limits, headers)
    if not response.ok:
        response.close()
        raise _failed(address, f"{response.status_code} {response.reason}")
    return response


def _take(response: Response, out: BinaryIO, deadline: float, address: str, limits: Limits) -> None:
    """Write the body of an answer to `out`, within the limits."""
    more = arriving(response, deadline, lambda: too_slow(address, limits.seconds))
    copy_within(more, out, limits.size, address)


def asked_again(
    session: Session, address: str, known: Mapping[str, str], limits: Limits
) -> tuple[bytes | None, dict[str, str]]:
    """Ask for a small file, unless it is the one that is known already (RFC 9110, 13.1).

    Args:
        session: what keeps the connection to the host.
        address: where the file is.
        known: ``etag`` and ``modified`` as the host told them last time, if it did.
        limits: how much is taken in.

    Returns:
        The bytes, None where they have not changed, and what to know next time.

    Raises:
        SourceError: it cannot be fetched within the limits.
        RefusedError: the server sends to another host.
    """
    import requests

    names = {"etag": "If-None-Match", "modified": "If-Modified-Since"}
    headers = {names[one]: known[one] for one in names if known.get(one)}
    out = BytesIO()
    try:
        deadline = time.monotonic() + limits.seconds
        with _asked(session, address, 0, limits, headers) as response:
            if response.status_code == requests.codes.not_modified:
                return None, dict(known)
            _take(response, out, deadline, address, limits)
    except requests.RequestException as error:
        raise _failed(address, str(error)) from error
    told = {"etag": "ETag", "modified": "Last-Modified"}
    mark = {one: response.headers[name] for one, name in told.items() if name in response.headers}
    return out.getvalue(), mark


def _name(response: Response, address: str) -> str:
    """Return a name whose ending tells the format, from the header or from the address."""
    given = response.headers.get("content-disposition", "")
    found = re.search(r"filename\*?=(?:UTF-8'')?\"?([^\";]+)", given)
    name = unquote(found[1]) if found else unquote(urlsplit(address).path)
    if PurePosixPath(name).suffix:
        return PurePosixPath(name).name
    kind = response.headers.get("content-type", "").partition(";")[0].strip()
    return (PurePosixPath(name).name or "body") + _SUFFIXES.get(kind, "")


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


def _failed(address: str, reason: str) -> SourceError:
    return SourceError(
        Text(
            fr=f"« {address} » n'a pas pu être téléchargé : {reason}.",
            en=f"“{address}” could not be fetched: {reason}.",
        ),
        Text(fr="Vérifiez l'adresse et le réseau.", en="Check the address and the network."),
    )
