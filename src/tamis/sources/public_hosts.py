"""Machines of the public Internet, and no other, whatever a name is said to stand for.

Where strangers name addresses, a name may lead into the network that tamis runs in, or do so the
second time it is looked up. So it is looked up once, and the connection goes to what was found.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from tamis.model.errors import RefusedError
from tamis.model.text import Text

#: Prefixes of IPv6 that hold an address of IPv4 in their last bits: NAT64 (RFC 6052, RFC 8215).
_TRANSLATED: Final = (
    ipaddress.IPv6Network("64:ff9b::/96"),
    ipaddress.IPv6Network("64:ff9b:1::/48"),
)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public Internet.

    >>> is_public("1.1.1.1"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv4Address):
        return found.is_global and not found.is_multicast
    inner = found.ipv4_mapped or found.sixtofour
    if found.teredo is not None or any(found in network for network in _TRANSLATED):
        return False
    if inner is not None:
        return is_public(str(inner))
    return found.is_global and not (found.is_multicast or found.is_site_local)


def public_address(host: str, port: int) -> str:
    """Return the IP address to connect to for a host.

    Raises:
        RefusedError: the name stands for a machine that is not of the public Internet.
        OSError: it stands for none.
    """
    found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(map(is_public, addresses)):
        raise RefusedError(
            Text(
                fr=f"« {host} » n'est pas un serveur de l'Internet public : rien ne lui est "
                "demandé.",
                en=f"“{host}” is not a host of the public Internet: no request is sent to it.",
            )
        )
    return addresses[0]


@contextmanager
def pinned(connection: Any, *, public: bool) -> Iterator[None]:
    """Have a connection of urllib3 go to an address that was looked at, within the block.

    Its name stays what the certificate is held against. `public`: False looks at nothing.
    """
    if not public:
        yield
        return
    name = connection._dns_host  # noqa: SLF001 what is connected to, apart from the name
    try:
        connection._dns_host = public_address(name, connection.port)  # noqa: SLF001
        yield
    except socket.gaierror as error:
        from urllib3.exceptions import NameResolutionError

        raise NameResolutionError(name, connection, error) from error
    finally:
        connection._dns_host = name  # noqa: SLF001
