"""Short texts that people and spreadsheets leave where a value is meant.

The rules about them share one look at a text, which costs as much as that of one of them.
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

#: What people write where nothing is known, in lower case.
WORDS: Final = (
    "test", "tests", "essai", "toto", "titi", "xx", "xxx", "xxxx", "xxxxx", "zzz", "azerty",
    "qwerty", "lorem ipsum", "a completer", "à compléter", "a compléter", "à completer",
    "a definir", "à définir", "a préciser", "à préciser", "a renseigner", "à renseigner",
    "a venir", "à venir", "en cours de saisie", "tbd", "todo", "todo.", "nc", "n.c.", "n/c", "nr",
    "n.r.", "non renseigné", "non renseignée", "non communiqué", "non communiquée", "#n/a",
    "#ref!", "#valeur!", "#nom?", "#div/0!", "#value!", "#name?", "???", "????", "n/a", "null",
    "none", "nan", "inconnu(e)",
)  # fmt: skip
#: The same in place of a code.
CODES: Final = ("00000", "99999", "000000", "999999", "0000000000", "9999999999")
#: Months, as spreadsheets shorten them.
_MONTHS: Final = (
    r"janv?|f[ée]vr?|mars|avr|mai|juin|juil|ao[uû]t?|sept?|oct|nov|d[ée]c|"
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|dec"
)
#: A day and a month, or a month and a year.
DAY_MONTH: Final = rf"(?i)\A(?:[0-3]?\d-(?:{_MONTHS})\.?|(?:{_MONTHS})\.?-\d{{2}})\z"
#: A number in powers of ten.
POWER: Final = r"\A\s*[1-9](?:[.,]\d+)?[eE]\+\d{1,2}\s*\z"
_FORM: Final = "|".join(map(re.escape, sorted((*WORDS, *CODES))))
_ODD: Final = rf"(?i)\A\s*(?:{_FORM})\s*\z|{DAY_MONTH}|{POWER}"


def looks_odd(texts: pl.Series) -> pl.Series:
    """Return which texts are some such, whatever their case and the blanks around them.

    >>> looks_odd(pl.Series(["Test ", "24-juil", "1,2E+13", "Brionne"])).to_list()
    [True, True, True, False]
    """
    return texts.str.contains(_ODD)
