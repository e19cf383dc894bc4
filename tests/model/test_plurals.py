"""Sentences agree with the numbers in them, in both languages."""

import re

import pytest

from tamis.checks import all_rules
from tamis.model.text import Text
from tamis.render.words import counted

AGREEING = sorted(code for code, rule in all_rules().items() if "|" in rule.message.fr)


@pytest.mark.parametrize("code", AGREEING)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_messages_agree_with_what_they_count(code, lang):
    said = {n: all_rules()[code].message.say(lang, note=str(n), value="x") for n in (1, 2)}
    assert "|" not in said[1] + said[2]
    assert said[1].replace("1", "2") != said[2]


#: Rules whose note is the address of a cell (B12), and counts nothing.
ADDRESSES = {
    "row.merged-cell", "row.rounded-number", "row.uncomputed-formula", "row.unreadable-cell",
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(all_rules().keys() - ADDRESSES))
def test_no_message_counts_without_agreeing(code):
    """What a reader counts (a note) is followed by a word that agrees, or by none."""
    for text in (all_rules()[code].message.fr, all_rules()[code].message.en):
        assert not re.search(r"\{note\} (?:more |fewer )?(?:empty )?[a-zéè]+s\b", text), text


def test_french_counts_nothing_and_one_alike():
    words = Text(fr="{n} {n:cellule vide|cellules vides}", en="{n} {n:empty cell|empty cells}")
    assert [words.say("fr", n=n) for n in (0, 1, 2)] == [
        "0 cellule vide", "1 cellule vide", "2 cellules vides",
    ]  # fmt: skip
    assert [words.say("en", n=n) for n in (0, 1)] == ["0 empty cells", "1 empty cell"]
    assert counted(0, "erreur", "erreurs", "error", "errors") == "0 erreur"
    assert (
        counted(1_000_000, "erreur", "erreurs", "error", "errors") == "1\u202f000\u202f000 erreurs"
    )
