"""What a repository includes to check itself: the hook, the action, the template, each run."""

import json
import os
import re
import shutil
import site
import subprocess
import sys

import pytest
import yaml

from tamis import readers

GIT = (
    "git",
    "-c",
    "user.name=t",
    "-c",
    "user.email=t@example.org",
    "-c",
    "core.hooksPath=/dev/null",
)
#: What the hook needs to be installed: what pip reads, and no more.
PROJECT = (
    "src",
    "schemas",
    "fixtures/rules",
    ".pre-commit-hooks.yaml",
    "pyproject.toml",
    "README.md",
    "LICENSE",
)


@pytest.fixture
def depot(root, tmp_path):
    return shutil.copytree(root / "fixtures" / "depot", tmp_path / "depot")


@pytest.fixture
def spoil(depot):
    def spoiled():
        (depot / "data" / "lieux" / "lieux.csv").write_text("nom,acces,places\nHalle,libre,x\n")

    return spoiled


def committed(folder):
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "x")):
        subprocess.run([*GIT, *command], cwd=folder, check=True)
    head = subprocess.run([*GIT, "rev-parse", "HEAD"], cwd=folder, check=True, capture_output=True)
    return head.stdout.decode().strip()


@pytest.fixture
def on_path(tmp_path):
    """An environment in which `tamis` is the one under test."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "tamis"
    code = "from tamis.cli.main import main; main()"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{code}" "$@"\n')
    script.chmod(0o755)
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "GIT_"))}
    return {**clean, "PATH": f"{folder}:{clean['PATH']}", "PYTHONIOENCODING": "utf-8"}


@pytest.mark.skipif(shutil.which("git") is None, reason="pre-commit needs git")
def test_pre_commit_installs_the_hook_and_finds_the_fault(root, tmp_path, depot, spoil):
    """The hook is installed from a clone of this project, as pre-commit does it anywhere.

    Only the libraries are not fetched: they are those of this environment.
    """
    hook = tmp_path / "hook"
    for name in PROJECT:
        (hook / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (root / name).is_dir() else shutil.copy
        copy(root / name, hook / name)
    config = {"repos": [{"repo": str(hook), "rev": committed(hook),
                         "hooks": [{"id": "tamis"}, {"id": "tamis-all"}]}]}  # fmt: skip
    (depot / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    committed(depot)
    env = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "GIT_"))},
        "PRE_COMMIT_HOME": str(tmp_path / "home"),
        "PYTHONPATH": os.pathsep.join(site.getsitepackages()),
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip's own way to say: do not isolate
    }

    def run():
        command = [sys.executable, "-m", "pre_commit", "run", "--all-files"]
        return subprocess.run(command, cwd=depot, env=env, capture_output=True, text=True,
                              encoding="utf-8", check=False)  # fmt: skip

    good = run()
    assert good.returncode == 0, good.stdout + good.stderr
    assert good.stdout.count("Passed") == 2
    spoil()
    bad = run()
    assert bad.returncode == 1
    assert bad.stdout.count("Failed") == 2
    assert "cell.wrong-type" in bad.stdout


def test_the_hook_is_given_every_file_that_is_read(root):
    hooks = yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text())
    assert [hook["id"] for hook in hooks] == ["tamis", "tamis-all"]
    for hook in hooks:
        for suffix in readers.suffixes():
            assert re.search(hook["files"], f"data/a{suffix}"), suffix
            assert re.search(hook["files"], f"data/a{suffix}.gz"), suffix
        assert not re.search(hook["files"], "notes.md")
    assert re.search(hooks[1]["files"], "tamis.toml")


def test_the_action_annotates_and_sums_up(root, tmp_path, depot, spoil, on_path):
    action = yaml.safe_load((root / "action.yml").read_text())
    step = action["runs"]["steps"][-1]
    given = {"files": "data/lieux/*.csv", "options": "--fail-on error", "sarif": "tamis.sarif"}
    assert set(given) < set(action["inputs"])
    said = {name: re.sub(r"\$\{\{ inputs\.(\S+) \}\}", lambda m: given[m[1]], value)
            for name, value in step["env"].items()}  # fmt: skip
    summary = tmp_path / "summary.md"
    env = {**on_path, **said, "RUNNER_TEMP": str(tmp_path), "GITHUB_STEP_SUMMARY": str(summary)}

    def run():
        command = ["bash", "-e", "-o", "pipefail", "-c", step["run"]]
        return subprocess.run(command, cwd=depot, env=env, capture_output=True, check=False)

    assert run().returncode == 0
    spoil()
    done = run()
    assert done.returncode == 1
    assert "::error file=data/lieux/lieux.csv,line=2" in done.stdout.decode()
    assert "cell.wrong-type" in summary.read_text()
    assert (depot / "tamis.sarif").is_file()


def test_the_template_of_gitlab_leaves_both_reports(root, depot, spoil, on_path):
    text = (root / ".ci" / "gitlab.yml").read_text()
    spec, job = yaml.safe_load_all(text)
    for name, said in spec["spec"]["inputs"].items():
        text = text.replace(f"$[[ inputs.{name} ]]", said["default"])
    assert "$[[" not in text
    _, job = yaml.safe_load_all(text)
    spoil()
    for line in job["tamis"]["script"]:
        done = subprocess.run(["bash", "-c", line], cwd=depot, env=on_path, check=False)
        assert done.returncode == 1
    for name in job["tamis"]["artifacts"]["reports"].values():
        assert "lieux.csv" in (depot / name).read_text()


def test_several_reports_of_one_run(depot, on_path):
    command = [
        "tamis",
        "validate",
        "data/lieux",
        "--report",
        "json=a.json",
        "--report",
        "csv=a.csv",
    ]
    done = subprocess.run(command, cwd=depot, env=on_path, capture_output=True, check=False)
    assert done.returncode == 0
    assert "CONFORME" in done.stdout.decode()
    assert "findings" in json.loads((depot / "a.json").read_text())
    assert (depot / "a.csv").is_file()
    wrong = subprocess.run([*command, "--report", "x"], cwd=depot, env=on_path,
                           capture_output=True, check=False)  # fmt: skip
    assert wrong.returncode == 2
    assert "FORME=FICHIER" in wrong.stderr.decode()
