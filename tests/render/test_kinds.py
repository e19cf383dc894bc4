"""Schemas that are not of one table are shown for what they are."""

from __future__ import annotations

from tamis.loading import schemas
from tamis.model.contract import Contract
from tamis.model.other import OtherSchema
from tamis.model.package import Package
from tamis.render import _kinds


def test_members_are_shown_with_type_and_obligation_and_escaped() -> None:
    loaded = schemas.load(
        {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "required": ["a"],
            "properties": {
                "a": {"type": ["integer", "null"], "description": "bad\x1b[2J"},
                "b": True,
            },
        }
    )
    assert isinstance(loaded, Contract)
    page = "\n".join(_kinds.lines(loaded, 80))
    assert "  a · nombre entier ou rien (null) · obligatoire" in page
    assert "\n  b" in page
    assert "\x1b" not in page


def test_resources_are_shown_with_how_to_see_them() -> None:
    fields = {"fields": [{"name": "x"}, {"name": "y"}]}
    loaded = schemas.load(
        {"name": "p", "resources": [{"name": "r", "path": "r.csv", "schema": fields}]}
    )
    assert isinstance(loaded, Package)
    page = "\n".join(_kinds.lines(loaded, 80))
    assert "1. r · 2 champs" in page
    assert "#r" in page


def test_a_mere_description_says_so_and_where_to_look() -> None:
    page = list(_kinds.lines(OtherSchema(name="o", homepage="https://example.org/o"), 80))
    assert any("aucune forme" in line for line in page)
    assert page[-1].endswith("https://example.org/o")
