"""What a dialect declares to be no data comes back: nulls, comments, lines of the header."""

import pytest

import tamis
from tamis.app import ReadOptions
from tamis.loading import dialects
from tamis.writers.replay import replay

SCHEMA = {"fields": [{"name": name} for name in ("id", "nom", "ville")]}
CASES = {
    "nulls": ({"nullSequence": "-"}, "id,nom,ville\n1,-,\n-,-,-\n2,b,-\n"),
    "comments": (
        {"commentChar": "#"},
        "#a,b\nid,nom,ville\n1,a,b\n#2,c\n#\nid,nom,ville\n3,e,f\n\n#fin\n",
    ),
    "comment rows": ({"commentRows": [2, 4]}, "id,nom,ville\nx,y,z\n1,a,b\n2,c,d\n"),
    "header rows": (
        {"headerRows": [2, 4], "commentRows": [3]},
        "Titre\nid,nom,ville\nx,y,z\nn,,long\n1,a,b\n",
    ),
    "no header": ({"header": False}, "1,a,b\n2,c,d\n"),
    "no header, comments": ({"header": False, "commentChar": "#"}, "#\n1,a,b\n2,c,d\n"),
    "arrays": (
        {"itemType": "array", "commentChar": "#"},
        '[["#", "t"], ["id", "nom", "ville"], ["1", "a", "b"], ["#c"], ["2", "c", "d"]]',
    ),
}


def without_blanks(rows):
    return [[*row][: max((n for n, cell in enumerate(row, 1) if cell), default=0)] for row in rows]


@pytest.mark.parametrize("name", CASES)
def test_replay(tmp_path, name):
    dialect, text = CASES[name]
    path = tmp_path / ("a.json" if text.startswith("[") else "a.csv")
    path.write_text(text)
    out, journal = tmp_path / "out.csv", tmp_path / "journal.csv"
    reading = ReadOptions(dialect=dialects.from_descriptor(dialect))
    tamis.normalize(path, SCHEMA, out, journal=journal, reading=reading)
    if text.startswith("["):
        wanted = [row.split(", ") for row in text.replace('"', "")[2:-2].split("], [")]
    else:
        wanted = [[line] if line[:1] == "#" else line.split(",") for line in text.splitlines()]
    assert without_blanks(replay(out, journal)) == without_blanks(wanted)
