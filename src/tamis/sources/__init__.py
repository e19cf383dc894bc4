"""Where bytes come from. Whatever the source, a reader is given a local file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tamis.model.address import is_address
from tamis.model.limits import DEFAULT, Limits
from tamis.sources import archive, contents, memory
from tamis.sources.local import LocalFile, open_path, spool_stdin


@contextmanager
def open_source(
    location: str, *, member: str = "", limits: Limits = DEFAULT, content: object = None
) -> Iterator[LocalFile]:
    """Give the local file that `location` leads to, and clean up after use.

    Args:
        location: a path, ``-`` for standard input, or an ``http(s)://`` address.
        member: the file wanted inside an archive that has several.
        limits: how much is taken in.
        content: what the source holds, where a program has it at hand (a frame, bytes, an open
            file): `location` is then what reports call it.

    Raises:
        SourceError: it cannot be had, or is beyond the limits.
        RefusedError: the address leads to a host that the user did not name.
    """
    with ExitStack() as stack:
        if content is not None:
            local = stack.enter_context(contents.opened(content, location, limits))
        elif location == "-":
            local = stack.enter_context(spool_stdin(limits))
        elif is_address(location):
            from tamis.sources import http

            local = stack.enter_context(http.fetched(location, limits))
        else:
            local = stack.enter_context(open_path(location, limits))
        unpacked = stack.enter_context(archive.unpack(local, member, limits))
        stack.enter_context(memory.watched(unpacked, limits))
        yield unpacked
