"""Names of communes as people write them, and the communes that bear them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

from tamis import reference
from tamis.model.lazy_pattern import lazy_pattern
from tamis.tables.header import folded

_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_WORDS: Final = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "s": "sur"}
_CEDEX: Final = lazy_pattern(r"\bcedex\b(\s*\d+)?")
#: The article behind the name: “ROCHELLE (LA)”, “Rochelle, La”.
_ARTICLE: Final = lazy_pattern(
    r"^(.*?)\s*(?:\(\s*(l[ae]s?|l['’]|aux?|les)\s*\)|,\s*(l[ae]s?|l['’]))$"
)
_QUARTER: Final = lazy_pattern(
    r"^(paris|lyon|marseille) 0?(\d{1,2})(?: ?(?:er|ere|e|eme|ieme|me|nd|nde))?"
    r"(?: (?:arrondissement|arrt|arr|ardt))?$"
)

_ZERO: Final = lazy_pattern(r"[1-9]\d{3}")
_DECIMAL: Final = lazy_pattern(r"(\d{4,5})[.,]0+")
_BLANK: Final = frozenset({"na", "nc", "nr", "nd", "null", "none", "nan", "neant", "inconnu"})


def normalized(name: str) -> str:
    """Return a name without what people vary: accents, ligatures, saints, CEDEX, articles behind.

    >>> normalized("ROCHELLE (LA) CEDEX 1"), normalized("St-Étienne s/ Loire")
    ('la rochelle', 'saint etienne sur loire')
    >>> normalized("Paris 1er Arrondissement") == normalized("PARIS 01")
    True
    """
    text = name.casefold().translate(_LIGATURES)
    text = "".join(
        character
        for character in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(character)
    )
    text = _CEDEX.sub(" ", text).strip()
    behind = _ARTICLE.match(text)
    if behind:
        text = f"{behind[2] or behind[3]} {behind[1]}"
    words = re.findall(r"[a-z0-9]+", text)
    text = " ".join(_WORDS.get(word, word) for word in words)
    quarter = _QUARTER.match(text)
    return f"{quarter[1]} {int(quarter[2])} arrondissement" if quarter else text


def communes_named(name: str) -> tuple[str, ...]:
    """Return the codes of the communes, and of the parts of communes, that bear a name."""
    return _by_name().get(normalized(name), ())


def parent(code: str) -> str:
    """Return the commune that a part of one (déléguée, associée, arrondissement) is in."""
    return parts().get(code, (code, ""))[0]


@cache
def parts() -> Mapping[str, tuple[str, str]]:
    """Return, for each part of a commune that has a code of its own, the commune and its kind."""
    kinds = (reference.DELEGUEE, reference.ASSOCIEE, reference.ARRONDISSEMENT)
    frame = reference.communes(*kinds).select("code", "parent", "type")
    current = frozenset(reference.communes().get_column("code"))
    return {
        code: (parent_code, kind)
        for code, parent_code, kind in frame.iter_rows()
        if parent_code and code not in current
    }


@cache
def _by_name() -> Mapping[str, tuple[str, ...]]:
    kinds = (reference.ACTUELLE, reference.ARRONDISSEMENT, reference.DELEGUEE, reference.ASSOCIEE)
    codes_by_name: dict[str, dict[str, None]] = {}
    for code, name in reference.communes(*kinds).select("code", "nom").iter_rows():
        codes_by_name.setdefault(normalized(name), {})[code] = None
    return {name: tuple(codes) for name, codes in codes_by_name.items()}


def bears(code: str, name: str) -> bool:
    """Whether a commune bears a name: its own, that of a part of it, or of what it is part of.

    An arrondissement does not bear the name of another.

    >>> bears("75101", "Paris"), bears("75056", "Paris 12e"), bears("75101", "Paris 12e")
    (True, True, False)
    """
    place, named = parent(code), communes_named(name)
    if is_quarter(code) and named and all(map(is_quarter, named)):
        return code in named
    return any(other == code or parent(other) == place for other in named)


def is_quarter(code: str) -> bool:
    """Whether a code is that of an arrondissement of Paris, Lyon or Marseille."""
    return code in reference.codes("communes", reference.ARRONDISSEMENT)


def written_code(text: str) -> tuple[str, str]:
    """Return a code and "code-corrige" where a spreadsheet took a zero away or made it a decimal.

    >>> written_code("1001"), written_code("01001.0"), written_code("2a004"), written_code("-")
    (('01001', 'code-corrige'), ('01001', 'code-corrige'), ('2A004', ''), ('', ''))
    """
    code = text.upper()
    if not any(letter.isalnum() for letter in code) or folded(code) in _BLANK:
        return "", ""
    decimal = _DECIMAL.fullmatch(code)
    bare = decimal[1] if decimal else code
    bare = f"0{bare}" if _ZERO.fullmatch(bare) else bare
    return bare, "code-corrige" if bare != code else ""


def is_elsewhere(code: str, postal: str) -> bool:
    """Whether a postal code that is known serves other communes, or arrondissements, alone.

    >>> is_elsewhere("75101", "75012"), is_elsewhere("75056", "75012")
    (True, False)
    """
    served = reference.communes_by_postal_code().get(postal)
    if served is None:
        return False
    if is_quarter(code) and any(map(is_quarter, served)):
        return code not in served
    return parent(code) not in {parent(other) for other in served}
