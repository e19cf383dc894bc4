"""The recipes for Python run as they are printed, in a folder and in a notebook."""

import re
import shutil

import pytest

PAGES = ("python.md", "python.fr.md")


def recipes(root, page="python.md"):
    text = (root / "docs" / page).read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(root, tmp_path, monkeypatch):
    shutil.copy(root / "fixtures/territoires/quimper.csv", tmp_path / "bornes.csv")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_ten_recipes_run_from_top_to_bottom(root, folder, capsys):
    found = recipes(root)
    assert len(found) == 10
    for number, code in enumerate(found, start=1):
        exec(compile(code, f"recipe {number}", "exec"), {"__name__": "__recipe__"})  # noqa: S102
    assert (folder / "rapport.html").stat().st_size > 1_000
    assert "code" in capsys.readouterr().out


def test_both_pages_have_the_same_recipes(root):
    assert recipes(root, PAGES[0]) == recipes(root, PAGES[1])


@pytest.mark.slow
def test_a_notebook_shows_reports_schemas_and_repairs(root, folder):
    import nbclient
    import nbformat

    lines = [
        "import tamis; s = tamis.load_schema('etalab/schema-irve-statique'); s",
        "r = tamis.validate('bornes.csv', s); r",
        "r.repairs",
        "tamis.normalize('bornes.csv', s)",
    ]
    cells = [nbformat.v4.new_code_cell(line) for line in lines]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(notebook, timeout=120).execute(cwd=str(folder))
    for cell in notebook.cells:
        (output,) = cell.outputs
        assert 100 < len(output["data"]["text/html"].encode()) < 200_000
    assert "NON CONFORME" in notebook.cells[1].outputs[0]["data"]["text/html"]
