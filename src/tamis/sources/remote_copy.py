"""Copies of remote files, kept from one run to the next: conditional, retried, resumed.

What the server says has not changed (ETag, Last-Modified: RFC 9110, section 13) is not fetched
again; a body that was cut is taken up where it stopped (Range with If-Range, section 14).
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from email.utils import parsedate_to_datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

from tamis.model.errors import GoneError, RefusedError, SourceError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.text import Text
from tamis.sources.copying import too_large, too_slow
from tamis.sources.digest import sha256
from tamis.sources.http import _AGENT, _failed, _name

if TYPE_CHECKING:
    from requests import Response, Session

#: Answers after which the same request may succeed later.
_LATER: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECTS: Final = 5
#: The longest that a server may have us wait before a new try, in seconds.
_WAIT: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPolicy:
    """How to fetch.

    Attributes:
        hosts: patterns of hosts that may be asked besides the address's own; where `closed`, the
            address's own too must match one.
        tries: how many times a request is made; pause: seconds before the second, doubled since.
        silence: seconds without a byte after which a server is given up.
        limits: how much is taken in, and for how long.
    """

    hosts: tuple[str, ...] = ()
    closed: bool = False
    tries: int = 4
    pause: float = 1.0
    silence: float = 30.0
    limits: Limits = DEFAULT


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


class _Cut(Exception):  # noqa: N818 no error yet: it is tried again
    """The fetch stopped; it may be taken up. `wait` is what the server asks for, in seconds."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait


def fetch_copy(
    address: str, folder: Path, policy: FetchPolicy, *, stale: bool = False
) -> RemoteCopy:
    """Return a copy of the file at `address`, kept in `folder`.

    Args:
        address: what to fetch.
        folder: where copies are kept.
        policy: how to fetch.
        stale: whether an earlier copy will do where the server cannot be had.

    Raises:
        SourceError: it cannot be fetched; GoneError: it never will be.
        RefusedError: it stands on, or leads to, a host that nobody named.
    """
    import requests
    import urllib3

    own = folder / hashlib.sha256(address.encode()).hexdigest()[:32]
    own.mkdir(parents=True, exist_ok=True)
    os.utime(own)  # it is in use: copies that nobody asks for go one day
    known = _known(own)
    reason = ""
    with requests.Session() as session:
        for turn in range(policy.tries):
            try:
                return _once(session, address, own, known, policy)
            except _Cut as cut:
                reason, wait = str(cut), cut.wait
            except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
                reason, wait = _plain(error), 0.0
            except GoneError:
                raise
            except SourceError as error:
                reason = str(error)
                break
            if turn + 1 < policy.tries:
                time.sleep(min(_WAIT, max(wait, policy.pause * 2**turn * random.uniform(0.5, 1))))  # noqa: S311 no secret
    if stale and known is not None:
        return replace(known, fresh=False, why=reason)
    raise _failed(address, reason)


