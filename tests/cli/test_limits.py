"""The limits of what is taken in are the user's to set, for a release too."""

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
    assert ended.value.code == 0
    told = capsys.readouterr()
    assert "1 ligne publiée" in told.out
    assert "--max-columns" in told.err
