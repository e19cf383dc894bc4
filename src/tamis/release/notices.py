"""Messages for the producers whose state changed: a mail and a text each, nothing is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.release.output import history
from tamis.release.output.documents import CARDS, file_names

#: Files larger than this are named, not attached.
_ATTACHED: Final = 5 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A producer to write to: the source, whom, the subject, the text, the files that go with it.

    `contact` is "" where nobody says whom to write to.
    """

    source: str
    name: str
    contact: str
    subject: str
    text: str
    attachments: tuple[Path, ...]


def notices(folder: Path) -> list[Notice]:
    """Return a notice for each source whose state changed between the last two runs of a release.

    State: what became of it, the codes of its findings, how many of its rows are rejected. Where
    there is one run only, the sources that are not as wished.

    Raises:
        SourceError: no release stands in `folder`, or one that says too little.
    """
    report = _report(folder)
    before, now = _last_two(history.read(folder))
    sources = [*report["sources"], *report["unread"]]
    names = file_names([str(source["id"]) for source in sources])
    return [
        notice
        for source in sources
        if _is_news(before, now, str(source["id"]))
        for notice in _notice(folder, report, source, names[str(source["id"])])
    ]


def _report(folder: Path) -> dict[str, Any]:
    try:
        report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        return {name: report[name] for name in ("sources", "unread", "schema", "date")}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourceError(
            Text(
                fr=f"« {folder} » n'est pas une publication de tamis.",
                en=f"“{folder}” is no release of tamis.",
            )
        ) from error


State = tuple[Any, ...]


def _last_two(frame: pl.DataFrame) -> tuple[Mapping[str, State] | None, Mapping[str, State]]:
    """Return the states of the sources in the run before the last one, and in the last one."""
    runs = frame["run"].unique().sort().to_list()
    states = [_states(frame.filter(pl.col("run") == run)) for run in runs[-2:]]
    return (states[0], states[1]) if len(states) > 1 else (None, states[0] if states else {})


def _states(frame: pl.DataFrame) -> dict[str, State]:
    return {
        row["source"]: (
            row["state"],
            row["rejected"],
            *(finding["code"] for finding in row["findings"]),
        )
        for row in frame.iter_rows(named=True)
    }


def _is_news(before: Mapping[str, State] | None, now: Mapping[str, State], source: str) -> bool:
    state = now.get(source)
    if state is None:
        return False
    if before is None or source not in before:
        return state[0] != "released" or bool(state[1])
    return before[source] != state


def _notice(
    folder: Path, report: Mapping[str, Any], source: Mapping[str, Any], name: str
) -> Iterator[Notice]:
    card = folder / CARDS / f"{name}.md"
    if not card.is_file():
        return
    day = f" ({report['date']})" if report["date"] else ""
    title = str(source.get("producer") or source["id"])
    schema = report["schema"]["name"]
    subject = Text(
        fr=f"{title} : vos données au schéma {schema}{day}",
        en=f"{title}: your data of the schema {schema}{day}",
    )
    beside = (card.with_name(f"{name}.csv"), card.with_name(f"{name}-journal.csv"))
    yield Notice(
        source=str(source["id"]),
        name=name,
        contact=str(source.get("contact") or ""),
        subject=" ".join(str(subject).split()),
        text=card.read_text(encoding="utf-8"),
        attachments=tuple(path for path in beside if path.is_file()),
    )


def write(notices: list[Notice], folder: Path, sender: str = "") -> list[Path]:
    """Write, for each notice, a mail (``.eml``) and a text for a discussion (``.txt``).

    Args:
        notices: the notices.
        folder: where to write; it is made where it is not there.
        sender: who the mails are from; "" leaves it to who sends them.

    Returns:
        The files, in order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for notice in notices:
        mail, text = folder / f"{notice.name}.eml", folder / f"{notice.name}.txt"
        mail.write_bytes(_mail(notice, sender).as_bytes(policy=SMTP))
        text.write_text(f"{notice.subject}\n\n{notice.text}", encoding="utf-8")
        paths += [mail, text]
    return paths


def _mail(notice: Notice, sender: str) -> EmailMessage:
    """Return a draft: no day, no identifier, which whoever sends it gives."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = notice.subject
    if "@" in notice.contact and "/" not in notice.contact:
        message["To"] = notice.contact.removeprefix("mailto:")
    if sender:
        message["From"] = sender
    message["X-Unsent"] = "1"
    message.set_content(notice.text, charset="utf-8")
    for path in notice.attachments:
        if path.stat().st_size <= _ATTACHED:
            message.add_attachment(
                path.read_bytes(), maintype="text", subtype="csv", filename=path.name
            )
    if message.is_multipart():
        message.set_boundary(f"tamis-{notice.name.encode().hex()[:40]}")
    return message
