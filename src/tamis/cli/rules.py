"""tamis rules: what is checked and what can be repaired."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

from tamis.cli import _options
from tamis.cli._click import command as declare
from tamis.model.errors import UsageError
from tamis.model.text import Text
from tamis.render._words import colon

if TYPE_CHECKING:
    from tamis.model.profile import Profile
    from tamis.model.rule import RepairRule, Rule


@declare(
    "rules",
    Text(
        fr="Liste les règles et les réparations, ou en explique une.",
        en="List the rules and the repairs, or explain one.",
    ),
    Text(
        fr="CODE : une règle (cell.off-list) ou une réparation (decimal-comma).",
        en="CODE: a rule (cell.off-list) or a repair (decimal-comma).",
    ),
)
@click.argument("code", required=False, metavar="[CODE]")
@_options.profile
@_options.listing_format
@_options.lang
def command(code: str | None, profile: str, format: str) -> None:
    """Show the rules."""
    from tamis import checks, repairs
    from tamis.loading import profile as profiles

    weights = profiles.load(profile)
    rules = {code: rule for code, rule in checks.rules().items() if code != "code"}
    mends = {rule.name: rule for rule in repairs.rules()}
    if code is not None and code not in rules and code not in mends:
        raise _unknown(code, [*rules, *mends])
    if code is not None:
        rules = {code: rules[code]} if code in rules else {}
        mends = {code: mends[code]} if code in mends else {}
    if format == "json":
        made = {
            "rules": [_rule(rule, weights) for rule in rules.values()],
            "repairs": [_repair(rule) for rule in mends.values()],
        }
        json.dump(made, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
        return
    lines = _listing(rules, mends, weights) if code is None else _explained(rules, mends, weights)
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _unknown(code: str, known: list[str]) -> UsageError:
    near = ", ".join(get_close_matches(code, known, n=3, cutoff=0.4))
    return UsageError(
        Text(fr=f"Il n'y a pas de règle « {code} ».", en=f"There is no rule “{code}”."),
        Text(fr=f"Vouliez-vous dire {near} ?", en=f"Did you mean {near}?") if near else None,
    )


def _rule(rule: Rule, profile: Profile) -> dict[str, Any]:
    from tamis import repairs

    return {
        "code": rule.code,
        "severity": profile.severity(rule).word,
        "title": rule.title.say(),
        "why": rule.why.say(),
        "repair": rule.repair.say(),
        "frictionless": rule.alias,
        "repairs": [one.name for one in repairs.rules() if rule.code in one.cures],
    }


def _repair(rule: RepairRule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "applicability": rule.applicability.value,
        "title": rule.title.say(),
        "does": rule.does.say(),
        "cures": list(rule.cures),
    }


def _listing(
    rules: dict[str, Rule], mends: dict[str, RepairRule], profile: Profile
) -> Iterator[str]:
    wide = max(len(name) for name in (*rules, *mends))
    yield str(Text(fr=f"Règles (profil {profile.name})", en=f"Rules (profile {profile.name})"))
    for rule in rules.values():
        yield f"  {rule.code:<{wide}}  {profile.severity(rule).word:<8} {rule.title}"
    yield ""
    yield str(Text(fr="Réparations", en="Repairs"))
    for mend in mends.values():
        yield f"  {mend.name:<{wide}}  {mend.applicability.value:<8} {mend.title}"


def _explained(
    rules: dict[str, Rule], mends: dict[str, RepairRule], profile: Profile
) -> Iterator[str]:
    for rule in rules.values():
        shown = _rule(rule, profile)
        yield f"{rule.code} · {shown['severity']}"
        yield f"  {rule.title}"
        yield f"  {Text(fr='Pourquoi', en='Why')}{colon()}{shown['why']}"
        yield f"  {Text(fr='À faire', en='To do')}{colon()}{shown['repair']}"
        if shown["repairs"]:
            names = ", ".join(shown["repairs"])
            yield f"  {Text(fr='Réparations', en='Repairs')}{colon()}{names}"
        if rule.alias:
            yield f"  frictionless : {rule.alias}"
    for mend in mends.values():
        yield f"{mend.name} · {mend.applicability.value}"
        yield f"  {mend.does}"
        yield f"  {Text(fr='Soigne', en='Cures')}{colon()}{', '.join(mend.cures)}"
