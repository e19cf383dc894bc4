"""Which files are validated: those named, those of folders, each once, in a steady order."""

import pytest

from tamis.model.errors import SourceError, UsageError
from tamis.model.project import Settings
from tamis.project import configuration
from tamis.project.configurations import Configurations, working
from tamis.project.selection import select_files

NOTHING = Configurations()
UNSAID = Settings()


@pytest.fixture
def depot(root, monkeypatch):
    monkeypatch.chdir(root / "fixtures" / "depot")
    return working(root / "fixtures" / "depot")


def paths(*given, among=NOTHING, said=UNSAID, **options):
    return [one.path for one in select_files(given, among, said, **options)]


def test_an_empty_name_is_no_folder():
    with pytest.raises(UsageError):
        select_files([""], Configurations(), Settings())


def test_without_a_file_all_that_is_named(depot):
    assert paths(among=depot) == [
        "data/bornes/brionne.csv",
        "data/bornes/quimper.csv",
        "data/lieux/lieux.csv",
    ]


def test_paths_are_seen_from_where_one_stands(depot, monkeypatch, root):
    monkeypatch.chdir(root / "fixtures" / "depot" / "data" / "lieux")
    assert paths(among=depot) == ["../bornes/brionne.csv", "../bornes/quimper.csv", "lieux.csv"]
    (one,) = select_files(["./lieux.csv"], depot, Settings())
    assert one.settings.ignore == ("row.blank",)


def test_the_first_entry_has_the_file_and_the_command_line_comes_first(depot):
    (one,) = select_files(
        ["data/bornes/quimper.csv"], depot, Settings(profile="strict", ignore=("row.",))
    )
    assert one.settings.schema == "etalab/schema-irve-statique@2.3.1"
    assert one.settings.profile == "strict"
    assert one.settings.ignore == ("row.",)


def test_a_folder_is_its_data_files_hidden_and_excluded_ones_left_out(depot, tmp_path, write):
    assert paths("data", among=depot)[-1] == "data/lieux/lieux.csv"
    assert paths("data")[0] == "data/archives/lieux-2019.csv"
    write("b.csv", "")
    write("a.csv", "")
    write("notes.md", "")
    write("package.json", "{}")
    (tmp_path / ".git").mkdir()
    write(".git/c.csv", "")
    assert paths(str(tmp_path)) == [str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]


def test_only_what_the_configuration_names(depot):
    assert paths("data/archives/lieux-2019.csv", among=depot, configured=True) == []
    given = ("schemas/lieux.json", "data/lieux/lieux.csv")
    assert paths(*given, among=depot, configured=True) == ["data/lieux/lieux.csv"]


def test_addresses_and_standard_input_pass_as_they_are(write):
    path = write("tamis.toml", '[[files]]\npaths = ["https://example.org/a.csv"]\nsheet = "S"\n')
    made = Configurations(root=configuration.load(path))
    assert paths("-", "https://example.org/b.csv", among=made) == ["-", "https://example.org/b.csv"]
    (one,) = select_files((), made, Settings())
    assert (one.path, one.settings.sheet) == ("https://example.org/a.csv", "S")


def test_nothing_to_validate_is_no_silent_success(tmp_path, write):
    with pytest.raises(UsageError, match="Aucun fichier"):
        select_files((), NOTHING, Settings())
    path = write("tamis.toml", '[[files]]\npaths = ["*.csv"]\n')
    made = Configurations(root=configuration.load(path))
    with pytest.raises(SourceError, match=r"« \*\.csv » ne mène à aucun fichier"):
        select_files((), made, Settings())
    with pytest.raises(SourceError, match="aucun fichier de données"):
        select_files([str(tmp_path)], NOTHING, Settings())


def test_a_pattern_that_the_shell_leaves_is_expanded(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a.csv", "b.csv", "c.txt", "[x].csv"):
        (tmp_path / name).write_text("n\n1\n")
    (tmp_path / "d.csv").mkdir()

    def names(*arguments):
        files = select_files(arguments, NOTHING, Settings())
        return [file.path for file in files]

    assert names("?.csv") == ["a.csv", "b.csv"]
    assert names("[x].csv") == ["[x].csv"]
    with pytest.raises(SourceError, match="ne mène à aucun fichier"):
        names("*.xlsx")


@pytest.fixture
def nested(tmp_path, write, monkeypatch):
    """Give a repository whose folder b has a configuration of its own."""
    for name in ("a", "b", "c/data", "out"):
        (tmp_path / name).mkdir(parents=True)
        write(f"{name}/x.csv", "n\n1\n")
    (tmp_path / ".git").mkdir()
    write(
        "tamis.toml",
        'profile = "strict"\nexclude = ["out"]\n[[files]]\npaths = ["a/*.csv", "b/*.csv"]\n',
    )
    write("b/tamis.toml", 'profile = "lenient"\n[[files]]\npaths = ["*.csv"]\nsheet = "B"\n')
    write("c/pyproject.toml", '[tool.tamis]\n[[tool.tamis.files]]\npaths = ["data/*.csv"]\n')
    write("out/tamis.toml", '[[files]]\npaths = ["*.csv"]\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _settings(*arguments, folder, **options):
    files = select_files(arguments, working(folder), Settings(), **options)
    return {file.path: (file.settings.profile, file.settings.sheet) for file in files}


def test_the_nearest_configuration_holds_whether_files_are_named_or_not(nested):
    expected = {"a/x.csv": ("strict", ""), "b/x.csv": ("lenient", "B"), "c/data/x.csv": ("", "")}
    assert _settings(folder=nested) == expected
    assert _settings(*expected, folder=nested) == expected
    assert _settings("a", "b", "c", folder=nested) == expected


def test_a_file_is_judged_alike_from_any_folder(nested, monkeypatch):
    monkeypatch.chdir(nested / "b")
    assert _settings("x.csv", "../a/x.csv", folder=nested / "b") == {
        "x.csv": ("lenient", "B"),
        "../a/x.csv": ("strict", ""),
    }
    assert _settings(folder=nested / "b") == {"x.csv": ("lenient", "B")}


def test_only_configured_files_need_a_configuration(nested, tmp_path_factory, monkeypatch):
    given = ("a/x.csv", "b/tamis.toml")
    assert list(_settings(*given, folder=nested, configured=True)) == ["a/x.csv"]
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / ".git").mkdir()
    (elsewhere / "y.csv").write_text("n\n1\n")
    with pytest.raises(UsageError, match="Aucune configuration ne s'applique"):
        _settings(str(elsewhere / "y.csv"), folder=nested, configured=True)
