"""Départements as people write them, mainland, Corsica and overseas."""

import pytest

from tamis import reference
from tamis.values.departements import departements

ALL = reference.table("departements").select("code", "nom").rows()


@pytest.mark.parametrize("shape", [
    "{code}", " {code} ", "{name}", "{code} - {name}", "{code}-{name}", "{code} : {name}",
    "{code} – {name}", "{code}/{name}", "{code} {name}", "{name} ({code})", "{name}({code})",
])  # fmt: skip
def test_every_departement_by_every_shape(shape):
    for code, name in ALL:
        for written in (name, name.upper(), name.lower().replace("-", " ")):
            text = shape.format(code=code, name=written)
            assert departements(text) == {code}, text
            assert departements(text.lower()) == {code}, text


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("1", {"01"}),
        ("001", {"01"}),
        ("1 - Ain", {"01"}),
        ("075", {"75"}),
        ("2a", {"2A"}),
        ("02B", {"2B"}),
        ("02A - Corse du Sud", {"2A"}),
        ("20", {"2A", "2B"}),
        ("020", {"2A", "2B"}),
        ("20 - Corse", {"2A", "2B"}),
        ("974 - Réunion", {"974"}),
        ("976", {"976"}),
        ("Côtes d’Armor", {"22"}),
        ("Seine St Denis", {"93"}),
        # The code is believed where the name is not known, and the other way round.
        ("75 (Ville de Paris)", {"75"}),
        ("75 - Ville-Lumière", {"75"}),
        ("999 - Paris", {"75"}),
        # Two that do not agree say nothing.
        ("75 - Ain", set()),
        ("Ain (75)", set()),
        ("", set()),
        ("0", set()),
        ("20A", set()),
        ("96", set()),
        ("999", set()),
        ("Bretagne", set()),
    ],
)
def test_what_a_text_means(text, codes):
    assert departements(text) == codes
