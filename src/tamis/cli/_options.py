"""Options that several commands share, said once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tamis.cli._click import Written, option
from tamis.model.text import LANGS, Text, set_lang

if TYPE_CHECKING:
    from tamis.model.limits import Limits


def _speak(_: click.Context, __: click.Parameter, value: str | None) -> None:
    if value in LANGS:
        set_lang(value)


lang = option(
    "--lang",
    type=click.Choice(LANGS),
    expose_value=False,
    is_eager=True,
    callback=_speak,
    text=Text(
        fr="Langue des messages (celle du système sinon).",
        en="Language of messages (the system's otherwise).",
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
        fr="Schéma : nom du catalogue (avec @version) ou fichier ; reconnu aux colonnes sinon.",
        en="Schema: a name in the catalogue (with @version) or a file; else known by the columns.",
    ),
)
profile = option(
    "--profile",
    default="publish",
    metavar="NOM",
    show_default=True,
    text=Text(
        fr="Poids des règles : publish, strict ou tolerant.",
        en="What rules weigh: publish, strict or tolerant.",
    ),
)
profile_if_said = option(
    "--profile",
    metavar="NOM",
    text=Text(
        fr="Poids des règles : publish (par défaut), strict ou tolerant.",
        en="What rules weigh: publish (the default), strict or tolerant.",
    ),
)
ignore = option(
    "--ignore",
    multiple=True,
    metavar="CODE",
    text=Text(
        fr="Règle ou préfixe de règle à ne pas vérifier (« cell. »). Répétable.",
        en="Rule or prefix of rules not to be checked (“cell.”). Repeatable.",
    ),
)
verbose = option(
    "-v",
    "--verbose",
    is_flag=True,
    text=Text(fr="Montre chaque anomalie.", en="Show every finding."),
)
quiet = option(
    "-q",
    "--quiet",
    is_flag=True,
    text=Text(fr="Ne montre que le verdict.", en="Show the verdict only."),
)


def report_formats() -> list[str]:
    """Return the formats of reports, without importing any."""
    folder = Path(__file__).parents[1] / "render"
    return sorted(path.stem for path in folder.glob("[a-z]*.py"))


report_format = option(
    "-f",
    "--format",
    type=click.Choice(report_formats()),
    default="text",
    show_default=True,
    metavar="FORME",
    text=Text(
        fr=f"Forme du rapport : {', '.join(report_formats())}.",
        en=f"Form of the report: {', '.join(report_formats())}.",
    ),
)
listing_format = option(
    "-f",
    "--format",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    text=Text(fr="Forme de ce qui est montré.", en="Form of what is shown."),
)
report_output = option(
    "-o",
    "--output",
    type=Written(),
    metavar="FICHIER",
    text=Text(
        fr="Écrit le rapport dans ce fichier plutôt qu'à l'écran.",
        en="Write the report to this file rather than to the screen.",
    ),
)
file_output = option(
    "-o",
    "--output",
    type=Written(),
    metavar="FICHIER",
    text=Text(
        fr="Fichier à écrire ; sinon tout va à l'écran.",
        en="File to write; else all goes to the screen.",
    ),
)
theme = option(
    "--theme",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FICHIER",
    text=Text(
        fr="Feuille de style (CSS) à la place de celle du rapport HTML.",
        en="Style sheet (CSS) in place of that of the HTML report.",
    ),
)


_READING = (
    option(
        "--input-format",
        metavar="FORMAT",
        text=Text(
            fr="Format du fichier, quand son nom ne le dit pas.",
            en="Format of the file, where its name does not say.",
        ),
    ),
    option(
        "--sheet",
        metavar="NOM",
        text=Text(
            fr="Feuille du classeur ; sinon celle qui convient au schéma.",
            en="Sheet of the workbook; else the one that suits the schema.",
        ),
    ),
    option(
        "--member",
        metavar="NOM",
        text=Text(
            fr="Fichier à lire dans une archive qui en a plusieurs.",
            en="File to read in an archive that has several.",
        ),
    ),
)

_LIMITS = (
    option(
        "--max-size",
        type=click.IntRange(min=1),
        metavar="MO",
        text=Text(
            fr="Taille permise d'une source, dépliée, en mégaoctets.",
            en="Size that a source may have, unpacked, in megabytes.",
        ),
    ),
    option(
        "--max-columns",
        type=click.IntRange(min=1),
        metavar="N",
        text=Text(fr="Nombre de colonnes permis.", en="Number of columns allowed."),
    ),
    option(
        "--max-seconds",
        type=click.FloatRange(min=0, min_open=True),
        metavar="S",
        text=Text(
            fr="Durée permise d'un téléchargement, en secondes.",
            en="Time that a fetch may take, in seconds.",
        ),
    ),
)


def reading(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how a source is read; the command gets them as `reading`."""

    @wraps(command)
    def called(*args: Any, **given: Any) -> Any:
        from tamis.app import Reading

        known = {"input_format": "format", "sheet": "sheet", "member": "member"}
        said = {ours: given.pop(name) or "" for name, ours in known.items()}
        return command(*args, reading=Reading(**said, limits=_limits(given)), **given)

    for one in reversed((*_READING, *_LIMITS)):
        called = one(called)
    return called


