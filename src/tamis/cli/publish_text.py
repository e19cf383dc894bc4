"""What publishing would do and what it did, as lines for the terminal and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.publish.apply import Outcome
    from tamis.publish.metadata import MetadataChange
    from tamis.publish.plan import PlannedFile, PublishPlan
    from tamis.publish.reminders import Reminders
    from tamis.release.notices import Notice

_NAMES: Final = {
    "title": Text(fr="titre", en="title"),
    "description": Text(fr="description", en="description"),
    "type": Text(fr="type", en="type"),
    "schema": Text(fr="schéma", en="schema"),
}
#: Extras by which resources are known again; they are told once for all.
_MARKS: Final = "tamis:"
#: Extras of the validation, and those of them that are shown.
_VALIDATION: Final = "validation-report:"
_SAID: Final = ("valid_resource", "nb_errors")
#: Characters of a text that are shown.
_SHOWN: Final = 60


def lines(plan: PublishPlan, reminders: Reminders) -> Iterator[str]:
    """Return where, then what is done with each file, what is left alone, and the order."""
    from tamis.render.terminal import escaped

    yield from _place(plan)
    width = max((len(planned.file.name) for planned in plan.files), default=0)
    for planned in plan.files:
        name = escaped(planned.file.name).ljust(width)
        yield f"  {planned.action.text!s:<9}  {name}  {_about(planned)}".rstrip()
        yield from (f"{'':13}{line}" for line in _changes(planned))
    yield from _left_out(plan)
    yield from (f"  ! {escaped(str(remark))}" for remark in plan.publication.remarks)
    yield from _beside(plan)
    if any(planned.changes or planned.action != "keep" for planned in plan.files):
        marks = "tamis:file, tamis:sha1, tamis:date, tamis:run"
        label = str(Text(fr="marquer", en="mark"))
        yield f"  {label:<9}  " + str(
            Text(
                fr=f"par les extras {marks}, auxquels chaque fichier est reconnu ensuite",
                en=f"by the extras {marks}, by which each file is known again",
            )
        )
    yield from _reminders(reminders)
    if plan.is_empty and reminders.is_empty:
        yield str(
            Text(fr="Rien à faire : tout y est déjà.", en="Nothing to do: everything is there.")
        )


def _colon() -> str:
    from tamis.render.words import colon

    return colon()


def _place(plan: PublishPlan) -> Iterator[str]:
    from tamis.render.terminal import escaped

    if plan.dataset is not None:
        title, identifier = escaped(plan.dataset.title), plan.dataset.id
        yield str(
            Text(
                fr=f"Sur {plan.address}, dans « {title} » ({identifier}) :",
                en=f"On {plan.address}, in “{title}” ({identifier}):",
            )
        )
        return
    yield str(
        Text(
            fr=f"Sur {plan.address}, dans un nouveau jeu de données :",
            en=f"On {plan.address}, in a new dataset:",
        )
    )
    for name, value in plan.new_dataset.items():
        yield f"  {name}{_colon()}{_clipped(value)}"


def _about(planned: PlannedFile) -> str:
    """Return the title, the form, the size and the schema of a file."""
    from tamis.render.terminal import clipped

    file = planned.file
    parts = [format_name(planned), _size(file.size)]
    if file.schema is not None:
        parts.append(" ".join(file.schema))
    title = file.title or (planned.resource.title if planned.resource else file.name)
    return f"{clipped(title)} · {' · '.join(parts)}"


def format_name(planned: PlannedFile) -> str:
    """Return the format that the portal makes of the file's name."""
    return planned.file.path.suffix.lstrip(".").lower() or "–"


