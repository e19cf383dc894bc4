"""The value that is read after a repair is the value that was meant, however it was written."""

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from tamis import reference, repairs, values
from tamis.model.schema import Constraints, CustomCheck, Field, Schema
from tamis.repairs import phones, points
from tamis.repairs.hours import to_osm
from tamis.tables.cell import Cell

SOME = settings(max_examples=examples(60), deadline=None)
DAY = Field(name="x", type="date")
NUMBER = Field(name="x", type="number")
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))
MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
          "octobre", "novembre", "décembre")  # fmt: skip


def mended(name, field, text, *checks):
    asked = tuple(CustomCheck(name=one, params={"column": field.name}) for one in checks)
    kind = values.type_module(field)
    cell = Cell(
        field=field,
        schema=Schema(name="", fields=(field,), custom_checks=asked),
        text=pl.col("t"),
        value=kind.parse(field, pl.col("t")),
        expected=kind.expected(field),
    )
    made = repairs.modules()[name].bind(cell)
    return pl.DataFrame({"t": [text]}).select(made.alias("t")).item()


def read(field, text):
    return values.read(field, [text])[0]


@SOME
@given(DAYS)
def test_days(day):
    forms = {
        "french-date": f"{day.day}.{day.month}.{day.year}",
        "year-first-date": f"{day.year}/{day.month}/{day.day}",
        "compact-date": f"{day:%d%m%Y}",
        "written-date": f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        "dropped-time": f"{day.isoformat()} 08:30",
        "midnight": f"{day.isoformat()}T00:00:00",
    }
    for name, text in forms.items():
        assert read(DAY, mended(name, DAY, text)) == day, name
    assert read(DAY, mended("compact-date", DAY, f"{day:%Y%m%d}")) == day


@SOME
@given(st.dates(dt.date(1950, 1, 1), dt.date(2049, 12, 31)))
def test_days_of_two_digit_years(day):
    assert read(DAY, mended("two-digit-year", DAY, f"{day:%d/%m/%y}")) == day


@SOME
@given(st.dates(dt.date(1954, 10, 4), dt.date(2091, 1, 1)))
def test_days_that_excel_counts(day):
    serial = (day - dt.date(1899, 12, 30)).days
    assert read(DAY, mended("excel-date", DAY, str(serial))) == day


@SOME
@given(st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2099, 1, 1)))  # noqa: DTZ001 as typed
def test_moments(moment):
    field = Field(name="x", type="datetime")
    meant = moment.replace(second=0, microsecond=0)
    for form in ("%d/%m/%Y %H:%M", "%Y-%m-%d %Hh%M", "%d/%m/%Y à %Hh%M"):
        assert read(field, mended("french-datetime", field, moment.strftime(form))) == meant
    clock = Field(name="x", type="time")
    for form in ("%Hh%M", "%H:%M"):
        text = moment.strftime(form).lstrip("0") or "0h"
        if text[0].isdigit():
            assert read(clock, mended("french-time", clock, text)) == meant.time()


@SOME
@given(st.decimals(-10_000_000, 10_000_000, places=2))
def test_numbers(number):
    english = f"{number:,}"
    french = english.translate(str.maketrans({",": ".", ".": ","}))
    if abs(number) >= 1000:
        for text in (english, french):
            assert Decimal(mended("point-group", NUMBER, text)) == number
    for text in (f"{number} €", f"{number} EUR"):
        assert Decimal(mended("currency", NUMBER, text)) == number
    assert Decimal(mended("unit-suffix", NUMBER, f"{number} kW")) == number
    assert Decimal(mended("percent", NUMBER, f"{number} %")) == number


@SOME
@given(st.decimals(0, 100, places=2))
def test_shares_of_one(number):
    field = Field(name="x", type="number", constraints=Constraints(maximum=1))
    assert Decimal(mended("percent", field, f"{number} %")) == number / 100


