"""A rehearsal of an API on this machine: made-up answers of its contracts, and its refusals.

It is served on loopback alone, to whoever is on this machine. What is asked is checked as the API
would (parameters, token), so that a program is ready before the right to ask is granted.
"""

from __future__ import annotations

import http.server
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from tamis.apis import answer
from tamis.contracts.record_lines import Path as MemberPath
from tamis.contracts.specimen import specimen
from tamis.loading import apis
from tamis.model.api import Api, Operation
from tamis.model.errors import SchemaError, UsageError
from tamis.model.text import Text

_LOOPBACK: Final = "127.0.0.1"
#: How many records a list has in all, where it has pages.
_RECORDS: Final = 5
#: What parts the numbers of two records, more than the tries that one may take.
_APART: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class MockAnswer:
    """What is answered to one request."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


def server(api: Api, port: int = 0) -> http.server.ThreadingHTTPServer:
    """Return a server of made-up answers; `serve_forever` starts it.

    Raises:
        UsageError: the API has no contract, or the port is taken.
    """
    if not apis.contract_names(api):
        raise UsageError(
            Text(
                fr=f"Le registre n'a pas de contrat pour « {api.name} » : rien à imiter.",
                en=f"The registry has no contract for “{api.name}”: nothing to imitate.",
            )
        )
    mocked = MockApi(api)

    class Handler(http.server.BaseHTTPRequestHandler):
        """Answers by the operations of the API."""

        def _answer(self) -> None:
            reply = mocked.answer(self.command, self.path, dict(self.headers))
            body = (
                b"" if reply.body is None else json.dumps(reply.body, ensure_ascii=False).encode()
            )
            self.send_response(reply.status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815 http.server's names

        def log_message(self, *_: object) -> None:
            """Say nothing: what is asked may be somebody's identity."""

    try:
        return http.server.ThreadingHTTPServer((_LOOPBACK, port), Handler)
    except OSError as error:
        raise UsageError(
            Text(fr=f"Le port {port} est pris.", en=f"The port {port} is taken."),
            Text(fr="Choisissez-en un autre : --port.", en="Choose another one: --port."),
        ) from error


class MockApi:
    """The answers of an API that is not there."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._base = urlsplit(api.base).path.rstrip("/")

    def answer(self, method: str, target: str, headers: Mapping[str, str]) -> MockAnswer:
        """Return what is answered to a request.

        The header ``Prefer: code=404`` asks for the answer of a status (RFC 7240).
        """
        parts = urlsplit(target)
        path = parts.path.removeprefix(self._base) if self._base else parts.path
        known = self._operation(method, path)
        if known is None:
            return MockAnswer(status=404, body={"message": "introuvable", "code": 404})
        operation, inside = known
        named = {name.lower(): value for name, value in headers.items()}
        asked = dict(parse_qsl(parts.query, keep_blank_values=True))
        preferred = re.search(r"code=(\d{3})", named.get("prefer", ""))
        if preferred:
            return self._of_status(operation, preferred[1])
        if not self._is_let_in(operation, named, asked):
            return self._of_status(operation, "401")
        lacking = [
            name for name in operation.required
            if name not in asked and name not in inside and name.lower() not in named
        ]  # fmt: skip
        if lacking:
            return self._of_status(operation, "400", f"paramètre absent : {lacking[0]}")
        return self._good(operation, asked)

    def _operation(self, method: str, path: str) -> tuple[Operation, set[str]] | None:
        """Return the operation of a path, those without a parameter in it first."""
        for operation in sorted(self._api.operations.values(), key=lambda op: "{" in op.path):
            shape = "".join(
                "[^/]+" if part.startswith("{") else re.escape(part)
                for part in re.split(r"(\{[^{}/]+\})", operation.path)
            )
            if operation.path and operation.method == method and re.fullmatch(shape, unquote(path)):
                return operation, set(re.findall(r"\{([^{}/]+)\}", operation.path))
        return None

    def _is_let_in(
        self, operation: Operation, headers: Mapping[str, str], asked: Mapping[str, str]
    ) -> bool:
        """Whether a token is shown, whatever it is: none is checked."""
        token = self._api.token
        if token is None or not operation.keyed:
            return True
        return bool(asked.get(token.parameter) or headers.get(token.header.lower()))

    def _of_status(self, operation: Operation, status: str, message: str = "") -> MockAnswer:
        try:
            name = apis.status_contract(self._api, operation, status)
            body = specimen(apis.contract(self._api, name)) if name else None
        except (UsageError, SchemaError):
            body = {"code": int(status), "message": message or "refusé"}
        return MockAnswer(status=int(status), body=body)

    def _good(self, operation: Operation, asked: Mapping[str, str]) -> MockAnswer:
        if not operation.contract:
            return MockAnswer(status=204)
        contract = apis.contract(self._api, operation.contract)
        value = specimen(contract)
        paging = operation.paging
        listed = answer.records(value, operation) if operation.records is not None else None
        if paging is None or not isinstance(listed, list) or not listed:
            return MockAnswer(status=200, body=value)
        size = _whole(asked.get(paging.size), paging.most or 2) or 1
        begin = _begin(operation, asked, size)
        numbers = range(begin, min(begin + size, _RECORDS))
        more = [specimen(contract, number * _APART) for number in numbers]
        records = [answer.records(body, operation)[0] for body in more]
        page = _with_records(value, operation.records or "", records)
        counts: dict[str, Any] = {paging.total: _RECORDS, paging.pages: -(-_RECORDS // size)}
        after = str(begin + size) if begin + size < _RECORDS else None
        if paging.kind == "cursor":
            counts |= {paging.next: after}
        for place, count in counts.items():
            _put(page, place, count)
        link = {"Link": f'<?offset={after}>; rel="next"'} if paging.kind == "link" and after else {}
        return MockAnswer(status=200, body=page, headers=link)


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else default


def _begin(operation: Operation, asked: Mapping[str, str], size: int) -> int:
    paging = operation.paging
    if paging is None:
        return 0
    if paging.kind == "page":
        return (_whole(asked.get(paging.page), paging.first) - paging.first) * size
    return _whole(asked.get("offset" if paging.kind == "link" else paging.page), 0)


def _with_records(value: Any, place: str, records: list[Any]) -> Any:
    if not place:
        return records
    _put(value, place, records)
    return value


def _put(value: Any, place: str, new: Any) -> None:
    """Put a value where members lead, where there is such a member."""
    path: MemberPath = tuple(place.split("/"))
    for name in path[:-1]:
        value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, dict) and path[-1] in value:
        value[path[-1]] = new
