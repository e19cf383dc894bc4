"""Errors and answers on their way between the server and its workers, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tamis.model import errors
from tamis.model.errors import SourceError, TamisError
from tamis.model.text import Text

_KINDS: Final[dict[str, type[TamisError]]] = {
    kind.__name__: kind
    for kind in (
        errors.SourceError,
        errors.GoneError,
        errors.SchemaError,
        errors.UsageError,
        errors.RefusedError,
        errors.FaultError,
    )
}


def error_object(error: TamisError) -> dict[str, Any]:
    """Return an error as JSON takes it, in both languages."""
    hint = error.hint
    return {
        "kind": type(error).__name__,
        "text": [error.text.fr, error.text.en],
        "hint": None if hint is None else [hint.fr, hint.en],
    }


def as_error(content: Mapping[str, Any]) -> TamisError:
    """Return the error that `error_object` wrote down."""
    kind = _KINDS.get(content["kind"], SourceError)
    hint = content["hint"]
    return kind(_text(content["text"]), None if hint is None else _text(hint))


def _text(pair: list[str]) -> Text:
    return Text(fr=pair[0], en=pair[1])
