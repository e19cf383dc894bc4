"""What a publication is, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tamis.cli.publish_text import format_name

if TYPE_CHECKING:
    from tamis.publish.apply import Outcome
    from tamis.publish.plan import PlannedFile, PublishPlan
    from tamis.publish.reminders import Reminders


def content(plan: PublishPlan, reminders: Reminders, outcome: Outcome | None) -> dict[str, Any]:
    """Return the plan, and what became of it, as JSON has them."""
    dataset = plan.dataset if outcome is None else outcome.dataset
    members: dict[str, Any] = {
        "portal": plan.address,
        "dataset": None if dataset is None else {"id": dataset.id, "page": dataset.page},
        "new_dataset": dict(plan.new_dataset) or None,
        "files": [_file(planned) for planned in plan.files],
        "left_out": [{"name": name, "reason": str(why)} for name, why in plan.publication.left_out],
        "remarks": [str(remark) for remark in plan.publication.remarks],
        "order": list(plan.order),
        "stale": [resource.id for resource in plan.stale],
        "reminders": [notice.source for notice in reminders.discussions],
        "to_mail": [notice.source for notice in reminders.mails],
    }
    if outcome is not None:
        members["done"] = list(outcome.done)
        members["undone"] = list(outcome.undone)
        members["error"] = None if outcome.error is None else str(outcome.error)
    return members


def _file(planned: PlannedFile) -> dict[str, Any]:
    file = planned.file
    schema = (
        None if file.schema is None else dict(zip(("name", "version"), file.schema, strict=True))
    )
    return {
        "name": file.name,
        "action": planned.action.value,
        "resource": planned.resource.id if planned.resource else None,
        "title": file.title,
        "description": file.description,
        "type": file.type,
        "format": format_name(planned),
        "size": file.size,
        "sha1": file.sha1,
        "overwrites": planned.is_overwriting,
        "schema": schema,
        "extras": dict(file.extras),
        "changes": [change._asdict() for change in planned.changes],
    }
