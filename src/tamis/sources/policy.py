"""How files are fetched: whom may be asked, how often, how long, how much."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from urllib.parse import urljoin

from tamis.model import address as addresses
from tamis.model.errors import RefusedError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.text import Text
from tamis.sources.network_errors import TransportError, no_address


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPolicy:
    """How to fetch.

    Attributes:
        hosts: patterns of hosts that may be asked besides the address's own, with their port
            (``host:port``) or for any port; where `closed`, the address's own too must match one.
        public: whether nothing but machines of the public Internet is asked, whatever their names
            are said to be; proxies and passwords of this machine's settings are then left alone.
        tries: how many times a request is made; pause: seconds before the second, doubled since.
        silence: seconds without a byte after which a server is given up.
        limits: how much is taken in, and for how long: connection, headers, body, tries and pauses.
    """

    hosts: tuple[str, ...] = ()
    closed: bool = False
    public: bool = False
    tries: int = 4
    pause: float = 0.5
    silence: float = 30.0
    limits: Limits = DEFAULT

    def names(self, target: addresses.Origin) -> bool:
        """Whether the user named the host of an address with an option."""
        both = (target.host, f"{target.host}:{target.port}")
        return any(fnmatchcase(name, pattern.lower()) for pattern in self.hosts for name in both)

    def ensure_allowed(self, address: str) -> addresses.Origin:
        """Return whom an address is asked of.

        Raises:
            TransportError: it is no address.
            RefusedError: it stands on a host that must be named, and is not.
        """
        target = addresses.origin(address)
        if target is None:
            raise no_address()
        if self.closed and not self.names(target):
            shown = addresses.redact(address)
            raise RefusedError(
                Text(
                    fr=f"« {shown} » est sur un serveur que vous n'avez pas nommé.",
                    en=f"“{shown}” is on a host that you did not name.",
                ),
                _name_it(target, has_option=self.limits.hosts_option),
            )
        return target

    def follow(self, address: str, location: str | None) -> str:
        """Return where a redirection leads.

        Another port of a host, or another host, must be named by the user; from http to https on
        one host is followed, as the certificate proves that it is the same.

        Args:
            address: what was asked.
            location: the header ``Location`` of the answer (RFC 9110, section 10.2.2).

        Raises:
            TransportError: it leads nowhere.
            RefusedError: it leads where nobody said to go.
        """
        source, target = addresses.origin(address), None
        if location:
            try:
                onward = urljoin(address, location.strip())
            except ValueError:
                onward = ""
            target = addresses.origin(onward)
        if source is None or target is None:
            raise TransportError(
                Text(
                    fr="une redirection qui ne mène à aucune adresse",
                    en="a redirection without an address",
                )
            )
        self._ensure_followed(address, source, onward, target)
        return onward

    def _ensure_followed(
        self, address: str, source: addresses.Origin, onward: str, target: addresses.Origin
    ) -> None:
        shown, there = addresses.redact(address), addresses.redact(onward)
        if (source.scheme, target.scheme) == ("https", "http"):
            raise RefusedError(
                Text(
                    fr=f"« {shown} » renvoie de https à http, sans protection : {there}",
                    en=f"“{shown}” redirects from https to http, unprotected: {there}",
                ),
                Text(
                    fr="Si vous lui faites confiance, donnez cette adresse.",
                    en="If you trust it, give that address.",
                ),
            )
        upgraded = (source.scheme, target.scheme) == ("http", "https")
        if source.host == target.host and (upgraded or source.port == target.port):
            return
        if not self.names(target):
            raise RefusedError(
                Text(
                    fr=f"« {shown} » renvoie à un autre serveur : {there}",
                    en=f"“{shown}” redirects to another host: {there}",
                ),
                _name_it(target, has_option=self.limits.hosts_option),
            )


def _name_it(target: addresses.Origin, *, has_option: bool) -> Text:
    """Return how to name a host: by its address, or by the option where the command has it."""
    if not has_option:
        return Text(
            fr="Si vous lui faites confiance, donnez cette adresse.",
            en="If you trust it, give that address.",
        )
    port = f":{target.port}" if target.port not in {80, 443} else ""
    return Text(
        fr=f"Si vous lui faites confiance, donnez cette adresse, ou --allow-host {target.host}"
        f"{port}.",
        en=f"If you trust it, give that address, or --allow-host {target.host}{port}.",
    )
