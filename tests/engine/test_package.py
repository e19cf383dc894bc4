"""A package is judged whole: its tables, and the keys between them."""

import json

import pytest

import tamis
from tamis.cli.main import main
from tamis.model.report import Unread

COMMUNES = {"fields": [{"name": "code"}, {"name": "nom"}], "primaryKey": "code"}
LIEUX = {
    "fields": [{"name": "id", "type": "integer"}, {"name": "commune"}],
    "foreignKeys": [{"fields": "commune", "reference": {"resource": "communes", "fields": "code"}}],
}


@pytest.fixture
def package(write):
    """Write a package of two tables, each of which refers to the other's rows or is referred to."""

    def put(*, lieux="id,commune\n1,01004\n2,01005\n", path="communes.csv", name=""):
        write("communes.csv", "code,nom\n01004,Ambérieu\n")
        write("lieux.csv", lieux)
        descriptor = {
            "name": "territoire",
            "resources": [
                {"name": "lieux", "path": "lieux.csv", "schema": LIEUX},
                {"name": "communes", "path": path, "schema": COMMUNES},
            ],
        }
        return write(name or "datapackage.json", json.dumps(descriptor))

    return put


def told(report):
    return [(one.code, one.line, one.value) for one in report.findings]


def test_keys_between_tables_are_followed(package):
    reports = tamis.validate_package(package())
    assert list(reports) == ["lieux", "communes"]
    assert told(reports["lieux"]) == [("table.broken-reference", 3, "01005")]
    assert "« communes »" in next(iter(reports["lieux"].findings)).message
    assert reports["communes"].valid


def test_files_are_known_by_their_name_or_by_their_columns(package, write):
    descriptor = package()
    villes = write("villes.csv", "code,nom\n01004,Ambérieu\n01005,Ambérieux\n")
    lieux = descriptor.parent / "lieux.csv"
    reports = tamis.validate_package(descriptor, [villes, lieux])
    assert {name: one.source.path for name, one in reports.items()} == {
        "lieux": str(lieux),
        "communes": str(villes),
    }
    assert all(one.valid for one in reports.values())


def test_a_table_that_is_not_given_is_told(package):
    descriptor = package()
    reports = tamis.validate_package(descriptor, {"lieux": descriptor.parent / "lieux.csv"})
    assert dict(reports["lieux"].counts) == {"schema.absent-resource": 1}


def test_a_table_without_the_columns_referred_to_is_told(package, write):
    descriptor = package()
    write("communes.csv", "nom\nAmbérieu\n")
    reports = tamis.validate_package(descriptor)
    assert dict(reports["lieux"].counts) == {"schema.absent-resource": 1}


def test_a_file_that_cannot_be_read_stops_no_other(package):
    reports = tamis.validate_package(package(path="perdu.csv"))
    assert isinstance(reports["communes"], Unread)
    assert dict(reports["lieux"].counts) == {"schema.absent-resource": 1}


@pytest.mark.parametrize(
    "path", ["../ailleurs.csv", "/etc/passwd", "https://ailleurs.example/communes.csv"]
)
def test_a_package_has_its_own_folder_read_only(package, path):
    with pytest.raises(tamis.RefusedError):
        tamis.validate_package(package(path=path))


def test_what_is_no_package_or_no_table_of_it_is_refused(package, write):
    with pytest.raises(tamis.UsageError):
        tamis.validate_package(COMMUNES)
    descriptor = package()
    for files in ([write("x.csv", "a,b\n1,2\n")], {"autre": "lieux.csv"}):
        with pytest.raises(tamis.UsageError):
            tamis.validate_package(descriptor, files)
    twice = [descriptor.parent / "lieux.csv"] * 2
    with pytest.raises(tamis.UsageError):
        tamis.validate_package(descriptor, twice)


def run(args, capsys):
    with pytest.raises(SystemExit) as end:
        main([*map(str, args), "--no-config", "--lang", "fr"])
    return end.value.code, capsys.readouterr().out


def test_at_the_command_line(package, capsys):
    descriptor = package()
    code, out = run(["validate", descriptor, "--format", "json"], capsys)
    shown = json.loads(out)
    assert code == 1
    assert shown["valid"] is False
    assert [one["valid"] for one in shown["reports"]] == [False, True]
    files = [descriptor.parent / name for name in ("communes.csv", "lieux.csv")]
    code, out = run(["validate", "-s", descriptor, *files], capsys)
    assert code == 1
    assert "01005" in out


def test_repairs_break_no_reference_between_tables(write):
    """The points of one column part thousands: 1.000 is left, since it refers to 1."""
    write("a.csv", "id,n\n1,x\n1234567,x\n")
    write("b.csv", "a,n\n1.000,x\n1.234.567,x\n")
    number = {"type": "number"}
    keys = [{"fields": "a", "reference": {"resource": "a", "fields": "id"}}]
    schemas = {
        "a": {"fields": [{"name": "id", **number}, {"name": "n"}]},
        "b": {"fields": [{"name": "a", **number}, {"name": "n"}], "foreignKeys": keys},
    }
    resources = [{"name": n, "path": f"{n}.csv", "schema": s} for n, s in schemas.items()]
    path = write("datapackage.json", json.dumps({"name": "p", "resources": resources}))
    of_a, of_b = tamis.validate_package(path).values()
    assert of_a.valid
    assert of_b.before.errors == 1  # 1.234.567 is no number
    assert of_b.after.errors == 0
