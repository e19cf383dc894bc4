"""Codes of rules, as people name them."""

from __future__ import annotations

from tamis import checks
from tamis.model.errors import UsageError
from tamis.model.suggest import did_you_mean
from tamis.model.text import Text


def ensure_rule(code: str) -> None:
    """Refuse what names no rule: neither a code nor a prefix of codes.

    Raises:
        UsageError: there is no such rule; the nearest ones are told.
    """
    if code.rstrip(".") not in checks.SCOPES:
        codes_under(code)


def codes_under(code: str) -> list[str]:
    """Return the codes that are `code` or begin by it.

    Raises:
        UsageError: there is none; the nearest ones are told.
    """
    codes, prefix = checks.codes(), code.rstrip(".")
    under = [known for known in codes if known == prefix or known.startswith(f"{prefix}.")]
    if not under:
        raise UsageError(
            Text(fr=f"Il n'y a pas de règle « {code} ».", en=f"There is no rule “{code}”."),
            did_you_mean(
                code,
                [*codes, *checks.SCOPES],
                Text(fr="La liste : tamis rules.", en="The list: tamis rules."),
            ),
        )
    return under