def _size(size: int) -> str:
    from tamis.render.words import number

    units = (Text(fr="o", en="B"), Text(fr="ko", en="kB"), Text(fr="Mo", en="MB"))
    power = min(2, max(0, (len(str(size)) - 1) // 3))
    shown = number(round(size / 1000**power))
    return f"{shown} {units[power]}"


def _changes(planned: PlannedFile) -> Iterator[str]:
    """Return what changes in what is said; of a new file, what its own line does not say."""
    changes = [change for change in planned.changes if not change.name.startswith(_MARKS)]
    plain = [change for change in changes if change.name in _NAMES]
    if planned.resource is None:
        yield " · ".join(filter(None, (planned.file.type, _clipped(planned.file.description))))
    else:
        yield from map(_change, plain)
    extras = [change for change in changes if change.name not in _NAMES]
    if any(change.name.startswith(_VALIDATION) for change in extras):
        resource_extras = planned.file.extras
        shown = (f"{name}={json.dumps(resource_extras.get(_VALIDATION + name))}" for name in _SAID)
        yield f"extras{_colon()}{_VALIDATION}* ({', '.join(shown)})"


def _change(change: MetadataChange) -> str:
    label = _NAMES.get(change.name, change.name)
    before = "" if change.before in (None, "") else f"{_clipped(change.before)} → "
    return f"{label}{_colon()}{before}{_clipped(change.after)}"


def _clipped(value: Any) -> str:
    from tamis.render.terminal import clipped

    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return clipped(text, _SHOWN)


def _left_out(plan: PublishPlan) -> Iterator[str]:
    """Return what is not published, a line a reason."""
    from tamis.render.terminal import escaped

    label = str(Text(fr="écarter", en="leave out"))
    for why in dict.fromkeys(why for _, why in plan.publication.left_out):
        names = (name for name, reason in plan.publication.left_out if reason == why)
        yield f"  {label:<9}  {', '.join(map(escaped, names))}{_colon()}{why}"


def _beside(plan: PublishPlan) -> Iterator[str]:
    """Return what is there beside, and what order all gets."""
    from tamis.render.terminal import escaped

    for planned in plan.files:
        if planned.is_overwriting:
            yield "  " + str(
                Text(
                    fr=f"! « {escaped(planned.file.name)} » y a été remplacé par quelqu'un "
                    "d'autre depuis : ce fichier-là sera perdu.",
                    en=f"! “{escaped(planned.file.name)}” has since been replaced there by "
                    "somebody else: that file will be lost.",
                )
            )
    for resource in plan.stale:
        yield "  " + str(
            Text(
                fr=f"! « {escaped(resource.title)} » ({resource.id}) n'est plus publié : il reste "
                "sur le portail, à vous d'en décider.",
                en=f"! “{escaped(resource.title)}” ({resource.id}) is no longer published: it "
                "stays on the portal, for you to decide.",
            )
        )
    for name, resource in plan.lookalikes:
        yield "  " + str(
            Text(
                fr=f"! Un autre « {escaped(name)} » est déjà là ({resource.id}) : il reste. Pour "
                f"le remplacer : --resource {escaped(name)}={resource.id}",
                en=f"! Another “{escaped(name)}” already exists ({resource.id}): it stays. To "
                f"replace it: --resource {escaped(name)}={resource.id}",
            )
        )
    if plan.order:
        titles = {r.id: r.title for r in plan.dataset.resources} if plan.dataset else {}
        own = {p.resource.id: p.file.name for p in plan.files if p.resource is not None}
        shown = (own.get(key) or titles.get(key) or key for key in plan.order)
        label = str(Text(fr="ordre", en="order"))
        yield f"  {label:<9}  {', '.join(map(escaped, shown))}"


def _reminders(reminders: Reminders) -> Iterator[str]:
    from tamis.render.terminal import clipped, escaped

    for notice in reminders.discussions:
        label = str(Text(fr="rappeler", en="remind"))
        place = Text(fr=f"discussion sur {notice.dataset}", en=f"discussion on {notice.dataset}")
        yield f"  {label:<9}  {escaped(notice.source)}  {place}{_colon()}{clipped(notice.subject)}"
    for notice in reminders.mails if reminders.folder else ():
        label = str(Text(fr="rappeler", en="remind"))
        place = Text(fr="brouillon dans", en="draft in")
        yield f"  {label:<9}  {escaped(notice.source)}  {place} {reminders.folder}"
    if reminders.mails and not reminders.folder:
        names = ", ".join(escaped(notice.source) for notice in reminders.mails)
        yield "  " + str(
            Text(
                fr=f"! Sans jeu de données connu, à écrire par courriel : {names}. Brouillons : "
                "--mails, ou tamis notify.",
                en=f"! Without a known dataset, to be contacted by e-mail: {names}. Drafts: "
                "--mails, or tamis notify.",
            )
        )


def done_line(planned: PlannedFile) -> str:
    """Return that a file is there."""
    from tamis.render.terminal import escaped

    words = {
        "create": Text(fr="créé", en="created"),
        "replace": Text(fr="remplacé", en="replaced"),
        "describe": Text(fr="décrit", en="described"),
        "keep": Text(fr="laissé", en="left"),
    }
    return f"✓ {escaped(planned.file.name)}{_colon()}{words[planned.action.value]}"


def part_line(name: str, done: int, total: int) -> str:
    """Return that parts of a file are there."""
    from tamis.render.terminal import escaped

    words = Text(fr=f"partie {done} sur {total}", en=f"part {done} of {total}")
    return f"  {escaped(name)}{_colon()}{words}"


def reminded_line(notice: Notice) -> str:
    """Return that a producer was reminded."""
    from tamis.render.terminal import escaped

    words = Text(fr="rappelé", en="reminded")
    return f"✓ {escaped(notice.source)}{_colon()}{words}"


def outcome_lines(outcome: Outcome) -> Iterator[str]:
    """Return where all is, or what is there and what is not."""
    if outcome.error is None:
        page = outcome.dataset.page if outcome.dataset else ""
        words = Text(fr="Relu sur le portail : tout est comme prévu.", en="Read back: as planned.")
        yield f"{words} {page}".rstrip()
        return
    there = ", ".join(outcome.done) or "–"
    missing = ", ".join(outcome.undone) or "–"
    yield str(Text(fr=f"Y est : {there}", en=f"There: {there}"))
    yield str(
        Text(fr=f"N'y est pas, ou pas entier : {missing}", en=f"Not there, or not whole: {missing}")
    )
    if outcome.dataset is not None:
        identifier = outcome.dataset.id
        yield str(Text(fr=f"Jeu de données : {identifier}", en=f"Dataset: {identifier}"))
    yield str(Text(fr="La même commande reprendra là.", en="The same command resumes from there."))
