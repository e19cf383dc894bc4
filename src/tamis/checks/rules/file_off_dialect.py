"""A file is not written as it is declared to be."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="file.off-dialect",
    alias="dialect-error",
    plain_note=True,
    title=Text(
        fr="Fichier écrit autrement que déclaré",
        en="File not written as declared",
    ),
    message=Text(
        fr="Le fichier n'est pas écrit comme il est déclaré ({note}) : {value}.",
        en="The file is not written as it is declared ({note}): {value}.",
    ),
    why=Text(
        fr="Celui qui suit la déclaration lit autre chose.",
        en="Anyone who reads the file as declared gets something else.",
    ),
    repair=Text(
        fr="Corrigez la déclaration (descripteur ou option), ou le fichier.",
        en="Correct the declaration (descriptor or option), or the file.",
    ),
)
