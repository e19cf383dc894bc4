"""The limits of what is taken in are the user's to set, for a release too."""

import gzip

import pytest

from tamis.cli.main import main


def test_a_source_beyond_the_limits_is_told_and_stops_nothing_but_itself(tmp_path, capsys):
    (tmp_path / "schema.json").write_text('{"fields": [{"name": "a"}]}', encoding="utf-8")
    (tmp_path / "sound.csv").write_text("a\n1\n", encoding="utf-8")
    (tmp_path / "wide.csv").write_text("a,b,c\n1,2,3\n", encoding="utf-8")
    sources = [str(tmp_path / name) for name in ("sound.csv", "wide.csv")]
    schema, out = str(tmp_path / "schema.json"), str(tmp_path / "out")
    asked = ["aggregate", *sources, "-s", schema, "-o", out, "--max-columns", "2", "--no-cache"]
    with pytest.raises(SystemExit) as ended:
        main(asked)
    assert ended.value.code == 3
    told = capsys.readouterr()
    assert "1 ligne publiée" in told.out
    assert "--max-columns" in told.err


@pytest.fixture
def packed(tmp_path):
    """A file of 80 MB that packs to next to nothing, which a bomb does too."""
    path = tmp_path / "serre.csv.gz"
    path.write_bytes(gzip.compress(b"a\n" + b"1\n" * (40 << 20), 1, mtime=0))
    return path


@pytest.mark.parametrize(("more", "code"), [((), 4), (("--max-size", "90"), 0)])
def test_a_size_that_is_said_is_meant_however_well_a_file_is_packed(packed, capsys, more, code):
    schema = packed.with_name("schema.json")
    schema.write_text('{"fields": [{"name": "a"}]}', encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["validate", str(packed), "-s", str(schema), "-q", "--no-config", *more])
    assert ended.value.code == code
    assert ("--max-size" in capsys.readouterr().err) is bool(code)


@pytest.mark.parametrize(("option", "code"), [("--max-record", 4), ("--max-cells", 0)])
def test_a_record_and_a_sheet_have_limits_of_their_own(tmp_path, capsys, option, code):
    path, schema = tmp_path / "long.csv", tmp_path / "schema.json"
    path.write_text(f"a\n{'x' * (2 << 20)}\n1\n", encoding="utf-8")
    schema.write_text('{"fields": [{"name": "a"}]}', encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["validate", str(path), "-s", str(schema), "-q", "--no-config", option, "1"])
    assert ended.value.code == code
    assert (option in capsys.readouterr().err) is bool(code)
