"""JSON and YAML descriptors: from a file, from an address, into a mapping."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from tamis import sources
from tamis.loading.bounds import ensure_bounded
from tamis.model.errors import SchemaError, SourceError
from tamis.model.limits import DEFAULT, MB
from tamis.model.text import Text, printable_value

#: A descriptor is small; what is larger is something else.
_LIMITS: Final = replace(DEFAULT, size=64 * MB, seconds=60.0)
_YAML: Final = frozenset({".yml", ".yaml"})
SUFFIXES: Final = frozenset({".json", *_YAML})
#: How JSON spells surrogates out (RFC 8259, section 7).
_HALF: Final = rb"\ud"


def load(location: str | Path, *, member: str = "") -> Mapping[str, Any]:
    """Return the descriptor at a path or an address, or in an archive there.

    Raises:
        SchemaError: it cannot be had, or is no object in JSON or YAML.
        RefusedError: the address leads to a host that the user did not name.
    """
    try:
        with sources.open_source(str(location), member=member, limits=_LIMITS) as local:
            content = local.path.read_bytes()
            return parse(content, str(location), yaml=local.suffix in _YAML)
    except SourceError as error:
        raise SchemaError(_renamed(error.text), error.hint) from error


def _renamed(text: Text) -> Text:
    return Text(fr=f"Schéma : {text.fr}", en=f"Schema: {text.en}")


def parse(content: bytes, name: str, *, yaml: bool = False) -> Mapping[str, Any]:
    """Return the object that `content` writes down.

    Raises:
        SchemaError: it is none; `name` is what the sentence calls it.
        RefusedError: it has more values or levels than anybody could apply.
    """
    try:
        document = _yaml(content) if yaml else json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        form = "YAML" if yaml else "JSON"
        raise SchemaError(
            Text(
                fr=f"Le schéma « {name} » n'est pas du {form} : {error}.",
                en=f"The schema “{name}” is not {form}: {error}.",
            )
        ) from error
    ensure_bounded(document, name)
    if _HALF in content.lower():  # half of a pair of surrogates, which no other text can hold
        document = printable_value(document)
    if not isinstance(document, dict):
        raise SchemaError(
            Text(
                fr=f"Le schéma « {name} » contient autre chose qu'un objet.",
                en=f"The schema “{name}” holds something else than an object.",
            )
        )
    return document


def _yaml(content: bytes) -> Any:
    """Return what YAML says, dates as the text that stands there (as in JSON)."""
    import yaml

    class Plain(yaml.SafeLoader):  # type: ignore[misc]  # its types are not published
        """YAML 1.2's JSON schema: neither dates nor sexagesimals are guessed."""

    Plain.yaml_implicit_resolvers = {
        first: [(tag, form) for tag, form in known if not tag.endswith(":timestamp")]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    try:
        return yaml.load(content, Plain)  # noqa: S506 a safe loader, without dates
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from error
