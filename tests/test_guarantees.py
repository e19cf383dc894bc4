"""What normalising promises, whatever the file: nothing lost, nothing invented, once is enough."""

import csv
import io
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tamis

FIELDS = [
    {"name": "n", "type": "number"},
    {"name": "d", "type": "date"},
    {"name": "b", "type": "boolean"},
    {"name": "e", "constraints": {"enum": ["Accès libre", "Accès réservé"]}},
    {"name": "code_insee", "constraints": {"pattern": "^([013-9]\\d|2[AB1-9])\\d{3}$"}},
    {"name": "t", "constraints": {"maxLength": 9}},
]
SCHEMA = {"fields": FIELDS}
CELLS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\n"), max_size=8),
    st.sampled_from(
        ["12,5", "1 000", " 3 ", "31/12/2024", "31/12/24", "45291", "OUI", "acces libre",
         "Accès libr", "1001", "35238.0", "2a004", "35000", "N/A", "", "=1+1", "Ã©tÃ©", "12 %"]
    ),
)  # fmt: skip
ROWS = st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=1, max_size=12)
LOOSE = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def written(rows):
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow([field["name"] for field in FIELDS])
    writer.writerows(rows)
    return out.getvalue().encode()


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@LOOSE
@given(ROWS, st.booleans())
def test_nothing_changes_outside_the_journal(tmp_path, rows, unsafe):
    source, out, journal = (tmp_path / name for name in ("in.csv", "out.csv", "journal.csv"))
    source.write_bytes(written(rows))
    tamis.normalize(source, SCHEMA, out, journal=journal, choice=tamis.Choice(unsafe=unsafe))
    changed, gone = {}, set()
    for row, _, field, before, after, repair, _, *_ in read(journal)[1:]:
        if repair == "blank-row":
            gone.add(int(row))
        elif row:
            first = changed.get((int(row), field), (before,))[0]
            changed[int(row), field] = (first, after)
    kept = [(at, row) for at, row in enumerate(rows, start=1) if at not in gone]
    assert all(not any(cells) for at, cells in enumerate(rows, start=1) if at in gone)
    after = read(out)[1:]
    assert len(after) == len(kept)
    for (at, was), now in zip(kept, after, strict=True):
        for field, old, new in zip(FIELDS, was, now, strict=True):
            expected = changed.get((at, field["name"]), (old, old))
            assert (old, new) == expected


@LOOSE
@given(ROWS, st.booleans())
def test_the_second_run_changes_nothing(tmp_path, rows, unsafe):
    source, once, twice = (tmp_path / name for name in ("in.csv", "once.csv", "twice.csv"))
    source.write_bytes(written(rows))
    choice = tamis.Choice(unsafe=unsafe)
    first = tamis.normalize(source, SCHEMA, once, choice=choice)
    second = tamis.normalize(once, SCHEMA, twice, choice=choice)
    assert once.read_bytes() == twice.read_bytes()
    assert not second.changes
    assert about_rows(second.before) == about_rows(first.after)


def about_rows(verdict):
    """Return what is said of rows and cells: the file that is written is another file."""
    return {code: n for code, n in verdict.counts.items() if not code.startswith("file.")}


@LOOSE
@given(ROWS)
def test_what_remains_is_shown(tmp_path, rows):
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(written(rows))
    result = tamis.normalize(source, SCHEMA, out)
    remaining = Counter(finding.code for finding in result.report.findings)
    assert remaining == Counter(result.after.counts)
    assert result.after.valid == (
        not any(f.severity.word == "error" for f in result.report.findings)
    )


@LOOSE
@given(ROWS)
def test_proposals_are_not_done_and_would_conform(tmp_path, rows):
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(written(rows))
    result = tamis.normalize(source, SCHEMA, out)
    table = read(out)
    for finding in result.report.findings:
        if finding.repair and finding.row and finding.proposal is not None:
            assert finding.applicability.value != "safe"
            alone = [[""] * len(FIELDS)]
            alone[0][finding.column - 1] = finding.proposal
            source.write_bytes(written(alone))
            after = tamis.validate(source, SCHEMA)
            assert not [f for f in after.findings if f.column == finding.column]
    assert read(out) == table


def test_a_dry_run_writes_nothing_but_the_journal(write, tmp_path):
    source = write("in.csv", written([["12,5", "", "", "", "", ""]]))
    result = tamis.normalize(source, SCHEMA, journal=tmp_path / "journal.csv")
    assert result.output is None
    assert result.after.valid
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "journal.csv"]
    assert "12.5" in (tmp_path / "journal.csv").read_text()


