r"""How large the machine of a pattern is, told before an engine builds it.

A few letters may ask for more states than a memory holds, such as ``a{99999999}``.
Engines in linear time refuse them by themselves; those that backtrack build them.
"""

from __future__ import annotations

import re
from typing import Final

from tamis.model.lazy_pattern import lazy_pattern

#: States up to which a pattern is compiled: published ones have some hundred.
MOST: Final = 100_000
#: Groups within groups up to which a pattern is compiled.
DEEPEST: Final = 100

_TOKEN: Final = lazy_pattern(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(?P<least>\d+)(?P<range>,(?P<most>\d*))?\}|.", re.DOTALL
)


def is_too_large(pattern: str) -> bool:
    r"""Whether a pattern has more than `MOST` states, or groups deeper than `DEEPEST`.

    >>> is_too_large(r"[A-Z]{2}\d{14}")
    False
    >>> is_too_large("a{99999999}"), is_too_large("(((a{100}){100}){100})")
    (True, True)
    """
    sizes: list[tuple[int, int]] = []  # of the groups that are open: all before, the last part
    total, last = 0, 0
    for token in _TOKEN.finditer(pattern):
        text = token[0]
        if token["least"] is not None:
            last *= max(int(token["most"] or token["least"]), 1)
        elif text == "(":
            sizes.append((total + last, 0))
            total, last = 0, 0
        elif text == ")" and sizes:
            last, total = total + last, sizes.pop()[0]
        elif text not in "*+?|":
            total, last = total + last, 1
        if total + last > MOST or len(sizes) > DEEPEST:
            return True
    return False
