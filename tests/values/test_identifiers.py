"""Forms that patterns ask for, in words."""

import re

import pytest

from tamis.values.column_names import Nature
from tamis.values.identifiers import IDENTIFIERS, form, shape


@pytest.mark.parametrize(
    ("pattern", "fr", "en"),
    [
        (r"^\d{14}$", "14 chiffres", "14 digits"),
        (r"[0-9]{5}", "5 chiffres", "5 digits"),
        (r"^\d{1}$", "1 chiffre", "1 digit"),
        (r"^\d{0}$", "0 chiffre", "0 digits"),
        ("^(oui|non)$", "oui ou non", "oui or non"),
        ("a|b|c d", "a, b ou c d", "a, b or c d"),
        ("^(https?)://", "une adresse qui commence par http:// ou https://",
         "an address that begins with http:// or https://"),
        ("^https?://.+$", "une adresse qui commence par http:// ou https://",
         "an address that begins with http:// or https://"),
        (r"^[\w]+$", "des lettres, des chiffres et des traits bas (_), sans espace",
         "letters, digits and underscores, without spaces"),
        (r"^[\w.]+$", "des lettres, des chiffres, des points et des traits bas (_), sans espace",
         "letters, digits, dots and underscores, without spaces"),
        (IDENTIFIERS[Nature.COMMUNE].pattern,
         "code Insee d'une commune, par exemple 27116 ou 2A004",
         "Insee code of a commune, such as 27116 or 2A004"),
    ],
)  # fmt: skip
def test_a_simple_pattern_is_said_in_words(pattern, fr, en):
    text = shape(pattern)
    assert (text.fr, text.en) == (fr, en)
    assert form(pattern, "27") == text


@pytest.mark.parametrize("pattern", ["^(a|b)+$", r"^\d{5}-\d$", r"^\d{2,5}$", "^a$", "", "a|b*"])
def test_another_pattern_has_no_words(pattern):
    assert shape(pattern) is None
    by_example = form(pattern, "A-12")
    assert (by_example.fr, by_example.en) == (
        "celle de l'exemple (A-12)",
        "that of the example (A-12)",
    )
    assert form(pattern, "").en == "set by the schema: see the description"
    assert form(pattern, "").fr == "fixée par le schéma : voyez la description"


@pytest.mark.parametrize(
    ("nature", "right", "wrong"),
    [
        (Nature.COMMUNE, ["01001", "2A004", "2B033", "97411", "21231"], ["1001", "20001", "2C004"]),
        (Nature.POSTAL, ["75012", "20000"], ["7501", "2A000"]),
        (Nature.SIREN, ["732829320"], ["73282932"]),
        (Nature.SIRET, ["73282932000074"], ["732829320"]),
    ],
)
def test_published_patterns(nature, right, wrong):
    pattern = IDENTIFIERS[nature].pattern
    assert all(re.search(pattern, text) for text in right)
    assert not any(re.search(pattern, text) for text in wrong)
