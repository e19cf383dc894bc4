"""Whether the members of a document are those of data on persons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tamis.checks import listed
from tamis.checks.rules import file_likely_restricted
from tamis.contracts.explain import Fault

#: Values that are looked at: those that follow have the same members.
_VALUES: Final = 100
#: Names that are held at most, and how deep they are looked for.
_NAMES: Final = 2_000
_DEEP: Final = 12


class Persons:
    """Takes in the names of the members of the first values."""

    def __init__(self) -> None:
        self._names: dict[str, None] = {}
        self._left = _VALUES

    def see(self, value: Any) -> None:
        """Take a value in."""
        if self._left:
            self._left -= 1
            self._gather(value, _DEEP)

    def _gather(self, value: Any, deep: int) -> None:
        if not deep or len(self._names) > _NAMES:
            return
        if isinstance(value, dict):
            self._names |= dict.fromkeys(value)
            for inner in value.values():
                self._gather(inner, deep - 1)
        elif isinstance(value, list):
            for inner in value[:_VALUES]:
                self._gather(inner, deep - 1)

    def faults(self) -> Iterator[Fault]:
        """Return what is to be told, once every value was taken in."""
        if names := file_likely_restricted.telling(self._names):
            code = file_likely_restricted.RULE.code
            yield Fault(code=code, path=(), value=None, params={"names": listed(names)})
