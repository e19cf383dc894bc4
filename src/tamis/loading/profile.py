"""Profiles, from the files that ship."""

from __future__ import annotations

import tomllib

from tamis import shipped
from tamis.model.errors import UsageError
from tamis.model.profile import Profile
from tamis.model.rule import Severity
from tamis.model.suggest import did_you_mean
from tamis.model.text import Text


def names() -> list[str]:
    """Return the profiles that ship, each in its latest version."""
    return sorted(name for name in _shipped() if "@" not in name)


def _shipped() -> list[str]:
    return sorted(path.stem for path in (shipped.root() / "profiles").glob("*.toml"))


def load(name: str = "publish") -> Profile:
    """Return the profile called `name`, or an earlier version of it (``publish@1``).

    Raises:
        UsageError: there is none.
    """
    path = shipped.root() / "profiles" / f"{name}.toml"
    if name not in _shipped():
        listed = ", ".join(names())
        raise UsageError(
            Text(fr=f"Il n'y a pas de profil « {name} ».", en=f"There is no profile “{name}”."),
            did_you_mean(name, names(), Text(fr=f"Profils : {listed}.", en=f"Profiles: {listed}.")),
        )
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return Profile(
        name=name.partition("@")[0],
        version=raw["version"],
        severities={code: Severity.named(word) for code, word in raw["severities"].items()},
        forgive_safe=raw.get("forgive_safe", False),
    )
