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
