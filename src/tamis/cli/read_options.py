"""What is taken in, how much of it, and who does the work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tamis.cli.parameters import combined, option
from tamis.model.errors import UsageError
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.app import ReadOptions
    from tamis.model.dialect import TableDialect
    from tamis.model.limits import Limits

_READING = (
    option(
        "--input-format",
        metavar="FORMAT",
        text=Text(
            fr="Format du fichier ; sinon ce que disent ses octets, puis son nom.",
            en="Format of the file; by default, what its bytes say, then its name.",
        ),
    ),
    option(
        "--sheet",
        metavar="NOM",
        text=Text(
            fr="Feuille du classeur ; sinon celle qui convient au schéma.",
            en="Sheet of the workbook; by default, the one that fits the schema.",
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

#: Adds the option that says in what letters a text is written.
encoding = option(
    "--encoding",
    metavar="NOM",
    default="",
    text=Text(
        fr="Encodage du texte (utf-8, cp1252, cp850…) ; sinon ce que disent ses octets.",
        en="Encoding of the text (utf-8, cp1252, cp850…); by default, what its bytes say.",
    ),
)
_DIALECT = (
    encoding,
    option(
        "--delimiter",
        metavar="SIGNE",
        text=Text(
            fr="Ce qui sépare les cellules (« tab » pour une tabulation) ; sinon ce que disent "
            "les premières lignes.",
            en="What separates the cells (“tab” for a tabulation); by default, what the first "
            "lines say.",
        ),
    ),
)
_FULL_DIALECT = (
    *_DIALECT,
    option(
        "--dialect",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        metavar="FICHIER",
        text=Text(
            fr="Descripteur Table Dialect : comment le tableau est écrit.",
            en="Table Dialect descriptor: how the table is written.",
        ),
    ),
    option(
        "--no-header",
        is_flag=True,
        text=Text(
            fr="Le tableau n'a pas d'en-tête : ses colonnes sont celles du schéma, dans l'ordre.",
            en="The table has no header: its columns are the schema's, in order.",
        ),
    ),
    option(
        "--comment",
        metavar="SIGNE",
        text=Text(
            fr="Signe par lequel commencent les lignes à ne pas lire.",
            en="Character that the lines to skip begin with.",
        ),
    ),
    option(
        "--quote",
        metavar="SIGNE",
        text=Text(
            fr="Guillemet des cellules (« none » s'il n'y en a pas).",
            en="Quote around cells (“none” where there is none).",
        ),
    ),
)

_LIMITS = (
    option(
        "--max-size",
        type=click.IntRange(min=1),
        metavar="MO",
        text=Text(
            fr="Taille permise d'une source, décompressée, en mégaoctets.",
            en="Maximum size of a source once unpacked, in megabytes.",
        ),
    ),
    option(
        "--max-columns",
        type=click.IntRange(min=1),
        metavar="N",
        text=Text(fr="Nombre de colonnes permis.", en="Maximum number of columns."),
    ),
    option(
        "--max-cells",
        type=click.IntRange(min=1),
        metavar="N",
        text=Text(
            fr="Nombre de cellules permis dans une feuille de classeur.",
            en="Maximum number of cells in a sheet of a workbook.",
        ),
    ),
    option(
        "--max-record",
        type=click.IntRange(min=1),
        metavar="MO",
        text=Text(
            fr="Taille permise d'une ligne du tableau, en mégaoctets.",
            en="Maximum size of a row of the table, in megabytes.",
        ),
    ),
    option(
        "--max-memory",
        type=click.IntRange(min=1),
        metavar="MO",
        default=1024,
        show_default=True,
        text=Text(
            fr="Mémoire permise pour une source au-delà de sa taille, en mégaoctets.",
            en="Memory allowed for a source beyond its size, in megabytes.",
        ),
    ),
    option(
        "--max-seconds",
        type=click.FloatRange(min=0, min_open=True),
        metavar="S",
        text=Text(
            fr="Durée permise d'un téléchargement, en secondes.",
            en="Maximum duration of a download, in seconds.",
        ),
    ),
    option(
        "--allow-host",
        multiple=True,
        metavar="SERVEUR",
        text=Text(
            fr="Serveur, ou motif (« *.fr »), où un fichier peut aussi être pris : là où son "
            "adresse renvoie, ou que data.gouv.fr donne. Répétable.",
            en="Host, or pattern (“*.fr”), that a file may also be fetched from: where its address "
            "redirects to, or that data.gouv.fr gives. Repeatable.",
        ),
    ),
)


def _limits(values: dict[str, Any]) -> Limits:
    """Take the limits out of the options."""
    from tamis.model.limits import MB, Limits

    size, record = values.pop("max_size", None), values.pop("max_record", None)
    memory = values.pop("max_memory", None)
    chosen = {
        "size": size and size * MB,
        "ratio": size and size * MB,  # whoever says a size means it, however well a file is packed
        "document": size and size * MB,
        "columns": values.pop("max_columns", None),
        "cells": values.pop("max_cells", None),
        "record": record and record * MB,
        "memory": memory and memory * MB,
        "seconds": values.pop("max_seconds", None),
        "hosts": values.pop("allow_host", None),
    }
    return Limits(**{name: value for name, value in chosen.items() if value is not None})


def _reading(values: dict[str, Any]) -> ReadOptions:
    """Take how a source is read out of the options."""
    from tamis.app import ReadOptions

    dialect = _dialect(values)
    options = {"input_format": "format", "sheet": "sheet", "member": "member"}
    chosen = {name: values.pop(option) or "" for option, name in options.items()}
    return ReadOptions(**chosen, dialect=dialect, limits=_limits(values))


def _dialect(values: dict[str, Any]) -> TableDialect:
    """Take how a table is written out of the options, which go over the descriptor."""
    from tamis.loading import dialects
    from tamis.model.dialect import TableDialect, misfit

    path, no_header = values.pop("dialect", None), values.pop("no_header", False)
    delimiter, quote = values.pop("delimiter"), values.pop("quote", None)
    chosen = TableDialect(
        encoding=values.pop("encoding") or "",
        delimiter=_SIGNS.get(delimiter or "", delimiter or ""),
        comment_char=values.pop("comment", None) or "",
        header=False if no_header else None,
        quote_char=None if quote == "none" else quote or '"',
    )
    whole = chosen.over(dialects.from_file(path)) if path else chosen
    if quote:  # the usual one too, over a descriptor that names another
        whole = replace(whole, quote_char=chosen.quote_char)
    if delimiter == "" or misfit(whole):
        raise UsageError(
            Text(
                fr=f"Un tableau ne peut pas être écrit avec ce signe : {delimiter or quote!r}.",
                en=f"No table can be written with that character: {delimiter or quote!r}.",
            ),
            Text(
                fr="Le séparateur et le guillemet doivent être différents, et ne pas être des "
                "fins de ligne.",
                en="The delimiter and the quote must differ, and must not be line endings.",
            ),
        )
    return whole


def limit_options(
    *options: Callable[..., Any],
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return what adds options that say how much is taken in; the command gets them as `limits`.

    Args:
        options: some of those that set a limit (`Limits`).
    """
    return combined(options, "limits", _limits)


#: How signs are called that a command line hardly takes.
_SIGNS = {"tab": "\t", "\\t": "\t"}
#: Add the options that say how a source is read; the command gets them as `reading`.
reading = combined((*_READING, *_FULL_DIALECT, *_LIMITS), "reading", _reading)
#: Add those that say in what letters and with what delimiter; the command gets them as `dialect`.
dialect = combined(_DIALECT, "dialect", _dialect)
#: Add the options that say how much is taken in; the command gets them as `limits`.
limits = limit_options(*_LIMITS)