def bounded(
    *options: Callable[..., Any], whole: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return what adds options that say how much is taken in; the command gets them as `limits`.

    Args:
        options: some of ``--max-size``, ``--max-columns``, ``--max-seconds``.
        whole: whether a document is held whole, so that it may be as large as its file.
    """

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def called(*args: Any, **given: Any) -> Any:
            return command(*args, limits=_limits(given, whole=whole), **given)

        for one in reversed(options):
            called = one(called)
        return called

    return add


limits = bounded(*_LIMITS)


def _limits(given: dict[str, Any], *, whole: bool = False) -> Limits:
    """Take the limits out of the options."""
    from tamis.model.limits import MB, Limits

    size = given.pop("max_size", None)
    said = {
        "size": size and size * MB,
        "document": size and size * MB if whole else None,
        "columns": given.pop("max_columns", None),
        "seconds": given.pop("max_seconds", None),
    }
    return Limits(**{name: value for name, value in said.items() if value is not None})


_CLUSTER = (
    option(
        "--engine",
        type=click.Choice(("local", "spark")),
        default="local",
        show_default=True,
        text=Text(fr="Qui fait le travail.", en="Who does the work."),
    ),
    option(
        "--master",
        metavar="ADRESSE",
        default="",
        text=Text(
            fr="Maître Spark (spark://hôte:port) ; sinon les cœurs de cette machine.",
            en="Spark master (spark://host:port); else the cores of this machine.",
        ),
    ),
    option(
        "--staging",
        type=click.Path(path_type=Path, file_okay=False, exists=True, writable=True),
        metavar="DOSSIER",
        text=Text(
            fr="Dossier commun à toutes les machines, pour les fichiers de passage de Spark.",
            en="Folder that all machines share, for Spark's files on the way.",
        ),
    ),
)


def cluster(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say who does the work; the command gets them as `spark`, or None."""

    @wraps(command)
    def called(*args: Any, **given: Any) -> Any:
        engine, master = given.pop("engine"), given.pop("master")
        staging = given.pop("staging")
        if engine == "local":
            if master or staging:
                raise click.UsageError(
                    str(
                        Text(
                            fr="--master et --staging vont avec --engine spark.",
                            en="--master and --staging go with --engine spark.",
                        )
                    )
                )
            return command(*args, spark=None, **given)
        from tamis.engine.spark import Cluster

        return command(*args, spark=Cluster(master=master, staging=staging), **given)

    for one in reversed(_CLUSTER):
        called = one(called)
    return called
