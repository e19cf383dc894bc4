"""Build the site of the manual, in French and in English, with its search.

Run from the root of the project: ``python docs/site.py [FOLDER]`` (``site/`` by default). The
pages of the repository are copied as they stand, the reference of commands is made out of the
commands themselves, and MkDocs builds them strictly: a link that leads nowhere fails. What is
built asks for nothing on the network when it is read.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from tamis import render, shipped
from tamis.cli.main import cli
from tamis.model.exit_codes import ExitCode
from tamis.model.text import Text, set_lang

ROOT: Final = Path(__file__).parents[1]
#: What pages lead to beside pages, by its name in the repository.
_SHOWN: Final = (".md", ".png", ".json", ".toml", ".yml", ".py", ".csv")
_LINKED: Final = ("docs", "schemas", "fixtures/territoires", "deploy", "tests", "action.yml")
_REFERENCE: Final = {"fr": "reference.fr.md", "en": "reference.md"}


def main(target: Path) -> int:
    """Build the site into `target`; return the exit code of MkDocs."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        _copy(work / "pages")
        for lang, page in _REFERENCE.items():
            set_lang("fr" if lang == "fr" else "en")
            (work / "pages" / "docs" / page).write_text(reference(), encoding="utf-8")
        shutil.copy(ROOT / "docs" / "mkdocs.yml", work / "mkdocs.yml")
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
        built = subprocess.run(command, cwd=work, check=False, env=_environment())  # noqa: S603
        if built.returncode == 0:
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(work / "site", target)
        return built.returncode


def _environment() -> dict[str, str]:
    return {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


def _copy(pages: Path) -> None:
    """Copy the pages, and what they lead to."""
    for path in sorted(ROOT.glob("*.md")):
        pages.mkdir(exist_ok=True)
        shutil.copy(path, pages / path.name)
    for name in ("LICENSE", "NOTICE", "CITATION.cff", "pyproject.toml"):
        shutil.copy(ROOT / name, pages / name)
    for name in _LINKED:
        source = ROOT / name
        for path in [source] if source.is_file() else sorted(source.rglob("*")):
            if path.is_file() and (path.suffix in _SHOWN or path.name == "README.md"):
                target = pages / path.relative_to(ROOT)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)


def reference() -> str:
    """Return the reference of commands, forms, exit codes and the JSON report, in a language."""
    return "\n\n".join(_parts()) + "\n"


def _parts() -> Iterator[str]:
    yield f"# {Text(fr='Commandes et options', en='Commands and options')}"
    for path, command in _commands(cli, ()):
        yield from _command(path, command)
    yield f"## {Text(fr='Formes des rapports', en='Forms of reports')}"
    forms = ((name, render.form(name)) for name in render.form_names())
    yield _table(
        (Text(fr="forme", en="form"), Text(fr="pour", en="for"), Text(fr="contenu", en="content")),
        ((f"`{name}`", form.audience, form.content) for name, form in forms),
    )
    yield f"## {Text(fr='Codes de sortie', en='Exit codes')}"
    head = Text(fr="code", en="code"), Text(fr="sens", en="meaning")
    yield _table(head, ((code.value, code.meaning) for code in ExitCode))
    yield f"## {Text(fr='JSON Schema du rapport', en='JSON Schema of the report')}"
    schema = json.loads((shipped.root() / "report.json").read_text(encoding="utf-8"))
    yield f"```json\n{json.dumps(schema, ensure_ascii=False, indent=1)}\n```"


def _commands(
    group: click.Group, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))
        elif command is not None:
            yield (*path, name), command


def _command(path: tuple[str, ...], command: click.Command) -> Iterator[str]:
    yield f"## `tamis {' '.join(path)}`"
    yield (command.help or "").replace("<", "&lt;")
    context = click.Context(command)
    rows = [
        (f"`{', '.join(option.opts)}`", f"`{_value(option, context)}`", option.help or "")
        for option in command.params
        if isinstance(option, click.Option)
    ]
    head = Text(fr="option", en="option"), Text(fr="valeur", en="value"), ""
    yield _table(head, rows)


def _value(option: click.Option, context: click.Context) -> str:
    return "—" if option.is_flag or option.count else option.make_metavar(context)


def _table(head: Iterator[object] | tuple[object, ...], rows: object) -> str:
    lines = [list(head)]
    lines += [["---"] * len(lines[0]), *rows]  # type: ignore[misc]
    cells = ([str(cell).replace("|", "\\|").replace("\n", " ") for cell in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "site"))
