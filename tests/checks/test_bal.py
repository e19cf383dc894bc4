"""Files of addresses: our verdict beside that of validateur-bal 3.5.2, with one fault at a time."""

import json

import pytest
from tests import bal

import tamis
from tamis.model.errors import SchemaError

#: Where the verdicts differ, and why (docs/differences.md, "Addresses").
DIFFERENCES = {
    ("decimal-number", "1.3-relax"): "21.0 is 21: a safe repair",
    ("no-such-day", "1.3-relax"): "31 February is no day, and no repair knows which was meant",
    ("certified-by-yes", "*"): "certification_commune is 0 or 1",
    ("no-column-key", "*"): "a column that is not there is no better than an empty one",
    ("no-ids", "1.5"): "the format on trial requires the identifiers, not their columns alone",
    ("no-column-commune", "1.3-relax"): "the page of the format requires the column",
}
VERDICTS = json.loads(bal.VERDICTS.read_text(encoding="utf-8"))
#: What every run tries; the others are tried with the slow tests.
SOME = (
    "right", "corsican-key", "corsican-key-in-capitals", "corsican-code-in-lower-case",
    "key-of-another-number", "key-of-no-commune", "unknown-commune", "no-position",
    "place-without-a-position", "id-of-street-lacks", "ids-of-one-row-lack", "two-communes",
    "no-rows",
)  # fmt: skip


def verdict(name, profile, write):
    ours, schema = bal.PROFILES[profile]
    source = write("a.csv", bal.mutated(bal.mutations()[name], profile))
    return tamis.validate(source, schema, profile=ours)


@pytest.mark.parametrize("name", SOME)
def test_an_address_file_has_the_verdict_of_its_validator(name, write):
    report = verdict(name, "1.4", write)
    assert report.valid is (not VERDICTS[name]["1.4"]), dict(report.counts)


@pytest.mark.slow
@pytest.mark.parametrize("profile", bal.PROFILES)
@pytest.mark.parametrize("name", VERDICTS)
def test_every_difference_is_listed(name, profile, write):
    report = verdict(name, profile, write)
    is_same = report.valid is (not VERDICTS[name][profile])
    is_listed = bool({(name, profile), (name, "*")} & DIFFERENCES.keys())
    assert is_same or is_listed, dict(report.counts)


def test_the_name_of_the_catalogue_leads_to_the_schema():
    with pytest.raises(SchemaError) as error:
        tamis.load_schema("etalab/schema-bal")
    assert "stock/bal" in str(error.value.hint)
    assert tamis.load_schema("stock/bal").version == "1.4.0"


def test_a_position_abroad_is_an_error(write):
    report = verdict("position-abroad", "1.4", write)
    assert "row.address-without-position" in report.counts
