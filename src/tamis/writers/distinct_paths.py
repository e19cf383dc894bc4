"""What is read is never written over, nor one place written twice."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tamis.model.errors import UsageError
from tamis.model.text import Text

_HINT: Final = Text(fr="Donnez un autre nom.", en="Give another name.")


def ensure_distinct(
    read: Iterable[str | Path], written: Iterable[Path | None], *, hint: Text = _HINT
) -> None:
    """Refuse outputs that would take the place of what is read, or of one another.

    Two names of one file (links, ``./``, another case where the disk tells none) are one file.

    Args:
        read: what is read: paths; addresses and names of the catalogue are no file, and pass.
        written: the outputs; None: that one is not asked for.
        hint: what to do instead.

    Raises:
        UsageError: one is.
    """
    taken = [Path(path) for path in read if _there(Path(path))]
    for output in written:
        if output is None:
            continue
        if any(_same(output, path) for path in taken):
            raise UsageError(
                Text(
                    fr=f"« {output} » est déjà le fichier lu ou une autre sortie.",
                    en=f"“{output}” is already the file being read, or another output.",
                ),
                hint,
            )
        taken.append(output)


def _there(path: Path) -> bool:
    """Whether a path leads to something; a name that no file can have leads nowhere."""
    try:
        return path.exists()
    except OSError:
        return False


def _same(output: Path, other: Path) -> bool:
    """Whether two paths are one file, be it there or not.

    A device, such as ``/dev/null``, is written to by as many as want to.
    """
    if _there(output) and _there(other):
        return output.samefile(other) and output.is_file()
    try:
        return output.resolve() == other.resolve()
    except (OSError, ValueError):  # a name that no file can have
        return False
