"""Options that the commands on APIs share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

import click

from tamis.cli._click import Written, option
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.model.limits import Limits

operation = option(
    "--operation",
    default="",
    metavar="NOM",
    text=Text(
        fr="L'opération qui a répondu ; sinon celle que dit le fichier, ou la plus ressemblante.",
        en="The operation that answered; else the one that the file tells, or the likeliest.",
    ),
)
base = option(
    "--base",
    default="",
    metavar="ADRESSE",
    text=Text(
        fr="Adresse à interroger à la place de celle du registre (bac à sable, miroir).",
        en="Address to ask in the place of the registry's (sandbox, mirror).",
    ),
)
table_output = option(
    "-o",
    "--output",
    type=Written(),
    required=True,
    metavar="FICHIER",
    text=Text(fr="Fichier à écrire (CSV).", en="File to write (CSV)."),
)
quiet = option(
    "-q",
    "--quiet",
    is_flag=True,
    text=Text(fr="Ne dit rien de ce qui est écrit.", en="Say nothing of what is written."),
)
_SIZE: Final = option(
    "--max-size",
    type=click.IntRange(min=1),
    metavar="MO",
    text=Text(
        fr="Taille permise d'une réponse, en mégaoctets.",
        en="Size that an answer may have, in megabytes.",
    ),
)
_SECONDS: Final = option(
    "--max-seconds",
    type=click.FloatRange(min=0, min_open=True),
    metavar="S",
    text=Text(
        fr="Durée permise d'une demande, attentes comprises, en secondes.",
        en="Time that a request may take, waits included, in seconds.",
    ),
)


def saved(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what bounds the reading of a saved answer; the command gets it as `limits`."""
    return _bounded(command, _SIZE)


def asked(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what bounds a request; the command gets it as `limits`."""
    return _bounded(command, _SIZE, _SECONDS)


def _bounded(command: Callable[..., Any], *options: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(command)
    def called(*args: Any, **given: Any) -> Any:
        size, seconds = given.pop("max_size"), given.pop("max_seconds", None)
        return command(*args, limits=_limits(size, seconds), **given)

    for one in reversed(options):
        called = one(called)
    return called


def _limits(size: int | None, seconds: float | None) -> Limits:
    """Return the limits; a document is held whole, so that it may be as large as its file."""
    from tamis.model.limits import MB, Limits

    room = size and size * MB
    said = {"size": room, "document": room, "seconds": seconds}
    return Limits(**{name: value for name, value in said.items() if value is not None})  # type: ignore[arg-type]
