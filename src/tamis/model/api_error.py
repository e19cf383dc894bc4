"""Errors that come as an answer: a JSON object that says what went wrong, and holds no data."""

from __future__ import annotations

import re
from typing import Any, Final

from tamis.model.lazy_pattern import lazy_pattern

#: Members that make an error of an object, and those that do so beside a code.
_ERRORS: Final = ("erreur", "error", "errors", "fault", "exception")
_MESSAGES: Final = ("message", "detail", "description", "title", "reason", "msg")
_CODES: Final = ("code", "status", "statusCode", "status_code", "error_code", "errorCode", "type")
#: Members that stand beside an error and say nothing of a record.
_BESIDE: Final = ("timestamp", "path", "instance", "success", "data", "trace", "requestId")
#: Codes of errors: statuses of HTTP, and words.
_CODE: Final = lazy_pattern(
    r"[45]\d\d|about:blank|.*(err|fail|fault|invalid|not.?found|introuvable|forbidden|denied|refus|"
    r"unauthori|limit|quota|timeout|unavailable|bad.?request|interdit).*",
    re.IGNORECASE | re.DOTALL,
)


def error_in(value: Any) -> str:
    """Return what an error says that came as an answer; "" where the answer is none.

    >>> error_in({"code": 404, "message": "introuvable"}), error_in({"code": "35238", "nom": "R"})
    ('introuvable', '')
    """
    if not isinstance(value, dict) or not value:
        return ""
    for name in _ERRORS:
        if value.get(name) and not _has_data(value, {name}):
            return _message(value[name]) or _message(value) or name
    texts = [name for name in _MESSAGES if isinstance(value.get(name), str) and value[name]]
    codes = [name for name in _CODES if _CODE.fullmatch(str(value.get(name, "")))]
    if texts and codes and not _has_data(value, {*_MESSAGES, *_CODES}):
        return str(value[texts[0]])
    return ""


def is_bare_error(value: Any) -> bool:
    """Whether an object is an error and has no member that a record would have.

    >>> is_bare_error({"code": 404, "message": "introuvable"})
    True
    >>> is_bare_error({"code": 404, "message": "introuvable", "siren": "130025265"})
    False
    """
    if not isinstance(value, dict) or not set(value) <= {*_ERRORS, *_MESSAGES, *_CODES, *_BESIDE}:
        return False
    return bool(error_in(value))


def _has_data(value: dict[str, Any], known: set[str]) -> bool:
    """Whether an object holds a list or an object besides what is known of errors."""
    return any(
        isinstance(inner, dict | list) and inner and name not in known
        for name, inner in value.items()
    )


def _message(error: Any) -> str:
    if isinstance(error, list):
        error = error[0] if error else ""
    if isinstance(error, dict):
        texts = (error.get(name) for name in (*_MESSAGES, *_ERRORS))
        return next((text for text in texts if isinstance(text, str) and text), "")
    return error if isinstance(error, str) else ""
