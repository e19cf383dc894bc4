"""Every command and every option stands in docs/commands.md, exit codes in the help."""

import re

import click
import pytest

from tamis.cli.main import cli
from tamis.model.exit_codes import ExitCode


def commands(group, path="tamis"):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


ALL = dict(commands(cli))


@pytest.fixture
def page(root):
    return (root / "docs" / "commands.md").read_text(encoding="utf-8")


def sections(page, command):
    """Return what the page says under headings that name the command."""
    parts = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    named = [part for part in parts if re.search(rf"{command}\b(?!-)", part.partition("\n")[0])]
    return "\n".join(named)


@pytest.mark.parametrize("name", ALL)
def test_every_command_and_option_is_documented(page, name):
    text = sections(page, name)
    assert text, f"docs/commands.md has no heading that names {name}"
    every = page.partition("## ")[0] + sections(page, "Every command")
    for param in ALL[name].params:
        if isinstance(param, click.Option):
            longest = max(param.opts, key=len)
            documented = re.search(rf"{longest}\b(?!-)", text + every)
            assert documented, f"docs/commands.md says nothing of {longest} under {name}"


def test_the_page_names_no_option_that_is_gone(page):
    known = {opt for command in ALL.values() for param in command.params for opt in param.opts}
    known |= {opt for param in cli.params for opt in param.opts} | {"--help"}
    for part in re.split(r"^## tamis ", page, flags=re.MULTILINE)[1:]:
        for line in part.splitlines():
            if line.startswith("| `-"):
                for option in re.findall(r"`(--[a-z-]+)", line.split("|")[1]):
                    assert option in known, option


def test_the_help_says_what_exit_codes_mean(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"], prog_name="tamis")
    shown = capsys.readouterr().out
    for code in ExitCode:
        assert str(code.value) in shown