@SOME
@given(st.sampled_from(sorted(reference.codes("communes", reference.ACTUELLE))))
def test_codes_of_communes(code):
    field = Field(name="code_insee")
    if code.startswith("0"):
        year = 1900 <= int(code) < 2100
        assert mended("commune-zero", field, code[1:]) == (code[1:] if year else code)
    if not code.isdigit():
        assert mended("corsican-code", field, code.lower()) == code
    else:
        assert mended("code-decimal", field, f"{code}.0") == code
    assert mended("code-space", field, f"{code[:2]} {code[2:]}") == code
    assert mended("commune-zero", field, code) == code


def test_no_zero_makes_a_commune_that_is_none():
    field, known = Field(name="code_insee"), reference.codes("communes")
    for short in ("0000", "9999", "1000", "100", "12345"):
        after = mended("commune-zero", field, short)
        assert after == short or after in known


@SOME
@given(st.from_regex(r"0[1-9][0-9]{8}", fullmatch=True), st.sampled_from([" ", ".", "-", ""]))
def test_phone_numbers(number, mark):
    import phonenumbers

    typed = mark.join(number[at : at + 2] for at in range(0, 10, 2))
    made = phones.international(typed)
    assert made is not None
    assert made.endswith(number[1:])
    assert phones.international(made) == made
    code = phonenumbers.parse(made).country_code
    assert code in {33, 262, 508, 590, 594, 596}


@SOME
@given(st.floats(-5, 9), st.floats(42, 51))
def test_positions_in_france(lon, lat):
    a, b = f"{lon:.5f}", f"{lat:.5f}"
    commas = f"{a.replace('.', ',')} ; {b.replace('.', ',')}"
    for form in ("array", "default", "object"):
        field = Field(name="x", type="geopoint", format=form)
        meant = {"lon": float(a), "lat": float(b)}
        for text in (f"({a} {b})", f"POINT({a} {b})", commas, f"lat={b} lon={a}"):
            assert read(field, mended("point-form", field, text)) == meant, text
        assert mended("point-form", field, f"{b} {a}") == f"{b} {a}"
        assert read(field, mended("point-swapped", field, f"{b} ; {a}")) == meant


@pytest.mark.parametrize(
    ("metres", "degrees"),
    [  # the towers of Notre-Dame, the Vieux-Port, Brest's castle: WGS 84 to a metre
        ("652469.02, 6862035.26", (2.3522, 48.8566)),
        ("893064, 6246931", (5.3744, 43.2966)),
        ("145670, 6836940", (-4.4952, 48.3806)),
    ],
)
def test_lambert_93(metres, degrees):
    found = points.from_lambert_93(metres)
    assert found is not None
    assert tuple(map(float, found)) == pytest.approx(degrees, abs=0.02)


@SOME
@given(
    st.integers(0, 11), st.integers(12, 23), st.sampled_from([0, 15, 30, 45]),
    st.sampled_from([("Lu-Ve", "Mo-Fr"), ("lundi au vendredi", "Mo-Fr"), ("sam.", "Sa"),
                     ("samedi et dimanche", "Sa,Su"), ("tous les jours", "Mo-Su")]),
)  # fmt: skip
def test_opening_hours(opens, closes, minute, days):
    from opening_hours import validate

    typed, meant = days
    shown = f"{minute:02}" if minute else ""
    made = to_osm(f"{typed} {opens}h{shown}-{closes}h{shown}")
    assert made == f"{meant} {opens:02}:{minute:02}-{closes:02}:{minute:02}"
    assert validate(made)
    assert to_osm(made) == made


@SOME
@given(st.text(max_size=30))
def test_hours_that_are_not_understood_stay(text):
    made = to_osm(text)
    assert made is None or any(c.isdigit() for c in text) or made.endswith("off")


@SOME
@given(st.text(st.characters(codec="cp1252", exclude_categories=["C"]), max_size=20))
def test_accents_that_were_garbled_once(text):
    try:
        garbled = text.encode().decode("cp1252")
    except UnicodeDecodeError:
        return
    after = mended("mojibake", Field(name="x"), garbled)
    assert after in {text, garbled}
    assert mended("mojibake", Field(name="x"), after) == after
