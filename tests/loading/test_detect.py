"""A header says which schema it follows."""

import pytest

import tamis
from tamis.loading import catalogue, detect


@pytest.mark.parametrize("name", sorted(catalogue.built_in()))
def test_the_whole_header_is_certain(name):
    schema = tamis.load_schema(name)
    found = detect.detect([field.name for field in schema.fields])
    assert (found.schema.name, found.certainty) == (name, 1.0)


def test_a_foreign_header_is_told_unknown():
    with pytest.raises(tamis.UsageError):
        detect.detect(["prix", "couleur", "poids"])


def test_the_report_says_how_sure(root):
    report = tamis.validate(root / "fixtures/territoires/saint-denis.csv")
    assert report.schema.name == "etalab/schema-irve-statique"
    assert report.schema.certainty == 1.0
