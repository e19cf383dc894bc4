"""How the columns of an older version of a schema become those of a newer one."""

from itertools import pairwise

import pytest

import tamis
from tamis.loading import schemas, version_layout
from tamis.loading.catalogue import semver
from tamis.model.errors import SchemaError

OLD = {"name": "tarif", "type": "number", "title": "Prix du repas"}


def mapped(old, new):
    """Return how one field becomes one of some others."""
    newer = tamis.load_schema({"fields": new})
    return version_layout.mapping(tamis.load_schema({"fields": old}), newer)


@pytest.mark.parametrize(
    ("new", "renamed"),
    [
        ({"title": "Prix du repas"}, True),  # another name, the same title
        ({"title": "Prix du repas", "constraints": {"required": True}}, True),  # rows are judged
        ({"title": "Prix du repas", "decimalChar": ","}, False),  # its texts mean something else
        ({"title": "Prix du repas", "type": "string"}, False),
        ({"title": "Autre chose"}, False),
    ],
)
def test_a_field_is_renamed_where_its_texts_mean_the_same(new, renamed):
    found = mapped([OLD], [{"name": "prix", "type": "number", **new}])
    assert found.renamed == ({"tarif": "prix"} if renamed else {})
    assert found.lost == (() if renamed else ("tarif",))


def test_a_name_that_differs_by_its_case_alone_is_the_same():
    bare = [{"name": "menuPLat", "type": "string"}], [{"name": "menu_plat", "type": "string"}]
    assert mapped(*bare).renamed == {"menuPLat": "menu_plat"}


def test_of_two_fields_that_a_field_may_have_become_none_is_chosen():
    two = [{**OLD, "name": "prix"}, {**OLD, "name": "montant"}]
    assert mapped([OLD], two).renamed == {}


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("folder", "old", "new", "renamed"),
    [
        ("cnigfr/schema-friches", "1.0.2", "1.0.3",
         {"urba_zone_formedomi": "urba_zone_formdomi"}),
        ("scdl/menus-collectifs", "1.2.0", "1.2.1",
         {"menuTypeRepas": "menuRepasType", "menuTypePlat": "menuPlatType",
          "menuNomPlat": "menuPlatNom", "menuCodePlat": "menuPlatCode"}),
    ],
)  # fmt: skip
def test_layouts_of_published_schemas_are_mapped(shared, folder, old, new, renamed):
    pair = (shared / "catalogue" / "schemas" / folder / one / "schema.json" for one in (old, new))
    older, newer = (schemas.tabular(str(path)) for path in pair)
    found = version_layout.mapping(older, newer)
    assert (dict(found.renamed), found.lost) == (renamed, ())


@pytest.mark.corpus
def test_no_mapping_between_published_versions_loses_or_doubles_a_column(shared):
    seen = 0
    paths = (shared / "catalogue" / "schemas").glob("*/*/*/schema.json")
    for folder in {path.parent.parent for path in paths}:
        held = [path for path in folder.iterdir() if path.name[0].isdigit()]
        for one, other in pairwise(sorted(held, key=lambda path: semver(path.name))):
            try:
                pair = [schemas.tabular(str(path / "schema.json")) for path in (one, other)]
            except (SchemaError, tamis.UsageError):
                continue  # a JSON Schema, or a version laid out otherwise
            older, newer = pair
            found = version_layout.mapping(older, newer)
            seen += 1
            assert len(set(found.renamed.values())) == len(found.renamed)
            gone = {field.name for field in older.fields} - {field.name for field in newer.fields}
            assert {*found.renamed, *found.lost} == gone
            for name, becomes in found.renamed.items():
                assert older.field(name).type == newer.field(becomes).type
    assert seen > 100
