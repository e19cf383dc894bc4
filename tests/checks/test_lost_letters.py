"""Letters that were lost or garbled before the file was written are told in free texts."""

import pytest

import tamis

FREE = {"fields": [{"name": "id"}, {"name": "nom"}]}


def codes(write, text: str, schema=FREE) -> set[str]:
    return set(tamis.validate(write("a.csv", f"id,nom\n1,{text}\n"), schema).counts)


@pytest.mark.parametrize("text", ["Mus\ufffde", "\ufffd", "a\ufffdb\ufffd"])
def test_lost_letters(text, write) -> None:
    assert codes(write, text) == {"cell.lost-letter"}


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp850", "mac_roman"])
@pytest.mark.parametrize("text", ["Musée", "crèche", "forêt", "l’école", "12 €", "Noël", "cœur"])
def test_garbled_accents(text, encoding, write) -> None:
    try:
        garbled = text.encode().decode(encoding)
    except UnicodeError:
        pytest.skip("this encoding leaves a byte undefined")
    if any(ord(char) in range(0x80, 0xA0) for char in garbled) and encoding == "latin-1":
        pytest.skip("controls: the file has other faults")
    assert "cell.garbled" in codes(write, garbled)


@pytest.mark.parametrize(
    "text", ["Musée", "L’Haÿ", "São Paulo", "Â", "Ã", "√2", "10 ²", "Âge", "├"]
)
def test_what_is_written_well(text, write) -> None:
    assert codes(write, text) == set()


def test_other_fields_are_left_to_their_own_rules(write) -> None:
    schema = {"fields": [{"name": "id"}, {"name": "nom", "constraints": {"enum": ["Musée"]}}]}
    assert codes(write, "MusÃ©e", schema) == {"cell.off-list"}


@pytest.mark.parametrize("label", ["no\0m", "\0nom", "no\0"])
def test_a_null_character_in_a_label(label, write) -> None:
    report = tamis.validate(write("a.csv", f"id,{label}\n1,a\n"), FREE)
    assert "header.null-character" in report.counts
    assert not report.valid


def test_a_null_character_in_a_member(write) -> None:
    report = tamis.validate(write("a.json", '[{"id": "1", "no\\u0000m": "a"}]'), FREE)
    assert "header.null-character" in report.counts
