"""A Table Schema and its pandera twin agree on typed values."""

import polars as pl
import pytest

import tamis
from tamis import values
from tamis.loading import catalogue

SCHEMA = {
    "primaryKey": ["id"],
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"minimum": 1, "maximum": 9}},
        {"name": "code", "constraints": {"pattern": r"\d{2}", "required": True}},
        {"name": "acces", "constraints": {"enum": ["libre", "réservé"]}},
        {"name": "nom", "constraints": {"minLength": 2, "maxLength": 4}},
        {"name": "mail", "format": "email"},
        {"name": "jour", "type": "date", "constraints": {"minimum": "2020-01-01"}},
        {"name": "note", "type": "number", "constraints": {"enum": [1, 2.5]}},
        {"name": "vu", "type": "boolean"},
    ],
}
GOOD = {"id": "1", "code": "12", "acces": "libre", "nom": "abc", "mail": "a@b.fr",
        "jour": "2024-01-01", "note": "2.5", "vu": "true"}  # fmt: skip
BAD = [
    ("id", "10"), ("id", "0"), ("id", None), ("code", "1a"), ("code", "123"), ("code", None),
    ("acces", "Libre"), ("nom", "a"), ("nom", "abcde"), ("mail", "a"), ("jour", "2019-12-31"),
    ("note", "3"),
]  # fmt: skip


def frame(schema, row):
    return pl.DataFrame(
        [
            (
                pl.Series([row[field.name]], dtype=pl.String)
                if field.type == "string"
                else values.read(field, [row[field.name]]).cast(values.type_module(field).DTYPE)
            ).alias(field.name)
            for field in schema.fields
        ]
    )


def passes(contract, table):
    import pandera.errors

    try:
        contract.validate(table, lazy=True)
    except pandera.errors.SchemaErrors:
        return False
    return True


@pytest.mark.parametrize("backend", ["polars", "pandas"])
def test_the_good_row_passes_and_each_bad_one_is_stopped(backend):
    schema = tamis.load_schema(SCHEMA)
    contract = tamis.to_pandera(schema, backend)

    def table(row):
        made = frame(schema, row)
        if backend == "polars":
            return made
        pandas = pytest.importorskip("pandas")
        typed = {"id": "Int64", "vu": "boolean", "note": "float64", "jour": "datetime64[us]"}
        return pandas.DataFrame(made.to_dict(as_series=False)).astype(typed)

    assert passes(contract, table(GOOD))
    empty = {**GOOD, "acces": None, "nom": None, "mail": None, "jour": None, "vu": None}
    assert passes(contract, table(empty))
    for name, text in BAD:
        assert not passes(contract, table({**GOOD, name: text})), (name, text)


def test_the_primary_key_holds():
    schema = tamis.load_schema(SCHEMA)
    twice = pl.concat([frame(schema, GOOD)] * 2)
    assert not passes(tamis.to_pandera(schema), twice)


@pytest.mark.parametrize("name", sorted(catalogue.built_in()))
@pytest.mark.parametrize("backend", ["polars", "pandas"])
def test_every_shipped_schema_has_a_twin(name, backend):
    schema = tamis.load_schema(name)
    contract = tamis.to_pandera(schema, backend, strict=True)
    assert list(contract.columns) == [field.name for field in schema.fields]
