"""Write docs/repairs.md and docs/reparations.md out of the repairs, the rules and the cases.

Run from the root of the project: ``python docs/repairs.py``. With ``--check``, only say whether
something would change.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from _pages import renew

from tamis import checks, repairs
from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text

PAGES: Final = {"fr": "reparations.md", "en": "repairs.md"}
COMMAND: Final = "python docs/repairs.py"
CASES: Final = Path(__file__).parents[1] / "fixtures" / "repairs"
TITLE = Text(fr="Réparations", en="Repairs")
OTHER = Text(fr="[In English](repairs.md)", en="[En français](reparations.md)")
ABOUT = Text(
    fr=f"""\
Cette page est écrite par `{COMMAND}` d'après les réparations elles-mêmes ; les exemples sont des
cas de `fixtures/repairs/`, que les tests vérifient.

`tamis normalize` répare les cellules fautives, et elles seules. Ce qu'il promet :

* ce qui n'est pas dans le journal n'a pas changé ; les lignes et leur ordre sont gardés, sauf
  les lignes entièrement vides, que le journal nomme ;
* une réparation n'est faite que si elle corrige quelque chose ; sinon la cellule reste telle
  quelle ;
* refaire `tamis normalize` sur le résultat ne change plus rien ;
* le résultat est vérifié dans le même passage : les deux verdicts et ce qui reste sont montrés ;
* le fichier lu n'est jamais modifié, sauf avec `--in-place`, qui en garde une copie.

Une réparation est **sûre** (SAFE) quand le texte n'a qu'une lecture : elle est faite. Elle est
**à confirmer** (UNSAFE) quand une lecture est probable : elle est faite sur demande (`--unsafe`,
`--interactive`, ou nommée par `--only`). Elle est **à vérifier** (SHOW) quand une personne doit
décider : elle est proposée, jamais faite. Une réparation à confirmer ou à vérifier n'est
proposée que si le résultat est entièrement conforme.

Ce qu'une colonne contient (un code de commune, un SIRET, un téléphone, des horaires, une
position…) est dit par les contrôles et les formats du schéma, sinon par le nom de la colonne.
Les codes de commune, de département, de région et les codes postaux sont ceux du code officiel
géographique livré (`tamis ref status`).""",
    en=f"""\
This page is written by `{COMMAND}` out of the repairs themselves; the examples are cases of
`fixtures/repairs/`, which the tests check.

`tamis normalize` repairs the cells that fail, and those alone. What it promises:

* what is not in the journal has not changed; rows and their order are kept, but for wholly blank
  rows, which the journal names;
* a repair is done only where it cures something; else the cell stays as it is;
* running `tamis normalize` on the result changes nothing more;
* the result is checked in the same run: both verdicts and what remains are shown;
* the file that is read is never modified, but with `--in-place`, which keeps a copy.

A repair is **SAFE** where the text has one reading only: it is done. It is **UNSAFE** where one
reading is likely: it is done on request (`--unsafe`, `--interactive`, or named by `--only`). It
is **SHOW** where a person must decide: it is proposed, never done. An UNSAFE or SHOW repair is
proposed only where the result conforms wholly.

What a column holds (the code of a commune, a SIRET, a phone number, opening hours, a position…)
is told by the schema's checks and formats, else by the column's name. Codes of communes,
départements and régions and postal codes are those of the official geographic code that ships
(`tamis ref status`).""",
)
LEVELS: Final = {
    Applicability.SAFE: Text(fr="Sûres : faites", en="SAFE: done"),
    Applicability.UNSAFE: Text(fr="À confirmer : faites sur demande", en="UNSAFE: done on request"),
    Applicability.SHOW: Text(fr="À vérifier : proposées", en="SHOW: proposed"),
}


@cache
def examples() -> Mapping[str, tuple[str, str]]:
    """Return, for each repair of cells, a text and what it becomes, out of the cases."""
    texts: dict[str, tuple[str, str]] = {}
    for folder in sorted(CASES.iterdir()):
        for name in ("journal.csv", "proposals.csv"):
            path = folder / name
            if path.exists():
                with path.open(encoding="utf-8", newline="") as file:
                    for row in csv.DictReader(file):
                        before = row.get("before") or row.get("value") or ""
                        after = row.get("after") or row.get("proposal") or ""
                        texts.setdefault(row["repair"], (before, after))
    return texts


def page() -> str:
    """Return the page in the current language."""
    parts = [f"# {TITLE}", str(OTHER), str(ABOUT)]
    for level, title in LEVELS.items():
        parts += [f"## {title}", _table(level)]
    parts += [f"## {Text(fr='Par règle', en='By rule')}", _matrix()]
    return "\n\n".join(parts) + "\n"


def _table(level: Applicability) -> str:
    head = Text(
        fr="| réparation | ce qu'elle fait | par exemple | soigne |",
        en="| repair | what it does | for instance | cures |",
    )
    chosen = [rule for rule in repairs.all_rules() if rule.applicability is level]
    rows = (_row(rule) for rule in sorted(chosen, key=lambda rule: rule.name))
    return "\n".join([str(head), "|---|---|---|---|", *rows])


def _row(rule: RepairRule) -> str:
    before, after = examples().get(rule.name, ("", ""))
    empty = str(Text(fr="(vide)", en="(empty)")) if rule.name == "empty-word" else "—"
    shown = f"{_code(before)} → {_code(after) if after else empty}" if before else "—"
    return f"| `{rule.name}` | {rule.does} | {shown} | {', '.join(map(_code, _cured(rule)))} |"


def _cured(rule: RepairRule) -> Iterator[str]:
    for cure in rule.cures:
        yield f"{cure}*" if cure.endswith(".") else cure


def _code(text: str) -> str:
    """Return a text as code in a cell of a table, what nobody sees spelt out."""
    spelt = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return f"`{spelt.replace('|', chr(92) + '|')}`"


def _matrix() -> str:
    """Return a table of the rules that some repair may cure."""
    names = [level.value for level in LEVELS]
    head = f"| {Text(fr='règle', en='rule')} | {' | '.join(names)} |"
    lines = [head, "|---" * (len(names) + 1) + "|"]
    for code in ("cell.", *sorted(checks.all_rules())):
        cells = [
            ", ".join(sorted(f"`{rule.name}`" for rule in _curing(code, level))) for level in LEVELS
        ]
        if any(cells):
            shown = f"{code}*" if code.endswith(".") else code
            lines.append(f"| `{shown}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def _curing(code: str, level: Applicability) -> Iterator[RepairRule]:
    """Return the repairs of a level that name a rule; those of every cell are told above."""
    for all_rule in repairs.all_rules():
        if all_rule.applicability is level and code in all_rule.cures:
            yield all_rule


if __name__ == "__main__":
    sys.exit(renew(page, PAGES, COMMAND))
