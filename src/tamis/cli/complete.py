"""What a shell may propose for a value: schemas, rules, profiles, formats; else files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from tamis import render

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def proposals(name: str | None, incomplete: str) -> list[CompletionItem]:
    """Return what may stand for the value of the parameter called `name`."""
    from click.shell_completion import CompletionItem

    proposer = _PROPOSERS.get(name or "")
    words = list(proposer(incomplete)) if proposer else []
    items = [
        CompletionItem(word, help=help_text)
        for word, help_text in words
        if word.startswith(incomplete)
    ]
    if items or name in _CLOSED:
        return items
    return [CompletionItem(incomplete, type="file")]


def _schemas(incomplete: str) -> Iterable[tuple[str, str]]:
    """Return the catalogue's names; after an @, the versions of that schema."""
    from tamis.loading import catalogue

    entries = catalogue.built_in()
    name, separator, _ = incomplete.partition("@")
    if separator and name in entries:
        return [(f"{name}@{version}", "") for version in reversed(list(entries[name].versions))]
    return [(entry.name, entry.title) for entry in entries.values()]


def _codes(incomplete: str) -> Iterable[tuple[str, str]]:
    """Return the codes of rules; prefixes first, as long as none is written."""
    from tamis import checks

    scopes = [] if "." in incomplete else [(f"{scope}.", "") for scope in checks.SCOPES]
    return [*scopes, *((code, "") for code in checks.codes())]


def _apis(_: str) -> Iterable[tuple[str, str]]:
    from tamis import shipped

    paths = sorted((shipped.root() / "api").glob("*"))
    return [(path.stem, "") for path in paths if path.is_dir() or path.suffix in {".toml", ".json"}]


def _profiles(_: str) -> Iterable[tuple[str, str]]:
    from tamis.loading import profile

    return [(name, "") for name in profile.names()]


def _readers(_: str) -> Iterable[tuple[str, str]]:
    from tamis import readers

    return [(name, "") for name in readers.leaves()]


def _reports(incomplete: str) -> Iterable[tuple[str, str]]:
    """Return ``FORM=``; what follows is a file."""
    if "=" in incomplete:
        return []
    return [(f"{name}=", "") for name in render.form_names()]


#: By the name of the parameter, so that every command that has it proposes the same.
_PROPOSERS: Final[Mapping[str, Callable[[str], Iterable[tuple[str, str]]]]] = {
    "schema": _schemas,
    "schemas": _schemas,
    "code": _codes,
    "ignore": _codes,
    "profile": _profiles,
    "api": _apis,
    "input_format": _readers,
    "also": _reports,
}
#: Parameters that are never files.
_CLOSED: Final = frozenset(
    {"code", "ignore", "profile", "input_format", "sheet", "member", "key", "latest"}
)
