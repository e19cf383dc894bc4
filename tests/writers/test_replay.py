"""The repaired file and its journal give back every cell and every row of the file."""

import csv
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import ALL_EXAMPLES, examples

import tamis
from tamis import readers, sources
from tamis.loading import catalogue, pull, schemas
from tamis.loading import profile as profiles
from tamis.model.errors import SourceError, TamisError, UsageError
from tamis.writers.replay import replay

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("TAMIS_CORPUS", ROOT.parent / "shared"))
FORMS = [(".csv", ".csv"), (".csv", ".json"), (".xlsx", ".xlsx")]
TABLES = {".csv", ".tsv", ".xlsx", ".ods", ".xls", ".xlsb", ".json", ".geojson", ".ndjson"}


def rows_of(path, schema):
    """Return the labels and the records of a file as its reader gives them, "" where empty."""
    with sources.open_source(str(path)) as local:
        table = readers.read(local, readers.Request(fields=schema.fields))
        records, repeated = [], []
        for batch in table.batches():
            extra = {
                row: value
                for fault in batch.faults
                if fault.code == "row.extra-cells"
                for row, value in zip(fault.rows, fault.values, strict=True)
            }
            repeated += details(batch.faults, "row.repeated-header")
            repeated += details(batch.faults, "row.template-example")
            for number, cells in enumerate(batch.frame.iter_rows(), batch.first_row):
                more = [extra[number]] if extra.get(number) else []
                records.append([*(cell or "" for cell in cells), *more])
    above = [place for titles in details(table.faults, "file.title-lines") for place in titles]
    lines = [f.lines for f in table.faults if f.code == "file.records-above-header"]
    for line in (line for of_fault in lines for line in of_fault):
        above.append([line, records.pop(0)])
        repeated = [[before - 1, cells] for before, cells in repeated]
    for before, cells in reversed(repeated):
        records.insert(before, cells)
    header = (
        [] if any(fault.code == "declared.header" for fault in table.faults) else [table.header]
    )
    return [*(cells for _, cells in sorted(above)), *map(list, header), *records]


def details(faults, code):
    return [json.loads(text) for fault in faults if fault.code == code for text in fault.details]


def proved(path, schema, folder, forms=FORMS[0], **options):
    """Hold what is replayed against what was read."""
    loaded = schemas.tabular(tamis.load_schema(schema))
    output, journal = folder / f"out{forms[0]}", folder / f"journal{forms[1]}"
    tamis.normalize(path, loaded, output, journal=journal, choice=tamis.Choice(**options))
    assert list(replay(output, journal)) == rows_of(path, loaded)


def labels_of(path):
    with sources.open_source(str(path)) as local:
        return readers.read(local).header


def is_undecided(path):
    with sources.open_source(str(path)) as local:
        table = readers.read(local)
        for _ in table.batches():
            pass
        dialect = table.dialect()
        return dialect is not None and not dialect.certain


def fixtures():
    for path in sorted((ROOT / "fixtures").rglob("*")):
        if path.suffix in TABLES and "journal" not in path.name and "schema" not in path.name:
            yield path


def schema_beside(path):
    """Return the schema that stands beside a fixture, else one of texts under its labels."""
    beside = path.parent / "schema.json"
    if beside.is_file():
        return json.loads(beside.read_text(encoding="utf-8"))
    names = dict.fromkeys(label for label in labels_of(path) if label.strip())
    return {"fields": [{"name": name} for name in names][::-1]}


@pytest.mark.corpus
@pytest.mark.parametrize("forms", FORMS, ids="".join)
def test_fixtures(forms, tmp_path):
    """One file of four in one of the forms; by hand, all of them in each (`ALL_EXAMPLES`)."""
    proven = 0
    for number, path in enumerate(fixtures()):
        if not ALL_EXAMPLES and number % (4 * len(FORMS)) != FORMS.index(forms):
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        try:
            schema = schemas.tabular(tamis.load_schema(schema_beside(path)))
            labels_of(path)
            rows_of(path, schema)
            if is_undecided(path):
                continue  # nothing is written of a file whose encoding has to be named
        except TamisError:
            continue  # no table, or no schema of one
        try:
            proved(path, schema, folder, forms, unsafe=number % 2 == 0)
        except AssertionError as error:
            raise AssertionError(path) from error
        proven += 1
    assert proven > 500 // (4 * len(FORMS))


def published():
    index = SHARED / "examples" / "INDEX.tsv"
    lines = index.read_text().splitlines()[1:] if index.is_file() else []
    return [tuple(line.split("\t")[:3]) for line in lines]


