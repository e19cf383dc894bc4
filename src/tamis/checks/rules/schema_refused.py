"""frictionless does not take the descriptor."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from tamis.checks.contract import Defect, lint_rule
from tamis.checks.descriptor import Written
from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="schema.refused",
    title=Text(
        fr="Descripteur refusé par frictionless",
        en="Descriptor refused by frictionless",
    ),
    message=Text(
        fr="frictionless refuse ce schéma : {value}",
        en="frictionless refuses this schema: {value}",
    ),
    why=Text(
        fr="La bibliothèque de référence ne peut pas charger le schéma, ni les outils bâtis sur "
        "elle.",
        en="The reference library cannot load the schema, nor can the tools that are built on it.",
    ),
    repair=Text(
        fr="Corrigez ce qu'elle signale.",
        en="Correct what it reports.",
    ),
)

_OURS: Final = frozenset({"custom_checks", "fieldsMatch", "tamis:release", "uniqueKeys"})
#: Faults that another rule tells: one fault is told once.
_TOLD: Final = lazy_pattern(
    "^example value|at property 'format'|is not supported by type|not unique|does not match the"
)
#: Only where no other rule told an error: one fault is told once.
LAST: Final = True


@lint_rule
def lint(written: Written) -> Iterator[Defect]:
    """Let frictionless say whether it takes the descriptor.

    What it does not know of version 2 is no fault: it is left out.
    """
    from frictionless import FrictionlessException
    from frictionless import Schema as Theirs

    known = {key: value for key, value in written.raw.items() if key not in _OURS}
    try:
        Theirs.from_descriptor(json.loads(json.dumps(known)))
    except FrictionlessException as error:
        for reason in error.reasons or [error.error]:
            if not _TOLD.search(reason.note):
                yield Defect(value=reason.note)
