"""Plans made once for files that share a schema, a header and a profile.

Compiling is most of the work on a small file, and a plan is never changed once it is made.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Final

from tamis.model.profile import Profile
from tamis.model.schema import Schema
from tamis.plan.compile import compile_plan
from tamis.plan.model import Plan

#: How many plans are held.
_MOST: Final = 16

#: By the identity of schema and profile, which the plan holds on to, and by the header.
_plans: OrderedDict[tuple[int, int, tuple[str, ...]], Plan] = OrderedDict()
_lock = Lock()


def plan_for(schema: Schema, labels: tuple[str, ...], profile: Profile) -> Plan:
    """Return the plan of `schema` for the labels of a file, as `compile_plan` makes it."""
    key = (id(schema), id(profile), labels)
    with _lock:
        plan = _plans.get(key)
        if plan is None:
            plan = compile_plan(schema, labels, profile)
            if plan.schema is not schema or plan.profile is not profile:
                return plan
            _plans[key] = plan
        _plans.move_to_end(key)
        while len(_plans) > _MOST:
            _plans.popitem(last=False)
        return plan
