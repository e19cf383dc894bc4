"""Pages tell the truth: real output, live links, the command that CI runs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("*/README.md")])


def test_sessions_are_real():
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG"))}
    command = [sys.executable, "docs/sessions.py", "--check"]
    assert subprocess.run(command, cwd=ROOT, check=False, env=clean).returncode == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_ci_runs_the_command_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text()
    assert "<!-- test command -->" in script
    shown = re.search(r"<!-- test command -->\n```sh\n(.+)\n```\n<!-- end -->",
                      (ROOT / "README.md").read_text())  # fmt: skip
    assert shown
    assert shown[1] in (ROOT / "README.fr.md").read_text()


def test_rules_of_the_house_are_in_the_readme_of_schemas():
    for path in (ROOT / "schemas" / "profiles").glob("*.toml"):
        assert path.stem in (ROOT / "schemas" / "README.md").read_text()


@pytest.mark.parametrize("script", ["rules.py", "repairs.py", "tables.py"])
def test_pages_of_rules_are_in_step_with_the_rules(script):
    command = [sys.executable, f"docs/{script}", "--check"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_room_and_path_of_the_architecture_is_there():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    source = ROOT / "src" / "tamis"
    rooms = {path.name for path in source.iterdir() if (path / "__init__.py").is_file()}
    table = text.partition("## Rooms")[2].partition("## ")[0]
    assert rooms == {
        name for name in re.findall(r"`([a-z_]+)/`", table) if (source / name).is_dir()
    } - {"rules", "types", "formats", "commands"}
    for path in re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.py)`", text):
        assert (source / path).is_file(), path


def test_files_that_contributors_are_shown_conform_to_the_house(tmp_path):
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    shown = re.findall(r"<!-- file: (\S+) -->\n```(\w+)\n(.*?)```\n", text, re.DOTALL)
    assert len(shown) > 10
    for name, kind, content in shown:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        if kind == "python":
            compile(content, name, "exec")
    config = ["--config", str(ROOT / "pyproject.toml"), str(tmp_path)]
    for command in (["format", "--check"], ["check", "--ignore", "INP001"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, *config], capture_output=True, check=False
        )
        assert done.returncode == 0, done.stdout
