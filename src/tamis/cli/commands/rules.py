"""tamis rules: what is checked and what can be repaired."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tamis.cli import options
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument
from tamis.model.errors import UsageError
from tamis.model.suggest import meant
from tamis.model.text import Text
from tamis.render.terminal import escaped
from tamis.render.words import colon

if TYPE_CHECKING:
    from tamis.examples import Example
    from tamis.model.profile import Profile
    from tamis.model.rule import RepairRule, Rule


@declare(
    "rules",
    Text(
        fr="Liste les règles et les réparations, ou en explique une.",
        en="List the rules and the repairs, or explain one.",
    ),
    Text(
        fr="CODE : une règle (cell.off-list), un début de code (cell.) ou une réparation "
        "(decimal-comma).",
        en="CODE: a rule (cell.off-list), the beginning of a code (cell.) or a repair "
        "(decimal-comma).",
    ),
    examples=(
        (
            "tamis rules",
            Text(
                fr="Toutes les règles :",
                en="All rules:",
            ),
        ),
        (
            "tamis rules cell.off-list",
            Text(
                fr="Une règle, avec un exemple :",
                en="One rule, with an example:",
            ),
        ),
        (
            "tamis rules header. --profile strict",
            Text(
                fr="Celles de l'en-tête, et leur poids :",
                en="Those of the header, and what they weigh:",
            ),
        ),
    ),
)
@argument("code", required=False, metavar="[CODE]")
@options.profile
@options.listing_format
@options.lang
def command(code: str | None, profile: str, format: str) -> None:
    """Show the rules."""
    from tamis import checks, repairs
    from tamis.loading import profile as profiles

    weights = profiles.load(profile)
    rules = dict(checks.all_rules())
    mends = {rule.name: rule for rule in repairs.all_rules()}
    alone = code in rules or code in mends
    if code is not None:
        known = [*rules, *mends]
        rules = {one: rule for one, rule in rules.items() if _meant(one, code)}
        mends = {one: rule for one, rule in mends.items() if one == code}
        if not rules and not mends:
            raise UsageError(
                Text(fr=f"Il n'y a pas de règle « {code} ».", en=f"There is no rule “{code}”."),
                meant(code, known, Text(fr="La liste : tamis rules.", en="The list: tamis rules.")),
            )
    if format == "json":
        made = {
            "rules": [_rule(rule, weights, whole=alone) for rule in rules.values()],
            "repairs": [_repair(rule) for rule in mends.values()],
        }
        json.dump(made, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
        return
    lines = _explained(rules, mends, weights) if alone else _listing(rules, mends, weights)
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _meant(code: str, said: str) -> bool:
    """Return whether `said` is a code, or a prefix that has it."""
    return code == said or code.startswith(said.rstrip(".") + ".")


def _rule(rule: Rule, profile: Profile, *, whole: bool) -> dict[str, Any]:
    from tamis import repairs

    return {
        "code": rule.code,
        "severity": profile.severity(rule).word,
        "title": rule.title.say(),
        "why": rule.why.say(),
        "repair": rule.repair.say(),
        "frictionless": rule.alias,
        "repairs": [one.name for one in repairs.all_rules() if one.may_cure(rule.code)],
        **({"example": _example(rule.code)} if whole else {}),
    }


def _example(code: str) -> dict[str, Any] | None:
    from tamis import examples

    example = examples.of(code)
    return (
        None
        if example is None
        else {
            "schema": "\n".join(example.schema),
            "bad": "\n".join(example.bad),
            "good": "\n".join(example.good),
            "messages": [finding.message for finding in example.findings],
        }
    )


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
        yield f"  {rule.code:<{wide}}  {profile.severity(rule).label!s:<13} {rule.title}"
    if mends:
        yield ""
        yield str(Text(fr="Réparations", en="Repairs"))
    for mend in mends.values():
        yield f"  {mend.name:<{wide}}  {mend.applicability.label!s:<13} {mend.title}"


def _explained(
    rules: dict[str, Rule], mends: dict[str, RepairRule], profile: Profile
) -> Iterator[str]:
    from tamis import examples

    for rule in rules.values():
        shown = _rule(rule, profile, whole=False)
        example = examples.of(rule.code)
        yield f"{rule.code} · {profile.severity(rule).label}"
        yield f"  {rule.title}"
        yield from _said(Text(fr="Pourquoi", en="Why"), shown["why"])
        yield from _said(Text(fr="À faire", en="To do"), _advice(rule, example))
        if shown["repairs"]:
            yield from _said(Text(fr="Réparations", en="Repairs"), ", ".join(shown["repairs"]))
        if rule.alias:
            yield f"  frictionless{colon()}{rule.alias}"
        if example:
            yield from _shown(example)
    for mend in mends.values():
        yield f"{mend.name} · {mend.applicability.label}"
        yield f"  {mend.does}"
        yield from _said(Text(fr="Soigne", en="Cures"), ", ".join(mend.cures))


def _said(name: Text, words: str) -> list[str]:
    """Return a name and what there is to say under it, within the width of the screen."""
    return _wrapped(f"{name}{colon()}{escaped(words)}", "  ", "    ")


def _wrapped(text: str, first: str, then: str) -> list[str]:
    width = min(shutil.get_terminal_size((100, 24)).columns, 100)
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=then, break_on_hyphens=False
    )


def _advice(rule: Rule, example: Example | None) -> str:
    """Return what to do, about the example rather than in general."""
    return example.findings[0].advice() if example and example.findings else rule.repair.say()


def _shown(example: Example) -> Iterator[str]:
    yield ""
    yield str(Text(fr="  Ce qui ne va pas", en="  What is wrong"))
    yield from (f"    {line}" for line in example.bad)
    for finding in example.findings:
        place = f"{Text(fr='ligne', en='line')} {finding.line}{colon()}" if finding.line else ""
        yield from _wrapped(f"→ {place}{escaped(finding.message)}", "  ", "    ")
    yield ""
    yield str(Text(fr="  Ce qui va", en="  What is right"))
    yield from (f"    {line}" for line in example.good)
