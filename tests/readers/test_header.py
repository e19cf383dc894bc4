"""The header is looked for with the schema at hand, and no record is taken for it in silence."""

import pytest
import xlsxwriter

import tamis
from tamis.model.schema import Field
from tamis.readers.header import NO_HEADER, find_header, header_index

SCHEMA = {"fields": [{"name": "id", "type": "integer"}, {"name": "nom", "title": "Nom du lieu"}]}


def rows_of(path, schema=SCHEMA):
    """Return the labels, the records and the lines of a file."""
    from tamis import readers, sources
    from tamis.loading.schemas import load

    with sources.open_source(str(path)) as local:
        table = readers.read(local, readers.Request(fields=load(schema).fields))
        batches = list(table.batches())
    rows = [row for batch in batches for row in batch.frame.rows()]
    places = [batch.places(batch.frame.to_series().len() and _all(batch)) for batch in batches]
    lines = [line for _, found in places for line in found]
    return table.header, rows, lines


def _all(batch):
    import polars as pl

    return pl.int_range(batch.frame.height, eager=True)


def sheet(path, text):
    """Write lines of cells as a workbook."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for row, line in enumerate(text.splitlines()):
            for column, cell in enumerate(line.split(",")):
                page.write_string(row, column, cell)
    return path


#: A file, its labels, its records, the lines of those, the faults of its structure.
FILES = {
    "plain": ("id,nom\n1,a\n2,b\n", ("id", "nom"), 2, [2, 3], {}),
    "index of R and pandas": (",nom\n0,Mairie\n1,Ecole\n", ("", "nom"), 2, [2, 3], {}),
    "trailing blank label": ("id,\n1,a\n2,b\n", ("id", ""), 2, [2, 3], {}),
    "group header": ("Identité,\nid,nom\n1,a\n", ("id", "nom"), 1, [3], {"file.title-lines"}),
    "full group header": (
        "Numéro,Intitulé\nid,nom\n1,a\n",
        ("id", "nom"),
        1,
        [3],
        {"file.title-lines"},
    ),
    "titles": ("id,Nom du lieu\n1,a\n", ("id", "Nom du lieu"), 1, [2], {}),
    "no header": ("1,a\n2,b\n", ("colonne_1", "colonne_2"), 2, [1, 2], {"file.no-header"}),
    "no header, words alone": (
        "a,b\nc,b\n",
        ("colonne_1", "colonne_2"),
        2,
        [1, 2],
        {"file.no-header"},
    ),
    "header below records": (
        "1,a\nid,nom\n2,b\n",
        ("id", "nom"),
        2,
        [1, 3],
        {"file.records-above-header"},
    ),
    "header below a title and a record": (
        "Liste,\n1,a\nid,nom\n2,b\n",
        ("id", "nom"),
        2,
        [2, 4],
        {"file.records-above-header", "file.title-lines"},
    ),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".xlsx"])
def test_the_header_is_where_the_labels_of_the_schema_are(tmp_path, name, suffix):
    text, labels, height, lines, codes = FILES[name]
    path = tmp_path / f"t{suffix}"
    if suffix == ".xlsx":
        sheet(path, text)
    else:
        path.write_text(text.replace(",", "\t" if suffix == ".tsv" else ","))
    header, rows, found = rows_of(path)
    assert (header, len(rows), found) == (labels, height, lines)
    report = tamis.validate(path, SCHEMA)
    structure = {code for code in report.counts if code.startswith(("file.", "row."))}
    assert structure == set(codes)
    assert report.stats.rows == height


def test_a_word_of_a_record_is_no_header():
    from tamis.loading.schemas import load

    fields = load({"fields": [{"name": name} for name in ("type", "rue", "ville")]}).fields
    rows = [["genre", "voie", "commune"], ["x", "y", "z"], ["type", "y", "z"]]
    assert header_index(rows, fields) == 0
    assert header_index([["1", "2", "3"], ["4", "5", "6"]], fields) == NO_HEADER
    assert header_index([["1", "2", "3"], ["4", "5", "6"]]) == 0


def test_a_file_that_was_given_labels_still_has_no_header(tmp_path):
    path, once = tmp_path / "t.csv", tmp_path / "once.csv"
    path.write_text("1,a\n2,b\n")
    first = tamis.normalize(path, SCHEMA, once)
    assert not first.after.valid
    assert not tamis.validate(once, SCHEMA).valid


@pytest.mark.parametrize("suffix", [".csv", ".json", ".ndjson", ".geojson", ".xlsx"])
def test_a_table_without_a_column_of_its_schema_is_at_fault(tmp_path, suffix):
    point = '{"type":"Feature","properties":{"x":"u"},"geometry":null}'
    text = {
        ".csv": "x,y\nu,v\nw,t\n",
        ".json": '[{"x":"u"},{"x":"w"}]',
        ".ndjson": '{"x":"u"}\n{"x":"w"}\n',
        ".geojson": f'{{"type":"FeatureCollection","features":[{point}]}}',
    }
    path = tmp_path / f"t{suffix}"
    if suffix == ".xlsx":
        sheet(path, "x,y\nu,v\nw,t\n")
    else:
        path.write_text(text[suffix])
    report = tamis.validate(path, SCHEMA)
    assert not report.valid
    assert report.counts["header.no-known-field"] == 1


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("object", "objet"),
        ("Objet*", "objet"),
        ("Objet (texte libre)*", "objet"),
        ("Nom de l'attribuant*", "nomAttribuant"),
        ("Noms des attribuants", "nomAttribuant"),
        ("montant", None),
    ],
)
@pytest.mark.parametrize("mode", [None, "exact"])
def test_a_label_that_is_near_a_field_is_proposed_as_its_name(tmp_path, label, name, mode):
    schema = {
        "fields": [
            {"name": "id", "type": "integer"},
            {"name": "objet"},
            {"name": "objets"},
            {"name": "nomAttribuant", "title": "Nom de l'attribuant"},
        ],
    } | ({"fieldsMatch": mode} if mode else {})
    path = tmp_path / "t.csv"
    path.write_text(f"id,{label}\n1,a\n2,b\n")
    codes = ("header.unknown-field", "header.forbidden-field", "header.misspelt-field")
    found = [one for one in tamis.validate(path, schema).findings if one.code in codes]
    assert [one.proposal for one in found] == [name]


@pytest.mark.parametrize(
    ("above", "titles"), [(["Liste au", "31/12/2024"], True), (["7", "x", "y"], False)]
)
def test_a_dated_title_is_no_record(above, titles):
    fields = tuple(Field(name=name) for name in ("id", "nom", "ville"))
    rows = [above, ["id", "nom", "ville"], ["1", "a", "b"], ["2", "c", "d"]]
    found = find_header(rows, fields)
    assert (len(found.titles), len(found.records)) == ((1, 0) if titles else (0, 1))
