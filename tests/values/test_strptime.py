"""Dates by a pattern: as Python's own strptime reads them, but with all their digits."""

import re
from datetime import date, datetime, time

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.values.strptime import in_words, parse, plain, read_any, written

iso = datetime.fromisoformat
FEW = settings(max_examples=25)
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
#: Those that Polars reads, and those that Python does.
DAY_PATTERNS = st.sampled_from(
    ["%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%%%d.%m.%Y", "%d %B %Y", "%Y-%j", "%a %d %b %Y"]
)


def read(pattern, texts, kind):
    cells = pl.Series(texts, dtype=pl.String)
    return pl.select(parse(pattern, pl.lit(cells), kind)).to_series().to_list()


@FEW
@given(st.lists(DAYS), DAY_PATTERNS)
def test_every_day_is_read_back(days, pattern):
    texts = [day.strftime(pattern.replace("%Y", f"{day.year:04}")) for day in days]
    assert read(pattern, [*texts, None], "date") == [*days, None]


def by_python(text):
    if not re.fullmatch("[0-9]{2}/[0-9]{2}/[0-9]{4}", text):
        return None
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 a day
    except ValueError:
        return None


@FEW
@given(st.lists(st.from_regex("[0-3][0-9]/[01][0-9]/[0-9]{4}|[0-9/-]{8,10}", fullmatch=True)))
def test_polars_reads_what_python_reads(texts):
    texts = [text for text in texts if "0000" not in text]  # Python has no such year
    assert read("%d/%m/%Y", texts, "date") == list(map(by_python, texts))


@pytest.mark.parametrize(
    ("pattern", "kind", "text", "value"),
    [
        ("%d/%m/%y", "date", "01/02/24", date(2024, 2, 1)),
        ("%d/%m/%y", "date", "01/02/99", date(1999, 2, 1)),
        ("%d/%m/%y", "date", "1/2/24", None),
        ("%d/%m/%y", "date", "30/02/24", None),
        ("%m/%Y", "date", "02/2024", date(2024, 2, 1)),
        ("%m/%Y", "date", "13/2024", None),
        ("%Y", "date", "2024", date(2024, 1, 1)),
        ("%d/%m/%Y", "date", "29/02/2024", date(2024, 2, 29)),
        ("%d/%m/%Y", "date", "29/02/2023", None),
        ("%d/%m/%Y", "date", "01/02/2024\n", None),
        ("%d/%m/%Y", "date", "٠١/02/2024", None),
        ("%d.%m.%Y", "date", "01-02-2024", None),
        ("%d %B %Y", "date", "3 March 2024", date(2024, 3, 3)),
        ("%d %B %Y", "date", "3 mars 2024", None),
        ("%Y-%m-%d", "date", "2024-01-02T00:00:00", None),
        ("%H:%M", "time", "08:30", time(8, 30)),
        ("%H:%M", "time", "24:00", None),
        ("%H:%M:%S", "time", "23:59:59", time(23, 59, 59)),
        ("%H:%M:%S", "time", "23:59:60", None),
        ("%Hh%M", "time", "08h30", time(8, 30)),
        ("%d/%m/%Y %H:%M", "datetime", "01/02/2024 08:30", iso("2024-02-01T08:30")),
        ("%Y-%m-%d %H:%M:%S", "datetime", "2024-02-01 08:30:59", iso("2024-02-01T08:30:59")),
        ("%Y-%m-%d %H:%M:%S", "datetime", "2024-02-01 08:30:60", None),
        ("%Y-%m-%d %H:%M:%S", "datetime", "2024-12-31 23:59:60", None),
        ("%Y-%m-%d %H:%M:%S", "datetime", "2024-02-01 24:00:00", None),
        ("%d/%m/%Y", "datetime", "01/02/2024", iso("2024-02-01")),
        ("%Y-%m-%dT%H:%M%z", "datetime", "2024-02-01T08:30+0200", iso("2024-02-01T08:30")),
        # Patterns that are none read nothing, and stop nothing.
        ("%Y-%m-%d%", "date", "2024-02-01", None),
        ("%d/%d/%y", "date", "01/01/24", None),
        ("%Q", "date", "2024", None),
    ],
)  # fmt: skip
def test_texts_by_a_pattern(pattern, kind, text, value):
    assert read(pattern, [text], kind) == [value]


@FEW
@given(st.datetimes(iso("1000-01-01"), iso("9999-12-31")).map(lambda d: d.replace(microsecond=0)))
def test_what_is_written_by_a_pattern_is_read_back(moment):
    text = written("%d/%m/%Y %H:%M:%S", moment.isoformat(), "datetime")
    assert text == f"{moment:%d/%m/%Y %H:%M:%S}"
    assert read("%d/%m/%Y %H:%M:%S", [text], "datetime") == [moment]
    day = moment.date().isoformat()
    assert written("%d/%m/%Y", day, "date") == f"{moment:%d/%m/%Y}"
    assert written("%H:%M:%S", moment.time().isoformat(), "time") == f"{moment:%H:%M:%S}"


@pytest.mark.parametrize(
    ("pattern", "text", "kind", "answer"),
    [
        ("%d/%m/%Y", "2024-02-01", "date", "01/02/2024"),
        ("%d %B %Y", "2024-02-01", "date", "01 February 2024"),
        ("%Hh%M", "08:30", "time", "08h30"),
        # What the pattern would lose.
        ("%m/%Y", "2024-02-03", "date", "2024-02-03"),
        ("%m/%Y", "2024-02-01", "date", "02/2024"),
        ("%d/%m/%y", "1924-02-01", "date", "1924-02-01"),
        ("%H:%M", "08:30:15", "time", "08:30:15"),
        ("%d/%m/%Y %H:%M:%S", "2024-02-01T08:30:00.5", "datetime", "2024-02-01T08:30:00.5"),
        # What is no date of ISO 8601, or no date at all.
        ("%d/%m/%Y", "01/02/2024", "date", "01/02/2024"),
        ("%d/%m/%Y", "2024-02-30", "date", "2024-02-30"),
        ("%d/%m/%Y", "0000-01-01", "date", "0000-01-01"),
        ("%H:%M", "25:00", "time", "25:00"),
        ("%d/%m/%Y", "2024-02-01T08:00:00", "date", "2024-02-01T08:00:00"),
        ("%d/%d/%Y", "2024-02-01", "date", "2024-02-01"),
    ],
)
def test_what_a_pattern_would_lose_stays_as_it_is(pattern, text, kind, answer):
    assert written(pattern, text, kind) == answer


def test_any_form_is_read_by_dateutil():
    texts = pl.Series(["1 Feb 2024", "2024-02-01T08:30", "soon", None, "9" * 40])
    days = pl.select(read_any(pl.lit(texts), "date")).to_series()
    assert days.to_list() == [date(2024, 2, 1), date(2024, 2, 1), None, None, None]
    moments = pl.select(read_any(pl.lit(texts), "datetime")).to_series()
    assert moments.to_list()[1] == iso("2024-02-01T08:30")


def test_patterns_in_words():
    assert in_words("%d/%m/%Y à %H:%M:%S", "fr") == "JJ/MM/AAAA à hh:mm:ss"
    assert in_words("%Y-%m-%d %y", "en") == "YYYY-MM-DD YY"
    assert in_words("%B", "en") == "%B"
    assert [plain("fmt:%Y"), plain("%Y")] == ["%Y", "%Y"]
