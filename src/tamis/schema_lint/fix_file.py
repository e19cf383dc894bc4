"""The file of a schema, read and written with its own indentation."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tamis.model.errors import SchemaError, UsageError
from tamis.model.text import Text


def read_descriptor(path: Path) -> dict[str, Any]:
    """Return the descriptor in a JSON file, whose every member is read.

    Raises:
        SchemaError: the file cannot be read, or is no JSON object.
        UsageError: it is not JSON by its name, or a member stands twice in it.
    """
    if path.suffix.lower() != ".json":
        raise UsageError(
            Text(
                fr=f"« {path} » ne peut être corrigé : seul un fichier JSON de cette machine peut "
                "l'être.",
                en=f"“{path}” cannot be fixed: only a JSON file on this machine can be.",
            )
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_object)
    except (OSError, ValueError) as error:
        raise SchemaError(
            Text(fr=f"« {path} » ne se lit pas.", en=f"“{path}” cannot be read.")
        ) from error
    if not isinstance(content, dict):
        raise SchemaError(
            Text(fr=f"« {path} » n'est pas un schéma.", en=f"“{path}” is not a schema.")
        )
    return content


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UsageError(
            Text(
                fr=f"« {twice} » figure deux fois dans un même objet : rien n'est écrit.",
                en=f"“{twice}” appears twice in one object: nothing is written.",
            )
        )
    return members


def text_of(descriptor: dict[str, Any], former: str) -> str:
    """Return a descriptor as JSON, indented as the text that it takes the place of."""
    found = re.search(r"\n([ \t]+)\S", former)
    indent = found[1] if found else None
    text = json.dumps(descriptor, ensure_ascii=former.isascii(), indent=indent)
    return text + ("\n" if former.endswith("\n") else "")
