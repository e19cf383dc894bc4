"""What a restricted file holds stands in no report, no message and nothing left on disk."""

import io
import json
import stat
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

import tamis
from tamis import render
from tamis.cli.main import main
from tamis.model.origin import Origin
from tamis.model.report import REDACTED
from tamis.sources import sidecar

RULES = Path(__file__).parents[1] / "fixtures" / "rules"
#: Rules that a file of data shows.
CODES = sorted(folder.parent.name for folder in RULES.glob("*/schema.json"))
ORIGIN = Origin(api="api-particulier", access="restricted", sensitivity="fiscal")
#: In every faulty cell of the planted file.
PLANTED = ("SECRET", "4815162342", "4815162,42", "4815162.42", "18/03/1951", "1951-03-18")

SCHEMA = {
    "name": "foyers",
    "primaryKey": "cle",
    "fields": [
        {"name": "cle", "type": "string"},
        {"name": "code", "type": "string", "constraints": {"pattern": "[0-9]{5}"}},
        {"name": "genre", "type": "string", "constraints": {"enum": ["SECRETEMENT", "autre"]}},
        {"name": "siret", "type": "string", "format": "siret", "constraints": {"minLength": 14}},
        {"name": "jour", "type": "date"},
        {"name": "total", "type": "number", "constraints": {"maximum": 10}},
        {"name": "un", "type": "number"},
        {"name": "deux", "type": "number"},
        {"name": "commune", "type": "string", "constraints": {"required": True}},
    ],
    "custom_checks": [
        {"name": "sum-columns-value", "params": {"column": "total", "columns": ["un", "deux"]}},
        {
            "name": "compare-columns-value",
            "params": {"column": "un", "op": "<", "column2": "deux"},
        },
    ],
}
TABLE = (
    "titre SECRETTITRE\n"
    "cle;code;genre;siret;jour;total;un;deux;commune;SECRETAIRE\n"
    "SECRETCLE;SECRETCODE;SECRETEMENTS; SECRETSIRET ;18/03/1951;4815162,42;4815162342;1;35238;x\n"
    "SECRETCLE;=SECRET();secretement;48151623420000;18/03/1951;9;4815162342;4815162342;;x\n"
    "a;b;c;d;18/03/1951;4815162342;1;2;35238;x;SECRETDETROP\n"
    'b;SECRET"CITE;c;d;1951-03-18;1;1;2;35238\n'
)


def restricted(path):
    """Make a file restricted."""
    sidecar.write(path, ORIGIN)
    return path


@pytest.fixture
def foyers(write):
    """A restricted file and its schema, each a path."""
    # The label above a column that is not in the schema says what stands there: it is shown.
    return restricted(write("foyers.csv", TABLE.replace("SECRETAIRE", "autre_colonne"))), write(
        "schema.json", json.dumps(SCHEMA)
    )


