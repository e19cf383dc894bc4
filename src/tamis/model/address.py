"""Addresses: what is one, whom it leads to, and how it is shown without what it keeps secret."""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from tamis.model.lazy_pattern import lazy_pattern

#: What stands in the place of a secret.
MASK: Final = "***"
_PORTS: Final = {"http": 80, "https": 443}

#: User and password before the host: all that stands between the scheme and the last ``@``.
_USER: Final = lazy_pattern(r"(?i)\b([a-z][a-z0-9+.-]*:/{2,})[^\s/?#\"'<>«»]*@")
#: The same where the password holds what should have been escaped: no number follows the colon.
_LOOSE_USER: Final = lazy_pattern(
    r"(?i)\b([a-z][a-z0-9+.-]*:/{2,})[^\s/?#:@\[\]]+:(?!\d*(?:[/?#\s\"'<>]|$))[^\s\"'<>«»]*@"
)
#: The same in an address that is itself the value of a parameter.
_INNER_USER: Final = lazy_pattern(r"(?i)(%3A%2F%2F)(?:(?!%2F|%3F|%23|%40)[^\s/?#&])+%40")
_PARAMETER: Final = lazy_pattern(
    r"(?i)((?:[?&;#]|%3F|%26|%23)([\w.%$\[\]~-]+?)(?:=|%3D))((?:(?!%26|%23)[^&#\s\"'<>«»])+)"
)
#: Words of names of parameters whose value opens a door.
_SECRET: Final = frozenset({
    "accesskey", "accesstoken", "apikey", "auth", "authentication", "authkey", "authorization",
    "awsaccesskeyid", "bearer", "cle", "clef", "credential", "credentials", "googleaccessid",
    "hmac", "jeton", "jsessionid", "jwt", "key", "keys", "mdp", "motdepasse", "otp", "pass",
    "passcode", "passphrase", "passwd", "password", "phpsessid", "pw", "pwd", "sas", "secret",
    "secretkey", "secrets", "session", "sessionid", "sid", "sig", "sign", "signature",
    "subscriptionkey", "token", "tokens",
})  # fmt: skip
_FAMILIES: Final = ("xamz", "xgoog", "xms", "xoss", "xcos")


class Origin(NamedTuple):
    """Whom an address is asked of: scheme, host in lower case, port."""

    scheme: str
    host: str
    port: int


def is_address(location: str) -> bool:
    """Whether `location` is the address of a file on the web, as opposed to a path.

    >>> is_address("HTTPS://exemple.fr/a.csv"), is_address("https/a.csv")
    (True, False)
    """
    return location[:8].lower().startswith(("http://", "https://"))


def origin(address: str) -> Origin | None:
    """Return whom an address is asked of (RFC 6454, section 4); None where it is no address.

    >>> origin("https://Exemple.fr./a"), origin("ftp://exemple.fr"), origin("http://[")
    (Origin(scheme='https', host='exemple.fr', port=443), None, None)
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or parts.scheme not in _PORTS or re.search(r"[\s\x00-\x20\\]", parts.netloc):
        return None
    return Origin(parts.scheme, host.rstrip("."), port or _PORTS[parts.scheme])


def redact(text: str) -> str:
    """Return a text whose addresses show neither user, password nor the value of a token.

    >>> redact("lu : https://moi:secret@exemple.fr/a.csv?id=3&apiKey=s3cr3t#x")
    'lu : https://***@exemple.fr/a.csv?id=3&apiKey=***#x'
    """
    if "://" not in text and "=" not in text and "%3" not in text:
        return text
    for pattern in (_USER, _LOOSE_USER):
        text = pattern.sub(rf"\g<1>{MASK}@", text)
    text = _INNER_USER.sub(rf"\g<1>{MASK}%40", text)
    return _PARAMETER.sub(_masked, text)


def _masked(parameter: re.Match[str]) -> str:
    if is_secret(unquote(parameter[2])):
        return parameter[1] + MASK
    return parameter[1] + _PARAMETER.sub(_masked, parameter[3])  # an address in an address


def is_secret(name: str) -> bool:
    """Whether the value of a parameter of that name opens a door.

    >>> [is_secret(name) for name in ("X-Amz-Credential", "accessToken", "clé", "keyword")]
    [True, True, True, False]
    """
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).replace("é", "e").lower()
    parts = [part for part in re.split(r"[^a-z0-9]+", words) if part]
    whole = "".join(parts)
    return whole in _SECRET or whole.startswith(_FAMILIES) or not _SECRET.isdisjoint(parts)
