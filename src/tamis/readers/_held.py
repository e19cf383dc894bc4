"""JSON values one after another out of a long text, read a part at a time."""

from __future__ import annotations

from typing import Any, Final

_CHUNK: Final = 1 << 22
_BLANKS: Final = " \t\r\n"


class Held:
    """The part of a file that is being read, and the line it is at.

    `line` is where the last value starts, and `containers` how many objects and lists it has at
    the most: braces inside its texts count too.

    Args:
        more: gives so many characters of the text, none at the end.
        most: characters that one value may have; 0 for no limit.
    """

    def __init__(self, more: Any, most: int = 0) -> None:
        self._more = more
        self._most = most
        self._text = ""
        self._at = 0
        self._ended = False
        self._seen = 1
        self._counted = 0
        self.line = 1
        self.containers = 0

    def _fill(self) -> bool:
        chunk = "" if self._ended else self._more(_CHUNK)
        self._ended = not chunk
        self._seen += self._text.count("\n", self._counted, self._at)
        self._text, self._at, self._counted = self._text[self._at :] + chunk, 0, 0
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
        """Go past `mark`, which must come next."""
        if self._char() != mark:
            raise ValueError(mark)
        self._at += 1

    def ended(self) -> None:
        """Make sure that nothing follows.

        Raises:
            ValueError: something does.
        """
        if self._char():
            raise ValueError(self._text[self._at : self._at + 10])

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
                if self._most and len(self._text) - self._at > self._most:
                    raise
                if not self._fill():
                    raise
                continue
            if end == len(self._text) and not self._ended and self._fill():
                continue
            self._tell()
            text = self._text
            self.containers = text.count("{", self._at, end) + text.count("[", self._at, end)
            self._at = end
            return value

    def _tell(self) -> None:
        """Say the line at which the coming value starts, from where the last one did."""
        self._seen += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        self.line = self._seen
