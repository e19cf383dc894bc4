"""Files so little, and so plainly text, that reading them takes no more memory than a run may."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tamis.model.limits import MB

#: Bytes of a text that cannot take more memory than a run may, by the ending of its name.
_LITTLE: Final = {
    ".csv": MB, ".tsv": MB, ".txt": MB,
    ".json": MB // 16, ".geojson": MB // 16, ".ndjson": MB // 16,
}  # fmt: skip
#: How archives, workbooks and other binary files begin, whatever their names say.
_BINARY: Final = (b"PK", b"\x1f\x8b", b"BZh", b"\xfd7z", b"\x28\xb5", b"\xd0\xcf", b"PAR1")


def is_small_text(location: str) -> bool:
    """Whether a location is a file of this machine, of so little text."""
    path = Path(location)
    try:
        return path.is_file() and is_little_text(path, path.stat().st_size)
    except (OSError, ValueError):  # whoever opens it says what is wrong
        return False


def is_little_text(path: Path, size: int) -> bool:
    """Whether a file of `size` bytes is text so little that nothing it does can end its process.

    Raises:
        OSError: it cannot be read.
    """
    if size >= _LITTLE.get(path.suffix.lower(), 0):
        return False
    with path.open("rb") as file:
        return not file.read(4).startswith(_BINARY)
