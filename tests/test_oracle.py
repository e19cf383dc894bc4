"""frictionless as an oracle: where the verdicts part, docs/differences.md says why."""

import json
import re
from pathlib import Path

import pytest

import tamis

RULES = Path(__file__).parents[1] / "fixtures" / "rules"

#: Fixtures on which the two part, by the matter that docs/differences.md names.
PART = {
    "cell.address-form": "rules of addresses",
    "cell.bad-address-part": "rules of addresses",
    "cell.bad-opening-hours": "custom checks",
    "cell.bad-phone-number": "custom checks",
    "cell.bad-siren": "custom checks",
    "cell.bad-siret": "custom checks",
    "cell.bad-year-interval": "custom checks",
    "cell.off-nomenclature": "custom checks",
    "cell.out-of-france": "custom checks",
    "cell.swapped-coordinates": "custom checks",
    "cell.unknown-place": "custom checks",
    "file.mixed-encoding": "encoding",
    "file.title-lines": "title lines",
    "file.unsure-encoding": "encoding",
    "file.trailing-delimiter": "columns",
    "file.stray-mark": "a byte order mark elsewhere",
    "file.unclosed-quote": "unclosed quotes",
    "header.absent-field": "columns",
    "header.blank": "columns",
    "header.unknown-field": "columns",
    "header.wrong-order": "columns",
    "row.address-key-mismatch": "rules of addresses",
    "row.address-without-position": "rules of addresses",
    "row.blank": "blank rows",
    "row.broken-comparison": "custom checks",
    "file.other-header": "repeated header",
    "row.repeated-header": "repeated header",
    "row.short": "a row that ends before the last columns",
    "row.quotes-apart": "lines within one quoted cell",
    "row.doubtful-cell": "lines within one quoted cell",
    "row.none-filled": "custom checks",
    "row.partly-filled": "custom checks",
    "row.trailing-delimiter": "columns",
    "schema.absent-resource": "references",
    "row.partial-address-ids": "rules of addresses",
    "row.wrong-sum": "custom checks",
    "table.mixed-address-ids": "rules of addresses",
}


#: Python's engine would be at it for hours.
ENDLESS = {"schema.costly-pattern"}

#: Schemas of version 2 of the specification, or with a fault, that frictionless refuses whole.
UNREAD = {
    "cell.off-json-schema",
    "schema.bad-bound",
    "schema.bad-pattern",
    "schema.ignored-keyword",
    "schema.unknown-type",
    "schema.unsupported-keyword",
}


def verdict(path, descriptor):
    from frictionless import Resource, Schema, system

    with system.use_context(trusted=True):
        resource = Resource(path=str(path), schema=Schema.from_descriptor(descriptor))
        return resource.validate().valid


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "code", sorted({one.parent.name for one in RULES.glob("*/bad.csv")} - ENDLESS - UNREAD)
)
def test_good_and_bad_fixtures(code):
    for name in ("good.csv", "bad.csv"):
        own = RULES / code / f"schema-{name.removesuffix('.csv')}.json"
        schema = own if own.is_file() else RULES / code / "schema.json"
        ours = tamis.validate(RULES / code / name, schema).valid
        theirs = verdict(RULES / code / name, json.loads(schema.read_text()))
        if name == "bad.csv" and code in PART:
            assert ours != theirs, "no difference any more: strike it from the list"
            continue
        assert ours == theirs, (code, name)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("code", sorted(UNREAD))
def test_schemas_that_it_does_not_read(code):
    from frictionless import FrictionlessException

    with pytest.raises((FrictionlessException, re.error, TypeError)):
        verdict(RULES / code / "bad.csv", json.loads((RULES / code / "schema.json").read_text()))
