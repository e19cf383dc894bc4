"""Small files that would take much memory or time: refused in one sentence, within the budget."""

import json
import re
import resource
import subprocess
import sys
import threading
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests import command

#: Megabytes that the command may take beyond the size of the file, and for itself.
BUDGET, ITSELF = 200, 450
ODS = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
)
LIST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{LIST}"><manifest:file-entry manifest:full-path="/" '
    f'manifest:media-type="{ODS}"/></manifest:manifest>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def repeated_rows(path):
    """A row of one long text, said to come back a million times."""
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in ("1", "x" * 10_000)
    )
    rows = f'<table:table-row table:number-rows-repeated="1000000">{cells}</table:table-row>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), ODS)
        archive.writestr(
            "content.xml",
            f"<office:document-content {NAMES}><office:body><office:spreadsheet>"
            f'<table:table table:name="a">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr("META-INF/manifest.xml", MANIFEST)


def shared_text(path):
    """One long text that twenty thousand cells share."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_000))
    kinds = "".join(
        f'<Override PartName="/xl/{part}" ContentType="application/vnd.openxmlformats-'
        f'officedocument.spreadsheetml.{kind}+xml"/>'
        for part, kind in (
            ("workbook.xml", "sheet.main"),
            ("worksheets/sheet1.xml", "worksheet"),
            ("sharedStrings.xml", "sharedStrings"),
        )
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>'
        "</worksheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>{"x" * 100_000}</t></si></sst>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def wide_line(path):
    """A line of three million cells under a header of two."""
    path.write_text("id,nom\n" + '"",' * 3_000_000 + "\n")


def run(*words):
    """Run the command; return its exit code, the megabytes it took, and its last words."""
    script = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], capture_output=True, timeout=120)\n"
        "took = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10\n"
        "sys.stdout.buffer.write(b'%d %d\\n' % (done.returncode, took) + done.stderr)\n"
    )
    command = [sys.executable, "-c", script, sys.executable, "-m", "tamis", "--lang", "en", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures, _, words = done.stdout.partition("\n")
    code, took = map(int, figures.split())
    return code, took, words


@pytest.fixture
def schema(tmp_path):
    fields = [{"name": "id", "type": "string"}, {"name": "nom", "type": "string"}]
    path = tmp_path / "schema.json"
    path.write_text(json.dumps({"fields": fields}))
    return path


@pytest.mark.parametrize(
    ("name", "make"),
    [("lignes.ods", repeated_rows), ("texte.xlsx", shared_text), ("large.csv", wide_line)],
)
def test_a_small_file_that_takes_much_memory_is_refused(tmp_path, schema, name, make):
    make(tmp_path / name)
    code, took, words = run("validate", tmp_path / name, "-s", schema, "--max-memory", str(BUDGET))
    size = (tmp_path / name).stat().st_size >> 20
    assert (code, took < BUDGET + ITSELF + 4 * size) == (4, True), (took, words)
    assert re.search(rf"“\S*{name}” takes more than {BUDGET} MB of memory", words)
    assert "--max-memory" in words
    assert "Traceback" not in words


def test_a_library_call_is_never_ended():
    from tamis.model.limits import DEFAULT

    assert DEFAULT.memory == 0


@pytest.mark.parametrize(
    ("pattern", "refused"),
    [
        ("a{99999999}", True),
        ("((((a{100}){100}){100}){100}){100}", True),
        ("(" * 5000 + "a" + ")" * 5000, True),
        (r"(?=.*\d)[A-Z]{2}\d{14}", False),
    ],
)
def test_a_pattern_of_too_many_states_is_told_and_not_built(tmp_path, pattern, refused):
    schema = tmp_path / "schema.json"
    field = {"name": "id", "constraints": {"pattern": pattern}}
    schema.write_text(json.dumps({"fields": [field]}))
    (tmp_path / "a.csv").write_text("id\nAB12345678901234\n")
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    done = subprocess.run(
        [sys.executable, "-m", "tamis", "validate", "a.csv", "-s", schema.name, "-f", "json"],
        cwd=tmp_path, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(before, 400 << 10)
    counts = json.loads(done.stdout)["counts"]
    assert ("schema.bad-pattern" in counts) is refused


def doubling():
    """Definitions of which each one refers twice to the next: a million million checks."""
    two = {f"d{n}": {"allOf": [{"$ref": f"#/definitions/d{n + 1}"}] * 2} for n in range(40)}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "definitions": {**two, "d40": {"type": "string"}},
        "properties": {"a": {"$ref": "#/definitions/d0"}},
    }


SELF = "fields: &a\n  - name: x\n    more: *a\n"
LAUGHS = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("soi.yaml", SELF),
        ("rires.yaml", LAUGHS + "fields: *a9\n"),
        ("doubles.json", json.dumps(doubling())),
        ("champs.json", json.dumps({"fields": [{"name": f"f{n}"} for n in range(20_000)]})),
        ("profond.json", '{"fields": ' + "[" * 600 + "]" * 600 + "}"),
    ],
    ids=["itself", "laughs", "doubling", "fields", "deep"],
)
@pytest.mark.parametrize("command", ["validate", "schema lint", "schema show", "schema doc"])
def test_a_schema_that_multiplies_is_refused(tmp_path, name, text, command):
    import tamis
    from tamis.model.errors import RefusedError

    (tmp_path / name).write_text(text)
    if (name, command) == ("doubles.json", "schema lint"):
        pytest.skip("lint looks at what is written, and follows no reference")
    if command == "validate":
        with pytest.raises(RefusedError):
            tamis.load_schema(tmp_path / name)
        return
    done = subprocess.run(
        [sys.executable, "-m", "tamis", "--lang", "en", *command.split(), name],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n") <= 2) == (4, True), done.stderr


def test_anchors_multiply_as_pointers_do(tmp_path):
    import tamis
    from tamis.model.errors import RefusedError

    two = {f"d{n}": {"$anchor": f"a{n}", "allOf": [{"$ref": f"#a{n + 1}"}] * 2} for n in range(40)}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": {**two, "d40": {"$anchor": "a40", "type": "string"}},
        "$ref": "#a0",
    }
    (tmp_path / "schema.json").write_text(json.dumps(schema))
    with pytest.raises(RefusedError):
        tamis.load_schema(tmp_path / "schema.json")


def test_shared_definitions_are_no_multiplication(tmp_path):
    import tamis

    schema = doubling()
    schema["definitions"] = {
        f"d{n}": {"properties": {"next": {"$ref": f"#/definitions/d{n + 1}"}}} for n in range(40)
    } | {"d40": {"type": "string"}}
    (tmp_path / "schema.json").write_text(json.dumps(schema))
    assert tamis.load_schema(tmp_path / "schema.json")


def test_a_draft_of_thousands_of_columns_is_asked_for(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps([{f"k{n}": n for n in range(1_500)}]))
    done = subprocess.run(
        [sys.executable, "-m", "tamis", "--lang", "en", "schema", "infer", "a.json"],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, "--max-columns" in done.stderr) == (4, True)


def test_a_source_beyond_the_budget_costs_itself_alone(tmp_path):
    """Even where all is little and one process is enough, none ends the release."""
    import tamis
    from tamis.model.limits import MB, Limits
    from tamis.release.options import AggregateOptions, CollectOptions

    (tmp_path / "a.csv").write_text("id,nom\n1,a\n")
    repeated_rows(tmp_path / "b.ods")
    options = AggregateOptions(collect=CollectOptions(limits=Limits(memory=100 * MB), jobs=1))
    schema = {"name": "e", "fields": [{"name": "id"}, {"name": "nom"}]}
    files = [tmp_path / "a.csv", tmp_path / "b.ods"]
    release = tamis.aggregate(files, schema, tmp_path / "sortie", options=options)
    assert release.total.out == 1
    (unread,) = release.unread
    assert unread.source.id == "b"
    assert "demande plus de 100 Mo" in str(unread.error)


@pytest.mark.parametrize("words", [[], ["--jobs", "1"]])
def test_a_file_beyond_the_budget_ends_no_other(tmp_path, words):
    """Validated together, the others are judged; the exit code is that of what was refused."""
    (tmp_path / "a.csv").write_text("id,nom\n1,a\n")
    repeated_rows(tmp_path / "b.ods")
    (tmp_path / "c.csv").write_text("id,nom\nx,a\n")
    schema = {"name": "e", "fields": [{"name": "id", "type": "integer"}, {"name": "nom"}]}
    (tmp_path / "s.json").write_text(json.dumps(schema))
    files = [str(tmp_path / name) for name in ("a.csv", "b.ods", "c.csv")]
    done = command.run_text(
        "validate", *files, "-s", tmp_path / "s.json", "--max-memory", "100", "--format", "json",
        *words,
    )  # fmt: skip
    first, refused, last = json.loads(done.stdout)["reports"]
    assert (first["valid"], last["counts"]) == (True, {"cell.wrong-type": 1})
    assert "demande plus de 100 Mo" in json.dumps(refused, ensure_ascii=False)
    assert done.returncode == 4


def test_a_bomb_behind_an_address_ends_no_other(tmp_path):
    (tmp_path / "a.csv").write_text("id,nom\n1,a\n")
    repeated_rows(tmp_path / "b.ods")
    schema = {"name": "e", "fields": [{"name": "id", "type": "integer"}, {"name": "nom"}]}
    (tmp_path / "s.json").write_text(json.dumps(schema))
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        site = f"http://127.0.0.1:{server.server_port}"
        done = command.run_text(
            "validate", f"{site}/b.ods", f"{site}/a.csv", tmp_path / "a.csv",
            "-s", tmp_path / "s.json", "--max-memory", "100", "--format", "json",
        )  # fmt: skip
        server.shutdown()
    refused, first, last = json.loads(done.stdout)["reports"]
    assert (first["valid"], last["valid"], done.returncode) == (True, True, 4)
    assert "demande plus de 100 Mo" in json.dumps(refused, ensure_ascii=False)
