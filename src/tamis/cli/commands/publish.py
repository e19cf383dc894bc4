"""tamis publish: a release, or one validated file, put on data.gouv.fr."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tamis.cli import options, publish_json, publish_options, publish_text, read_options, streams
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument
from tamis.model.errors import RefusedError, UsageError
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.app import ReadOptions
    from tamis.publish.apply import Outcome
    from tamis.publish.plan import PublishPlan
    from tamis.publish.portal import Portal
    from tamis.publish.publication import Publication
    from tamis.publish.reminders import Reminders
    from tamis.publish.state import PublishState


@declare(
    "publish",
    Text(
        fr="Publie une fusion, ou un fichier vérifié, sur data.gouv.fr.",
        en="Publish a release, or one validated file, on data.gouv.fr.",
    ),
    Text(
        fr="Montre d'abord ce qui sera créé, remplacé ou laissé, puis demande. Ce qui est envoyé "
        "est relu et comparé ; la même commande une seconde fois ne fait rien ; interrompue, elle "
        "reprend. La clé vient d'une variable ou du trousseau, jamais de la commande.\n\n"
        "SOURCE : le dossier écrit par tamis aggregate, ou un fichier.",
        en="Show first what will be created, replaced or left, then ask. What is sent is read "
        "back and compared; the same command a second time does nothing; if interrupted, it "
        "resumes. The key comes from a variable or the keyring, never from the "
        "command.\n\nSOURCE: the folder written by tamis aggregate, or a file.",
    ),
    examples=(
        (
            "tamis publish sortie --dataset bornes-de-recharge --dry-run",
            Text(
                fr="Ce qui serait fait, sans rien envoyer :", en="What would be done, nothing sent:"
            ),
        ),
        (
            "tamis publish sortie --create --yes",
            Text(fr="Un nouveau jeu de données, sans question :", en="A new dataset, no question:"),
        ),
        (
            "tamis publish bornes.csv -s etalab/schema-irve-statique --dataset mes-bornes",
            Text(fr="Un seul fichier, s'il est conforme :", en="One file, if it conforms:"),
        ),
    ),
)
@argument("source", type=click.Path(path_type=Path), metavar="SOURCE")
@publish_options.publish_options
@read_options.reading
@options.listing_format
@options.lang
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    source: Path,
    dry_run: bool,
    yes: bool,
    format: str,
    **choices: Any,
) -> None:
    """Plan, show, ask, publish, read back."""
    from tamis.publish.state import PublishState
    from tamis.writers.lock import locked

    is_text = format != "json"
    if not (dry_run or yes):
        _ensure_somebody(is_text=is_text)
    publication = _publication(source, choices)
    with publish_options.portal_of(choices, needs_key=not dry_run) as portal:
        state = PublishState(source, portal.address)
        with nullcontext() if dry_run else locked(state.path):
            plan, reminders = _plan(publication, portal, state, choices)
            if is_text:
                _show(publish_text.lines(plan, reminders))
            outcome, failed = None, 0
            is_idle = plan.is_empty and reminders.is_empty
            if not (dry_run or is_idle) and (yes or _agrees()):
                again = plan if yes else _plan(publication, portal, state, choices)[0]
                _ensure_same(plan, again)
                outcome = _apply(plan, portal, state, choices, is_text=is_text)
                if outcome.error is None:
                    failed = _remind(reminders, portal, state, is_text=is_text)
    if not is_text:
        streams.print_json(publish_json.content(plan, reminders, outcome))
    if outcome is not None and outcome.error is not None:
        raise outcome.error
    ctx.exit(3 if failed else 0)


def _ensure_somebody(*, is_text: bool) -> None:
    """Refuse to go on where nobody can be asked.

    Raises:
        UsageError: there is no terminal, or what is shown is for a program.
    """
    if not (is_text and sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            Text(
                fr="Personne ne peut confirmer ici : rien n'est publié.",
                en="There is nobody to confirm: nothing is published.",
            ),
            Text(
                fr="Pour voir ce qui serait fait : --dry-run ; pour le faire : --yes.",
                en="To see what would be done: --dry-run; to do it: --yes.",
            ),
        )


def _publication(source: Path, choices: dict[str, Any]) -> Publication:
    """Return what is to be published, with what the caller says of it."""
    from tamis.publish import release_folder, single_file

    note = publish_options.note_of(choices)
    reading: ReadOptions = choices["reading"]
    allow_personal = choices["allow_personal"]
    if not source.is_dir():
        return single_file.read(
            source,
            choices["schema"],
            note,
            reading=reading,
            allow_invalid=choices["allow_invalid"],
            allow_personal=allow_personal,
        )
    if choices["schema"]:
        raise UsageError(
            Text(
                fr="Une fusion a son schéma : -s va avec un fichier.",
                en="A release has its schema: -s goes with a file.",
            )
        )
    publication = release_folder.read(source, allow_personal=allow_personal)
    declared = {name: value for name in note.__slots__ if (value := getattr(note, name))}
    return replace(publication, note=replace(publication.note, **declared))


def _plan(
    publication: Publication, portal: Portal, state: PublishState, choices: dict[str, Any]
) -> tuple[PublishPlan, Reminders]:
    from tamis.publish import reminders, run

    plan = run.prepare(publication, portal, state, publish_options.run_options(choices))
    if not choices["remind"]:
        if choices["mails"]:
            raise UsageError(Text(fr="--mails va avec --remind.", en="--mails goes with --remind."))
        return plan, reminders.Reminders()
    if not publication.source.is_dir():
        raise UsageError(
            Text(fr="--remind va avec une fusion.", en="--remind goes with a release.")
        )
    return plan, reminders.planned(publication.source, state, choices["mails"])


def _agrees() -> bool:
    """Ask whether the plan is to be done."""
    question = str(Text(fr="Continuer ? [o/N]", en="Go ahead? [y/N]"))
    answer = click.prompt(question, default="n", show_default=False, err=True)
    if answer.strip().lower() in {"o", "oui", "y", "yes"}:
        return True
    _show([str(Text(fr="Rien n'est publié.", en="Nothing is published."))])
    return False


def _ensure_same(plan: PublishPlan, again: PublishPlan) -> None:
    """Refuse a plan that would not be made any more.

    Raises:
        RefusedError: what was shown would not be what is done.
    """
    if again.steps != plan.steps:
        raise RefusedError(
            Text(
                fr="Le jeu de données a changé depuis que ceci a été montré : rien n'est publié.",
                en="The dataset changed since this was shown: nothing is published.",
            ),
            Text(fr="Recommencez.", en="Try again."),
        )


def _apply(
    plan: PublishPlan,
    portal: Portal,
    state: PublishState,
    choices: dict[str, Any],
    *,
    is_text: bool,
) -> Outcome:
    from tamis.model.limits import MB
    from tamis.publish.apply import apply

    def progress(name: str, done: int, total: int) -> None:
        if is_text:
            _show([publish_text.part_line(name, done, total)])

    outcome = apply(
        plan,
        portal,
        state,
        part_size=choices["part_size"] * MB,
        tell=lambda planned: _show([publish_text.done_line(planned)] if is_text else ()),
        progress=progress,
    )
    if is_text:
        _show(publish_text.outcome_lines(outcome))
    return outcome


def _remind(reminders: Reminders, portal: Portal, state: PublishState, *, is_text: bool) -> int:
    """Send the reminders; return how many failed."""
    from tamis.publish import reminders as sending

    failed = sending.send(
        reminders,
        portal,
        state,
        lambda notice: _show([publish_text.reminded_line(notice)] if is_text else ()),
    )
    paths = sending.write_mails(reminders, state)
    if is_text:
        _show(f"✓ {path}" for path in paths)
    for notice, error in failed:
        sys.stderr.write(f"✗ {notice.source} : {error}\n")
    return len(failed)


def _show(lines: Iterable[str]) -> None:
    """Write lines as they come: a run that is killed has told what it did."""
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
