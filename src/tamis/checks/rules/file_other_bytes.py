"""A file has not the bytes that its descriptor says."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="file.other-bytes",
    alias="hash-count",
    plain_note=True,
    title=Text(fr="Fichier autre que celui décrit", en="File other than the one described"),
    message=Text(
        fr="Le descripteur dit {note} ; le fichier a {value}.",
        en="The descriptor says {note}; the file has {value}.",
    ),
    why=Text(
        fr="Le fichier a changé depuis qu'il a été décrit, ou n'est pas arrivé entier.",
        en="The file has changed since it was described, or did not arrive whole.",
    ),
    repair=Text(
        fr="Reprenez le fichier, ou mettez « bytes » et « hash » à jour.",
        en="Download the file again, or update “bytes” and “hash”.",
    ),
)
