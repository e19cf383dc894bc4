"""The descriptor of a package or of a resource is malformed, as frictionless judges it."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="schema.bad-package",
    title=Text(fr="Descripteur de paquet mal écrit", en="Malformed package descriptor"),
    message=Text(
        fr="Le descripteur du paquet est mal écrit : {reason}.",
        en="The descriptor of the package is malformed: {reason}.",
    ),
    why=Text(
        fr="La bibliothèque de référence (frictionless) ne peut pas charger le paquet, ni les "
        "outils bâtis sur elle.",
        en="The reference library (frictionless) cannot load the package, nor can the tools that "
        "are built on it.",
    ),
    repair=Text(fr="Corrigez ce qui est signalé.", en="Correct what is reported."),
)
