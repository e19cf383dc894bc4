"""The shape of well-known text (OGC Simple Features 06-103r4, section 7), as one expression.

Collections nest without end in the grammar; two levels are read here, which no published
file exceeds.
"""

from __future__ import annotations

from typing import Final

_B = r"[ \t\r\n]*"
_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_POINT = rf"{_NUMBER}(?:[ \t\r\n]+{_NUMBER}){{1,3}}"


def _listed(item: str) -> str:
    return rf"\({_B}{item}(?:{_B},{_B}{item})*{_B}\)"


def _tagged(words: str, body: str) -> str:
    return rf"(?:{words})(?:[ \t]+(?:ZM|Z|M))?{_B}(?:[ \t]EMPTY|EMPTY|{body})"


_LINE = _listed(_POINT)
_AREA = _listed(_LINE)
_AREAS = _listed(_AREA)
_CURVE = rf"(?:{_LINE}|{_tagged('CIRCULARSTRING|LINESTRING', _LINE)})"
_COMPOUND = rf"(?:{_CURVE}|{_tagged('COMPOUNDCURVE', _listed(_CURVE))})"

_SIMPLE = "|".join(
    (
        _tagged("POINT", rf"\({_B}{_POINT}{_B}\)"),
        _tagged("LINESTRING|CIRCULARSTRING", _LINE),
        _tagged("POLYGON|TRIANGLE|MULTILINESTRING", _AREA),
        _tagged("MULTIPOLYGON|TIN|POLYHEDRALSURFACE", _AREAS),
        _tagged("MULTIPOINT", _listed(rf"(?:{_POINT}|\({_B}{_POINT}{_B}\)|EMPTY)")),
        _tagged("COMPOUNDCURVE", _listed(_CURVE)),
        _tagged("CURVEPOLYGON|MULTICURVE", _listed(_COMPOUND)),
        _tagged(
            "MULTISURFACE", _listed(rf"(?:{_AREA}|{_tagged('CURVEPOLYGON', _listed(_COMPOUND))})")
        ),
    )
)

FORM: Final = (
    rf"(?i:{_B}(?:{_SIMPLE}|{_tagged('GEOMETRYCOLLECTION', _listed(f'(?:{_SIMPLE})'))}){_B})"
)
