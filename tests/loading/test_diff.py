"""Two versions of a table: what changed, what it breaks, how the older layout maps."""

import json

import pytest

import tamis
from tamis.loading import catalogue, pull, schemas
from tamis.loading.diff import diff

FIELD = {"name": "a", "title": "Nom de la voie", "description": "Le nom de la voie."}


def between(old, new, **whole):
    """Return what parts a table with one field from another."""
    before, after = ({"fields": [{**FIELD, **one}]} for one in (old, new))
    return diff(tamis.load_schema(before), tamis.load_schema({**after, **whole}))


def limits(**constraints):
    return {"constraints": constraints}


@pytest.mark.parametrize(
    ("old", "new", "kind", "breaks"),
    [
        (limits(required=False), limits(required=True), "tightened", True),
        (limits(required=True), limits(), "loosened", False),
        (limits(unique=True), limits(), "loosened", False),
        (limits(enum=["a", "b"]), limits(enum=["a"]), "tightened", True),
        (limits(enum=["a"]), limits(enum=["a", "b"]), "loosened", False),
        (limits(), limits(enum=["a"]), "tightened", True),
        (limits(pattern="^a$"), limits(), "loosened", False),
        (limits(pattern="^a$"), limits(pattern="^b$"), "changed", True),
        (limits(minLength=1), limits(minLength=2), "tightened", True),
        (limits(maxLength=1), limits(maxLength=2), "loosened", False),
        ({"type": "integer"}, {"type": "number"}, "loosened", False),
        ({"type": "string"}, {"type": "date"}, "tightened", True),
        ({"type": "date"}, {"type": "string"}, "loosened", False),
        ({"format": "email"}, {}, "loosened", False),
        ({}, {"format": "email"}, "changed", True),
        ({"type": "number", "decimalChar": ","}, {"type": "number"}, "changed", True),
        ({"type": "number", "bareNumber": False}, {"type": "number"}, "tightened", True),
        ({"type": "boolean", "trueValues": ["oui", "1"]}, {"type": "boolean",
          "trueValues": ["oui"]}, "tightened", True),
        ({"missingValues": ["", "NA"]}, {}, "tightened", True),
        ({"type": "number", **limits(minimum=0)}, {"type": "number", **limits(minimum=1)},
         "tightened", True),
        ({"type": "date", **limits(maximum="2020-01-01")},
         {"type": "date", **limits(maximum="2030-01-01")}, "loosened", False),
    ],
)  # fmt: skip
def test_a_change_and_whether_it_breaks(old, new, kind, breaks):
    found = between(old, new)
    assert [(one.kind.value, one.field, one.breaks) for one in found.changes] == [
        (kind, "a", breaks)
    ]
    assert found.compatible is not breaks
    assert found.mapping[0].lossless is not breaks


def test_a_field_renamed_added_removed():
    old = {"fields": [{**FIELD, "name": "nom_voie"}, {"name": "code"}, {"name": "Date_Maj"}]}
    new = {
        "fields": [{**FIELD, "name": "voie_nom"}, {"name": "date_maj"},
                   {"name": "hauteur", "type": "number", "constraints": {"required": True}}]
    }  # fmt: skip
    found = diff(tamis.load_schema(old), tamis.load_schema(new))
    told = {one.kind.value: one for one in found.changes}
    assert {(one.field, one.source) for one in found.mapping if one.renamed} == {
        ("voie_nom", "nom_voie"), ("date_maj", "Date_Maj")
    }  # fmt: skip
    assert (told["added"].field, told["added"].breaks) == ("hauteur", True)
    assert (told["removed"].field, found.dropped) == ("code", ("code",))
    assert not found.lossless


def test_keys_and_checks_of_the_table():
    found = between({}, {}, primaryKey="a", custom_checks=[{"name": "siret"}])
    assert {(one.keyword, one.kind.value) for one in found.changes} == {
        ("primaryKey", "tightened"), ("custom_checks", "tightened")
    }  # fmt: skip
    assert not found.compatible


def test_a_schema_is_no_different_from_itself():
    for name in catalogue.built_in():
        schema = tamis.load_schema(name)
        found = diff(schema, schema)
        assert found.changes == ()
        assert found.compatible
        assert found.lossless


@pytest.mark.corpus
def test_files_stay_valid_where_the_catalogue_says_so(empty_store, shared):
    pull.pull(str(shared / "catalogue"))
    examples = shared / "examples"
    held = 0
    for line in (examples / "INDEX.tsv").read_text().splitlines()[1:]:
        name, version, file = line.split("\t")[:3]
        entry = catalogue.entries()[name]
        path = examples / name.replace("/", "__") / version / file
        if entry.kind != "tableschema" or version == entry.latest:
            continue
        old, new = (schemas.from_entry(entry, one) for one in (version, entry.latest))
        if diff(old, new).compatible and tamis.validate(path, old).valid:
            held += 1
            assert tamis.validate(path, new).valid, path
    assert held >= 5


def test_the_command_says_it_in_both_forms(write, capsys):
    from tamis.cli.commands.schema_diff import command

    old = write("a.json", json.dumps({"name": "a", "fields": [FIELD, {"name": "x"}]}))
    new = write("b.json", json.dumps({"name": "b", "fields": [{**FIELD, **limits(required=True)}]}))
    code = command.main([str(old), str(new)], standalone_mode=False)
    shown = capsys.readouterr().out
    assert code == 1
    assert "  ! a : required false → true" in shown
    assert "Champs supprimés (1)" in shown
    command.main([str(old), str(new), "-f", "json"], standalone_mode=False)
    made = json.loads(capsys.readouterr().out)
    assert (made["compatible"], made["dropped"]) == (False, ["x"])
