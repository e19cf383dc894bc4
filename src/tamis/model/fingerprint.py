"""What marks a finding from one run to the next: what is wrong, never where it stands."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Final

from tamis.model.finding import Finding

#: Hexadecimal digits of a fingerprint: 80 bits, no clash to be feared among 10^9 findings.
DIGITS: Final = 20


def digest(*parts: str | None) -> str:
    """Return the same 20 hexadecimal digits for the same parts, on any machine, for ever.

    >>> digest("a", None) == digest("a", "")
    False
    """
    text = "\x1f".join("\x00" if part is None else f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def same(code: str, field: str, value: str | None) -> str:
    """Return what all findings of one rule, in one field, on one value have in common."""
    return digest(code, field, value)


class Fingerprints:
    """Gives each finding of a run a fingerprint of its own, which inserted rows do not change.

    Two findings alike but for their place differ by their rank in the file alone. Lines, rows
    and notes (which may name a line) take no part.
    """

    def __init__(self) -> None:
        self._met: Counter[tuple[str, str]] = Counter()

    def of(self, finding: Finding, path: str = "") -> str:
        """Return the fingerprint of a finding of the file `path`, as that file's next one."""
        alike = same(finding.code, finding.field, finding.value)
        rank = self._met[path, alike]
        self._met[path, alike] += 1
        return digest(path, alike, str(rank))
