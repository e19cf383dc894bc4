"""Write docs/rules.md and docs/regles.md out of the rule files and their examples.

Run from the root of the project: ``python docs/rules.py``. With ``--check``, only say whether
something would change.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Final

from _pages import renew

from tamis import checks, examples, repairs, shipped
from tamis.loading import profile as profiles
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.render.terminal import escaped
from tamis.render.words import colon

PAGES: Final = {"fr": "regles.md", "en": "rules.md"}
COMMAND: Final = "python docs/rules.py"
SCOPES: Final = {
    "file": Text(fr="Le fichier", en="The file"),
    "header": Text(fr="L'en-tête", en="The header"),
    "row": Text(fr="Les lignes", en="Rows"),
    "cell": Text(fr="Les cellules", en="Cells"),
    "table": Text(fr="La table", en="The table"),
    "likely": Text(fr="Ce que le schéma ne dit pas", en="What the schema does not say"),
    "api": Text(fr="Les objets et les réponses d'API", en="Objects and answers of APIs"),
    "schema": Text(fr="Le schéma lui-même", en="The schema itself"),
}
TITLE = Text(fr="Règles et réparations", en="Rules and repairs")
ABOUT = Text(
    fr=f"Cette page est écrite par `{COMMAND}` d'après les règles elles-mêmes. Chaque exemple est "
    "un fichier que les tests vérifient : le premier donne cette anomalie, le second n'en donne "
    "aucune. À l'écran : `tamis rules CODE`.",
    en=f"This page is written by `{COMMAND}` out of the rules themselves. Each example is a file "
    "that the tests check: the first one gives that finding, the second gives none. On the "
    "screen: `tamis rules CODE`.",
)
OTHER = Text(fr="[In English](rules.md)", en="[En français](regles.md)")


@cache
def example(code: str) -> examples.Example | None:
    """Return the example of a rule, made once for both pages."""
    return examples.find(code)


def page() -> str:
    """Return the page in the current language."""
    rules = checks.all_rules()
    parts = [f"# {TITLE}", f"{ABOUT}", str(OTHER), *_summary(rules)]
    for scope, of_scope in groupby(_ordered(rules), key=lambda rule: rule.scope):
        parts.append(f"## {SCOPES[scope]}")
        parts += [part for rule in of_scope for part in _rule(rule)]
    parts += [f"## {Text(fr='Réparations', en='Repairs')}", *_repairs()]
    return "\n\n".join(parts) + "\n"


def _ordered(rules: Mapping[str, Rule]) -> list[Rule]:
    order = list(SCOPES)
    return sorted(rules.values(), key=lambda rule: (order.index(rule.scope), rule.code))


def _table(head: Sequence[object], rows: Iterator[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    cells = ([str(cell).replace("|", "\\|") for cell in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def _summary(rules: Mapping[str, Rule]) -> Iterator[str]:
    loaded = [profiles.load(name) for name in profiles.names()]
    yield _table(
        [Text(fr="règle", en="rule"), "", *(f"`{profile.name}`" for profile in loaded)],
        (
            [f"[`{rule.code}`](#{_anchor(rule.code)})", rule.title]
            + [profile.severity(rule).label for profile in loaded]
            for rule in _ordered(rules)
        ),
    )


def _anchor(code: str) -> str:
    """Return the name that GitHub gives the heading of a rule."""
    return code.replace(".", "")


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### `{rule.code}`"
    cures = _codes(repair.name for repair in repairs.curing(rule.code))
    facts = [f"**{rule.title}**"]
    facts += [f"frictionless{colon()}`{rule.alias}`"] if rule.alias else []
    facts += [f"{Text(fr='réparations', en='repairs')}{colon()}{cures}"] if cures else []
    yield " · ".join(facts)
    shown = example(rule.code)
    advice = shown.findings[0].advice() if shown and shown.findings else rule.repair.say()
    yield f"{Text(fr='Pourquoi', en='Why')}{colon()}{rule.why}"
    yield f"{Text(fr='À faire', en='To do')}{colon()}{escaped(advice)}"
    if shown:
        yield from _example(shown)


def _example(shown: examples.Example) -> Iterator[str]:
    if shown.schema != shown.bad:
        yield _fence(shown.schema)
    yield _fence(shown.bad)
    folder = f"{shipped.examples()}/"  # a page says the same on every machine
    messages = dict.fromkeys(finding.message.replace(folder, "") for finding in shown.findings)
    yield "\n".join(f"> {escaped(message)}" for message in messages)
    yield str(Text(fr="Ce qui va :", en="What is right:"))
    yield _fence(shown.good)


def _fence(lines: Sequence[str]) -> str:
    return "\n".join(["```text", *lines, "```"])


def _repairs() -> Iterator[str]:
    names = Text(fr="réparation", en="repair"), "", "", Text(fr="soigne", en="cures")
    rows = sorted(repairs.all_rules(), key=lambda repair: repair.name)
    yield _table(
        names,
        ((f"`{row.name}`", row.applicability.label, row.does, _codes(row.cures)) for row in rows),
    )


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


if __name__ == "__main__":
    sys.exit(renew(page, PAGES, COMMAND))
