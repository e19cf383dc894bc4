"""What stands beside a file behind an address: ``<address>.tamis.json`` on the same host.

A host that has none says so in its own way (404, 403, a page for people): whatever is no JSON
object with an access says nothing.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from tamis.model.address import redact
from tamis.model.errors import TamisError
from tamis.model.origin import Origin
from tamis.sources import sidecar
from tamis.sources.body import PartialBody
from tamis.sources.copying import temporary_folder
from tamis.sources.http_messages import HttpRequest
from tamis.sources.network_errors import TransportError
from tamis.sources.policy import FetchPolicy
from tamis.sources.transport import Transport

#: Bytes that a sidecar may have, and seconds that a host may take to answer.
_SIZE: Final = 1 << 16
_SECONDS: Final = 10.0


def read(policy: FetchPolicy, address: str) -> Origin | None:
    """Return what is said of the file at an address; None where nothing is.

    Raises:
        SourceError: what stands there does not say clearly who may have the file.
    """
    parts = urlsplit(address)
    if not parts.path.rpartition("/")[2]:
        return None
    quick = replace(
        policy,
        tries=1,
        limits=replace(policy.limits, size=_SIZE, seconds=min(_SECONDS, policy.limits.seconds)),
    )
    places = [parts._replace(path=path, fragment="").geturl() for path in sidecar.names(parts.path)]
    with Transport(quick) as transport:
        return sidecar.strictest(_read(transport, place) for place in places)


def _read(transport: Transport, place: str) -> Origin | None:
    shown = redact(place)
    with temporary_folder() as folder:
        body = folder / "sidecar"
        try:
            transport.fetch(HttpRequest(address=place, name=shown), PartialBody(body))
            content = body.read_bytes()
            note = json.loads(content)
        except (TamisError, TransportError, OSError, ValueError, RecursionError):
            return None
    if not isinstance(note, dict) or "access" not in note:
        return None
    return sidecar.parse(lambda: content, shown)
