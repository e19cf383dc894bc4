"""What a definition says of the right to ask: where a token goes, never what it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any


def variable(name: str) -> str:
    """Return the environment variable, and the name in a keyring, that holds the token of an API.

    >>> variable("api-insee.sirene")
    'API_INSEE_SIRENE_TOKEN'
    """
    return f"{re.sub(r'[^A-Z0-9]+', '_', name.upper()).strip('_')}_TOKEN"


def schemes(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the security schemes of a definition, by name."""
    components = definition.get("components")
    found = (
        components.get("securitySchemes") if isinstance(components, Mapping)
        else definition.get("securityDefinitions")
    )  # fmt: skip
    return found if isinstance(found, Mapping) else {}


def needs(security: Any) -> bool | None:
    """Whether security requirements ask for a token; None where they are not said."""
    if not isinstance(security, Sequence) or isinstance(security, str):
        return None
    return bool(security) and all(
        isinstance(alternative, Mapping) and alternative for alternative in security
    )


def usable_scheme(securities: Sequence[Any], schemes: Mapping[str, Any]) -> str:
    """Return the name of the scheme by which to ask, among those that requirements name.

    Requirements are alternatives: the first that takes one token, of a kind that can be shown;
    where there is none, the first scheme that is named. "" where none is.
    """
    requirements = [
        requirement
        for security in securities
        for requirement in (security if isinstance(security, list) else ())
        if isinstance(requirement, Mapping) and requirement
    ]
    alone = [next(iter(requirement)) for requirement in requirements if len(requirement) == 1]
    usable = [str(name) for name in alone if token(schemes.get(name), "") is not None]
    named = [str(next(iter(requirement))) for requirement in requirements]
    return next(iter((*usable, *named)), "")


def token(scheme: Any, name: str) -> dict[str, str] | None:
    """Return how a token is shown (`model.api.Token`); None where it is not known how."""
    if not isinstance(scheme, Mapping):
        return None
    kind, where = scheme.get("type"), scheme.get("in")
    shown = {"variable": variable(name)}
    if kind == "apiKey" and where == "header":
        return {**shown, "header": str(scheme.get("name")), "scheme": ""}
    if kind == "apiKey" and where == "query":
        return {**shown, "header": "", "scheme": "", "parameter": str(scheme.get("name"))}
    if kind == "apiKey" and where == "cookie":
        return {**shown, "header": "Cookie", "scheme": f"{scheme.get('name')}="}
    if kind == "basic" or (kind == "http" and str(scheme.get("scheme")).lower() == "basic"):
        return {**shown, "scheme": "Basic"}
    return {**shown, "scheme": "Bearer"} if kind in {"http", "oauth2", "openIdConnect"} else None
