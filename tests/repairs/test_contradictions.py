"""Texts with two readings, or beside texts of another kind: SAFE repairs leave them."""

import polars as pl
import pytest

from tamis.loading import profile as profiles
from tamis.loading import schemas
from tamis.model.repair_choice import Choice
from tamis.plan.compile import compile_plan
from tamis.plan.run import run
from tamis.repairs import witnesses
from tamis.tables.batch import Batch
from tamis.tables.witness import NO_WITNESS

PROFILE = profiles.load()
YES_NO = {"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]}
WORDS = {"type": "boolean", "trueValues": ["VRAI", "OUI"], "falseValues": ["FAUX", "NON"]}


def pattern(pattern):
    return {"constraints": {"pattern": pattern}}


LIST = pattern(r"^[A-Z0-9 ]+(\|[A-Z0-9 ]+)*$")
PHONE = {"name": "telephone", **pattern(r"^\+\d{9,}$")}
HOURS = {"name": "horaires", **pattern(r"^(Mo|Tu|We|Th|Fr|Sa|Su|24/7).*$")}
URL = {"name": "url", **pattern(r"^https?://[^;]*$")}
ENGLISH = {"type": "number", "groupChar": ","}
PAYING = {"type": "boolean", "trueValues": ["payant"], "falseValues": ["gratuit"]}


def repaired(field, texts, **choice):
    """Return a column as repairs leave it, once the column is heard."""
    field = {"name": "valeur", **field}
    schema = schemas.tabular({"fields": [field, {"name": "n"}]})
    plan = compile_plan(schema, (field["name"], "n"), PROFILE, Choice(**choice))
    cells = pl.Series("c0", texts, dtype=pl.String)
    shown = witnesses.witness(plan.fields[0].cell, cells, NO_WITNESS)
    plan = plan.with_witnesses({field["name"]: shown})
    frame = pl.DataFrame([cells, pl.Series("c1", ["1"] * len(texts))])
    return run(plan, Batch(frame=frame, first_row=1, lines=2)).texts["c0"].to_list()


LEFT = [
    # Commas or blanks part several numbers in another cell.
    ({"type": "number"}, ["1,2", "1,2,3"]),
    ({"type": "number"}, ["1,2", "4, 5"]),
    ({"type": "number"}, ["101 102", "12 13"]),
    ({"type": "integer"}, ["101 102", "101 102 1003"]),
    # No thousands begin with nought, and no degrees have any.
    ({"type": "number"}, ["0 123"]),
    ({"type": "integer"}, ["01 234"]),
    ({"type": "number"}, ["0.123,45"]),
    ({"type": "number"}, ["0,123.45"]),
    ({"type": "number", "name": "longitude"}, ["2 352"]),
    ({"type": "number", "name": "Ylat"}, ["48.856,61"]),
    # A soft hyphen looks like a minus sign, and as nothing.
    ({"type": "number"}, ["\u00ad5"]),
    ({"type": "integer"}, ["12\u00ad5"]),
    # Amounts that are not counted in euros.
    ({"type": "number", "name": "montant_keur"}, ["12,5 €"]),
    ({"type": "number", "description": "Montant en milliers d'euros"}, ["12 €"]),
    ({"type": "integer", "name": "prix_centimes"}, ["12 €"]),
    # '98 is 1998.
    ({"type": "integer", "name": "annee"}, ["'98"]),
    # Amounts in another currency elsewhere.
    ({"type": "number"}, ["12 €", "3 $"]),
    ({"type": "number"}, ["12,5 €", "CHF 3"]),
    ({"type": "integer"}, ["12 €", "£3", "4"]),
    # English words put the month first; so does the field, where the column does not.
    ({"type": "date"}, ["02/01/2024", "March 5, 2024"]),
    ({"type": "date"}, ["02-01-2024", "Sept. 5 2024"]),
    ({"type": "datetime"}, ["02/01/2024 8:30", "Mar 5, 2024"]),
    ({"type": "date", "format": "%m/%d/%Y"}, ["01/02/2024", "25/12/2024"]),
    # A day as ISO 8601 has it, under another form, beside one with the day in the middle.
    ({"type": "date", "format": "%d/%m/%Y"}, ["2024-02-03", "2024-13-02"]),
    # Two members of the list have these letters.
    ({"constraints": {"enum": ["A/B", "A B"]}}, ["AB", "A-B"]),
    ({"constraints": {"enum": ["C2+", "C-2"]}}, ["C 2"]),
    # A figure beside others is no yes or no.
    (YES_NO, ["1", "2"]),
    (YES_NO, ["0", "1.0", "-1"]),
    # The day in the middle, elsewhere in the column.
    ({"type": "date"}, ["2024/02/03", "2024/25/12"]),
    ({"type": "date"}, ["20240203", "20242512"]),
    ({"type": "date", "format": "%d/%m/%Y"}, ["2024.2.3", "2024.13.1"]),
    ({"type": "datetime"}, ["2024-02-03 8h30", "2024-25-12 8h30"]),
    # 2 January 2024 was a Tuesday.
    ({"type": "date"}, ["lundi 2 janvier 2024"]),
    # Half days, lengths of time, minutes that are cut, ends of spans.
    ({"type": "time"}, ["8:30", "02:15 PM"]),
    ({"type": "time"}, ["8:30", "75:12"]),
    ({"type": "time"}, ["8:"]),
    ({"type": "time"}, ["08:00:00-12"]),
    ({"type": "time"}, ["08:30:00-0930"]),
    ({"type": "datetime"}, ["31/12/2024 8:30", "31/12/2024 2:15 p.m."]),
    ({"type": "datetime"}, ["31/12/2024 8:"]),
    ({"type": "datetime"}, ["2024-12-31T08:30:00+0137"]),
    ({"type": "datetime"}, ["2024-12-31T08:30:00-1300"]),
    # Numbers that the code before does not have; a Belgian grouping.
    (PHONE, ["+33 0692 12 34 56"]),
    (PHONE, ["+262 1 23 45 67 89"]),
    (PHONE, ["0475 12 34 56"]),
    # A list of days, or all those between.
    (HOURS, ["lundi/vendredi 8h-18h"]),
    (HOURS, ["lu-ma-je 8h-12h"]),
    # A region by its rank.
    ({"name": "code_region", **pattern(r"^\d\d$")}, ["1", "5"]),
    # Items of the column have commas; items that are empty.
    (LIST, ["PARIS, FRANCE", "LYON, FRANCE;NICE"]),
    (LIST, [";A;B"]),
    (LIST, ["A;B;;"]),
    # A field passes over its mark of thousands wherever it stands: 12,50 would be 1250 to it.
    (ENGLISH, ["12,50 €"]),
    (ENGLISH, ["1.000,00 €"]),
    (ENGLISH, ["\u200b12,50"]),
    (ENGLISH, ["12,500 €", "12,50"]),
    ({"type": "number", "groupChar": ".", "decimalChar": ","}, ["1,000.00 €"]),
    ({"type": "integer", "groupChar": ","}, ["12,50€"]),
    # What another repair takes away hides no order, and no doubt.
    ({"type": "date"}, ["01/02/2024", "\u200e12/25/2024"]),
    ({"type": "date"}, ["01/02/2024", "'12/25/2024"]),
    ({"type": "date"}, ["01/02/2024", "12\u201325\u20132024"]),
    ({"type": "date"}, ["01\u201302\u20132024", "12/25/2024"]),
    ({"type": "date"}, ["\u200e01/02/2024", "12 / 25 / 2024"]),
    ({"type": "date"}, ["01/02/2024", "Tue 02/13/2024"]),
    ({"type": "date"}, ["01/02/2024", "Tue, Feb 13, 2024"]),
    ({"type": "datetime"}, ["01/02/2024 08:30", "\u200e12/25/2024 08:30"]),
    # Times of day, degrees, items that are letters, spans.
    ({"type": "number"}, ["10,30", "8h30"]),
    ({"type": "number"}, ["10,30", "12:30"]),
    ({"type": "number", "name": "longitude"}, ["2,35", "2°21'"]),
    ({"type": "number"}, ["1,2", "a,b"]),
    ({"type": "number"}, ["1,2", "1,B"]),
    ({"type": "number"}, ["\u20135", "5\u201310"]),
    ({"type": "number"}, ["12 €", "3 dollars"]),
    ({"type": "number"}, ["12 €", "30 F"]),
    ({"type": "number"}, ["12 €", "30 ₤"]),
    # Lengths of time.
    ({"type": "time"}, ["8:30", "24:30"]),
    ({"type": "time"}, ["8:30", "-1:30"]),
    ({"type": "time"}, ["1:05", "3:12.5"]),
    ({"type": "time"}, ["8h", "35 min"]),
    ({"type": "time"}, ["8h30", "8h du soir"]),
    ({"type": "datetime"}, ["2024-12-31T08:30:00+1415"]),
    # Counts and shares; words that say no yes.
    (YES_NO, ["1", "1,5"]),
    (YES_NO, ["1.0", "0.5"]),
    (YES_NO, ["1", "2 bornes"]),
    (PAYING, ["oui", "0", "false"]),
    # Numbers, or versions, that are no codes.
    (pattern(r"^\d+$"), ["1,0", "1,2"]),
    ({"constraints": {"enum": ["10", "11"]}}, ["10.0", "10.5"]),
    ({"name": "code_departement", **pattern(r"^\d\d$")}, ["1", "0"]),
    ({"name": "code_departement", **pattern(r"^\d\d$")}, ["5", "96"]),
    # Groups of a Swiss, a Dutch and an Italian number.
    (PHONE, ["022 123 45 67"]),
    (PHONE, ["06 12345678"]),
    (PHONE, ["02 1234 5678"]),
    # Added to others, as people mean it, or in their place, as OpenStreetMap reads it.
    (HOURS, ["lu-ve 9h-12h ; 14h-18h"]),
    (HOURS, ["lu-ve 9h-12h; lu-ve 14h-18h"]),
    (HOURS, ["lu-ve 9h-12h; me 14h-18h"]),
    (HOURS, ["di fermé; tous les jours 9h-12h"]),
    (HOURS, ["lu-ve 8h-8h"]),
    (HOURS, ["lu-ve 24h-8h"]),
    # The first, or the eleventh.
    ({"type": "date"}, ["11er mars 2024"]),
]  # fmt: skip

REPAIRED = [
    ({"type": "number"}, ["1,2", "1,234,567"], ["1.2", "1,234,567"]),
    ({"type": "number"}, ["1 234", "12,5"], ["1234", "12.5"]),
    ({"type": "number", "name": "x"}, ["652 000"], ["652000"]),
    ({"type": "number", "name": "montant"}, ["12,5 €"], ["12.5"]),
    ({"type": "number", "description": "En euros, sans séparateur de milliers"}, ["5 €"], ["5"]),
    ({"type": "integer", "name": "annee"}, ["'1998"], ["1998"]),
    ({"type": "number"}, ["12 €", "3", "2,5"], ["12", "3", "2.5"]),
    ({"type": "number"}, ["12 EUR", "4,5"], ["12", "4.5"]),
    ({"type": "date"}, ["02/01/2024", "5 mars 2024"], ["2024-01-02", "2024-03-05"]),
    ({"type": "date", "format": "%m/%d/%Y"}, ["25.12.2024", "12/25/2024"],
     ["12/25/2024", "12/25/2024"]),
    ({"constraints": {"enum": ["A/B", "A B"]}}, ["a b", "a/b"], ["A B", "A/B"]),
    # The word of the schema that is the nearest.
    (WORDS, ["oui", "non", "1", "yes"], ["OUI", "NON", "VRAI", "VRAI"]),
    ({"type": "boolean"}, ["1.0", "Oui", "0"], ["1", "true", "0"]),
    (YES_NO, ["0", "1.0"], ["non", "oui"]),
    ({"type": "date"}, ["2024/02/03", "2024/12/25"], ["2024-02-03", "2024-12-25"]),
    ({"type": "date"}, ["2024/02/13", "2024/25/12"], ["2024-02-13", "2024/25/12"]),
    ({"type": "date"}, ["mardi 2 janvier 2024"], ["2024-01-02"]),
    ({"type": "time"}, ["8:30", "8h", "8h5"], ["08:30:00", "08:00:00", "8h5"]),
    ({"type": "time"}, ["08:30:00+0100"], ["08:30:00+01:00"]),
    ({"type": "datetime"}, ["2024-12-31T08:30:00-0400"], ["2024-12-31T08:30:00-04:00"]),
    ({"type": "datetime"}, ["2024-12-31T08:30:00+0545"], ["2024-12-31T08:30:00+05:45"]),
    (PHONE, ["0692 12 34 56", "+262 692 12 34 56", "0800 12 34 56"],
     ["+262692123456", "+262692123456", "+33800123456"]),
    (HOURS, ["lu-ve 8h-18h"], ["Mo-Fr 08:00-18:00"]),
    (LIST, ["A;B;", "35238,35047", "1, 2; 3"], ["A|B", "35238|35047", "1, 2; 3"]),
    # What no semicolon ends is no entity.
    (URL, ["https://a.fr?x=1&amp;y=2&region=35"], ["https://a.fr?x=1&y=2&region=35"]),
    (ENGLISH, ["1,000 €", "1,234,567.5 €", "12.5 €"], ["1,000", "1,234,567.5", "12.5"]),
    ({"type": "number"}, ["\u20135", "\u22126", "5-10"], ["-5", "-6", "5-10"]),
    ({"type": "number"}, ["\u22125", "5\u201310"], ["-5", "5\u201310"]),
    ({"type": "date"}, ["01/02/2024", "\u200e25/12/2024"], ["2024-02-01", "2024-12-25"]),
    ({"type": "date"}, ["1er mars 2024", "01\u201302\u20132024"], ["2024-03-01", "2024-02-01"]),
    ({"type": "time"}, ["8:30", "24:00"], ["08:30:00", "24:00:00"]),
    ({"type": "datetime"}, ["2024-12-31T08:30:00+1345"], ["2024-12-31T08:30:00+13:45"]),
    ({"type": "boolean", "trueValues": ["O"], "falseValues": ["N"]}, ["oui", "0"], ["O", "N"]),
    (pattern(r"^\d+$"), ["12.0", "13,00", "14"], ["12", "13", "14"]),
    ({"name": "code_departement", **pattern(r"^\d\d$")}, ["1", "99", "20"], ["01", "99", "20"]),
    (PHONE, ["06 12 34 56 78", "0 800 123 456", "0692 123 456"],
     ["+33612345678", "+33800123456", "+262692123456"]),
    (HOURS, ["tous les jours 9h-12h; di fermé", "lu 9h-12h; ma 9h-12h"],
     ["Mo-Su 09:00-12:00; Su off", "Mo 09:00-12:00; Tu 09:00-12:00"]),
    ({"constraints": {"enum": ["Accès"]}}, ["Ac\u00adc\u00adès\u00ad"], ["Accès"]),
]  # fmt: skip


@pytest.mark.parametrize(("field", "texts"), LEFT)
def test_what_has_two_readings_is_left(field, texts):
    assert repaired(field, texts) == texts
    assert repaired(field, texts[::-1]) == texts[::-1]


@pytest.mark.parametrize(("field", "texts", "after"), REPAIRED)
def test_what_has_one_is_repaired(field, texts, after):
    assert repaired(field, texts) == after


@pytest.mark.parametrize(
    ("field", "texts", "after"),
    [
        ({"type": "number"}, ["1,2", "1,2,3"], ["1.2", "1,2,3"]),
        ({"type": "number"}, ["101 102", "12 13"], ["101102", "12 13"]),
        (YES_NO, ["1", "2"], ["oui", "2"]),
        (PAYING, ["oui", "0"], ["payant", "gratuit"]),
    ],
)
def test_the_likelier_reading_on_request(field, texts, after):
    assert repaired(field, texts, unsafe=True) == after
