"""The manual: pages by pairs, and a site that is whole by itself."""

import re
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest

ROOT = Path(__file__).parents[1]
PAIRS = {
    "gis.md": "sig.md",
    "templates.md": "modeles.md",
    "rules.md": "regles.md",
    "repairs.md": "reparations.md",
}


def french_pages():
    return sorted([*(ROOT / "docs").glob("*.fr.md"), *(ROOT / "docs" / p for p in PAIRS.values())])


def test_french_pages_have_an_english_one_and_each_names_the_other():
    english = {french: name for name, french in PAIRS.items()}
    for page in french_pages():
        other = page.with_name(english.get(page.name, page.name.replace(".fr.md", ".md")))
        assert f"]({other.name})" in page.read_text(encoding="utf-8")[:400], page
        assert f"]({page.name})" in other.read_text(encoding="utf-8")[:400], other


def test_the_french_readme_leads_to_french_pages_alone():
    text = (ROOT / "README.fr.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"\]\(([^)#]+)", text)) - {"README.md"}
    assert targets <= {f"docs/{page.name}" for page in french_pages()}


@pytest.mark.parametrize("name", ["README.md", "README.fr.md"])
def test_readmes_stay_two_commands_one_session_and_the_guide(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text.count("```sh") == 2
    assert text.count("<!-- session:") == 1
    assert len(text.splitlines()) < 100


@pytest.mark.slow
def test_the_site_is_built_strictly_and_fetches_nothing(tmp_path):
    subprocess.run([sys.executable, "docs/site.py", tmp_path / "site"], cwd=ROOT, check=True)
    pages = sorted((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 40
    fetched = re.compile(r'<(?:script|link|img)\b[^>]*(?:src|href)="https?://[^"]+"')
    for page in pages:
        links = fetched.findall(page.read_text(encoding="utf-8"))
        assert not [link for link in links if 'rel="canonical"' not in link], page
    index = (tmp_path / "site/search/search_index.json").read_text(encoding="utf-8")
    assert "cell.off-list" in index
    assert "Fichier corrig\\u00e9" in index


@pytest.mark.slow
def test_pictures_of_reports_are_taken(tmp_path):
    if not (which("chromedriver") and which("soffice")):
        pytest.skip("Chromium or LibreOffice is not on this machine")
    pytest.importorskip("pypdfium2")
    code = f"import screenshots, pathlib; screenshots.reports(pathlib.Path({str(tmp_path)!r}))"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT / "docs", check=True)
    taken = {path.name: path.stat().st_size for path in tmp_path.glob("*.png")}
    assert set(taken) == {
        f"report-{form}{ending}.png" for form in ("html", "sheet") for ending in ("", ".en")
    }
    assert min(taken.values()) > 10_000
