"""Completion, as a shell asks for it."""

import os
import shutil
import subprocess
import sys

import pytest

from tamis.cli.main import main


@pytest.fixture
def proposed(monkeypatch, capsys):
    """What is proposed after some words, by click's own protocol."""

    def ask(*words, shell="fish"):
        monkeypatch.setenv("_TAMIS_COMPLETE", f"{shell}_complete")
        monkeypatch.setenv("COMP_WORDS", " ".join(("tamis", *words)))
        monkeypatch.setenv("COMP_CWORD", words[-1] if shell == "fish" else str(len(words)))
        with pytest.raises(SystemExit):
            main([])
        return capsys.readouterr().out

    return ask


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_is_told_commands_options_and_values(proposed, shell):
    assert "validate" in proposed("val", shell=shell)
    assert "--baseline" in proposed("validate", "--basel", shell=shell)
    assert "markdown" in proposed("validate", "--format", "m", shell=shell)
    assert "etalab/schema-irve-statique" in proposed("validate", "-s", "etalab/s", shell=shell)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("schema", "sh"), ["plain,show"]),
        (("schema", "show", "scdl/pren"), ["plain,scdl/prenoms"]),
        (("schema", "show", "scdl/prenoms@1.1"), ["plain,scdl/prenoms@1.1.6"]),
        (("rules", "cell.miss"), ["plain,cell.missing"]),
        (("rules", "ce"), ["plain,cell."]),
        (("validate", "--ignore", "row.bl"), ["plain,row.blank"]),
        (("validate", "--profile", "str"), ["plain,strict"]),
        (("validate", "--input-format", "par"), ["plain,parquet"]),
        (("validate", "--report", "sar"), ["plain,sarif="]),
        (("validate", "data/"), ["file,data/"]),
        (("normalize", "x"), ["file,x"]),
        (("validate", "-s", "./my"), ["file,./my"]),
        (("validate", "--sheet", "x"), []),
        (("completion", "z"), ["plain,zsh"]),
    ],
)
def test_values(proposed, words, found):
    lines = proposed(*words).split("\n")[:-1] if found else proposed(*words).split()
    assert [line.partition("\t")[0] for line in lines][: len(found)] == found
    if not found or found[0].startswith("file"):
        assert len(lines) == len(found)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one_that_the_shell_reads(shell, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["completion", shell])
    script = capsys.readouterr().out
    assert ended.value.code == 0
    assert f"_TAMIS_COMPLETE={shell}_complete" in script
    if shutil.which(shell) is None:
        return
    path = tmp_path / "script"
    path.write_text(script)
    subprocess.run([shell, "-n", str(path)], check=True)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not here")
def test_bash_completes(tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(["completion", "bash"])
    (tmp_path / "script").write_text(capsys.readouterr().out)
    tamis = tmp_path / "tamis"
    code = "from tamis.cli.main import main; main()"
    tamis.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{code}" "$@"\n')
    tamis.chmod(0o755)
    asked = (
        "source ./script; COMP_WORDS=(tamis schema sho); COMP_CWORD=2; "
        '_tamis_completion tamis; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", asked],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["show"]


def test_powershell_is_told_values_and_leaves_files_to_itself(monkeypatch, capsys):
    def ask(words, incomplete):
        monkeypatch.setenv("_TAMIS_COMPLETE", "powershell_complete")
        monkeypatch.setenv("COMP_WORDS", "\n".join(("tamis", *words)))
        monkeypatch.setenv("COMP_WORD", incomplete)
        with pytest.raises(SystemExit):
            main([])
        return [line.partition("\t")[0] for line in capsys.readouterr().out.split("\n") if line]

    assert ask([], "val") == ["validate"]
    assert ask(["validate"], "--basel") == ["--baseline"]
    assert ask(["validate", "--profile"], "str") == ["strict"]
    assert ask(["validate"], "data/") == []


def test_the_script_of_powershell_asks_by_the_same_names(capsys):
    with pytest.raises(SystemExit):
        main(["completion", "powershell"])
    script = capsys.readouterr().out
    for part in (
        "Register-ArgumentCompleter",
        "$env:COMP_WORDS",
        "$env:COMP_WORD",
        '$env:_TAMIS_COMPLETE = "powershell_complete"',
    ):
        assert part in script
    assert script.count("{") == script.count("}")
