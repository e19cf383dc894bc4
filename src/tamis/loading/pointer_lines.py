"""Where each part of a JSON document stands in its text: JSON Pointers to lines."""

from __future__ import annotations

from typing import Final

from tamis.model.lazy_pattern import lazy_pattern

_TOKEN: Final = lazy_pattern(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


def lines(text: str) -> dict[str, int]:
    r"""Return the line (from 1) at which each value stands, or its key, by JSON Pointer.

    >>> lines('{"a": [1,\n 2]}')
    {'': 1, '/a': 1, '/a/0': 1, '/a/1': 2}

    A text that is not JSON gives what can be told of it.
    """
    lines_by_pointer = {"": 1}
    path: list[str | int] = []
    line, at, key, wanted = 1, 0, "", False
    for token in _TOKEN.finditer(text):
        line += text.count("\n", at, token.start())
        at = token.start()
        mark = token[0]
        if mark in "}]":
            if path:
                path.pop()
        elif mark == ",":
            if path and isinstance(path[-1], int):
                path[-1] += 1
                wanted = False
            key = ""
        elif mark == ":":
            wanted = True
        else:
            inside = bool(path) and isinstance(path[-1], str)
            if inside and not wanted and mark[0] == '"':
                key = mark[1:-1].replace("~", "~0").replace("/", "~1")
                path[-1] = key
                lines_by_pointer.setdefault(_pointer(path), line)
                continue
            lines_by_pointer.setdefault(_pointer(path), line)
            wanted = False
            if mark == "{":
                path.append("")
            elif mark == "[":
                path.append(0)
    return lines_by_pointer


def _pointer(path: list[str | int]) -> str:
    return "".join(f"/{part}" for part in path)
