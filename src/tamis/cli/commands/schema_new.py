"""tamis schema new: a schema, question by question."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from tamis.cli import options, screen
from tamis.cli.groups import command as declare
from tamis.cli.parameters import OutputFile, option
from tamis.model.errors import UsageError
from tamis.model.text import Text

#: What a column may be, as people say it: what a schema writes for it.
_KINDS: Final[dict[str, tuple[Text, dict[str, Any]]]] = {
    "texte": (Text(fr="un texte", en="a text"), {"type": "string"}),
    "entier": (Text(fr="un nombre entier", en="a whole number"), {"type": "integer"}),
    "nombre": (Text(fr="un nombre", en="a number"), {"type": "number"}),
    "date": (Text(fr="une date (AAAA-MM-JJ)", en="a date (YYYY-MM-DD)"), {"type": "date"}),
    "oui-non": (
        Text(fr="oui ou non", en="yes or no (oui, non)"),
        {"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]},
    ),
    "liste": (Text(fr="une valeur d'une liste", en="a value of a list"), {"type": "string"}),
    "siret": (
        Text(fr="un SIRET", en="a SIRET"),
        {"type": "string", "constraints": {"pattern": r"^\d{14}$"}},
    ),
    "siren": (
        Text(fr="un SIREN", en="a SIREN"),
        {"type": "string", "constraints": {"pattern": r"^\d{9}$"}},
    ),
    "commune": (
        Text(fr="un code commune (Insee)", en="an Insee commune code"),
        {"type": "string", "constraints": {"pattern": r"^([013-9]\d|2[AB1-9])\d{3}$"}},
    ),
    "postal": (
        Text(fr="un code postal", en="a postal code"),
        {"type": "string", "constraints": {"pattern": r"^\d{5}$"}},
    ),
    "courriel": (Text(fr="une adresse électronique", en="an e-mail address"),
                 {"type": "string", "format": "email"}),
    "adresse-web": (Text(fr="une adresse web", en="a web address"),
                    {"type": "string", "format": "uri"}),
    "position": (Text(fr="une position [lon, lat]", en="a position [lon, lat]"),
                 {"type": "geopoint", "format": "array"}),
}  # fmt: skip
_CHECKS: Final = {"siret": "french-siret-value", "siren": "french-siren-value"}
_TABLE_SCHEMA: Final = "https://specs.frictionlessdata.io/schemas/table-schema.json"


@declare(
    "new",
    Text(fr="Écrit un schéma, question par question.", en="Write a schema, question by question."),
    Text(
        fr="Pose les questions qu'il faut (nom, colonnes, ce que chacune contient, exemples) et "
        "écrit un Table Schema que tamis schema lint trouve sans erreur. D'un fichier qui existe : "
        "tamis schema infer.",
        en="Asks what is needed (name, columns, what each contains, examples) and writes a Table "
        "Schema in which tamis schema lint finds no error. From a file that exists: tamis "
        "schema infer.",
    ),
    examples=(
        ("tamis schema new -o schema.json", Text(fr="Un nouveau schéma :", en="A new schema:")),
    ),
)
@option(
    "-o",
    "--output",
    required=True,
    type=OutputFile(endings=(".json",)),
    metavar="FICHIER",
    text=Text(fr="Fichier à écrire (JSON).", en="File to write (JSON)."),
)
@options.lang
def command(output: Path) -> None:
    """Ask, then write the schema."""
    if output.exists():
        raise UsageError(
            Text(fr=f"« {output} » existe déjà.", en=f"“{output}” exists already."),
            Text(fr="Donnez un autre nom.", en="Give another name."),
        )
    descriptor = _descriptor()
    with screen.output(output) as out:
        out.write(json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n")
    sys.stdout.write(f"→ {output}\n")


def _descriptor() -> dict[str, Any]:
    title = _ask(Text(fr="Que décrit-il (titre)", en="What does it describe (title)"))
    name = _ask(Text(fr="Nom court", en="Short name"), _slug(title))
    description = _ask(Text(fr="En une phrase", en="In one sentence"), title)
    fields, checks = [], []
    for field, check in _columns():
        fields.append(field)
        checks += check
    names = [field["name"] for field in fields]
    key = _ask(
        Text(
            fr="Quelle colonne désigne une ligne et une seule (vide : aucune)",
            en="Which column identifies each row (empty: none)",
        ),
        "",
        choices=["", *names],
    )
    return {
        "$schema": _TABLE_SCHEMA,
        "name": name,
        "title": title,
        "description": description,
        "version": "0.1.0",
        "licenses": [{"name": "etalab-2.0", "title": "Licence Ouverte 2.0"}],
        "fields": fields,
        **({"primaryKey": key} if key else {}),
        "missingValues": [""],
        **({"custom_checks": checks} if checks else {}),
    }


def _columns() -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Ask for columns until there are no more, each with the checks that go with it."""
    for key, (words, _) in _KINDS.items():
        click.echo(f"  {key:<12} {words}", err=True)
    names: set[str] = set()
    while True:
        question = Text(fr="Colonne (vide : fini)", en="Column (empty: done)")
        name = _ask(question, "" if names else None)
        if not name:
            return
        if name in names:
            click.echo(str(Text(fr="Elle y est déjà.", en="It is already there.")), err=True)
            continue
        names.add(name)
        kind = _ask(Text(fr="  Ce qu'elle contient", en="  What it contains"), "texte",
                    choices=list(_KINDS))  # fmt: skip
        yield _column(name, kind), _checks(name, kind)


def _column(name: str, kind: str) -> dict[str, Any]:
    keywords = json.loads(json.dumps(_KINDS[kind][1]))
    constraints: dict[str, Any] = keywords.pop("constraints", {})
    if kind == "liste":
        listed = _ask(Text(fr="  Valeurs, séparées par |", en="  Values, separated by |"))
        constraints["enum"] = [value.strip() for value in listed.split("|") if value.strip()]
    title = _ask(Text(fr="  Titre", en="  Title"), name)
    description = _ask(Text(fr="  Description", en="  Description"), title)
    constraints["required"] = _ask(
        Text(fr="  Obligatoire (oui, non)", en="  Required (oui, non)"),
        "non",
        choices=["oui", "non"],
    ) == "oui"  # fmt: skip
    example = _example(name, {**keywords, "constraints": constraints})
    return {
        "name": name,
        "title": title,
        "description": description,
        **keywords,
        **({"example": example} if example else {}),
        "constraints": constraints,
    }


def _example(name: str, keywords: dict[str, Any]) -> str:
    """Ask for an example until there is none, or it is one."""
    from tamis import app

    while True:
        example = _ask(Text(fr="  Exemple (vide : aucun)", en="  Example (empty: none)"), "")
        if not example:
            return ""
        tried = {"fields": [{"name": name, **keywords, "example": example}]}
        wrong = [f for f in app.lint(tried).findings if f.code == "schema.bad-example"]
        if not wrong:
            return example
        click.echo(f"  {wrong[0].message}", err=True)


def _checks(name: str, kind: str) -> list[dict[str, Any]]:
    return [{"name": _CHECKS[kind], "params": {"column": name}}] if kind in _CHECKS else []


def _ask(question: Text, default: str | None = None, choices: list[str] | None = None) -> str:
    kind = click.Choice(choices) if choices else str
    answer: str = click.prompt(
        str(question),
        default=default,
        type=kind,
        err=True,
        show_default=bool(default),
        show_choices=False,
    )
    return answer.strip()


def _slug(title: str) -> str:
    import unicodedata

    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "schema"
