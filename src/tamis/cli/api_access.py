"""Who may call an API, in words."""

from __future__ import annotations

from typing import Final

from tamis.model.text import Text

ACCESS: Final = {
    "open": Text(fr="ouverte", en="open"),
    "account": Text(fr="sur compte", en="account"),
    "restricted": Text(fr="restreinte", en="restricted"),
}
