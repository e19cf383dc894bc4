"""tamis completion: what a shell runs to complete commands, options and values."""

from __future__ import annotations

import click

from tamis.cli import options
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument
from tamis.model.text import Text

SHELLS = ("bash", "zsh", "fish", "powershell")


@declare(
    "completion",
    Text(
        fr="Écrit le script qui complète les commandes dans bash, zsh, fish ou PowerShell.",
        en="Print the completion script of bash, zsh, fish or PowerShell.",
    ),
    Text(
        fr="Sont complétés : commandes, options, schémas du catalogue et leurs versions, codes des "
        "règles, profils, formes de rapport et fichiers.",
        en="It completes commands, options, schemas of the catalogue and their versions, "
        "codes of rules, profiles, report forms and files.",
    ),
    (
        (
            "tamis completion bash > ~/.local/share/bash-completion/completions/tamis",
            Text(fr="Pour bash :", en="For bash:"),
        ),
        (
            'tamis completion zsh > "${fpath[1]}/_tamis"',
            Text(fr="Pour zsh :", en="For zsh:"),
        ),
        (
            "tamis completion fish > ~/.config/fish/completions/tamis.fish",
            Text(fr="Pour fish :", en="For fish:"),
        ),
        (
            "tamis completion powershell > tamis.ps1",
            Text(
                fr="Pour PowerShell (puis . tamis.ps1 dans $PROFILE) :",
                en="For PowerShell (then . tamis.ps1 in $PROFILE):",
            ),
        ),
    ),
)
@argument("shell", type=click.Choice(SHELLS), metavar="SHELL")
@options.lang
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script."""
    from click.shell_completion import get_completion_class

    from tamis.cli import powershell

    powershell.register()
    completion = get_completion_class(shell)
    if completion is not None:
        click.echo(completion(ctx.find_root().command, {}, "tamis", "_TAMIS_COMPLETE").source())
