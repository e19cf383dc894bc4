"""tamis: load published data schemas, validate, normalise and aggregate what producers deliver.

What stands here is the public face; each name is imported when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tamis.app import (
        ReadOptions,
        aggregate,
        aggregate_package,
        infer,
        lint,
        load_schema,
        normalize,
        read,
        scan,
        validate,
        validate_package,
    )
    from tamis.interop.dataframely import to_dataframely
    from tamis.interop.pandera import to_pandera
    from tamis.model.draft import Draft
    from tamis.model.edits import Edits
    from tamis.model.errors import (
        InvalidDataError,
        RefusedError,
        SchemaError,
        SourceError,
        TamisError,
        UsageError,
    )
    from tamis.model.finding import Finding
    from tamis.model.limits import Limits
    from tamis.model.profile import Profile
    from tamis.model.repair_choice import Choice
    from tamis.model.repair_plan import RepairPlan
    from tamis.model.report import Report, Unread
    from tamis.model.rule import Applicability, Severity
    from tamis.model.schema import Field, Schema
    from tamis.model.verdict import Verdict
    from tamis.model.version import VERSION as __version__  # noqa: N811
    from tamis.release.options import AggregateOptions, CollectOptions, DatagouvOptions
    from tamis.release.result import Release
    from tamis.sources.policy import FetchPolicy
    from tamis.writers.corrected import Normalized

__all__ = [
    "AggregateOptions",
    "Applicability",
    "Choice",
    "CollectOptions",
    "DatagouvOptions",
    "Draft",
    "Edits",
    "FetchPolicy",
    "Field",
    "Finding",
    "InvalidDataError",
    "Limits",
    "Normalized",
    "Profile",
    "ReadOptions",
    "RefusedError",
    "Release",
    "RepairPlan",
    "Report",
    "Schema",
    "SchemaError",
    "Severity",
    "SourceError",
    "TamisError",
    "Unread",
    "UsageError",
    "Verdict",
    "__version__",
    "aggregate",
    "aggregate_package",
    "infer",
    "lint",
    "load_schema",
    "normalize",
    "read",
    "scan",
    "to_dataframely",
    "to_pandera",
    "validate",
    "validate_package",
]

#: Where each name is defined.
_HOMES = {
    name: home
    for home, names in {
        "tamis.app": (
            "ReadOptions aggregate aggregate_package infer lint load_schema normalize read scan "
            "validate validate_package"
        ),
        "tamis.interop.dataframely": "to_dataframely",
        "tamis.interop.pandera": "to_pandera",
        "tamis.model.draft": "Draft",
        "tamis.model.edits": "Edits",
        "tamis.model.errors": (
            "InvalidDataError RefusedError SchemaError SourceError TamisError UsageError"
        ),
        "tamis.model.finding": "Finding",
        "tamis.model.limits": "Limits",
        "tamis.model.profile": "Profile",
        "tamis.model.repair_choice": "Choice",
        "tamis.model.repair_plan": "RepairPlan",
        "tamis.model.report": "Report Unread",
        "tamis.model.rule": "Applicability Severity",
        "tamis.model.verdict": "Verdict",
        "tamis.model.schema": "Field Schema",
        "tamis.release.options": "AggregateOptions CollectOptions DatagouvOptions",
        "tamis.release.result": "Release",
        "tamis.sources.policy": "FetchPolicy",
        "tamis.writers.corrected": "Normalized",
    }.items()
    for name in names.split()
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
