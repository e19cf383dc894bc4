"""tamis: load published data schemas, validate, normalise and aggregate what producers deliver.

What stands here is the public face; each name is imported when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tamis.app import aggregate, load_schema, normalize, validate, validate_package
    from tamis.interop.pandera import to_pandera
    from tamis.model.errors import RefusedError, SchemaError, SourceError, TamisError, UsageError
    from tamis.model.repair_choice import Choice
    from tamis.model.version import VERSION as __version__  # noqa: N811

__all__ = [
    "Choice",
    "RefusedError",
    "SchemaError",
    "SourceError",
    "TamisError",
    "UsageError",
    "__version__",
    "aggregate",
    "load_schema",
    "normalize",
    "to_pandera",
    "validate",
    "validate_package",
]

_ERRORS = ("RefusedError", "SchemaError", "SourceError", "TamisError", "UsageError")
_HOMES = {
    **dict.fromkeys(_ERRORS, "tamis.model.errors"),
    "Choice": "tamis.model.repair_choice",
    "aggregate": "tamis.app",
    "load_schema": "tamis.app",
    "normalize": "tamis.app",
    "to_pandera": "tamis.interop.pandera",
    "validate": "tamis.app",
    "validate_package": "tamis.app",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for."""
    if name == "__version__":
        from tamis.model.version import VERSION

        return VERSION
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