@pytest.mark.corpus
def test_published_examples(tmp_path, monkeypatch):
    monkeypatch.setenv("TAMIS_STORE", str(tmp_path / "store"))
    pull.pull(str(SHARED / "catalogue"))
    entries, proven = catalogue.entries(), 0
    for number, (name, version, file) in enumerate(published()):
        path = SHARED / "examples" / name.replace("/", "__") / version / file
        if entries[name].kind != "tableschema" or not (ALL_EXAMPLES or number % 2):
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        proved(path, f"{name}@{version}", folder, FORMS[number % 3])
        proven += 1
    assert proven > 25


CELLS = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["C", "Z"]), max_size=6),
    st.sampled_from(
        ["12,5", " 1 234,5 ", "2,500", "1.000", "31/12/2024", "12/25/2024", "OUI", "« Rose » ",
         "", " ", "NA", "'01", "a\nb", 'a"b', "a;b", "=1+1", "2.35 48.85", "\u00a0", "https://a.fr"]
    ),
)  # fmt: skip
KINDS = st.sampled_from(["string", "number", "integer", "date", "boolean", "geopoint", "any"])


@st.composite
def tables(draw):
    names = draw(st.lists(st.sampled_from("abcdef"), min_size=2, max_size=4, unique=True))
    rows = draw(st.lists(st.tuples(*[CELLS] * len(names)), min_size=1, max_size=8))
    labels = [draw(st.sampled_from([name, name.upper(), f" {name}"])) for name in names]
    extra = draw(st.lists(st.sampled_from(["x", "y", ""]), max_size=2, unique=True))
    fields = draw(st.permutations([*names, "optionnel"]))
    schema = {
        "fields": [{"name": name, "type": draw(KINDS)} for name in fields],
        "missingValues": ["", "NA"],
    }
    return schema, [*labels, *extra], [[*row, *(None for _ in extra)] for row in rows]


def write_table(path, labels, rows):
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, delimiter=";").writerows([labels, *rows])
    elif path.suffix == ".json":
        named = [dict(zip(labels, row, strict=True)) for row in rows]
        path.write_text(json.dumps(named), encoding="utf-8")
    elif path.suffix == ".xlsx":
        import xlsxwriter

        book = xlsxwriter.Workbook(path)
        sheet = book.add_worksheet()
        for at, cells in enumerate([labels, *rows]):
            for column, cell in enumerate(cells):
                if cell:
                    sheet.write_string(at, column, cell)
        book.close()
    else:
        write_ods(path, [labels, *rows])


NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
    for short in ("office", "table", "text", "manifest")
)


def write_ods(path, rows):
    cells = (
        "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p>'
            "</table:table-cell>"
            if cell
            else "<table:table-cell/>"
            for cell in row
        )
        for row in rows
    )
    lines = "".join(f"<table:table-row>{line}</table:table-row>" for line in cells)
    content = (
        f'<?xml version="1.0"?><office:document-content {NAMES}><office:body><office:spreadsheet>'
        f'<table:table table:name="t">{lines}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", kind)
        book.writestr("content.xml", content)
        book.writestr(
            "META-INF/manifest.xml", f"<manifest:manifest {NAMES}>{entry}</manifest:manifest>"
        )


@pytest.mark.corpus
@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".ods", ".json"])
@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_made_files(suffix, data, tmp_path):
    schema, labels, rows = data.draw(tables())
    path = tmp_path / f"in{suffix}"
    write_table(path, labels, rows)
    loaded = schemas.tabular(tamis.load_schema(schema))
    try:
        rows_of(path, loaded)
    except TamisError:
        return
    proved(
        path, loaded, tmp_path, data.draw(st.sampled_from(FORMS)), unsafe=data.draw(st.booleans())
    )


SCHEMA = {"fields": [{"name": "a", "type": "number"}, {"name": "b"}, {"name": "c"}]}


def test_columns_moved_added_renamed_and_dropped(write, tmp_path):
    path = write("t.csv", "x;B;;A;b2\n1;é ;;12,5;z;trop\n;;;;\n2;« ;;3;\n")
    for forms in FORMS:
        proved(path, SCHEMA, tmp_path, forms)


def test_what_a_dropped_row_held_comes_back(write, tmp_path):
    schema = {**SCHEMA, "missingValues": ["", "NA"]}
    path = write("t.csv", "a,b,c\nNA,,NA\n1,x,y\nNA,NA,NA\n,,\n")
    proved(path, schema, tmp_path)
    with (tmp_path / "journal.csv").open(newline="") as file:
        held = [row["before"] for row in csv.DictReader(file) if row["repair"] == "blank-row"]
    assert held == ["NA, NA", "NA, NA, NA", ""]


