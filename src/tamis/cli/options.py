"""Options that several commands share, said once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from tamis import render
from tamis.cli.parameters import OutputFile, option
from tamis.model.text import LANGS, Text, set_lang

_F = TypeVar("_F", bound=Callable[..., Any])


def _use_language(_: click.Context, __: click.Parameter, value: str | None) -> None:
    if value in LANGS:
        set_lang(value)


lang = option(
    "--lang",
    type=click.Choice(LANGS),
    expose_value=False,
    is_eager=True,
    callback=_use_language,
    text=Text(
        fr="Langue des messages (par défaut, celle du système).",
        en="Language of messages (the system's by default).",
    ),
)
schema = option(
    "-s",
    "--schema",
    metavar="NOM|FICHIER",
    required=True,
    text=Text(
        fr="Schéma : nom du catalogue (avec @version) ou fichier.",
        en="Schema: a name in the catalogue (with @version) or a file.",
    ),
)
schema_if_known = option(
    "-s",
    "--schema",
    metavar="NOM|FICHIER",
    text=Text(
        fr="Schéma : nom du catalogue (avec @version) ou fichier ; par défaut, reconnu à ses "
        "colonnes.",
        en="Schema: a name in the catalogue (with @version) or a file; by default, the one "
        "that the columns match.",
    ),
)
profile = option(
    "--profile",
    default="publish",
    metavar="NOM",
    show_default=True,
    text=Text(
        fr="Poids des règles : publish, strict ou tolerant.",
        en="How severe rules are: publish, strict or tolerant.",
    ),
)
profile_if_said = option(
    "--profile",
    metavar="NOM",
    text=Text(
        fr="Poids des règles : publish (par défaut), strict ou tolerant.",
        en="How severe rules are: publish (the default), strict or tolerant.",
    ),
)
ignore = option(
    "--ignore",
    multiple=True,
    metavar="CODE",
    text=Text(
        fr="Règle ou préfixe de règle à ne pas vérifier (« cell. »). Répétable.",
        en="Rule, or prefix of rules (“cell.”), to skip. Repeatable.",
    ),
)
verbose = option(
    "-v",
    "--verbose",
    is_flag=True,
    text=Text(fr="Montre chaque anomalie.", en="Show every finding."),
)


def _force_color(ctx: click.Context, _: click.Parameter, is_set: bool) -> None:
    """Have every context of the run know that colours are wanted (`tamis.cli.screen.style`)."""
    if is_set:
        ctx.color = True


force_color = option(
    "--force-color",
    is_flag=True,
    expose_value=False,
    callback=_force_color,
    text=Text(
        fr="Met des couleurs même hors d'un terminal (comme FORCE_COLOR).",
        en="Use colours outside a terminal too (as FORCE_COLOR does).",
    ),
)
quiet = option(
    "-q",
    "--quiet",
    is_flag=True,
    text=Text(fr="Ne montre que le verdict.", en="Show the verdict only."),
)


report_format = option(
    "-f",
    "--format",
    type=click.Choice(render.form_names()),
    default="text",
    show_default=True,
    metavar="FORME",
    text=Text(
        fr=f"Forme du rapport : {', '.join(render.form_names())}.",
        en=f"Form of the report: {', '.join(render.form_names())}.",
    ),
)
listing_format = option(
    "-f",
    "--format",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    text=Text(fr="Forme de ce qui est montré.", en="Form of the output."),
)
report_output = option(
    "-o",
    "--output",
    type=OutputFile(dash="none"),
    metavar="FICHIER",
    text=Text(
        fr="Écrit le rapport dans ce fichier plutôt qu'à l'écran (-).",
        en="Write the report to this file rather than to the screen (-).",
    ),
)


def file_output(*endings: str) -> Callable[[_F], _F]:
    """Declare where a page goes: a name with one of these endings, or the screen."""
    return option(
        "-o",
        "--output",
        type=OutputFile(dash="none", endings=("", *endings)),
        metavar="FICHIER",
        text=Text(
            fr="Fichier à écrire ; sinon tout va à l'écran.",
            en="File to write (the screen by default).",
        ),
    )


excel = option(
    "--for",
    "reader",
    type=click.Choice(("excel",)),
    metavar="LOGICIEL",
    text=Text(
        fr="Pour quel logiciel un CSV est écrit : excel, qui l'ouvre d'un double clic "
        "(points-virgules, marque d'UTF-8).",
        en="Software that a CSV is written for: excel, whose French version opens it with a "
        "double click (semicolons, UTF-8 mark).",
    ),
)
theme = option(
    "--theme",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FICHIER",
    text=Text(
        fr="Feuille de style (CSS) à la place de celle du rapport HTML.",
        en="Style sheet (CSS) to use instead of the HTML report's own.",
    ),
)
