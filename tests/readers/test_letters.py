"""French in each of the encodings that files are found in, however little of it there is."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tamis
from tamis import readers, reference, sources

SCHEMA = {"fields": [{"name": "nom"}]}

#: Texts of one file each, most with a single character beyond ASCII.
WORDS = [
    "Musée", "école", "Œuvre", "cœur", "HÔTEL", "CAFÉ", "café", "garçon",
    "où", "Noël", "NOËL", "île", "Île", "sûr", "naïve", "ÉCOLE",
    "École", "fenêtre", "FENÊTRE", "bâtiment", "BÂTIMENT", "L'Haÿ", "mètre", "aiguë",
    "crèche", "Angoulême", "Besançon", "Évry", "théâtre", "forêt", "hôpital", "voûte",
    "gîte", "maïs", "façade", "bœuf", "œuf", "reçu", "déjà", "très",
    "à", "été",
]  # fmt: skip
SIGNS = (
    "§ 4", "art. § 4", "® déposé", "Autolib®", "Ø 400", "tuyau Ø 80", "• puce", "l’école",
    "« oui »", "12 €", "10€", "€", "90 k€", "n° 12", "N° 3", "m²", "25 °C", "25°C", "© Ville",
    "½ journée", "3 × 4", "10 µm", "a – b", "voilà…", "habitant·e", "5 ‰", "12\u00a0000",
    "Paris–Lyon", "“bon”", "Citroën", "Peugeot™", "1½", "£ 3", "Škoda", "Muñoz", "São Paulo",
    "Straße", "Jørgen", "MUSéE", "CAFé", "±", "¿Qué?", "Ángel", "5º",
)  # fmt: skip


def cells(path: Path) -> tuple[list[str], str, set[str]]:
    """Return the cells of a file of one column, its encoding and the codes told of it."""
    with sources.open_source(str(path)) as local:
        table = readers.read(local)
        batches = list(table.batches())
    found = {fault.code for fault in (*table.faults, *(f for b in batches for f in b.faults))}
    texts = [row[0] for batch in batches for row in batch.frame.rows()]
    dialect = table.dialect()
    return texts, dialect.encoding if dialect else "", found


@pytest.mark.parametrize("text", [*WORDS, *SIGNS])
def test_windows_1252_stays_what_it_is(text: str, write) -> None:
    texts, encoding, found = cells(write("a.csv", f"nom\n{text}\n".encode("cp1252")))
    assert texts == [text]
    assert encoding == "cp1252"
    assert found == {"file.not-utf8"}


@pytest.mark.parametrize("encoding", ["iso8859-15", "cp850", "cp858", "mac_roman"])
@pytest.mark.parametrize("text", [*WORDS, "l’été", "« oui »", "12 €", "n° 12", "25 °C", "m²"])
def test_another_encoding_is_known_or_asked_for(text: str, encoding: str, write) -> None:
    try:
        raw = text.encode(encoding)
    except UnicodeError:
        pytest.skip("this encoding has no such letter")
    texts, _, found = cells(write("a.csv", b"nom\n" + raw + b"\n"))
    if raw == text.encode("cp1252", "replace"):
        assert texts == [text]
    else:
        assert texts == [text] or "file.unsure-encoding" in found
        assert "file.unsure-encoding" in found


@pytest.mark.parametrize(
    ("raw", "text", "encoding"),
    [
        (b"Mus\x82e", "Musée", "cp850"),
        (b"Mus\x8ee", "Musée", "mac_roman"),
        (b"c\xbdur", "cœur", "iso8859-15"),
        (b"12 \xa4", "12 €", "iso8859-15"),
        (b"th\x82\x83tre \x85 c\x93t\x82", "théâtre à côté", "cp850"),
        (b"th\x8e\x89tre \x88 c\x99t\x8e", "théâtre à côté", "mac_roman"),
        (b"l\xd5\x8ecole", "l’école", "mac_roman"),
        (b"Caf\x82 12 \xd5", "Café 12 €", "cp858"),
    ],
)
def test_what_is_beyond_doubt_is_read_and_told(raw, text, encoding, write) -> None:
    texts, read_as, found = cells(write("a.csv", b"nom\n" + raw + b"\n"))
    assert (texts, read_as) == ([text], encoding)
    assert found == {"file.unsure-encoding"}


def test_the_finding_shows_what_each_reading_gives(write) -> None:
    report = tamis.validate(write("a.csv", b"nom\nMus\x82e\n"), SCHEMA)
    told = next(one for one in report.findings if one.code == "file.unsure-encoding")
    assert told.value == "« Musée » (cp850), « Mus‚e » (cp1252)"
    assert not report.valid


@settings(deadline=None)
@given(st.lists(st.sampled_from([*WORDS, *SIGNS]), min_size=1, max_size=30))
def test_any_words_together_stay_windows_1252(tmp_path_factory, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("words") / "a.csv"
    path.write_bytes("\n".join(["nom", *texts, ""]).encode("cp1252"))
    assert cells(path)[:2] == (texts, "cp1252")


@pytest.mark.parametrize("encoding", ["cp1252", "iso8859-15", "cp850", "mac_roman"])
def test_the_communes_are_read_in_each_encoding(encoding: str, write) -> None:
    names = [
        name
        for name in reference.communes()["nom"].unique(maintain_order=True).to_list()
        if not name.isascii() and name.encode(encoding, "replace").decode(encoding) == name
    ]
    texts, read_as, _ = cells(write("a.csv", "\n".join(["nom", *names, ""]).encode(encoding)))
    assert texts == names
    assert read_as == encoding


@pytest.mark.parametrize("text", ["CAFÉ\u00a0: ouvert", "« CAFÉ»", "FERMÉ…", "un été\u00a0»"])
def test_letters_that_pass_for_utf8_by_chance(text: str, write) -> None:
    """``C9 A0`` is a letter of UTF-8 too, which no French text has after a capital."""
    texts, encoding, _ = cells(write("a.csv", f"nom\n{text}\n".encode("cp1252")))
    assert (texts, encoding) == ([text], "cp1252")


def test_chance_late_in_a_large_file(write) -> None:
    lines = ["nom", *["abc"] * 60_000, "FERMÉ\u00a0: x", ""]
    texts, encoding, _ = cells(write("a.csv", "\n".join(lines).encode("cp1252")))
    assert (texts[-1], encoding) == ("FERMÉ\u00a0: x", "cp1252")


@pytest.mark.parametrize(
    "text", ["λόγος", "Привет", "日本語", "Žižek", "Constanța", "10 μg", "ɻ", "😀 été"]
)
def test_utf8_stays_utf8(text: str, write) -> None:
    texts, encoding, found = cells(write("a.csv", f"nom\n{text}\n".encode()))
    assert (texts, encoding, found) == ([text], "utf-8", set())


def test_a_line_of_both_is_read_run_by_run(write) -> None:
    raw = "nom\nMusée ".encode() + "Café".encode("cp1252") + "\nété\nà\n".encode()
    path = write("a.csv", raw)
    texts, encoding, _ = cells(path)
    assert texts == ["Musée Café", "été", "à"]
    assert encoding == "utf-8+cp1252"
    report = tamis.validate(path, SCHEMA)
    told = [(one.code, one.line, one.note) for one in report.findings]
    assert told == [("file.mixed-encoding", 2, "utf-8+cp1252")]
