"""What parsers of JSON, TOML and YAML say of a text, in words of both languages.

Their messages are English, and made for programmers. Those that people meet are put in words;
of another one only the place is kept in French.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from tamis.model.text import Text

#: Where a message of tomllib says that its fault stands (its end: Python 3.11 has no attributes).
_TOML_PLACE: Final = re.compile(r"\s*\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end.*)\)$")
_OTHERWISE: Final = Text(fr="il est abîmé ou mal écrit", en="it is damaged or badly written")
#: A sentence has words one after another.
_ENGLISH: Final = re.compile(r"[A-Za-z]{2,}:? [A-Za-z]{2,}")
#: How a message begins, in any capitals, and what is meant.
_MEANINGS: Final[tuple[tuple[str, Text], ...]] = (
    ("expecting value", Text(fr="une valeur manque", en="a value is missing")),
    ("extra data", Text(fr="il y a du texte après la fin", en="there is text after its end")),
    (
        "expecting property name",
        Text(
            fr="un nom entre guillemets doubles manque",
            en="a name between double quotes is missing",
        ),
    ),
    ("expecting ',' delimiter", Text(fr="une virgule manque", en="a comma is missing")),
    ("expecting ':' delimiter", Text(fr="deux-points manquent", en="a colon is missing")),
    (
        "illegal trailing comma",
        Text(fr="une virgule est de trop avant la fin", en="there is a comma before the end"),
    ),
    (
        "unterminated string",
        Text(fr="un guillemet n'est pas refermé", en="a quote is not closed"),
    ),
    (
        "invalid control character",
        Text(
            fr="un texte contient un retour à la ligne ou une tabulation",
            en="a text holds a line break or a tab",
        ),
    ),
    (
        "invalid \\",
        Text(
            fr="une barre oblique inversée n'est suivie de rien qui ait un sens",
            en="a backslash is followed by nothing that has a meaning",
        ),
    ),
    ("no sheet", Text(fr="il n'a pas de feuille", en="it has no sheet")),
    ("no table", Text(fr="il n'a pas de tableau", en="it has no table")),
    ("invalid value", Text(fr="une valeur manque ou est mal écrite", en="a value is wrong")),
    ("invalid statement", Text(fr="ce n'est pas « nom = valeur »", en="it is not “name = value”")),
    (
        "expected '='",
        Text(
            fr="un signe égal manque entre un nom et sa valeur",
            en="an equals sign is missing between a name and its value",
        ),
    ),
    (
        "expected newline",
        Text(
            fr="il y a du texte après une valeur",
            en="there is text after a value",
        ),
    ),
    ("unclosed array", Text(fr="un crochet n'est pas refermé", en="a bracket is not closed")),
    (
        "unclosed inline table",
        Text(fr="une accolade n'est pas refermée", en="a brace is not closed"),
    ),
    ("cannot overwrite", Text(fr="un nom est donné deux fois", en="a name is given twice")),
    ("cannot declare", Text(fr="une section est ouverte deux fois", en="a section opens twice")),
    ("duplicate", Text(fr="un nom est donné deux fois", en="a name is given twice")),
    (
        "illegal character",
        Text(fr="un caractère n'y a pas sa place", en="a character has no place there"),
    ),
    ("unescaped", Text(fr="une barre oblique inversée est seule", en="there is a lone backslash")),
    ("could not find expected ':'", Text(fr="deux-points manquent", en="a colon is missing")),
    (
        "mapping values are not allowed",
        Text(
            fr="deux-points se trouvent là où il n'en faut pas",
            en="there is a colon where none may be",
        ),
    ),
    (
        "found character",
        Text(
            fr="une ligne commence par une tabulation ou un signe réservé",
            en="a line begins with a tab or a reserved sign",
        ),
    ),
    ("found unexpected end", Text(fr="un guillemet n'est pas refermé", en="a quote is not closed")),
    (
        "expected <block end>",
        Text(fr="une ligne est en retrait des autres", en="a line is indented unlike the others"),
    ),
    (
        "did not find expected",
        Text(fr="une ligne est en retrait des autres", en="a line is indented unlike the others"),
    ),
    (
        "found undefined alias",
        Text(fr="il renvoie à ce qui n'existe pas", en="it refers to what does not exist"),
    ),
)


def parse_reason(error: Exception) -> Text:
    """Return what is wrong with a text that a parser refuses, without the place.

    >>> str(parse_reason(json.JSONDecodeError("Extra data", "1 2", 2)))
    'il y a du texte après la fin'
    """
    if isinstance(error, UnicodeDecodeError):
        return Text(
            fr=f"il n'est pas écrit en {error.encoding}",
            en=f"it is not written in {error.encoding}",
        )
    if isinstance(error, RecursionError):
        return Text(fr="il est trop profondément imbriqué", en="it is nested too deeply")
    return library_message(_message(error))


def library_message(message: str) -> Text:
    """Return a message of a library in both languages; signs, names and numbers stand as they are.

    >>> library_message("Unexpected end of stream").fr, library_message("[ ?").fr
    ('il est abîmé ou mal écrit', '[ ?')
    """
    for start, meaning in _MEANINGS:
        if message.lower().startswith(start):
            return meaning
    is_sentence = _ENGLISH.search(message) is not None
    return Text(
        fr=_OTHERWISE.fr if is_sentence or not message else message, en=message or _OTHERWISE.en
    )


def parse_failure(error: Exception) -> Text:
    """Return what is wrong with a text that a parser refuses, and where.

    >>> str(parse_failure(json.JSONDecodeError("Extra data", "1 2", 2)))
    'il y a du texte après la fin (ligne 1, colonne 3)'
    """
    why, place = parse_reason(error), _place(error)
    if place is None:
        return why
    line, column = place
    return Text(
        fr=f"{why.fr} (ligne {line}, colonne {column})",
        en=f"{why.en} (line {line}, column {column})",
    )


def _message(error: Any) -> str:
    """Return what the parser says, without where."""
    if isinstance(error, json.JSONDecodeError):
        return error.msg
    problem = getattr(error, "problem", None) or str(error)
    return _TOML_PLACE.sub("", " ".join(str(problem).split()))


def _place(error: Any) -> tuple[int, int] | None:
    """Return the line and the column, from 1."""
    if isinstance(error, json.JSONDecodeError):
        return error.lineno, error.colno
    mark = getattr(error, "problem_mark", None)  # of YAML, from 0
    if mark is not None:
        return mark.line + 1, mark.column + 1
    match = _TOML_PLACE.search(str(error))
    return (int(match["line"]), int(match["column"])) if match and match["line"] else None
