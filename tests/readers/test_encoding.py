"""UTF-8 until proven otherwise: what is found late changes nothing of what was read before."""

import csv as python_csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.examples import examples

import tamis
from tamis import readers, sources
from tamis.model.dialect import UTF8, Dialect
from tamis.model.limits import Limits
from tamis.readers import delimited_lines, encoding_decision, encodings, mixed_encodings
from tamis.readers.formats import csv

TWO = {"fields": [{"name": "code", "type": "integer"}, {"name": "nom"}]}
HEADER = "code,nom"

_ENDS = st.sampled_from(["\n", "\r\n", "\r"])
_TEXTS = st.text(st.sampled_from('aé€,"'), max_size=12)
#: A line and what it is written in; most are plain.
_LINES = st.tuples(_TEXTS, st.sampled_from([UTF8, UTF8, "cp1252", "mac_roman", "cp850"]))


def written(lines: list[tuple[str, str]], end: str) -> bytes:
    rows = (f"1,{text}{end}".encode(encoding, "ignore") for text, encoding in lines)
    return f"{HEADER}{end}".encode() + b"".join(rows)


def read(path: Path) -> tuple[list[tuple[str, ...]], list[int], set[str], Dialect]:
    """Return the cells, the line of each row, what is told of the file, and its dialect."""
    with sources.open_source(str(path)) as local:
        table = readers.read(local)
        batches = list(table.batches())
    held = [row for batch in batches for row in batch.frame.rows()]
    rows = [tuple(cell or "" for cell in row) for row in held]
    places = (one.places(pl.int_range(one.frame.height, eager=True))[1] for one in batches)
    faults = (*table.faults, *(fault for one in batches for fault in one.faults))
    told = (f"{fault.code} {sorted(map(str, fault.lines))} {fault.notes}" for fault in faults)
    of_file = {text for text in told if text.startswith("file.") and "unclosed" not in text}
    return rows, [line for lines in places for line in lines], of_file, table.dialect()


