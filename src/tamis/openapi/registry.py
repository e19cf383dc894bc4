"""The entries that a user added: written whole or not at all, and taken away again."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tamis import system
from tamis.loading import apis
from tamis.model.errors import UsageError
from tamis.model.text import Text
from tamis.openapi.entry import Entry
from tamis.tables import unfinished


def write(entry: Entry, *, replace: bool = False) -> Path:
    """Write an entry in the user's registry; return its folder.

    Raises:
        UsageError: an API of that name ships, or was added before and is not to be replaced.
    """
    if entry.name in apis.shipped_names():
        raise UsageError(
            Text(
                fr=f"« {entry.name} » est déjà une API du registre livré.",
                en=f"“{entry.name}” is an API of the registry that ships.",
            ),
            Text(fr="Donnez un autre nom : --name.", en="Give another name: --name."),
        )
    folder = apis.added_root() / entry.name
    if folder.exists() and not replace:
        raise UsageError(
            Text(
                fr=f"« {entry.name} » est déjà dans votre registre.",
                en=f"“{entry.name}” is already in your registry.",
            ),
            Text(
                fr="--replace la remplace ; --name lui donne un autre nom.",
                en="--replace takes its place; --name gives another name.",
            ),
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = folder.parent / f".part-{os.urandom(8).hex()}"
    with unfinished.noted(part):
        fresh = part / entry.name  # a level down: what stands beside entries is taken for one
        fresh.mkdir(parents=True)
        _write(fresh / "api.json", entry.content)
        for name, contract in entry.contracts.items():
            _write(fresh / f"{name}.contract.json", contract)
        for name, table in entry.tables.items():
            _write(fresh / f"{name}.table.json", table)
        _put(fresh, folder)
        shutil.rmtree(part, ignore_errors=True)
    return folder


def _put(fresh: Path, folder: Path) -> None:
    """Put a folder in its place, in one step where the system can."""
    if not folder.exists():
        fresh.rename(folder)
    elif not system.exchange(fresh, folder):
        former = folder.parent / f".former-{os.urandom(8).hex()}" / folder.name
        former.parent.mkdir()
        folder.rename(former)
        fresh.rename(folder)
        shutil.rmtree(former.parent, ignore_errors=True)


def remove(name: str) -> None:
    """Take an API out of the user's registry.

    Raises:
        UsageError: it is not there.
    """
    if name not in apis.added_names():
        raise UsageError(
            Text(
                fr=f"« {name} » n'est pas dans votre registre.",
                en=f"“{name}” is not in your registry.",
            ),
            Text(fr="Voyez : tamis api list.", en="See: tamis api list."),
        )
    shutil.rmtree(apis.added_root() / name)


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