def test_in_place_keeps_a_copy_and_touches_nothing_twice(write, tmp_path):
    before = written([["12,5", "", "", "", "", ""]])
    source = write("in.csv", before)
    first = tamis.normalize(source, SCHEMA, in_place=True)
    assert first.copy == tmp_path / "in.csv.orig"
    assert first.copy.read_bytes() == before
    assert read(source)[1][0] == "12.5"
    stamp = source.stat().st_mtime_ns
    second = tamis.normalize(source, SCHEMA, in_place=True)
    assert second.copy is None
    assert source.stat().st_mtime_ns == stamp
    source.write_bytes(before)  # of which there is a copy
    assert tamis.normalize(source, SCHEMA, in_place=True).copy == tmp_path / "in.csv.orig"
    source.write_bytes(written([["13,5", "", "", "", "", ""]]))
    assert tamis.normalize(source, SCHEMA, in_place=True).copy == tmp_path / "in.csv.orig1"
    assert first.copy.read_bytes() == before


def test_what_is_no_csv_file_is_not_replaced(write, tmp_path):
    source = write("in.json", b'[{"n": "12,5"}]')
    with pytest.raises(tamis.UsageError, match="sur place"):
        tamis.normalize(source, SCHEMA, in_place=True)
    assert source.read_bytes() == b'[{"n": "12,5"}]'


@pytest.mark.parametrize("name", ["journal.json", "journal.xlsx"])
def test_the_journal_is_the_same_in_every_form(write, tmp_path, name):
    import json

    from python_calamine import CalamineWorkbook

    source = write("in.csv", written([["12,5", "31/12/2024", "OUI", "", "", "=1+1"]] * 3))
    for one in ("journal.csv", name):
        tamis.normalize(source, SCHEMA, journal=tmp_path / one)
    expected = read(tmp_path / "journal.csv")
    if name.endswith("json"):
        told = json.loads((tmp_path / name).read_text())
        found = [expected[0], *([str(v or "") for v in row.values()] for row in told)]
    else:
        sheet = CalamineWorkbook.from_path(str(tmp_path / name)).get_sheet_by_index(0)
        found = [
            [str(int(cell)) if isinstance(cell, float) else cell for cell in row]
            for row in sheet.to_python()
        ]
    assert found == expected


def test_a_journal_without_a_known_form_is_refused(write, tmp_path):
    source = write("in.csv", written([[""] * 6]))
    with pytest.raises(tamis.UsageError, match="forme connue"):
        tamis.normalize(source, SCHEMA, tmp_path / "o.csv", journal=tmp_path / "journal.txt")
    assert not (tmp_path / "o.csv").exists()


def test_a_workbook_keeps_texts_as_texts_and_numbers_as_numbers(write, tmp_path):
    from python_calamine import CalamineWorkbook

    source = write("in.csv", written([["12,5", "", "", "", "01001", "=1+1"]]))
    tamis.normalize(source, SCHEMA, tmp_path / "out.xlsx")
    sheet = CalamineWorkbook.from_path(str(tmp_path / "out.xlsx")).get_sheet_by_index(0)
    assert sheet.to_python()[1] == [12.5, "", "", "", "01001", "=1+1"]


def test_only_and_except_choose(write, tmp_path):
    source = write("in.csv", written([["12,5", "31/12/2024", "OUI", "", "", ""]]))

    def row(**choice):
        tamis.normalize(source, SCHEMA, tmp_path / "o.csv", choice=tamis.Choice(**choice))
        return read(tmp_path / "o.csv")[1][:3]

    assert row() == ["12.5", "2024-12-31", "true"]
    assert row(only=frozenset({"french-date"})) == ["12,5", "2024-12-31", "OUI"]
    assert row(without=frozenset({"french-date"})) == ["12.5", "31/12/2024", "true"]
    for wrong in ({"only": frozenset({"nope"})}, {"without": frozenset({"encoding"})}):
        with pytest.raises(tamis.UsageError):
            row(**wrong)


def test_the_header_is_left_alone_when_asked(write, tmp_path):
    source = write("in.csv", "D;N;x\n2024-12-31;1;a\n")
    chosen = tamis.Choice(without=frozenset({"header-name", "column-order", "absent-column"}))
    tamis.normalize(source, SCHEMA, tmp_path / "o.csv", choice=chosen)
    assert (tmp_path / "o.csv").read_text() == "D,N,x\n2024-12-31,1,a\n"
    chosen = tamis.Choice(without=frozenset({"column-order"}))
    tamis.normalize(source, SCHEMA, tmp_path / "o.csv", choice=chosen)
    assert (tmp_path / "o.csv").read_text() == "d,b,e,code_insee,t,n,x\n2024-12-31,,,,,1,a\n"


def test_questions_are_asked_once_a_group(write, tmp_path):
    rows = [["", "31/12/24", "", "", "", ""]] * 4 + [["", "45291", "", "", "", ""]] * 2
    source = write("in.csv", written(rows))
    asked = []

    def ask(remedy):
        asked.append((remedy.repair.name, remedy.field, remedy.count))
        return remedy.repair.name == "two-digit-year"

    tamis.normalize(source, SCHEMA, tmp_path / "o.csv", ask=ask)
    assert asked == [("two-digit-year", "d", 4), ("excel-date", "d", 2)]
    days = [row[1] for row in read(tmp_path / "o.csv")[1:]]
    assert days == ["2024-12-31"] * 4 + ["45291"] * 2
