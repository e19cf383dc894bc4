"""JSON values held against a JSON Schema, which never reaches out for another one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NoReturn

from tamis.values import json_cells


def _refuse_reference(address: str) -> NoReturn:
    raise ValueError(address)


@lru_cache(maxsize=64)
def _validator(schema: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.validator_for(json.loads(schema), retriever=_refuse_reference)


def is_usable(schema: Mapping[str, Any]) -> bool:
    """Whether `schema` is a JSON Schema that stands by itself."""
    try:
        _validator(json.dumps(schema))
    except ValueError:
        return False
    return True


def test(schema: Mapping[str, Any]) -> Callable[[str], bool]:
    """Return the test of a JSON text against `schema`."""
    validator = _validator(json.dumps(schema))
    return lambda text: bool(validator.is_valid(json_cells.loads(text)))
