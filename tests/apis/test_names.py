"""An API is known by the names that people give it, and by its address."""

import pytest

import tamis
from tamis.loading import apis


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("api-adresse", "adresse"), ("BAN", "adresse"), ("geo", "decoupage-administratif"),
        ("API Géo", "decoupage-administratif"), ("sirene", "recherche-entreprises"),
        ("Recherche Entreprises", "recherche-entreprises"),
        ("annuaire-entreprises", "annuaire-entreprises"), ("data.gouv.fr", "data-gouv"),
        ("https://recherche-entreprises.api.gouv.fr/search?q=x", "recherche-entreprises"),
        ("recherche-entreprises.api.gouv.fr", "recherche-entreprises"),
        ("http://GEO.api.gouv.fr/communes", "decoupage-administratif"),
        ("https://www.georisques.gouv.fr/api/v1/gaspar/catnat", "georisques"),
    ],
)  # fmt: skip
def test_names_of_apis(name, known):
    assert apis.load(name).name == known


def test_two_apis_never_share_a_name():
    seen = {}
    for api in map(apis.load, apis.names()):
        for name in (api.name, *api.aliases):
            key = apis.folded(name)
            assert seen.setdefault(key, api.name) == api.name, name


@pytest.mark.parametrize(
    ("name", "known"),
    [("adrese", "adresse"), ("établissement", "recherche-entreprises"), ("radon", "georisques"),
     ("geocodeur", "adresse"), ("catastrophes naturelles", "georisques")],
)  # fmt: skip
def test_suggestions_by_spelling_and_by_meaning(name, known):
    with pytest.raises(tamis.UsageError, match=known):
        apis.load(name)


@pytest.mark.parametrize("name", ["", "zzzz", "http://[", "https://exemple.fr/", "..", "a/b"])
def test_what_is_no_api_is_told(name):
    with pytest.raises(tamis.UsageError, match="Aucune API"):
        apis.load(name)
