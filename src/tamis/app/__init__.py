"""What the command line and library users both call: validate, normalize, aggregate."""

from tamis.app._aggregate import aggregate, aggregate_package, plan_release
from tamis.app._convert import convert_schema
from tamis.app._impact import Fate, Impact, SourceImpact, impact
from tamis.app._migrate import Migration, migrate
from tamis.app._normalize import normalize
from tamis.app._options import (
    DEFAULT_READ_OPTIONS,
    Progress,
    ReadOptions,
    SchemaSource,
    hold,
    load_profile,
)
from tamis.app._presentation import Shown
from tamis.app._read import read, scan
from tamis.app._reference import renew_centres, renew_reference
from tamis.app._schemas import fix_schema, infer, lint, lint_all
from tamis.app._template import write_template
from tamis.app._validate import check_answer, validate
from tamis.app._validate_package import validate_package
from tamis.loading.schemas import load as load_schema
from tamis.model.presentation import choose_presentation

__all__ = [
    "DEFAULT_READ_OPTIONS",
    "Fate",
    "Impact",
    "Migration",
    "Progress",
    "ReadOptions",
    "SchemaSource",
    "SourceImpact",
    "aggregate",
    "aggregate_package",
    "check_answer",
    "convert_schema",
    "fix_schema",
    "hold",
    "impact",
    "infer",
    "lint",
    "lint_all",
    "load_profile",
    "load_schema",
    "migrate",
    "normalize",
    "plan_release",
    "read",
    "renew_centres",
    "renew_reference",
    "scan",
    "validate",
    "validate_package",
    "write_template",
]

choose_presentation(Shown())
