"""What a manifest says for portals reaches the descriptors that portals and harvesters read."""

import json
from pathlib import Path

import pytest

import tamis
from tamis.model.errors import UsageError
from tamis.release.inputs import manifest_files
from tamis.release.output import dcat, descriptors

ROOT = Path(__file__).parents[2]
RELEASE = """[release]
organization = "534fff"
frequency = "daily"
spatial = ["fr:departement:27", "28"]
temporal = "2024-01-01/2024-12-31"
keywords = "irve, bornes"
[[sources]]
path = "a.csv"
"""


def load(write, text):
    return manifest_files.load(write("sources.toml", text))


def test_portal_members_reach_the_descriptors(write):
    manifest = load(write, RELEASE)
    schema = tamis.load_schema(ROOT / "fixtures" / "readers" / "schema.json")
    package = descriptors.package(manifest, schema)
    assert package["organization"] == "534fff"
    assert package["frequency"] == "daily"
    assert package["spatial"] == ["fr:departement:27", "28"]
    assert package["keywords"] == ["irve", "bornes"]
    (dataset,) = dcat.document(manifest, schema, [])["@graph"]
    assert dataset["dct:accrualPeriodicity"]["@id"].endswith("/frequency/DAILY")
    assert dataset["dct:temporal"]["dcat:endDate"]["@value"] == "2024-12-31"
    assert dataset["dcat:keyword"] == ["irve", "bornes"]
    assert {place["@id"] for place in dataset["dct:spatial"]} == {
        "http://id.insee.fr/geo/departement/27",
        "http://id.insee.fr/geo/departement/28",
    }
    assert "daily" not in json.dumps(dataset)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"daily"', '"dayly"'),
        ("2024-12-31", "2023-12-31"),
        ("2024-01-01/2024-12-31", "2024"),
        ("2024-01-01/2024-12-31", "hier/2024-12-31"),
    ],
    ids=["frequency", "backwards", "year", "word"],
)
def test_what_no_portal_takes_is_refused_at_once(write, before, after):
    with pytest.raises(UsageError, match=after.strip('"').partition("/")[0]):
        load(write, RELEASE.replace(before, after))
