"""What the records of a delimited text must look like."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tamis.readers.figures import FigureSample


@dataclass(slots=True, kw_only=True)
class Shape:
    """What a file's records must look like.

    Attributes:
        delimiter: what stands between cells.
        width: how many cells a record has.
        quote: what stands around cells.
        crlf: whether lines end in two bytes.
        dropped: every byte that is no part of a shape.
        sound: matches a record that all tools read alike: a cell that begins with a quote ends
            with one, and has others doubled.
        sample: tells which columns hold figures.
    """

    delimiter: str
    width: int
    quote: str = '"'
    crlf: bool = False
    dropped: bytes = b""
    sound: re.Pattern[str] = re.compile("")
    sample: FigureSample = field(default_factory=lambda: FigureSample((), 0, str.split))
    _kinds: dict[bytes, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kept = f"{self.delimiter}{self.quote}\n".encode()
        self.dropped = bytes(b for b in range(256) if b not in kept)
        # Atomic groups: up to Python 3.11.4, a possessive quantifier of a group matches wrongly.
        mark, quote = re.escape(self.delimiter), re.escape(self.quote)
        text = f"[^{quote}]*+"
        bare = f"(?![ \\t]*+{quote})[^{mark}]*+"
        cell = f"(?:{quote}{text}(?>(?:{quote}{quote}{text})*){quote}|{bare})"
        self.sound = re.compile(f"{cell}(?>(?:{mark}{cell})*)")

    def is_plain(self, shape: bytes) -> bool:
        """Whether a line of this shape is one record of the right width."""
        is_plain = self._kinds.get(shape)
        if is_plain is None:
            is_plain = self._kinds[shape] = self._has_width(shape.decode())
        return is_plain

    def _has_width(self, shape: str) -> bool:
        if self.quote not in shape:
            return len(shape) == self.width - 1
        inside, marks = False, 0
        for char in shape:
            if char == self.quote:
                inside = not inside
            elif not inside:
                marks += 1
        return not inside and marks == self.width - 1
