"""A matter is not of the nomenclature of acts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamis.checks import listed
from tamis.checks.contract import CellCondition, cell_rule
from tamis.checks.custom import custom_checks
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="cell.off-nomenclature",
    alias="constraint-error",
    title=Text(
        fr="Matière hors de la nomenclature des actes",
        en="Subject not in the classification of acts",
    ),
    message=Text(
        fr="« {value} » n'est pas une matière de la nomenclature des actes (« {field} »).",
        en="“{value}” is not a subject of the classification of acts (“{field}”).",
    ),
    why=Text(
        fr="La nomenclature @ctes range les actes de toutes les collectivités de la même façon.",
        en="The @ctes classification sorts every authority's acts in the same way.",
    ),
    repair=Text(
        fr="Commencez par l'une des neuf matières, puis « / » sans espace et la sous-matière : "
        "{choices}.",
        en="Begin with one of the nine subjects, then “/” without a space and the sub-subject: "
        "{choices}.",
    ),
)

CUSTOM_CHECKS: Final = {
    "nomenclature-actes-value": ("column",),
    "nomenclature-acte": ("column",),
    "nomenclature-actes": ("column",),
}

#: Told only where nothing else is wrong with the cell.
QUIET = True


#: The first level of the nomenclature of acts (@ctes), without accents.
_MATTERS: Final = (
    "commande publique",
    "urbanisme",
    "domaine et patrimoine",
    "fonction publique",
    "institutions et vie politique",
    "libertes publiques et pouvoirs de police",
    "finances locales",
    "domaines de competences par themes",
    "autres domaines de competences",
)


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for matters whose first level is none of the nine (`nomenclature-actes`).

    Case and accents do not count; no blank stands around the slash.
    """
    if any(custom_checks(cell.schema, CUSTOM_CHECKS, cell.field.name)):
        first = cell.text.str.normalize("NFKD").str.replace_all(r"\p{M}", "")
        first = first.str.to_lowercase().str.extract(r"\A([^/]*)(?:/\S.*)?\z", 1)
        broken = ~first.is_in(_MATTERS) | first.is_null()
        yield CellCondition(
            broken=broken & cell.text.is_not_null(), params={"choices": listed(_MATTERS)}
        )
