"""The number formats of OpenDocument as the codes of other workbooks (ODF 1.3 part 3, 16.29)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: What stands for a part of a date, short and long.
_PARTS: Final[Mapping[str, tuple[str, str]]] = {
    "day": ("d", "dd"),
    "month": ("m", "mm"),
    "year": ("yy", "yyyy"),
    "era": ("", ""),
    "day-of-week": ("", ""),
    "week-of-year": ("", ""),
    "quarter": ("", ""),
    "hours": ("h", "hh"),
    "minutes": ("m", "mm"),
    "seconds": ("s", "ss"),
    "am-pm": ("AM/PM", "AM/PM"),
}
STYLES: Final = frozenset(
    {
        "number-style", "percentage-style", "currency-style", "date-style", "time-style",
        "boolean-style", "text-style",
    }
)  # fmt: skip


class FormatReader:
    """Number formats by name, as the styles of a document are gone through."""

    def __init__(self, codes: Mapping[str, str]) -> None:
        self.codes = dict(codes)
        self._name = ""
        self._code: list[str] = []
        self._number: list[str] = []
        self._embedded: list[tuple[int, str]] = []
        self._text: list[str] | None = None
        self._position = -1
        self._is_elapsed = False
        self._maps: list[tuple[str, str]] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take a tag without its prefix in, attributes without theirs."""
        if tag in STYLES:
            self._name, self._code, self._maps = attributes.get("name", ""), [], []
            self._is_elapsed = attributes.get("truncate-on-overflow") == "false"
        elif tag in {"number", "scientific-number", "fraction"}:
            self._number, self._embedded = _digits(tag, attributes), []
        elif tag in {"text", "currency-symbol", "embedded-text"}:
            self._text = []
            self._position = int(attributes.get("position", "-1"))
        elif tag in _PARTS:
            self._code.append(self._part(tag, attributes))
        elif tag == "map" and "apply-style-name" in attributes:
            condition = attributes.get("condition", "").replace("value()", "")
            self._maps.append((condition, attributes["apply-style-name"]))

    def _part(self, tag: str, attributes: Mapping[str, str]) -> str:
        short, long = _PARTS[tag]
        written = long if attributes.get("style") == "long" else short
        if self._is_elapsed and tag in {"hours", "minutes", "seconds"}:
            self._is_elapsed = False
            return f"[{written}]"
        return written

    def text(self, data: str) -> None:
        """Take a part of a text in."""
        if self._text is not None:
            self._text.append(data)

    def end(self, tag: str) -> None:
        """Take the end of a tag in."""
        if tag in {"text", "currency-symbol"} and self._text is not None:
            self._code.append(_literal("".join(self._text)))
            self._text = None
        elif tag == "embedded-text" and self._text is not None:
            self._embedded.append((self._position, "".join(self._text)))
            self._text = None
        elif tag in {"number", "scientific-number", "fraction"}:
            self._code.append(_with_texts("".join(self._number), self._embedded))
        elif tag in STYLES and self._name:
            self.codes[self._name] = self._whole()

    def _whole(self) -> str:
        """Return the code, the sections of other signs before it."""
        own = "".join(self._code)
        parts = [f"[{condition}]{self.codes.get(name, '')}" for condition, name in self._maps]
        return ";".join([*parts, own])


def _digits(tag: str, attributes: Mapping[str, str]) -> list[str]:
    least = attributes.get("min-integer-digits", "0")
    zeros = "0" * min(int(least), 40) if least.isdecimal() else ""
    places = attributes.get("decimal-places", "0")
    decimals = "." + "0" * min(int(places), 40) if places.isdecimal() and int(places) else ""
    if tag == "fraction":
        return ["# ?/?"]
    if attributes.get("grouping") == "true":
        return [f"#,##{zeros or '#'}{decimals}"]
    return [(zeros or "#") + decimals + ("E+00" if tag == "scientific-number" else "")]


def _with_texts(digits: str, texts: list[tuple[int, str]]) -> str:
    """Put texts among digits: `position` counts digits from the right."""
    size = max([len(digits), *(position + 1 for position, _ in texts)])
    places = list(digits.rjust(size, "#"))
    for position, text in sorted(texts):
        places.insert(len(places) - position - _before(texts, position), _literal(text))
    return "".join(places)


def _before(texts: list[tuple[int, str]], position: int) -> int:
    """Return how many texts stand to the right of a position."""
    return sum(other < position for other, _ in texts)


def _literal(text: str) -> str:
    if text == "%":
        return text
    return '"' + text.replace('"', "") + '"' if text else ""
