"""What a shell may propose for a value: schemas, rules, profiles, formats; else files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_HERE: Final = Path(__file__).parents[1]


def proposals(name: str | None, incomplete: str) -> list[CompletionItem]:
    """Return what may stand for the value of the parameter called `name`."""
    from click.shell_completion import CompletionItem

    known = _KNOWN.get(name or "")
    words = list(known(incomplete)) if known else []
    found = [
        CompletionItem(word, help=about) for word, about in words if word.startswith(incomplete)
    ]
    if found or name in _CLOSED:
        return found
    return [CompletionItem(incomplete, type="file")]


def _schemas(incomplete: str) -> Iterable[tuple[str, str]]:
    """Return the catalogue's names; after an @, the versions of that schema."""
    from tamis.loading import catalogue

    known = catalogue.built_in()
    name, at, _ = incomplete.partition("@")
    if at and name in known:
        return [(f"{name}@{version}", "") for version in reversed(list(known[name].versions))]
    return [(entry.name, entry.title) for entry in known.values()]


def _codes(incomplete: str) -> Iterable[tuple[str, str]]:
    """Return the codes of rules; prefixes first, as long as none is written."""
    from tamis import checks

    scopes = [] if "." in incomplete else [(f"{scope}.", "") for scope in checks.SCOPES]
    return [*scopes, *((code, "") for code in checks.codes())]


def _apis(_: str) -> Iterable[tuple[str, str]]:
    from tamis import shipped

    found = sorted((shipped.root() / "api").glob("*"))
    return [(path.stem, "") for path in found if path.is_dir() or path.suffix in {".toml", ".json"}]


def _profiles(_: str) -> Iterable[tuple[str, str]]:
    from tamis.loading import profile

    return [(name, "") for name in profile.names()]


def _readers(_: str) -> Iterable[tuple[str, str]]:
    return [(path.stem, "") for path in sorted((_HERE / "readers" / "formats").glob("[a-z]*.py"))]


def _reports(incomplete: str) -> Iterable[tuple[str, str]]:
    """Return ``FORM=``; what follows is a file."""
    if "=" in incomplete:
        return []
    return [
        (f"{path.stem}=", "") for path in sorted((_HERE / "render" / "formats").glob("[a-z]*.py"))
    ]


#: By the name of the parameter, so that every command that has it proposes the same.
_KNOWN: Final[Mapping[str, Callable[[str], Iterable[tuple[str, str]]]]] = {
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
