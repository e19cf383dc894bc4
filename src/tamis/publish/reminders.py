"""Reminders to producers: a discussion on their dataset, or a mail, once a state of their source.

The texts are those of `tamis notify`. A reminder bears a reference, by which it is found again
where the answer to it was lost, or where another machine has sent it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tamis.model.errors import TamisError
from tamis.publish.portal import Portal
from tamis.publish.portal_errors import PortalError
from tamis.publish.state import PublishState
from tamis.release import notices
from tamis.release.notices import Notice

#: The most characters of a comment that udata takes.
_LONGEST: Final = 50_000
#: What stands before the state of a source whose reminder may not have arrived.
_DOUBTFUL: Final = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders:
    """Reminders to send.

    Attributes:
        discussions: those that begin a discussion on the portal.
        mails: those whose source stands in no dataset: a mail is for a person to send.
        folder: where drafts of the mails go; None where nobody asked for them.
    """

    discussions: tuple[Notice, ...] = ()
    mails: tuple[Notice, ...] = ()
    folder: Path | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is none to send or to write."""
        return not self.discussions and not (self.folder and self.mails)


def planned(folder: Path, state: PublishState, mails: Path | None = None) -> Reminders:
    """Return the reminders of a release that were not sent yet.

    Args:
        folder: the release.
        state: which state of which source was told already.
        mails: where drafts of mails go; None for none.
    """
    fresh = [
        notice for notice in notices.current_notices(folder) if _is_news(notice, state.reminders)
    ]
    return Reminders(
        discussions=tuple(notice for notice in fresh if notice.dataset),
        mails=tuple(notice for notice in fresh if not notice.dataset),
        folder=mails,
    )


def _is_news(notice: Notice, reminders: dict[str, str]) -> bool:
    """Whether a source is in another state than its producer knows of: a good one at first."""
    last = reminders.get(notice.name)
    return not notice.is_good if last is None else last != notice.state


def send(
    reminders: Reminders, portal: Portal, state: PublishState, tell: Callable[[Notice], None]
) -> list[tuple[Notice, TamisError]]:
    """Begin the discussions; return those that the portal refused, and why.

    Each is noted before it is sent, so that none is ever sent twice.
    """
    failed = []
    for notice in reminders.discussions:
        try:
            if _send(notice, portal, state):
                tell(notice)
        except TamisError as error:
            failed.append((notice, error))
    return failed


def write_mails(reminders: Reminders, state: PublishState) -> list[Path]:
    """Write the drafts of the mails, where somebody asked for them; return the files."""
    if reminders.folder is None:
        return []
    paths = notices.write(list(reminders.mails), reminders.folder)
    for notice in reminders.mails:
        state.reminders[notice.name] = notice.state
    state.save()
    return paths


def _send(notice: Notice, portal: Portal, state: PublishState) -> bool:
    """Send one reminder, unless it is there already; return whether it was sent."""
    messages = portal.discussions(notice.dataset)
    is_there = any(_reference(notice) in message for message in messages or ())
    was_tried = state.reminders.get(notice.name) == _DOUBTFUL + notice.state
    is_sent = not is_there and not (was_tried and messages is None)
    if is_sent:
        before = state.reminders.get(notice.name)
        _note(state, notice, _DOUBTFUL + notice.state)
        try:
            portal.discuss(notice.dataset, notice.subject, _comment(notice))
        except PortalError as error:
            if not error.is_doubtful:
                _note(state, notice, before)
            raise
    _note(state, notice, notice.state)
    return is_sent


def _note(state: PublishState, notice: Notice, mark: str | None) -> None:
    if mark is None:
        state.reminders.pop(notice.name, None)
    else:
        state.reminders[notice.name] = mark
    state.save()


def _reference(notice: Notice) -> str:
    return f"tamis:{notice.name}:{notice.state}"


def _comment(notice: Notice) -> str:
    foot = f"\n\n{_reference(notice)}"
    return notice.text.rstrip()[: _LONGEST - len(foot)] + foot
