"""JSON: a list of objects, or an object one member of which is that list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tamis.readers import Request
from tamis.readers._documents import features, only_list, reason, whole
from tamis.readers._records import Record, damaged, decoder, table
from tamis.sources.path import Local
from tamis.tables.batch import Table

FORMAT = "json"
SUFFIXES = (".json",)

_CHUNK: Final = 1 << 22
_BLANKS: Final = " \t\r\n"


def read(local: Local, request: Request) -> Table:
    """Open a JSON file as a table: members are columns, nested values stay JSON.

    Raises:
        SourceError: it is not JSON, or has no list of objects.
    """
    with local.path.open("rb") as file:
        start = file.read(1 << 12).decode("utf-8-sig", errors="replace").lstrip()
    if start.startswith("["):
        return table(local, request, FORMAT, lambda path: _streamed(path, local.name))
    content = whole(local, request)
    records = features(content) or only_list(content)
    if records is None:
        raise damaged(local.name, "JSON", "[{…}] ?")
    made = [Record(1, one) for one in records]
    return table(local, request, FORMAT, lambda _: made)


def _streamed(path: Path, name: str) -> Iterator[Record]:
    """Return the objects of a list, one at a time, with the line at which each starts."""
    read_one = decoder().raw_decode
    with path.open(encoding="utf-8-sig", errors="strict", newline="") as file:
        try:
            held = _Held(file.read)
            held.skip("[")
            while held.at_value():
                value = held.value(read_one)
                if not isinstance(value, dict):
                    raise damaged(name, "JSON", "la liste a autre chose que des objets", held.line)
                yield Record(held.line, value)
        except (ValueError, RecursionError) as error:
            raise damaged(name, "JSON", reason(error)) from error


class _Held:
    """The part of a file that is being read, and the line it is at."""

    def __init__(self, more: Any) -> None:
        self._more = more
        self._text = ""
        self._at = 0
        self._ended = False
        self._seen = 1
        self.line = 1

    def _fill(self) -> bool:
        chunk = "" if self._ended else self._more(_CHUNK)
        self._ended = not chunk
        self._seen += self._text.count("\n", 0, self._at)
        self._text, self._at = self._text[self._at :] + chunk, 0
        return bool(chunk)

    def _char(self) -> str:
        """Return the next character that is no blank, "" at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _BLANKS:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._fill():
                return ""

    def skip(self, mark: str) -> None:
        if self._char() != mark:
            raise ValueError(mark)
        self._at += 1

    def at_value(self) -> bool:
        """Whether a value comes next; a list that ends says no."""
        char = self._char()
        if char == ",":
            self._at += 1
            char = self._char()
        if not char:
            raise ValueError("]")
        return char != "]"

    def value(self, read_one: Any) -> Any:
        """Return the next value, reading on as long as it is cut."""
        while True:
            try:
                value, end = read_one(self._text, self._at)
            except ValueError:
                if not self._fill():
                    raise
                continue
            if end == len(self._text) and not self._ended and self._fill():
                continue
            self.line = self._seen + self._text.count("\n", 0, self._at)
            self._at = end
            return value