def test_no_row_of_blanks_is_forgotten_where_nobody_looks_for_them(write, tmp_path):
    path = write("t.csv", "a,b,c\n1,x,y\n,,\n2,x,y\n")
    journal = tmp_path / "j.csv"
    profile = profiles.load("publish").ignoring("row.blank")
    tamis.normalize(path, SCHEMA, tmp_path / "o.csv", journal=journal, profile=profile)
    assert list(replay(tmp_path / "o.csv", journal)) == [
        ["a", "b", "c"], ["1", "x", "y"], ["", "", ""], ["2", "x", "y"],
    ]  # fmt: skip


def test_the_command(write, tmp_path):
    path = write("t.csv", "A;b;c\n12,5;x;y\n")
    output, journal, back = tmp_path / "o.csv", tmp_path / "j.csv", tmp_path / "back.csv"
    tamis.normalize(path, SCHEMA, output, journal=journal)
    command = [sys.executable, "-m", "tamis", "journal", "replay", output, "--journal", journal]
    said = subprocess.run(command, check=True, capture_output=True, text=True)
    assert said.stdout == 'A,b,c\n"12,5",x,y\n'
    subprocess.run([*command, "-o", back], check=True)
    assert back.read_text() == said.stdout


def test_journals_that_say_too_little_are_refused(write, tmp_path):
    output = write("o.csv", "a,b\n1,2\n")
    old = write("j.csv", "row,line,field,before,after,repair,applicability\n")
    with pytest.raises(UsageError):
        list(replay(output, old))


def test_a_journal_of_another_file_is_refused(write, tmp_path):
    path = write("t.csv", "c;b;a\n1;2;3\n")
    tamis.normalize(path, SCHEMA, tmp_path / "o.csv", journal=tmp_path / "j.csv")
    with pytest.raises(SourceError):
        list(replay(write("other.csv", "a,b\n1,2\n"), tmp_path / "j.csv"))


def test_a_sheet_of_corrections_beside_the_data_is_no_row(tmp_path):
    """The corrected workbook of a producer has other sheets, which hold no row of the table."""
    path = tmp_path / "in.xlsx"
    write_table(path, [" d", "b"], [["x", "y"], ["z", ""]])
    proved(path, {"fields": [{"name": "d"}, {"name": "b"}]}, tmp_path, (".xlsx", ".csv"))


@pytest.mark.parametrize("forms", FORMS[:2], ids="".join)
def test_what_stands_around_records_comes_back_in_its_place(write, tmp_path, forms):
    text = (
        "Liste des lieux;;\n\n;au 1er janvier;\n"
        "nom;ville;n\nA;Caen;1\nnom;ville; n\n;;\nB;Lyon ;2\nnom;ville;n\nnom;ville;n\n"
    )
    fields = [{"name": "nom"}, {"name": "ville"}, {"name": "n", "type": "integer"}]
    output, journal = tmp_path / "out.csv", tmp_path / f"journal{forms[1]}"
    tamis.normalize(write("t.csv", text), {"fields": fields}, output, journal=journal)
    with output.open(newline="") as file:
        assert list(csv.reader(file))[1:] == [["A", "Caen", "1"], ["B", "Lyon", "2"]]
    assert list(replay(output, journal)) == [
        ["Liste des lieux"],
        [],
        ["", "au 1er janvier"],
        ["nom", "ville", "n"],
        ["A", "Caen", "1"],
        ["nom", "ville", " n"],
        ["", "", ""],
        ["B", "Lyon ", "2"],
        ["nom", "ville", "n"],
        ["nom", "ville", "n"],
    ]


@pytest.mark.parametrize("long", ["a" * 32_768, "\U0001f600" * 16_384])
def test_a_workbook_refuses_what_its_cells_would_cut(write, tmp_path, long):
    path = write("t.csv", f"nom,n\n{long} ,1\n")
    fields = {"fields": [{"name": "nom"}, {"name": "n"}]}
    with pytest.raises(SourceError, match="32767"):
        tamis.normalize(path, fields, tmp_path / "out.xlsx")
    with pytest.raises(SourceError, match="32767"):
        tamis.normalize(path, fields, tmp_path / "out.csv", journal=tmp_path / "journal.xlsx")
    assert [p.name for p in tmp_path.iterdir()] == ["t.csv"]
    tamis.normalize(path, fields, tmp_path / "out.csv", journal=tmp_path / "journal.csv")
    assert list(replay(tmp_path / "out.csv", tmp_path / "journal.csv"))[1] == [f"{long} ", "1"]