@settings(
    max_examples=examples(100),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(lines=st.lists(_LINES, min_size=1, max_size=40), end=_ENDS, block=st.integers(8, 64))
def test_what_is_found_late_is_what_would_have_been_found_early(
    tmp_path: Path, lines: list[tuple[str, str]], end: str, block: int
) -> None:
    # Two bytes of Mac Roman may pass for a letter of UTF-8 by chance (test_letters).
    assume(all(encoding != "mac_roman" for _, encoding in lines))
    path = tmp_path / "a.csv"
    path.write_bytes(written(lines, end))
    early = read(path)
    head = encodings.as_utf8(path.read_bytes(), early[3].encoding).decode()
    known = csv.read_head(head, whole=True)
    assume(known.line == 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            encoding_decision,
            "_provisional",
            lambda *_: encodings.Decision(encoding=UTF8, provisional=True),
        )
        patch.setattr(csv, "read_head", lambda *_, **__: known)
        patch.setattr(delimited_lines, "BLOCK", block)
        patch.setattr(encodings, "CHUNK", 64)
        assert read(path) == early


_PARTS = st.tuples(
    st.text(st.sampled_from("aé€èœ «"), max_size=6), st.sampled_from([UTF8, "cp1252"])
)


@settings(max_examples=examples(300), deadline=None)
@given(lines=st.lists(st.lists(_PARTS, min_size=1, max_size=4), min_size=1, max_size=8), end=_ENDS)
def test_each_run_of_a_mixture_is_read_as_what_it_is(
    tmp_path_factory: pytest.TempPathFactory, lines: list[list[tuple[str, str]]], end: str
) -> None:
    """Runs are apart by a bar, so that none becomes another's by chance."""
    texts = [" | ".join(text for text, _ in parts) for parts in lines]
    raw = [b" | ".join(text.encode(name) for text, name in parts) for parts in lines]
    used = {name for parts in lines for text, name in parts if not text.isascii()}
    assume(not _is_ambiguous(lines) and (used == {UTF8, "cp1252"}))
    data = f"{HEADER}{end}".encode() + b"".join(b"1," + line + end.encode() for line in raw)
    path = tmp_path_factory.mktemp("rule") / "a.csv"
    path.write_bytes(data)
    rows, _, of_file, dialect = read(path)
    assert dialect.encoding == encodings.MIXED
    assert [name for _, name in rows] == texts
    assert any(text.startswith("file.mixed-encoding") for text in of_file)


def _is_ambiguous(lines: list[list[tuple[str, str]]]) -> bool:
    """Whether a run of Windows-1252 has a sequence that UTF-8 reads as one of its own."""
    runs = (text.encode("cp1252") for parts in lines for text, name in parts if name == "cp1252")
    return any(mixed_encodings.runs(run).utf8 for run in runs)


@given(data=st.binary(max_size=200))
def test_windows_1252_is_read_as_its_table_says(data: bytes) -> None:
    assert encodings.as_utf8(data, "cp1252").decode() == data.decode("cp1252", "tamis-keep")


@pytest.mark.parametrize("data", [b"code,\xe9", b"code,\xe9t\xe9\n1,a\n", b"code,a\r1,\xe9\r"])
def test_a_header_or_a_last_byte_in_windows_1252(data, write) -> None:
    with sources.open_source(str(write("a.csv", data))) as local:
        table = readers.read(local)
        batches = list(table.batches())
    assert table.dialect().encoding == "cp1252"
    cells = [cell for one in batches for row in one.frame.rows() for cell in row]
    assert "é" in "".join([*table.header, *filter(None, cells)])


def test_a_large_file_of_carriage_returns_is_read(write) -> None:
    """No line feed in it, and more than a record may have."""
    path = write("a.csv", "code,nom\r" + "1,Musée\r" * 50_000)
    with sources.open_source(str(path)) as local:
        table = readers.read(local, readers.Request(limits=Limits(record=1 << 18)))
        assert sum(one.frame.height for one in table.batches()) == 50_000


def test_a_mark_does_not_promise_that_all_is_utf8(write) -> None:
    data = "\ufeffcode,nom\n1,Musée\n".encode() + "x,Café\n".encode("cp1252")
    report = tamis.validate(write("a.csv", data), TWO)
    assert report.source.dialect == Dialect(encoding=encodings.MIXED, bom=True)
    assert [(one.code, one.line) for one in report.findings] == [
        ("file.mixed-encoding", 3),
        ("cell.wrong-type", 3),
    ]


@pytest.mark.parametrize(
    ("late", "line", "others"),
    [
        ("2,Café\n", 30_002, []),
        ('2,"Ca\nfé"\n', 30_003, []),
        ("2,Café,,\n", 30_002, ["trailing-delimiter"]),
        ('2,"Café\n', 30_002, ["stray-quote", "csv-form"]),
    ],
)
@pytest.mark.parametrize("body", ["1,abc\n", "1,Musée\n"])
def test_a_late_line_is_told_in_the_journal_and_read_well(
    late, line, others, body, write, tmp_path
) -> None:
    """The line alone where the rest is UTF-8, the file as a whole in any case."""
    many = "code,nom\n" + body * 30_000
    path = write("a.csv", many.encode() + late.encode("cp1252"))
    journal, output = tmp_path / "j.csv", tmp_path / "out.csv"
    report = tamis.normalize(path, TWO, output, journal=journal).report
    encoding = "cp1252" if body.isascii() else encodings.MIXED
    assert report.source.encoding == encoding
    with journal.open(encoding="utf-8", newline="") as lines:
        entries = list(python_csv.DictReader(lines))
    wanted = [] if body.isascii() else [("", str(line), "", "cp1252", "utf-8", "safe")]
    wanted.append(("", "1", "", encoding, "utf-8", "safe"))
    columns = ("row", "line", "field", "before", "after", "applicability")
    assert [
        tuple(entry[column] for column in columns)
        for entry in entries
        if entry["repair"] == "encoding"
    ] == wanted
    assert [entry["repair"] for entry in entries if entry["repair"] != "encoding"] == others
    assert report.changes["encoding"] == len(wanted)
    text = output.read_text(encoding="utf-8")
    assert text.count("fé") == 1
    assert text.startswith(many[:100])
    assert "file.mixed-encoding" not in report.after.counts
    assert "file.not-utf8" not in report.after.counts
