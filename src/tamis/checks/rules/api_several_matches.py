"""A value has several of the forms of which it must have one."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="api.several-matches",
    alias="constraint-error",
    title=Text(
        fr="Valeur qui a plusieurs formes à la fois",
        en="Value in several forms at once",
    ),
    message=Text(
        fr="« {value} » a plusieurs des formes permises, alors qu'il en faut une seule.",
        en="“{value}” matches several of the allowed forms, where only one is allowed.",
    ),
    why=Text(
        fr="On ne peut pas savoir laquelle était voulue.",
        en="It is impossible to know which one was meant.",
    ),
    repair=Text(
        fr="Gardez les membres d'une seule forme.",
        en="Keep the members of one form only.",
    ),
)
