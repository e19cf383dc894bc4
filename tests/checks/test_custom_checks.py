"""Identifiers, numbers, places and hours, as the custom checks of French schemas want them."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

import tamis
from tamis import reference
from tamis.values import luhn


def codes(write, check, cells, kind="string", **params):
    """Return the codes found in each cell of a column under one check."""
    fields = [{"name": "n"}, {"name": "x", "type": kind}]
    custom = [{"name": check, "params": {"column": "x", **params}}]
    rows = "".join(f'{at},"{cell}"\n' for at, cell in enumerate(cells))
    schema = {"fields": fields, "custom_checks": custom}
    report = tamis.validate(write("t.csv", f"n,x\n{rows}"), schema)
    found = dict.fromkeys(range(2, 2 + len(cells)), "")
    found |= {one.line: one.code for one in report.findings}
    return list(found.values())


@settings(deadline=None, max_examples=examples(40))
@given(st.lists(st.integers(0, 10**14 - 1), min_size=1, max_size=30))
def test_luhn_is_that_of_the_register(numbers):
    def right(text):
        digits = [int(c) for c in reversed(text)]
        doubled = (sum(divmod(2 * d, 10)) for d in digits[1::2])
        return (sum(digits[::2]) + sum(doubled)) % 10 == 0

    texts = [f"{n:014}" for n in numbers]
    frame = pl.DataFrame({"x": texts})
    found = (
        frame.select(luhn.has_check_digit(luhn.digits(pl.col("x"), 14), 14)).to_series().to_list()
    )
    assert found == [right(one) for one in texts]


def test_numbers_of_the_register(write):
    cells = ["73282932000074", "732 829 320 00074", "35600000049837", "35600000000048",
             "73282932000075", "7328293200007", "00000000000000", "7328293200007A",
             "35600000049838"]  # fmt: skip
    assert codes(write, "siret", cells) == [""] * 4 + ["cell.bad-siret"] * 5


@pytest.mark.parametrize(
    ("cell", "good"),
    [
        ("0590 27 00 00", True), ("0262 20 00 00", True), ("0269 61 12 34", True),
        ("0508 41 00 00", True), ("+687 25 00 00", True), ("3949", True), ("15", True),
        ("0033123456789", True), ("01 23 45 67", False), ("mairie", False),
        ("0123456789 / 06", False),
    ],
)  # fmt: skip
def test_phones(write, cell, good):
    assert codes(write, "phone-number-value", [cell]) == ["" if good else "cell.bad-phone-number"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2.35, 48.85", ""), ("-61.55, 16.24", ""), ("-61.0, 14.6", ""), ("-52.3, 4.9", ""),
        ("55.45, -20.9", ""), ("45.2, -12.8", ""), ("-56.2, 46.8", ""), ("-62.83, 17.9", ""),
        ("-63.08, 18.07", ""), ("166.45, -22.27", ""), ("-149.57, -17.54", ""),
        ("-176.17, -13.28", ""), ("70.2, -49.35", ""),
        ("48.85, 2.35", "cell.swapped-coordinates"), ("-20.9, 55.45", "cell.swapped-coordinates"),
        ("13.4, 52.5", "cell.out-of-france"), ("0, 0", "cell.out-of-france"),
    ],
)  # fmt: skip
def test_every_territory(write, cell, code):
    assert codes(write, "french-gps-coordinates", [cell], kind="geopoint") == [code]
    assert codes(write, "french-gps-coordinates", [cell]) == [code]  # a text that writes a point


def test_acts_years_and_hours(write):
    acts = [
        "Finances locales/Subventions",
        "FINANCES LOCALES/x",
        "urbanisme",
        "Finances",
        "Urbanisme / x",
    ]
    off = "cell.off-nomenclature"
    assert codes(write, "nomenclature-actes-value", acts) == ["", "", "", off, off]
    years, bad = ["2023/2024", "2024/2023", "2024/2024", "2024"], "cell.bad-year-interval"
    assert codes(write, "year-interval-value", years) == ["", bad, bad, bad]
    alone = {"allow-year-only": "true"}
    assert codes(write, "year-interval-value", years, **alone) == ["", bad, bad, ""]
    hours, wrong = ["Mo-Fr 08:30-12:00", "24/7", "lundi", "8h-12h"], "cell.bad-opening-hours"
    assert codes(write, "opening-hours-value", hours) == ["", "", wrong, wrong]


def test_places(write):
    away = "cell.unknown-place"
    assert codes(write, "code-commune-insee", ["27116", "75101", "2A004", "27999"]) == [
        "",
        "",
        "",
        away,
    ]
    names = ["Brionne", "SAINT-ÉTIENNE", "l’haÿ les roses", "Nulle-Part"]
    assert codes(write, "commune", names) == [
        "", "", "", away]  # fmt: skip
    assert codes(write, "numero-departement", ["2A", "976", "1", "20"]) == ["", "", away, away]
    cantons = ["Ambérieu-en-Bugey", "PLATEAU D'HAUTEVILLE", "Nulle-Part"]
    assert codes(write, "canton", cantons) == ["", "", away]
    countries = ["Côte d’Ivoire", "COTE-D'IVOIRE", "France", "Suède", "Atlantide"]
    assert codes(write, "pays", countries) == ["", "", "", "", away]
    assert codes(write, "code-pays-iso2", ["FR", "NA", "RE", "fr", "ZZ"]) == [
        "",
        "",
        "",
        away,
        away,
    ]
    assert codes(write, "code-pays-iso3", ["FRA", "NAM", "FR", "ZZZ"]) == ["", "", away, away]
    ways = ["0001A", "ZB19K", "ZC19K", "00011", "001A", "é001A"]
    assert codes(write, "code-fantoir", ways) == ["", "", away, away, away, away]
    gone = min(set(reference.successors()) - reference.codes("communes"))
    assert codes(write, "code-commune-insee", [gone]) == [away]
    assert codes(write, "code-commune-insee", [gone], cog="2015") == [""]


def test_a_cell_at_fault_is_told_once(write):
    schema = {
        "fields": [
            {"name": "n"},
            {"name": "x", "constraints": {"pattern": r"^\d{14}$"}, "customCheck": "siret"},
        ]
    }
    report = tamis.validate(write("t.csv", "n,x\n1,7328293200007\n2,73282932000075\n"), schema)
    assert [one.code for one in report.findings] == ["cell.off-pattern", "cell.bad-siret"]
