"""JSON and YAML descriptors: from a file, from an address, into a mapping."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Self

from tamis import sources
from tamis.loading.bounds import ensure_bounded
from tamis.model.errors import SchemaError, SourceError
from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.limits import DEFAULT, MB
from tamis.model.parse_errors import parse_failure
from tamis.model.text import Text, printable_value

#: A descriptor is small; what is larger is something else.
_LIMITS: Final = replace(DEFAULT, size=64 * MB, seconds=60.0)
_YAML: Final = frozenset({".yml", ".yaml"})
#: What YAML 1.1 takes for something else than text and YAML 1.2 (section 10.3) does not: dates,
#: `no` and `on`, 1_000, 12:30, 010. A number that begins with zeros is a code.
_NOT_1_2: Final = frozenset({"timestamp", "bool", "int", "float"})
_CORE: Final = (
    ("bool", lazy_pattern(r"^(?:true|True|TRUE|false|False|FALSE)$"), "tTfF"),
    ("int", lazy_pattern(r"^(?:[-+]?(?:0|[1-9][0-9]*)|0x[0-9a-fA-F]+)$"), "-+0123456789"),
    (
        "float",
        lazy_pattern(
            r"^(?:[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
            r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
        ),
        "-+.0123456789",
    ),
)
SUFFIXES: Final = frozenset({".json", *_YAML})
#: How JSON spells surrogates out (RFC 8259, section 7).
_HALF: Final = rb"\ud"


class RepeatedKeywords(dict[str, Any]):
    """An object some of whose names stand more than once; as a mapping, it has the last of each.

    Attributes:
        pairs: its members as they are written.
    """

    def __init__(self, pairs: Sequence[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs

    def again(self) -> list[str]:
        """Return the names that stand more than once."""
        counts = Counter(name for name, _ in self.pairs)
        return [name for name, count in counts.items() if count > 1]


class WrittenFloat(float):
    """A number that keeps its digits as JSON writes them."""

    text: str

    def __new__(cls, text: str) -> Self:
        """Return the number that `text` writes."""
        number = super().__new__(cls, text)
        number.text = text
        return number


def load(
    location: str | Path, *, member: str = "", hosts: tuple[str, ...] | None = None
) -> Mapping[str, Any]:
    """Return the descriptor at a path or an address, or in an archive there.

    Args:
        location: the path or the address.
        member: the file wanted in an archive.
        hosts: patterns of hosts that the address may lead on to; None where the user cannot name
            any.

    Raises:
        SchemaError: it cannot be had, or is no object in JSON or YAML.
        RefusedError: the address leads to a host that the user did not name.
    """
    try:
        limits = replace(_LIMITS, hosts=hosts or (), hosts_option=hosts is not None)
        with sources.open_source(str(location), member=member, limits=limits) as local:
            content = local.path.read_bytes()
            return parse(content, str(location), yaml=_is_yaml(local.suffix, content))
    except SourceError as error:
        raise SchemaError(_renamed(error.text), error.hint) from error


def text_of(path: Path) -> str:
    """Return the text of a file that describes a table, such as a script of SQL.

    Raises:
        SchemaError: it cannot be had, or is not in UTF-8.
    """
    try:
        with sources.open_source(str(path), limits=_LIMITS) as local:
            return local.path.read_bytes().decode("utf-8-sig")
    except SourceError as error:
        raise SchemaError(_renamed(error.text), error.hint) from error
    except UnicodeDecodeError as error:
        raise SchemaError(
            Text(
                fr=f"Le schéma « {path} » n'est pas en UTF-8.",
                en=f"The schema “{path}” is not in UTF-8.",
            )
        ) from error


def _is_yaml(suffix: str, content: bytes) -> bool:
    """Whether a descriptor is YAML: by its ending, else by how it begins."""
    if suffix in SUFFIXES:
        return suffix in _YAML
    return not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def _renamed(text: Text) -> Text:
    return Text(fr=f"Schéma : {text.fr}", en=f"Schema: {text.en}")


def parse(content: bytes, name: str, *, yaml: bool = False) -> Mapping[str, Any]:
    """Return the object that `content` writes down.

    Raises:
        SchemaError: it is none; `name` is what the sentence calls it.
        RefusedError: it has more values or levels than anybody could apply.
    """
    try:
        document = _yaml(content) if yaml else _json(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        form, why = "YAML" if yaml else "JSON", parse_failure(_parsed_by(error))
        raise SchemaError(
            Text(
                fr=f"Le schéma « {name} » n'est pas du {form} : {why.fr}.",
                en=f"The schema “{name}” is not {form}: {why.en}.",
            )
        ) from error
    ensure_bounded(document, name)
    if _HALF in content.lower():  # half of a pair of surrogates, which no other text can hold
        document = printable_value(document)
    if not isinstance(document, dict):
        raise SchemaError(
            Text(
                fr=f"Le schéma « {name} » contient autre chose qu'un objet.",
                en=f"The schema “{name}” contains something other than an object.",
            )
        )
    return document


def _json(text: str) -> Any:
    """Return what JSON says; of what holds data, numbers with their digits."""
    document = json.loads(text, object_pairs_hook=_members)
    if isinstance(document, dict) and _holds_data(document):
        return json.loads(text, object_pairs_hook=_members, parse_float=WrittenFloat)
    return document


def _holds_data(document: dict[str, Any]) -> bool:
    """Whether a document is a package or a resource, not a JSON Schema beside such members."""
    is_json_schema = "properties" in document or "json-schema" in str(document.get("$schema"))
    return ("data" in document or "resources" in document) and not is_json_schema


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    unique = dict(pairs)
    return unique if len(unique) == len(pairs) else RepeatedKeywords(pairs)


def _parsed_by(error: Exception) -> Exception:
    """Return the error of the parser of YAML, which another one wraps."""
    return error.__cause__ if isinstance(error.__cause__, Exception) else error


def _yaml(content: bytes) -> Any:
    """Return what YAML says, dates as the text that stands there (as in JSON)."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster where it is

    class Plain(loader):  # type: ignore[misc]  # its types are not published
        """YAML 1.2's core schema: no date, no sexagesimal, no code of a country is guessed."""

    kept = {
        first: [(tag, form) for tag, form in known if tag.rpartition(":")[2] not in _NOT_1_2]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    Plain.yaml_implicit_resolvers = kept
    for tag, form, firsts in _CORE:
        Plain.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", form, list(firsts))
    try:
        return yaml.load(content, Plain)  # noqa: S506 a safe loader, without dates
    except yaml.YAMLError as error:
        raise ValueError(*error.args) from error
