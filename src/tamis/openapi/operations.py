"""The operations of a definition: where they are asked, what they take, what they answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tamis.openapi import security
from tamis.openapi.documents import Documents, Place
from tamis.openapi.schemas import SchemaConverter

_METHODS: Final = ("get", "post", "put", "patch", "delete")
#: A status, a hundred of them, or all others (OpenAPI 3.1, 4.8.16); names of files are made of it.
_STATUS: Final = re.compile(r"[1-5](?:\d\d|XX|xx)|default")
#: Where parameters are sent; a cookie or a body is none that is filled here.
_SENT: Final = frozenset({"query", "path", "header"})
_KEYWORDS: Final = ("type", "minimum", "maximum", "default", "enum")


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One operation, as a definition describes it.

    Attributes:
        parameters: name, place (query, path, header), need and keywords of each.
        answers: the JSON Schema of each status that has one ("200", "4XX", "default").
        headers: the headers that a good answer is said to have.
        needs_token: whether it asks for a token.
        is_empty: whether it has a status of success without a body.
    """

    name: str
    method: str
    path: str
    title: str
    parameters: tuple[Mapping[str, Any], ...] = ()
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    securities: tuple[Any, ...] = ()
    needs_token: bool = False
    is_empty: bool = False

    @property
    def success(self) -> str:
        """The status whose contract a good answer is held against; "" for none."""
        good = [status for status in self.answers if re.fullmatch(r"2\d\d|2XX", status.upper())]
        return min(
            good, default="default" if "default" in self.answers and not self.is_empty else ""
        )


class OperationReader:
    """Reads the operations of a definition, references followed."""

    def __init__(self, documents: Documents, version: str) -> None:
        self._documents = documents
        self._definition = documents.definition()
        self._is_2 = version.startswith("2")
        self.converter = SchemaConverter(documents, version)

    def read(self) -> Iterator[Described]:
        """Return every operation, under names no two alike."""
        root = Place(self._documents.root, "")
        taken: set[str] = set()
        paths = self._definition.get("paths")
        for path, raw in paths.items() if isinstance(paths, Mapping) else ():
            if not str(path).startswith("/"):
                continue
            item, place = self._documents.resolve(raw, root)
            for method in _METHODS:
                if isinstance(item, Mapping) and isinstance(item.get(method), Mapping):
                    name = _unique(_name(item[method], method, path), taken)
                    yield self._operation(name, method, str(path), item, place)

    def _operation(
        self, name: str, method: str, path: str, item: Mapping[str, Any], place: Place
    ) -> Described:
        raw = item[method]
        parameters = self._parameters(
            [*_listed(item, "parameters"), *_listed(raw, "parameters")], place
        )
        secured = raw.get("security", self._definition.get("security"))
        answers: dict[str, Mapping[str, Any]] = {}
        headers: list[str] = []
        is_empty = False
        for status, response, there in self._responses(raw, place):
            is_good = status.startswith("2")
            schema = self._answer(raw, response)
            if is_good:
                named = response.get("headers")
                headers += map(str, named if isinstance(named, Mapping) else ())
                is_empty |= schema is None
            if schema is not None:
                answers[status] = self.converter.contract(schema, there, f"{name} {status}")
        return Described(
            name=name,
            method=method.upper(),
            path=path,
            title=_text(raw.get("summary")) or _text(raw.get("description")) or name,
            parameters=tuple(parameters),
            answers=answers,
            headers=tuple(headers),
            securities=(secured,),
            needs_token=security.needs(secured) is True,
            is_empty=is_empty and not any(status.startswith("2") for status in answers),
        )

    def _responses(
        self, raw: Mapping[str, Any], place: Place
    ) -> Iterator[tuple[str, Mapping[str, Any], Place]]:
        """Return each status of an operation, its response, and where that stands."""
        responses = raw.get("responses")
        for status, content in responses.items() if isinstance(responses, Mapping) else ():
            response, there = self._documents.resolve(content, place)
            if isinstance(response, Mapping) and _STATUS.fullmatch(str(status)):
                yield str(status), response, there

    def _answer(self, raw: Mapping[str, Any], response: Mapping[str, Any]) -> Any:
        """Return the Schema Object of a JSON answer; None where it has none."""
        if self._is_2:
            kinds = raw.get("produces") or self._definition.get("produces") or ["application/json"]
            is_json = any("json" in str(kind) or "*" in str(kind) for kind in kinds)
            schema = response.get("schema")
            is_file = isinstance(schema, Mapping) and schema.get("type") == "file"
            return schema if is_json and not is_file else None
        content = response.get("content")
        for kind, media in content.items() if isinstance(content, Mapping) else ():
            if ("json" in str(kind) or kind == "*/*") and isinstance(media, Mapping):
                return media.get("schema")
        return None

    def _parameters(self, listed: list[Any], place: Place) -> list[dict[str, Any]]:
        """Return the parameters that a question has; those of the operation come last and win."""
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for raw in listed:
            parameter, there = self._documents.resolve(raw, place)
            if not isinstance(parameter, Mapping) or parameter.get("in") not in _SENT:
                continue
            schema = parameter if self._is_2 else parameter.get("schema")
            schema = self._documents.resolve(schema, there).value if schema is not None else {}
            schema = schema if isinstance(schema, Mapping) else {}
            name, where = str(parameter.get("name")), str(parameter["in"])
            found[name, where] = {
                "name": name,
                "in": where,
                "required": parameter.get("required") is True or where == "path",
                **{key: schema[key] for key in _KEYWORDS if key in schema},
            }
        return list(found.values())


def _listed(raw: Mapping[str, Any], key: str) -> list[Any]:
    return raw[key] if isinstance(raw.get(key), list) else []


def _text(value: Any) -> str:
    text = " ".join(str(value).split()) if isinstance(value, str) else ""
    return text if len(text) <= 160 else text[:159] + "…"  # noqa: PLR2004 a line or two


def _name(raw: Mapping[str, Any], method: str, path: str) -> str:
    """Return the name of an operation: its own, else what it asks for."""
    own = raw.get("operationId")
    text = str(own) if own else f"{'' if method == 'get' else method} {path}"
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or method


def _unique(name: str, taken: set[str]) -> str:
    chosen, number = name, 2
    while chosen in taken:
        chosen, number = f"{name}_{number}", number + 1
    taken.add(chosen)
    return chosen
