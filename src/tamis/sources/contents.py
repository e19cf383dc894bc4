"""What a program holds, as a local file: a frame, bytes, an open file."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tamis.model.limits import Limits
from tamis.model.text import printable
from tamis.sources.copying import copy_within, temporary_folder
from tamis.sources.local import LocalFile
from tamis.sources.sniff import sniff_format

#: What reports call a frame, and bytes that have no name.
FRAME: Final = "<frame>"
BYTES: Final = "<bytes>"


def is_content(source: object) -> bool:
    """Whether a source is no path or address: what it holds is at hand."""
    return not isinstance(source, (str, Path))


def name_of(content: object) -> str:
    """Return what reports call a source that is at hand.

    >>> name_of(b"a,b"), name_of(io.StringIO("a"))
    ('<bytes>', '<bytes>')
    """
    if isinstance(content, (bytes, bytearray, memoryview)):
        return BYTES
    if not hasattr(content, "read"):
        return FRAME
    name = getattr(content, "name", None)
    return printable(name) if isinstance(name, str) and name else BYTES


@contextmanager
def opened(content: object, name: str, limits: Limits) -> Iterator[LocalFile]:
    """Give a temporary file that holds what `content` does, under `name`.

    Raises:
        SourceError: a frame holds what no file does, or there is more of it than the limits allow.
        UsageError: it is none of these.
    """
    with temporary_folder() as room:
        path = room / "content"
        write(content, path, limits)
        yield LocalFile(path=path, name="" if name in {FRAME, BYTES} else name)


def write(content: object, path: Path, limits: Limits) -> None:
    """Write to a file what `content` holds.

    Raises:
        SourceError: a frame holds what no file does, or there is more of it than the limits allow.
        UsageError: it is neither a frame, nor bytes, nor an open file.
    """
    stream = _stream(content)
    if stream is None:
        from tamis.sources import frames

        frames.write(content, path)
        return
    with path.open("wb") as out:
        copy_within(stream.read, out, limits.size, name_of(content))


def whole(file: object, limits: Limits) -> bytes:
    """Return what an open file holds, as bytes.

    Raises:
        SourceError: there is more of it than the limits allow.
    """
    out = io.BytesIO()
    copy_within(_stream(file).read, out, limits.size, name_of(file))
    return out.getvalue()


@contextmanager
def as_paths(listed: Iterable[object], limits: Limits) -> Iterator[list[str]]:
    """Give sources as paths and addresses; what is at hand is in files while the block lasts.

    Args:
        listed: paths, addresses and contents; a mapping gives each content its name.
        limits: how much is taken in of each.
    """
    with temporary_folder() as room:
        named = listed.items() if isinstance(listed, Mapping) else ((None, item) for item in listed)
        yield [
            _as_path(item, room, name or f"frame-{number}", limits)
            if is_content(item)
            else str(item)
            for number, (name, item) in enumerate(named, start=1)
        ]


def _as_path(content: object, room: Path, name: str, limits: Limits) -> str:
    """Write a content under a name that says what it is; the one of its file where it has one."""
    known = name_of(content)
    path = room / (Path(known).name if known not in {FRAME, BYTES} else name)
    write(content, path, limits)
    if path.suffix:
        return str(path)
    ending = {"": "csv", "zip": "zip"}.get(kind := sniff_format(path), kind)
    return str(path.rename(path.with_name(f"{path.name}.{ending}")))


def _stream(content: Any) -> Any:
    """Return what gives the bytes of a file; None of what is none.

    A file that is open as text gives its own bytes where nothing of it was read yet: its encoding
    is then for tamis to find. Else the text is encoded anew.
    """
    if isinstance(content, (bytes, bytearray, memoryview)):
        return io.BytesIO(content)
    if isinstance(content, io.TextIOWrapper) and content.seekable() and not content.tell():
        return content.buffer
    if not hasattr(content, "read"):
        return None
    return _Encoded(content)


class _Encoded:
    """A file whose reads give bytes, whether it gives texts or bytes itself."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._rest = b""

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes."""
        if not self._rest:
            part = self._file.read(size)
            self._rest = part.encode() if isinstance(part, str) else bytes(part or b"")
        part, self._rest = self._rest[:size], self._rest[size:]
        return part
