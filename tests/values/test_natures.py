"""What a field holds: by its checks and its format, else its name, else a short title."""

import pytest

from tamis.loading import schemas
from tamis.values.column_names import Nature
from tamis.values.natures import declared_nature, likely_nature, only_field


def schema_of(*fields, checks=()):
    return schemas.tabular({"fields": list(fields), "custom_checks": list(checks)})


def check(name, column):
    return {"name": name, "params": {"column": column}}


@pytest.mark.parametrize(
    ("field", "declared", "likely"),
    [
        ({"name": "siret"}, Nature.SIRET, Nature.SIRET),
        ({"name": "code_insee"}, Nature.COMMUNE, Nature.COMMUNE),
        ({"name": "x"}, None, None),
        # A number stands for itself.
        ({"name": "siret", "type": "integer"}, None, None),
        # A title says likely, no more.
        ({"name": "x", "title": "Code postal"}, None, Nature.POSTAL),
        ({"name": "x", "title": "Le code postal de la commune où est tout cela"}, None, None),
        ({"name": "x", "title": "Code postal de la mairie ici"}, None, Nature.POSTAL),
        ({"name": "x", "title": "Code postal de la mairie ici même"}, None, None),
        # The name comes before the title.
        ({"name": "siren", "title": "Code postal"}, Nature.SIREN, Nature.SIREN),
        # A name that repairs do not go by.
        ({"name": "code_uai"}, None, Nature.UAI),
        # A format comes before the name.
        ({"name": "siren", "format": "email"}, Nature.EMAIL, Nature.EMAIL),
        ({"name": "siren", "format": "uuid"}, Nature.SIREN, Nature.SIREN),
    ],
)
def test_what_a_field_says(field, declared, likely):
    schema = schema_of(field)
    assert declared_nature(schema.fields[0], schema) is declared
    assert likely_nature(schema.fields[0], schema) is likely


def test_a_check_says_it_of_its_own_column_alone():
    fields = [{"name": "siren"}, {"name": "a"}, {"name": "b"}]
    schema = schema_of(*fields, checks=[check("french-siret-value", "a"), check("siren", "b")])
    assert [declared_nature(field, schema) for field in schema.fields] == [
        Nature.SIREN, Nature.SIRET, Nature.SIREN,
    ]  # fmt: skip
    assert [likely_nature(field, schema) for field in schema.fields] == [
        Nature.SIREN, Nature.SIRET, Nature.SIREN,
    ]  # fmt: skip


def test_a_check_comes_before_the_name():
    schema = schema_of({"name": "siren"}, checks=[check("french-siret-value", "siren")])
    assert declared_nature(schema.fields[0], schema) is Nature.SIRET
    assert likely_nature(schema.fields[0], schema) is Nature.SIRET


def test_the_one_field_of_a_nature_that_is_about_its_row():
    one = schema_of({"name": "code_insee"}, {"name": "code_insee_ancienne_commune"})
    assert only_field(one, Nature.COMMUNE).name == "code_insee"
    two = schema_of({"name": "code_insee"}, {"name": "code_commune"})
    assert only_field(two, Nature.COMMUNE) is None
    assert only_field(one, Nature.POSTAL) is None
