"""tamis rules: what is checked and what can be repaired."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tamis.cli import options, streams
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument
from tamis.cli.tally import is_under
from tamis.model.errors import UsageError
from tamis.model.suggest import did_you_mean
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
                en="Rules of the header, and their severity:",
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
    repairs_by_name = {rule.name: rule for rule in repairs.all_rules()}
    is_single = code in rules or code in repairs_by_name
    if code is not None:
        names = [*rules, *repairs_by_name]
        rules = {name: rule for name, rule in rules.items() if is_under(name, code)}
        repairs_by_name = {name: rule for name, rule in repairs_by_name.items() if name == code}
        if not rules and not repairs_by_name:
            raise UsageError(
                Text(fr=f"Il n'y a pas de règle « {code} ».", en=f"There is no rule “{code}”."),
                did_you_mean(
                    code, names, Text(fr="La liste : tamis rules.", en="The list: tamis rules.")
                ),
            )
    if format == "json":
        content = {
            "rules": [_rule(rule, weights, whole=is_single) for rule in rules.values()],
            "repairs": [_repair(rule) for rule in repairs_by_name.values()],
        }
        streams.print_json(content)
        return
    lines = (
        _explained(rules, repairs_by_name, weights)
        if is_single
        else _listing(rules, repairs_by_name, weights)
    )
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _rule(rule: Rule, profile: Profile, *, whole: bool) -> dict[str, Any]:
    from tamis import repairs

    return {
        "code": rule.code,
        "severity": profile.severity(rule).word,
        "title": rule.title.say(),
        "why": rule.why.say(),
        "advice": rule.repair.say(),
        "frictionless": rule.alias,
        "since": rule.since,
        "repairs": [repair.name for repair in repairs.curing(rule.code)],
        **({"example": _example(rule.code)} if whole else {}),
    }


def _example(code: str) -> dict[str, Any] | None:
    from tamis import examples

    example = examples.find(code)
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
    rules: dict[str, Rule], repairs_by_name: dict[str, RepairRule], profile: Profile
) -> Iterator[str]:
    wide = max(len(name) for name in (*rules, *repairs_by_name))
    yield str(Text(fr=f"Règles (profil {profile.name})", en=f"Rules (profile {profile.name})"))
    for rule in rules.values():
        yield f"  {rule.code:<{wide}}  {profile.severity(rule).label!s:<13} {rule.title}"
    if repairs_by_name:
        yield ""
        yield str(Text(fr="Réparations", en="Repairs"))
    for repair in repairs_by_name.values():
        yield f"  {repair.name:<{wide}}  {repair.applicability.label!s:<13} {repair.title}"


def _explained(
    rules: dict[str, Rule], repairs_by_name: dict[str, RepairRule], profile: Profile
) -> Iterator[str]:
    from tamis import examples

    for rule in rules.values():
        content = _rule(rule, profile, whole=False)
        example = examples.find(rule.code)
        yield f"{rule.code} · {profile.severity(rule).label}"
        yield f"  {rule.title}"
        yield from _labelled(Text(fr="Pourquoi", en="Why"), content["why"])
        yield from _labelled(Text(fr="À faire", en="To do"), _advice(rule, example))
        if content["repairs"]:
            yield from _labelled(
                Text(fr="Réparations", en="Repairs"), ", ".join(content["repairs"])
            )
        if rule.alias:
            yield f"  frictionless{colon()}{rule.alias}"
        if example:
            yield from _example_lines(example)
    for repair in repairs_by_name.values():
        yield f"{repair.name} · {repair.applicability.label}"
        yield f"  {repair.does}"
        yield from _labelled(Text(fr="Corrige", en="Cures"), ", ".join(repair.cures))


def _labelled(name: Text, words: str) -> list[str]:
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


def _example_lines(example: Example) -> Iterator[str]:
    yield ""
    yield str(Text(fr="  Ce qui ne va pas", en="  What is wrong"))
    yield from (f"    {line}" for line in example.bad)
    for finding in example.findings:
        where = f"{Text(fr='ligne', en='line')} {finding.line}{colon()}" if finding.line else ""
        yield from _wrapped(f"→ {where}{escaped(finding.message)}", "  ", "    ")
    yield ""
    yield str(Text(fr="  Ce qui va", en="  What is right"))
    yield from (f"    {line}" for line in example.good)
