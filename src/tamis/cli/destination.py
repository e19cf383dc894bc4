"""Where a file that a command writes goes: to a path, or whole to standard output (-)."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final

from tamis.cli import screen, streams
from tamis.model.text import Text

#: What names standard output.
STANDARD: Final = Path("-")


def place(
    output: Path | None, suffix: str, source: str | None
) -> AbstractContextManager[Path | None]:
    """Give where to write: the output, or what goes to standard output afterwards.

    Args:
        output: what the user named.
        suffix: the ending of what is written, where its name says none.
        source: the file whose cells are written, if any.

    Raises:
        RefusedError: what is restricted would be shown.
    """
    if output != STANDARD:
        return nullcontext(output)
    from tamis.sources import sidecar

    if source is not None and sidecar.is_restricted(source):
        raise screen.hidden(source)
    return streams.spooled(suffix)


def shown(output: Path | None) -> str:
    """Return the name of an output for a person; "" where there is none."""
    if output == STANDARD:
        return str(Text(fr="sortie standard", en="standard output"))
    return "" if output is None else str(output)
