"""Identifiers: published numbers are right, and no slip of the hand is taken for one."""

import polars as pl
import pytest

from tamis.values import luhn
from tamis.values.check_digits import FORM, KEY, flaw
from tamis.values.column_names import Nature

#: Numbers as their registers publish them: schools of Paris and Lyon, public hospitals of Paris
#: and Lyon, associations, and the examples of the IBAN registry (SWIFT).
RIGHT = [
    (Nature.UAI, "0750655E"),
    (Nature.UAI, "0750654D"),
    (Nature.UAI, "0690026D"),
    (Nature.UAI, " 0750655e "),
    (Nature.FINESS, "750712184"),
    (Nature.FINESS, "690781810"),
    (Nature.FINESS, "75 071 218 4"),
    (Nature.FINESS, "2A0000014"),
    (Nature.FINESS, "2b0000012"),
    (Nature.FINESS, "2A0000386"),
    (Nature.FINESS, "2B0000020"),
    (Nature.RNA, "W751234567"),
    (Nature.RNA, "W2A1000123"),
    (Nature.RNA, "W9R1000001"),
    (Nature.IBAN, "FR1420041010050500013M02606"),
    (Nature.IBAN, "FR14 2004 1010 0505 0001 3M02 606"),
    (Nature.IBAN, "fr14\u00a02004\u202f1010-0505.0001 3m02 606"),
    (Nature.IBAN, "DE89370400440532013000"),
    (Nature.IBAN, "GB29NWBK60161331926819"),
    (Nature.IBAN, "MC5811222000010123456789030"),
]
WRONG_FORMS = [
    (Nature.UAI, "075065E"),
    (Nature.UAI, "0750655I"),
    (Nature.UAI, "0750655O"),
    (Nature.UAI, "07506555"),
    (Nature.UAI, "0750655EE"),
    (Nature.UAI, "٠٧٥٠٦٥٥E"),
    (Nature.FINESS, "75071218"),
    (Nature.FINESS, "7507121840"),
    (Nature.FINESS, "3A0000014"),
    (Nature.FINESS, "2C0000014"),
    (Nature.FINESS, "٧٥٠٧١٢١٨٤"),
    (Nature.RNA, "751234567"),
    (Nature.RNA, "W75123456"),
    (Nature.RNA, "W7512345678"),
    (Nature.RNA, "X751234567"),
    (Nature.RNA, "W٧51234567"),
    (Nature.IBAN, ""),
    (Nature.IBAN, "FR14"),
    (Nature.IBAN, "1420041010050500013M02606"),
    (Nature.IBAN, "FRA420041010050500013M02606"),
    (Nature.IBAN, "FR14" + "0" * 31),
    (Nature.IBAN, "FR14é0041010050500013M02606"),
]


@pytest.mark.parametrize(("nature", "text"), RIGHT)
def test_published_numbers_are_right(nature, text):
    assert flaw(nature, text) is None


@pytest.mark.parametrize(("nature", "text"), WRONG_FORMS)
def test_another_form_is_told(nature, text):
    assert flaw(nature, text) == FORM


@pytest.mark.parametrize("place", range(7))
def test_each_digit_of_a_uai_counts(place):
    right = "0750655E"
    slip = str((int(right[place]) + 1) % 10)
    assert flaw(Nature.UAI, right[:place] + slip + right[place + 1 :]) == KEY


@pytest.mark.parametrize(
    ("nature", "right"),
    [(Nature.FINESS, "750712184"), (Nature.IBAN, "FR1420041010050500013M02606")],
)
def test_every_other_digit_in_any_place_is_told(nature, right):
    for place, digit in enumerate(right):
        for other in set("0123456789") - {digit} if digit.isdigit() else ():
            assert flaw(nature, right[:place] + other + right[place + 1 :]) == KEY


def test_two_letters_of_an_iban_that_changed_places_are_told():
    assert flaw(Nature.IBAN, "GB29WNBK60161331926819") == KEY


@pytest.mark.parametrize(
    ("text", "length", "answer"),
    [
        ("732829320", luhn.SIREN, None),
        ("732 829 320", luhn.SIREN, None),
        ("732829321", luhn.SIREN, 1),
        ("73282932", luhn.SIREN, 0),
        ("7328293200", luhn.SIREN, 0),
        ("٧٣٢٨٢٩٣٢٠", luhn.SIREN, 0),
        ("000000000", luhn.SIREN, 2),
        ("73282932000074", luhn.SIRET, None),
        ("732 829 320 00074", luhn.SIRET, None),
        ("73282932000075", luhn.SIRET, 1),
        # The key of the fourteen holds, that of the nine does not.
        ("73282932100073", luhn.SIRET, 1),
        # La Poste: its sieges hold Luhn's key, its offices a sum that is a multiple of five.
        ("35600000000048", luhn.SIRET, None),
        ("35600000049837", luhn.SIRET, None),
        ("35600000049838", luhn.SIRET, 1),
        # The same sum elsewhere is no key.
        ("73282932000001", luhn.SIRET, 1),
        (None, luhn.SIREN, None),
    ],
)
def test_numbers_of_the_sirene_register(text, length, answer):
    cells = pl.Series([text], dtype=pl.String)
    assert pl.select(luhn.flaw(pl.lit(cells), length)).item() == answer
