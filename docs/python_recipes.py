"""Write docs/python.md and docs/python.fr.md: ten recipes, which the tests run.

Run from the root of the project: ``python docs/python_recipes.py``. With ``--check``, only say
whether something would change.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from _pages import renew

from tamis.model.text import Text

PAGES: Final = {"fr": "python.fr.md", "en": "python.md"}
COMMAND: Final = "python docs/python_recipes.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What somebody wants to do, and the code that does it."""

    title: Text
    about: Text
    code: str


RECIPES: Final = (
    Recipe(
        title=Text(fr="Dire si un fichier est conforme", en="Tell whether a file conforms"),
        about=Text(
            fr="Un chemin, une adresse, des octets ou un fichier ouvert ; sans schéma, celui que "
            "ses colonnes désignent.",
            en="A path, an address, bytes or an open file; without a schema, the one that its "
            "columns match.",
        ),
        code="""\
import tamis

report = tamis.validate("bornes.csv", "etalab/schema-irve-statique")
assert not report.valid
for finding in report.findings:
    print(finding.line, finding.field, finding.value, finding.message)
""",
    ),
    Recipe(
        title=Text(fr="Vérifier un tableau déjà en mémoire", en="Check a frame in memory"),
        about=Text(
            fr="Polars, pandas, Arrow, DuckDB… : un tableau est jugé comme le fichier qui "
            "contiendrait les mêmes valeurs. Un NaN de pandas est une valeur absente ; une colonne "
            "de plusieurs types est lue valeur par valeur ; rien n'est converti en silence.",
            en="Polars, pandas, Arrow, DuckDB…: a frame is judged as the file that holds the same "
            "values would be. A NaN of pandas is a missing value; a column of several types is "
            "read value by value; nothing is converted silently.",
        ),
        code="""\
import pandas as pd
import tamis

frame = pd.read_csv("bornes.csv", sep=";", dtype=str, encoding="cp1252")
report = tamis.validate(frame, "etalab/schema-irve-statique")
assert report.rows == len(frame)
""",
    ),
    Recipe(
        title=Text(fr="Trier et compter les anomalies", en="Sort and count the findings"),
        about=Text(
            fr="`to_polars` et `to_pandas` donnent une ligne par anomalie.",
            en="`to_polars` and `to_pandas` give a row per finding.",
        ),
        code="""\
import tamis

findings = tamis.validate("bornes.csv", "etalab/schema-irve-statique").to_polars()
print(findings.group_by("code", "field").len().sort("len", descending=True))
""",
    ),
    Recipe(
        title=Text(fr="Enregistrer un rapport", en="Save a report"),
        about=Text(
            fr="La fin du nom dit la forme. `keep=True` garde les lignes, que montrent la page et "
            "le classeur.",
            en="The end of the name says the form. `keep=True` keeps the rows, which the page and "
            "the workbook show.",
        ),
        code="""\
import tamis

report = tamis.validate("bornes.csv", "etalab/schema-irve-statique", keep=True)
report.save("rapport.html")
report.save("rapport.xlsx")
text = report.to_json()
""",
    ),
    Recipe(
        title=Text(fr="Corriger, puis continuer avec un tableau", en="Correct, then go on"),
        about=Text(
            fr="Les réparations sûres sont faites ; le tableau a les types du schéma.",
            en="Safe repairs are made; the frame has the types of the schema.",
        ),
        code="""\
import tamis

result = tamis.normalize("bornes.csv", "etalab/schema-irve-statique", "propre.csv")
print(result.before, result.after, result.report.repairs)
powers = result.to_polars()["puissance_nominale"]
assert powers.dtype.is_float()
""",
    ),
    Recipe(
        title=Text(fr="Lire un fichier conforme, typé", en="Read a valid file, typed"),
        about=Text(
            fr="`read` rend un tableau Polars, `scan` un tableau paresseux ; un fichier qui n'est "
            "pas conforme est refusé, avec son rapport.",
            en="`read` returns a Polars frame, `scan` a lazy one; a file that does not conform is "
            "refused, with its report.",
        ),
        code="""\
import polars as pl
import tamis

lazy = tamis.scan("propre.csv", "etalab/schema-irve-statique")
print(lazy.filter(pl.col("gratuit")).select(pl.len()).collect())
try:
    tamis.read("bornes.csv", "etalab/schema-irve-statique")
except tamis.InvalidDataError as error:
    print(error.report.counts)
""",
    ),
    Recipe(
        title=Text(fr="Interroger en SQL (DuckDB)", en="Ask in SQL (DuckDB)"),
        about=Text(
            fr="DuckDB lit un tableau Polars par le nom de sa variable, et tamis ce que DuckDB "
            "répond.",
            en="DuckDB reads a Polars frame by the name of its variable, and tamis what DuckDB "
            "answers.",
        ),
        code="""\
import duckdb
import tamis

stations = tamis.read("propre.csv", "etalab/schema-irve-statique")
answer = duckdb.sql("select nom_station as nom, count(*)::int as n from stations group by all")
schema = {"fields": [{"name": "nom"}, {"name": "n", "type": "integer"}]}
assert tamis.validate(answer, schema).valid
""",
    ),
    Recipe(
        title=Text(fr="Interroger par Ibis", en="Ask through Ibis"),
        about=Text(
            fr="Une table d'Ibis est lue comme un tableau, quel que soit son moteur.",
            en="A table of Ibis is read as a frame, whatever its engine.",
        ),
        code="""\
import ibis
import tamis

stations = ibis.memtable(tamis.read("propre.csv", "etalab/schema-irve-statique").to_arrow())
by_name = stations.group_by("nom_station").agg(n=stations.count())
schema = {"fields": [{"name": "nom_station"}, {"name": "n", "type": "integer"}]}
assert tamis.validate(by_name, schema).valid
""",
    ),
    Recipe(
        title=Text(fr="Tester des données avec pytest", en="Test data with pytest"),
        about=Text(
            fr="Le greffon est là dès que tamis est installé ; un échec montre le rapport.",
            en="The plugin is there once tamis is installed; a failure shows the report.",
        ),
        code="""\
from tamis.pytest_plugin import assert_conforms


def test_our_stations(assert_conforms=assert_conforms):
    assert_conforms("propre.csv", "etalab/schema-irve-statique")


test_our_stations()
""",
    ),
    Recipe(
        title=Text(
            fr="Porter le contrat dans pandera ou dataframely",
            en="Carry the contract to pandera or dataframely",
        ),
        about=Text(
            fr="Une bibliothèque indépendante vérifie le tableau typé "
            "(`pip install 'tamis[dataframely]'` pour la seconde).",
            en="An independent library checks the typed frame "
            "(`pip install 'tamis[dataframely]'` for the second).",
        ),
        code="""\
import tamis

schema = tamis.load_schema("etalab/schema-irve-statique")
frame = tamis.read("propre.csv", schema)
tamis.to_pandera(schema).validate(frame)
tamis.to_dataframely(schema).validate(frame)
""",
    ),
)
TITLE: Final = Text(fr="En Python : dix recettes", en="In Python: ten recipes")
OTHER: Final = Text(fr="[In English](python.md)", en="[En français](python.fr.md)")
ABOUT: Final = Text(
    fr="Les tests exécutent cette page de haut en bas dans un dossier qui contient `bornes.csv`. "
    "Dans un carnet Jupyter, un rapport, un schéma et un plan de réparations se montrent "
    "d'eux-mêmes, en 200 ko au plus. Les signatures publiques sont figées par un test.",
    en="The tests run this page from top to bottom in a folder that holds `bornes.csv`. In a "
    "Jupyter notebook a report, a schema and a plan of repairs show themselves, in 200 kB at "
    "most. A test freezes the public signatures.",
)


def page() -> str:
    """Return the page in the current language."""
    return "\n\n".join([f"# {TITLE}", str(OTHER), str(ABOUT), *_recipes()]) + "\n"


def _recipes() -> Iterator[str]:
    for number, recipe in enumerate(RECIPES, start=1):
        yield f"## {number}. {recipe.title}"
        yield str(recipe.about)
        yield f"```python\n{recipe.code}```"


if __name__ == "__main__":
    sys.exit(renew(page, PAGES, COMMAND))
