"""JSON values one after another out of a long text, read a part at a time."""

from __future__ import annotations

from typing import Any, Final

_CHUNK: Final = 1 << 22
_WHITESPACE: Final = " \t\r\n"


class JsonStream:
    """The part of a file that is being read, and the line it is at.

    `line` is where the last value starts.

    Args:
        more: gives so many characters of the text, none at the end.
        most: characters that one value may have; 0 for no limit.
    """

    def __init__(self, more: Any, most: int = 0) -> None:
        self._more = more
        self._most = most
        self._text = ""
        self._offset = 0
        self._ended = False
        self._first = True
        self._seen = 1
        self._counted = 0
        self.line = 1
        self._value_start = 0

    def _fill(self) -> bool:
        chunk = "" if self._ended else self._more(_CHUNK)
        self._ended = not chunk
        self._seen += self._text.count("\n", self._counted, self._offset)
        self._text, self._offset, self._counted = self._text[self._offset :] + chunk, 0, 0
        return bool(chunk)

    def next(self) -> str:
        """Return the character that comes next, blanks apart; "" at the end."""
        while True:
            char = self._text[self._offset : self._offset + 1]
            while char and char in _WHITESPACE:
                self._offset += 1
                char = self._text[self._offset : self._offset + 1]
            if char or not self._fill():
                return char

    def seen(self) -> int:
        """Return the line that has been read up to."""
        return self._seen + self._text.count("\n", self._counted, self._offset)

    def skip(self, mark: str) -> None:
        """Go past `mark`, which must come next."""
        if self.next() != mark:
            raise ValueError(f"{mark} ?")
        self._offset += 1
        self._first = mark in "[{"

    def ensure_end(self) -> None:
        """Make sure that nothing follows.

        Raises:
            ValueError: something does.
        """
        if self.next():
            raise ValueError(f"… {self._text[self._offset : self._offset + 10]}")

    def at_value(self, end: str = "]") -> bool:
        """Whether a value comes next, past the comma before it; `end` says no.

        Raises:
            ValueError: a comma lacks or is one too many, or the text ends.
        """
        char = self.next()
        if char == end:
            return False
        if not self._first:
            if char != ",":
                raise ValueError(", ?")
            self._offset += 1
            char = self.next()
        self._first = False
        if char in {"", ",", end}:
            raise ValueError(f"… {char or end}")
        return True

    def value(self, decode: Any) -> Any:
        """Return the next value, which comes at once, reading on as long as it is cut.

        Raises:
            ValueError: it is no value.
            OverflowError: it is too long.
        """
        while True:
            try:
                value, end = decode(self._text, self._offset)
            except ValueError:
                if self._most and len(self._text) - self._offset > self._most:
                    raise OverflowError from None
                if not self._fill():
                    raise
                continue
            if end == len(self._text) and not self._ended and self._fill():
                continue
            if self._most and end - self._offset > self._most:
                raise OverflowError
            self._advance_line()
            self._value_start, self._offset = self._offset, end
            return value

    def containers(self) -> int:
        """Return how many objects and lists the last value has at most.

        Braces inside its texts count too.
        """
        span = (self._value_start, self._offset)
        return self._text.count("{", *span) + self._text.count("[", *span)

    def _advance_line(self) -> None:
        """Say the line at which the coming value starts, from where the last one did."""
        self._seen += self._text.count("\n", self._counted, self._offset)
        self._counted = self._offset
        self.line = self._seen