@pytest.fixture
def tamis_says(tmp_path, monkeypatch, capsys):
    """Run a command; every place where something may be left is under the folder of the test."""
    for name in ("TMPDIR", "HOME", "TAMIS_CACHE", "TAMIS_STORE", "XDG_CACHE_HOME"):
        (tmp_path / "places" / name).mkdir(parents=True, exist_ok=True)
        monkeypatch.setenv(name, str(tmp_path / "places" / name))
    monkeypatch.setattr("tempfile.tempdir", None)

    def call(*words, answer=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        with pytest.raises(SystemExit) as done:
            main([str(one) for one in words])
        out, err = capsys.readouterr()
        return SimpleNamespace(exit_code=done.value.code, output=out, told=out + err)

    return call


@pytest.fixture
def run(tamis_says):
    """Run a command that must not show what is planted."""

    def call(*words, answer=""):
        done = tamis_says(*words, answer=answer)
        assert not leaks(done.told.encode()), done.told
        return done

    return call


def leaks(content):
    # SECRETEMENT is a choice that the schema names: it may be told.
    bare = content.replace(b"SECRETEMENT\xc2\xa0", b"").replace(b"SECRETEMENT", b"")
    return [one for one in PLANTED if one.encode() in bare]


def held(path):
    """Return all that a file holds, unpacked."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())
    return path.read_bytes()


def leaking(folder, *but):
    files = [one for one in folder.rglob("*") if one.is_file() and one not in but]
    return {one.name: leaks(held(one)) for one in files if leaks(held(one))}


def test_the_planted_file_shows_its_cells_where_nothing_is_said_of_it(foyers, tamis_says):
    file, schema = foyers
    sidecar.sidecar_path(file).unlink()
    done = tamis_says("validate", file, "-s", schema, "--format", "json")
    said = json.loads(done.output)
    assert len(said["counts"]) >= 10
    assert len(leaks(done.output.encode())) >= 4


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_form_of_the_report_shows_a_cell(foyers, tmp_path, run, lang):
    file, schema = foyers
    reports = [f"--report={name}={tmp_path / f'report-{name}'}" for name in render.form_names()]
    assert len(reports) >= 14
    done = run("validate", file, "-s", schema, *reports, "--lang", lang)
    assert done.exit_code == 1
    assert leaking(tmp_path, file, schema) == {}
    told = {"fr": "données restreintes", "en": "restricted data"}[lang]
    assert told in done.told
    for name in ("html", "markdown"):
        assert told.encode() in (tmp_path / f"report-{name}").read_bytes()
    said = json.loads((tmp_path / "report-json").read_bytes())
    assert said["source"]["restricted"] is True
    assert said["stats"]["errors"] > 10
    assert "déjà" in str(said) or "already" in str(said)


@pytest.mark.parametrize("words", [("--verbose",), ("--quiet",), ("--format", "csv")])
def test_no_way_of_asking_shows_a_cell(foyers, run, words):
    file, schema = foyers
    assert run("validate", file, "-s", schema, *words).exit_code == 1


def test_nor_do_folders_packages_workbooks_and_links(foyers, tmp_path, write, run):
    file, schema = foyers
    folder = tmp_path / "dossier"
    folder.mkdir()
    linked = folder / "lien.csv"
    linked.symlink_to(file)
    page = folder / "page.html"
    assert run("validate", folder, "-s", schema, f"--report={page}").exit_code == 1
    resource = {"name": "foyers", "path": file.name, "schema": SCHEMA}
    package = write("datapackage.json", json.dumps({"name": "p", "resources": [resource]}))
    done = run("validate", package, "--format", "json")
    assert json.loads(done.output)["source"]["restricted"] is True
    import xlsxwriter

    book = tmp_path / "foyers.xlsx"
    with xlsxwriter.Workbook(book) as made:
        sheet = made.add_worksheet("Foyers")
        for at, line in enumerate(TABLE.splitlines()[1:]):
            sheet.write_row(at, 0, line.replace("SECRETAIRE", "autre").split(";"))
    restricted(book)
    assert run("validate", book, "-s", schema, f"--report={tmp_path / 'r.xlsx'}").exit_code == 1
    archive = tmp_path / "foyers.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(file, "dedans/foyers.csv")
    restricted(archive)
    assert run("validate", archive, "-s", schema, f"--report={tmp_path / 'z.html'}").exit_code == 1
    assert leaking(tmp_path, file, schema, package, book, linked, archive) == {}


def test_a_file_without_its_header_does_not_show_its_first_row(write, tmp_path, run):
    schema = write("schema.json", json.dumps(SCHEMA))
    file = restricted(write("sans.csv", "\n".join(TABLE.splitlines()[2:])))
    reports = [f"--report={name}={tmp_path / f'report-{name}'}" for name in render.form_names()]
    assert run("validate", file, "-s", schema, *reports).exit_code == 1
    assert leaking(tmp_path, file, schema) == {}


def test_a_baseline_holds_nothing_that_leads_back_to_a_value(foyers, tmp_path, run):
    from tamis.model.fingerprint import same

    file, schema = foyers
    known = tmp_path / "connues.json"
    asked = ("validate", file, "-s", schema, "--baseline", known)
    run(*asked, "--write-baseline")
    text = known.read_text(encoding="utf-8")
    assert same("cell.off-pattern", "code", "SECRETCODE") not in text
    assert same("cell.off-pattern", "code", REDACTED) in text
    assert run(*asked).exit_code == 0
    assert leaking(tmp_path, file, schema) == {}


@pytest.mark.parametrize("name", ["propre.csv", "propre.xlsx"])
def test_a_corrected_file_and_its_journal_are_as_guarded_as_the_file(foyers, tmp_path, run, name):
    file, schema = foyers
    made, journal = tmp_path / name, tmp_path / "journal.csv"
    done = run("normalize", file, "-s", schema, "-o", made, "--journal", journal, "--unsafe")
    assert "pour vous seul (0600)" in done.told
    born = b"<v>18705</v>" if name.endswith(".xlsx") else b"1951-03-18"  # a workbook counts days
    assert born in held(made)
    assert b"18/03/1951" in journal.read_bytes()
    for one in (made, journal):
        assert stat.S_IMODE(one.stat().st_mode) == 0o600
        assert sidecar.is_restricted(one)
    assert leaking(tmp_path, file, schema, made, journal) == {}
    assert run("aggregate", made, "-s", schema, "-o", tmp_path / "sortie").exit_code == 4


def test_corrected_in_place_the_copy_is_guarded_too(foyers, tmp_path, run):
    file, schema = foyers
    run("normalize", file, "-s", schema, "--in-place")
    copy = tmp_path / "foyers.csv.orig"
    assert copy.read_text() != file.read_text()
    for one in (copy, file):
        assert stat.S_IMODE(one.stat().st_mode) == 0o600
        assert sidecar.is_restricted(one)
    assert leaking(tmp_path, file, schema, copy) == {}


def test_questions_show_no_cell_either(foyers, tmp_path, run):
    file, schema = foyers
    made = tmp_path / "propre.csv"
    done = run("normalize", file, "-s", schema, "-o", made, "-i", answer="n\n" * 20)
    assert "[o/N]" in done.told


def test_enriched_files_stay_restricted(foyers, tmp_path, run, write):
    file = restricted(write("lieux.csv", "nom,commune\nSECRETNOM,35238\n"))
    made = tmp_path / "lieux-communes.csv"
    asked = ("enrich", file, "--with", "communes", "--column", "code=commune", "-o", made)
    assert run(*asked).exit_code == 0
    assert b"Rennes" in made.read_bytes()
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert sidecar.is_restricted(made)
    archive = tmp_path / "lieux.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(file, "a.csv")
        packed.writestr("b.csv", "commune\n22016\n")
    inner = ("enrich", archive, "--member", "b.csv", "--with", "communes", "-o", tmp_path / "b.csv")
    assert run(*inner, "--column", "code=commune").exit_code == 0
    assert b"22016,22016," in (tmp_path / "b.csv").read_bytes()
    refused = run("enrich", made, "--with", "siret", "-o", tmp_path / "autre.csv")
    assert refused.exit_code == 4


def test_what_spills_is_hidden_as_well(foyers, monkeypatch):
    file, schema = foyers
    monkeypatch.setattr("tamis.tables.findings.SPILL_ROWS", 2)
    report = tamis.validate(file, schema)
    assert not leaks(repr([(f.value, f.note, f.proposal) for f in report.findings]).encode())
    assert not leaks(repr(report.findings.groups()).encode())


@pytest.mark.parametrize("code", CODES)
def test_no_rule_tells_a_cell(code, tmp_path):
    bad = next((RULES / code).glob("bad.*"))
    file = tmp_path / bad.name
    file.write_bytes(bad.read_bytes())
    open_ = tamis.validate(bad, RULES / code / "schema.json")
    report = tamis.validate(restricted(file), RULES / code / "schema.json")
    assert dict(report.counts) == dict(open_.counts)
    for told, hidden in zip(open_.findings, report.findings, strict=True):
        if told.check.rule.scope != "header":
            assert hidden.value in {None, "", REDACTED}
            assert hidden.proposal in {None, "", REDACTED}
        assert hidden.note in {told.note, REDACTED}
        assert hidden.note == REDACTED or told.check.rule.plain_note or not told.note
    assert not any(one.samples for one in report.repair_summaries)
    assert report.kept is None


def test_a_file_is_marked_by_hand(foyers, write, tmp_path, run):
    file, schema = foyers
    write("foyers.csv.tamis.json", '{"access": "restricted"}')
    assert run("validate", file, "-s", schema).exit_code == 1
    refused = run("aggregate", file, "-s", schema, "-o", tmp_path / "sortie")
    assert (refused.exit_code, "est restreint : rien" in refused.told) == (4, True)


@pytest.mark.parametrize(
    "said", ["{", "[]", '{"api": "x"}', '{"access": "Restricted"}', '{"access": null}']
)
def test_what_is_not_clear_is_not_taken_for_open(foyers, write, run, said):
    file, schema = foyers
    write("foyers.csv.tamis.json", said)
    assert run("validate", file, "-s", schema).exit_code == 3


def test_what_a_cluster_found_is_told_no_otherwise(foyers, write, monkeypatch):
    """The report of a run on a cluster is made here, whoever ran the plan."""
    from contextlib import nullcontext

    from tamis import readers
    from tamis.engine import local, spark
    from tamis.model.profile import Profile
    from tamis.plan.compile import compile_plan
    from tamis.sources.local import LocalFile

    file, schema = foyers
    table = readers.read(LocalFile(path=file, name=str(file)), readers.Request())
    plan = compile_plan(tamis.load_schema(schema), table.header, Profile())
    done = SimpleNamespace(
        read=SimpleNamespace(job=SimpleNamespace(location=str(file)), restricted=True),
        table=lambda: table,
        plan=plan,
        totals=local.run_plan(plan, table),
        certainty=None,
    )
    monkeypatch.setattr(spark, "over", lambda *_: iter([done]))
    monkeypatch.setattr(spark, "_other", lambda _: None)
    monkeypatch.setattr(spark.Cluster, "session", lambda _: nullcontext((None, file.parent)))
    (report,) = spark.Cluster().reports([])
    assert report.source.restricted
    assert len(report.findings) > 10
    assert not leaks(repr([(f.value, f.note, f.message) for f in report.findings]).encode())
    assert not any(one.samples for one in report.repair_summaries)


def test_a_worker_of_a_cluster_reads_what_stands_beside(foyers, tmp_path, write):
    pytest.importorskip("pyspark")
    from tamis import readers
    from tamis.engine import spark_tasks
    from tamis.model.profile import Profile

    file, _ = foyers
    errand = spark_tasks.Errand(
        number=1,
        location=str(file),
        request=readers.Request(),
        schema=None,
        profile=Profile(),
    )
    assert spark_tasks.read(errand, str(tmp_path / "a")).restricted
    write("foyers.csv.tamis.json", "{")
    assert isinstance(spark_tasks.read(errand, str(tmp_path / "b")), spark_tasks.Failed)
