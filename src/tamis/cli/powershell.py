"""Completion in PowerShell, which click does not know."""

from __future__ import annotations

import os
from typing import Any, ClassVar, Final

from click.shell_completion import CompletionItem, ShellComplete, add_completion_class

NAME: Final = "powershell"

#: Words travel one a line: they may hold blanks. What proposes files is left to the shell.
_SCRIPT: Final = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($word, $line, $cursor)
    $before = $line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor }
    $env:COMP_WORDS = ($before | ForEach-Object { $_.Extent.Text.Trim('"', "'") }) -join "`n"
    $env:COMP_WORD = $word.Trim('"', "'")
    $env:%(complete_var)s = "%(name)s_complete"
    try {
        %(prog_name)s | ForEach-Object {
            $value, $help = $_ -split "`t", 2
            if (-not $help) { $help = $value }
            $shown = if ($value -match '\\s') { "'$value'" } else { $value }
            [System.Management.Automation.CompletionResult]::new(
                $shown, $value, 'ParameterValue', $help)
        }
    } finally {
        Remove-Item Env:COMP_WORDS, Env:COMP_WORD, Env:%(complete_var)s
    }
}
"""


class PowerShellComplete(ShellComplete):
    """What PowerShell runs, and what it is answered: a value a line, a tab, what it is."""

    name = NAME
    source_template: ClassVar[str] = _SCRIPT

    def source_vars(self) -> Any:
        """Return what the script names."""
        return {**super().source_vars(), "name": NAME}

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the whole words before the one that is being written, and that one."""
        words = os.environ.get("COMP_WORDS", "").splitlines()
        return words[1:], os.environ.get("COMP_WORD", "")

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """Return what may stand there, but for files, which the shell knows itself."""
        items = super().get_completions(args, incomplete)
        return [item for item in items if item.type == "plain"]

    def format_completion(self, item: CompletionItem) -> str:
        """Return a line of the answer."""
        return f"{item.value}\t{item.help}" if item.help else str(item.value)


def register() -> None:
    """Make it known to click."""
    add_completion_class(PowerShellComplete)
