"""The right to ask: from an environment variable or a keyring, and never shown."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

from tamis.model.api import Token
from tamis.model.errors import UsageError
from tamis.model.text import Text

#: The name under which a keyring holds the tokens of tamis.
SERVICE: Final = "tamis"


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A token that does not show itself by accident."""

    value: str

    def __repr__(self) -> str:
        return "Secret(•••)"

    def __str__(self) -> str:
        return "•••"


def find(token: Token) -> Secret:
    """Return the token that a variable or the keyring holds.

    Raises:
        UsageError: neither holds it, or what is held cannot stand in a header.
    """
    value = os.environ.get(token.variable) or _from_keyring(token.variable)
    if not value:
        raise UsageError(
            Text(
                fr="Cette API demande un jeton, et il n'y en a pas.",
                en="This API asks for a token, and there is none.",
            ),
            Text(
                fr=f"Mettez-le dans la variable {token.variable}, ou dans le trousseau : "
                f"keyring set {SERVICE} {token.variable}. Jamais dans la commande.",
                en=f"Put it in the variable {token.variable}, or in the keyring: "
                f"keyring set {SERVICE} {token.variable}. Never in the command.",
            ),
        )
    if not value.isascii() or not value.isprintable():
        raise UsageError(
            Text(
                fr=f"Le jeton de {token.variable} a des caractères qu'un en-tête n'admet pas.",
                en=f"The token in {token.variable} has characters that no header may contain.",
            )
        )
    return Secret(value)


def is_there(token: Token) -> bool:
    """Whether a variable or the keyring holds the token."""
    return bool(os.environ.get(token.variable) or _from_keyring(token.variable))


def _from_keyring(name: str) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return ""
    try:
        return keyring.get_password(SERVICE, name) or ""
    except KeyringError:
        return ""
