"""The encoding and the delimiter that someone declares, and what is asked for."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

import tamis
from tamis.app import ReadOptions
from tamis.model.errors import SourceError, UsageError
from tamis.model.repair_choice import Choice

SCHEMA = {"fields": [{"name": "code"}, {"name": "nom"}]}
CP850 = b"code,nom\n1,Mus\x82e\n"


def output(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_normalize_asks_for_an_encoding_that_is_not_sure(write, tmp_path) -> None:
    out = tmp_path / "out.csv"
    with pytest.raises(SourceError, match="--encoding cp850"):
        tamis.normalize(write("a.csv", CP850), SCHEMA, out)
    assert not out.exists()


def test_normalize_does_what_it_is_told(write, tmp_path) -> None:
    path, out = write("a.csv", CP850), tmp_path / "out.csv"
    result = tamis.normalize(path, SCHEMA, out, reading=ReadOptions(encoding="cp850"))
    assert output(out) == [["code", "nom"], ["1", "Musée"]]
    assert result.changes == {"encoding": 1}
    assert result.after.valid


def test_unsafe_takes_the_likely_encoding_and_says_so(write, tmp_path) -> None:
    path, out, journal = write("a.csv", CP850), tmp_path / "out.csv", tmp_path / "j.csv"
    tamis.normalize(path, SCHEMA, out, journal=journal, choice=Choice(unsafe=True))
    assert output(out)[1] == ["1", "Musée"]
    entry = dict(zip(output(journal)[0], output(journal)[-1], strict=True))
    told = [entry[name] for name in ("before", "after", "repair", "applicability")]
    assert told == ["cp850", "utf-8", "likely-encoding", "unsafe"]


def test_late_bytes_are_asked_for_too(write, tmp_path) -> None:
    lines = b"code,nom\n" + b"1,abc\n" * 40_000 + b"2,Mus\x82e\n"
    with pytest.raises(SourceError, match="--encoding cp850"):
        tamis.normalize(write("a.csv", lines), SCHEMA, tmp_path / "out.csv")


@pytest.mark.parametrize("name", ["cp1252", "Windows-1252", "latin1", "ISO-8859-1"])
def test_a_declared_encoding_is_no_doubt(name: str, write) -> None:
    report = tamis.validate(write("a.csv", CP850), SCHEMA, reading=ReadOptions(encoding=name))
    assert set(report.counts) == {"file.not-utf8"}
    assert report.source.encoding == "cp1252"


@pytest.mark.parametrize(
    ("raw", "declared", "value"),
    [
        ("Musée".encode("cp1252"), "utf-8", "« Musée » (cp1252), « Mus\ufffde » (utf-8)"),
        ("Musée".encode(), "cp1252", "« MusÃ©e » (cp1252), « Musée » (utf-8)"),
    ],
)
def test_a_declaration_that_the_bytes_contradict(raw, declared, value, write) -> None:
    path = write("a.csv", b"code,nom\n1," + raw + b"\n")
    report = tamis.validate(path, SCHEMA, reading=ReadOptions(encoding=declared))
    told = [(one.code, one.value, one.note) for one in report.findings][:1]
    assert told == [("file.off-dialect", value, f"encoding: {declared}")]
    assert not report.valid


@pytest.mark.parametrize("name", ["utf-7", "klingon", "rot13", "hz"])
def test_an_encoding_that_is_not_read(name: str, write) -> None:
    with pytest.raises(UsageError, match=name):
        tamis.validate(write("a.csv", CP850), SCHEMA, reading=ReadOptions(encoding=name))


def test_utf16_without_a_mark(write) -> None:
    path = write("a.csv", "code,nom\n1,Musée\n".encode("utf-16-be"))
    report = tamis.validate(path, SCHEMA, reading=ReadOptions(encoding="utf-16-be"))
    assert (report.source.encoding, report.stats.rows) == ("utf-16-be", 1)


def test_a_delimiter_is_obeyed(write) -> None:
    path = write("a.csv", "code|nom\n1|a;b;c\n2|d;e;f\n")
    report = tamis.validate(path, SCHEMA, reading=ReadOptions(delimiter="|"))
    assert report.valid
    assert report.source.dialect.delimiter == "|"


@pytest.mark.parametrize(
    "command",
    [
        ["validate", "FILE", "-s", "SCHEMA"],
        ["normalize", "FILE", "-s", "SCHEMA", "--dry-run"],
        ["aggregate", "FILE", "-s", "SCHEMA", "-o", "OUT", "--no-cache"],
        ["schema", "infer", "FILE"],
    ],
)
def test_every_command_that_reads_takes_them(command, write, tmp_path) -> None:
    import json

    path = write("a.csv", b"code|nom\n1|Mus\x82e\n")
    schema = write("s.json", json.dumps(SCHEMA))
    places = {"FILE": str(path), "SCHEMA": str(schema), "OUT": str(tmp_path / "out")}
    words = [places.get(word, word) for word in command]
    words += ["--encoding", "cp850", "--delimiter", "|"]
    run = "from tamis.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", run, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_release_refuses_what_it_would_have_to_guess(write, tmp_path) -> None:
    unsure, sure = write("a.csv", CP850), write("b.csv", "code,nom\n2,Cœur\n".encode("cp1252"))
    release = tamis.aggregate([str(unsure), str(sure)], SCHEMA, tmp_path / "out")
    assert output(tmp_path / "out" / "data.csv")[1][:2] == ["2", "Cœur"]
    assert "--encoding cp850" in str(release.unread[0].error)


def test_a_manifest_says_it(write, tmp_path) -> None:
    write("a.csv", CP850.replace(b",", b"|"))
    manifest = write(
        "sources.toml", '[[sources]]\npath = "a.csv"\nencoding = "cp850"\ndelimiter = "|"\n'
    )
    tamis.aggregate([str(manifest)], SCHEMA, tmp_path / "out")
    assert output(tmp_path / "out" / "data.csv")[1][:2] == ["1", "Musée"]


@pytest.mark.parametrize("name", ["a.json", "a.ndjson", "a.geojson"])
def test_json_is_read_in_the_encoding_that_is_declared(name: str, write) -> None:
    record = '{"code": "1", "nom": "Musée"}'
    text = {
        "a.json": f"[{record}]",
        "a.ndjson": f"{record}\n",
        "a.geojson": '{"type": "FeatureCollection", "features": [{"type": "Feature", '
        f'"geometry": null, "properties": {record}}}]}}',
    }[name]
    path = write(name, text.encode("cp1252"))
    schema = {"fields": [{"name": "code"}, {"name": "nom", "constraints": {"enum": ["Musée"]}}]}
    with pytest.raises(SourceError):
        tamis.validate(path, schema)
    report = tamis.validate(path, schema, reading=ReadOptions(encoding="cp1252"))
    assert report.valid
