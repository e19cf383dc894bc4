"""Which columns a file may have: the five modes of `fieldsMatch` (Table Schema v2)."""

import pytest

import tamis

HEADERS = {
    "same": "a,b,c",
    "reordered": "c,a,b",
    "fewer": "a,c",
    "more": "a,b,c,x",
    "other": "x,y",
    "some": "a,x",
}
#: What each mode forbids; what is not here is taken.
REFUSED = {
    "exact": {
        "reordered": {"header.misplaced-field"},
        "fewer": {"header.missing-field"},
        "more": {"header.forbidden-field"},
        "other": {"header.missing-field", "header.forbidden-field"},
        "some": {"header.missing-field", "header.forbidden-field"},
    },
    "equal": {
        "fewer": {"header.missing-field"},
        "more": {"header.forbidden-field"},
        "other": {"header.missing-field", "header.forbidden-field"},
        "some": {"header.missing-field", "header.forbidden-field"},
    },
    "subset": {
        "fewer": {"header.missing-field"},
        "other": {"header.missing-field"},
        "some": {"header.missing-field"},
    },
    "superset": {
        "more": {"header.forbidden-field"},
        "other": {"header.forbidden-field"},
        "some": {"header.forbidden-field"},
    },
    "partial": {"other": {"header.no-known-field"}},
}


@pytest.mark.parametrize("profile", ["publish", "strict"])
@pytest.mark.parametrize("mode", REFUSED)
@pytest.mark.parametrize("header", HEADERS)
def test_modes(write, mode, header, profile):
    schema = {"fieldsMatch": mode, "fields": [{"name": name} for name in "abc"]}
    labels = HEADERS[header]
    cells = ",".join("1" for _ in labels.split(","))
    report = tamis.validate(write("t.csv", f"{labels}\n{cells}\n"), schema, profile=profile)
    assert set(report.counts) == REFUSED[mode].get(header, set())
    assert report.valid is (header not in REFUSED[mode])


@pytest.mark.parametrize("mode", ["superset", "partial"])
def test_a_required_field_is_wanted_all_the_same(write, mode):
    fields = [{"name": "a"}, {"name": "b", "constraints": {"required": True}}]
    report = tamis.validate(write("t.csv", "a\n1\n"), {"fieldsMatch": mode, "fields": fields})
    assert dict(report.counts) == {"header.missing-field": 1}