def _known(own: Path) -> RemoteCopy | None:
    """Return the copy that a former run left whole."""
    try:
        noted = json.loads((own / "copy.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    path = own / noted.pop("name")
    return RemoteCopy(path=path, **noted) if path.is_file() else None


def _once(
    session: Session, address: str, own: Path, known: RemoteCopy | None, policy: FetchPolicy
) -> RemoteCopy:
    part = own / "part"
    begun = _begun(own, part)
    headers = {"User-Agent": _AGENT, "Accept-Encoding": "identity"}
    if begun:
        headers |= {"Range": f"bytes={part.stat().st_size}-", "If-Range": begun}
    elif known is not None:
        wanted = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
        headers |= {name: value for name, value in wanted.items() if value}
    with _asked(session, address, headers, policy) as response:
        if response.status_code == 304 and known is not None:  # noqa: PLR2004 not modified
            return known
        if response.status_code == 416:  # noqa: PLR2004 the range asked for does not exist
            part.unlink(missing_ok=True)
            raise _Cut("416")
        _poured(response, part, address, policy.limits)
        return _settled(response, own, part, address)


def _begun(own: Path, part: Path) -> str:
    """Return what proves that a body begun is still the same; "" where none is begun."""
    try:
        return (own / "part.mark").read_text(encoding="utf-8") if part.stat().st_size else ""
    except OSError:
        return ""


@contextmanager
def _asked(
    session: Session, address: str, headers: dict[str, str], policy: FetchPolicy
) -> Iterator[Response]:
    """Ask for `address`, following redirections within the hosts allowed."""
    for _ in range(_REDIRECTS + 1):
        _allowed(address, policy)
        response = session.get(
            address, headers=headers, timeout=policy.silence, stream=True, allow_redirects=False
        )
        with response:
            if not response.is_redirect:
                _judged(response, address)
                yield response
                return
            onward = urljoin(address, response.headers["location"])
        own = urlsplit(address).hostname
        if urlsplit(onward).hostname != own and not _matches(onward, policy.hosts):
            raise _unnamed(onward)
        address = onward
    raise _failed(address, "redirections")


def _matches(address: str, hosts: tuple[str, ...]) -> bool:
    name = urlsplit(address).hostname or ""
    return any(fnmatch(name, pattern) for pattern in hosts)


def _allowed(address: str, policy: FetchPolicy) -> None:
    if policy.closed and not _matches(address, policy.hosts):
        raise _unnamed(address)


def _unnamed(address: str) -> RefusedError:
    host = urlsplit(address).hostname
    return RefusedError(
        Text(
            fr=f"« {address} » est sur un serveur que vous n'avez pas nommé.",
            en=f"“{address}” is on a host that you did not name.",
        ),
        Text(
            fr=f"Si vous lui faites confiance : --allow-host {host}.",
            en=f"If you trust it: --allow-host {host}.",
        ),
    )


def _judged(response: Response, address: str) -> None:
    """Stop at an answer that is none.

    Raises:
        _Cut: it may be had later.
        SourceError: it may not.
    """
    if response.status_code == 410:  # noqa: PLR2004 gone
        raise GoneError(_failed(address, "410 Gone").text)
    if response.status_code in _LATER:
        asked = response.headers.get("retry-after", "")
        raise _Cut(f"{response.status_code} {response.reason}", _seconds(asked))
    if response.status_code >= 400 and response.status_code != 416:  # noqa: PLR2004 errors begin there
        raise _failed(address, f"{response.status_code} {response.reason}")


def _seconds(asked: str) -> float:
    """Return how long to wait, said in seconds or as a date (RFC 9110, section 10.2.3)."""
    if asked.isdecimal():
        return float(asked)
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    except ValueError:
        return 0.0


def _poured(response: Response, part: Path, address: str, limits: Limits) -> None:
    """Write the body to `part`: after what is there already, or from the start."""
    onward = response.status_code == 206  # noqa: PLR2004 partial content
    size = part.stat().st_size if onward else 0
    if onward and not response.headers.get("content-range", "").startswith(f"bytes {size}-"):
        part.unlink()
        raise _Cut("content-range")
    mark = response.headers.get("etag", "")
    validator = mark if mark and not mark.startswith("W/") else ""
    validator = validator or response.headers.get("last-modified", "")
    part.with_name("part.mark").write_text(validator, encoding="utf-8")
    deadline = time.monotonic() + limits.seconds
    with part.open("ab" if onward else "wb") as out:
        # what has come is kept even where the rest does not: `read1` never waits for more
        while chunk := response.raw.read1(1 << 18):
            size += len(chunk)
            if size > limits.size:
                part.unlink()
                raise too_large(address, limits.size)
            if time.monotonic() > deadline:
                raise too_slow(address, limits.seconds)
            out.write(chunk)
    said = response.headers.get("content-length", "")
    plain = "content-encoding" not in response.headers and said.isdecimal()
    begun = size - int(said) if plain else 0
    whole = _total(response)
    if (whole is not None and size != whole) or (plain and not onward and begun):
        raise _Cut(f"{size} bytes of {whole or said}")


def _total(response: Response) -> int | None:
    """Return the size of the whole body, as the range of a part of it says."""
    _, _, total = response.headers.get("content-range", "").partition("/")
    return int(total) if total.isdecimal() else None


def _settled(response: Response, own: Path, part: Path, address: str) -> RemoteCopy:
    """Give the body its name, and note what it is."""
    name = _name(response, address).replace("/", "-").lstrip(".") or "body"
    if name in {"part", "part.mark", "copy.json"}:
        name = f"body-{name}"
    hexdigest = sha256(part)
    (own / "copy.json").unlink(missing_ok=True)
    part.replace(own / name)
    made = RemoteCopy(
        path=own / name,
        sha256=hexdigest,
        modified=response.headers.get("last-modified", ""),
        etag=response.headers.get("etag", ""),
    )
    noted: dict[str, Any] = {n: v for n, v in asdict(made).items() if n not in {"path", "fresh"}}
    text = json.dumps({**noted, "name": name})
    (own / "copy.part").write_text(text, encoding="utf-8")
    (own / "copy.part").replace(own / "copy.json")
    return made


def _plain(error: Exception) -> str:
    """Return the innermost reason of an error of `requests`, without its wrapping."""
    while isinstance(error.__context__, Exception):
        error = error.__context__
    return str(error) or type(error).__name__
