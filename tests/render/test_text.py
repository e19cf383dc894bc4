"""The text report: worst first, plurals right, width kept, nothing obeyed."""

import io
import re

import tamis
from tamis import render
from tamis.model.text import set_lang
from tamis.render import Style
from tamis.render.terminal import clipped, edged, escaped

SCHEMA = {
    "fields": [
        {"name": "prix", "type": "number", "constraints": {"required": True}},
        {"name": "acces", "constraints": {"enum": ["Accès libre", "Accès réservé"]}},
        {"name": "note"},
        {"name": "suite"},
    ]
}


def shown(path, **style):
    out = io.StringIO()
    render.form("text").write([tamis.validate(path, SCHEMA)], out, Style(**style))
    return out.getvalue()


def test_worst_first_with_value_proposal_and_reason(write):
    text = shown(write("a.csv", "prix;acces\n1,5;acces libre\nx;y\n;Accès libre\n"))
    assert text.index("ERREUR") < text.index("AVERTISSEMENT")
    assert "« 1,5 » → « 1.5 »" in text
    assert "« acces libre » → « Accès libre »" in text
    assert "À faire : Choisissez parmi : Accès libre, Accès réservé." in text
    assert "✗ NON CONFORME : 5 erreurs, 2 avertissements" in text
    assert "Après les réparations sûres (tamis normalize) : 3 erreurs, 0 avertissement." in text
    assert "Colonne facultative absente : note, suite" in text
    assert "1 cellule\n" in text


def test_english(write):
    set_lang("en")
    text = shown(write("a.csv", "prix;acces;note;suite\nx;y;;\n"))
    assert "✗ NOT VALID: 2 errors, 0 warnings" in text
    assert "1 cell\n" in text


def test_width_is_kept(write):
    text = shown(write("a.csv", "prix;acces\n1,5;acces libre\n"), width=60)
    assert max(map(len, text.splitlines()[3:])) <= 60


def test_colours_only_when_wanted(write):
    path = write("a.csv", "prix;acces\nx;y\n")
    assert "\x1b[" in shown(path, color=True)
    assert "\x1b[" not in shown(path)


def test_every_finding_on_a_line_of_its_own(write):
    path = write("a.csv", "prix;acces;note;suite\nx;y;;\nz;y;;\n")
    lines = [one for one in shown(path, verbose=True).splitlines() if one.startswith(str(path))][1:]
    assert len(lines) == 4
    assert all(re.match(r".+:\d+:\d+: cell\.[a-z-]+ \[[a-z]+\] .+", line) for line in lines)


def test_what_cannot_be_seen_is_spelt():
    assert escaped("a\x00\x1b\x85\u200b\u2066\U000e0041") == r"a\x00\x1b\x85\u200b\u2066\U000e0041"
    assert edged("\u00a0a ") == "·a·"
    assert edged(" ") == " "
    assert clipped("a" * 100) == "a" * 59 + "…"
