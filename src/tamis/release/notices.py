"""Messages for the producers whose state changed: a mail and a text each, nothing is sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.release import archive
from tamis.release.output import history
from tamis.release.output.documents import CARDS, file_names

#: Files larger than this are named, not attached.
_ATTACHED: Final = 5 << 20


#: What became of a source, how many rows are rejected, the codes of its findings.
State = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A producer to write to: the source, whom, the subject, the text, the files that go with it.

    Attributes:
        contact: "" where nobody says whom to write to.
        dataset: the dataset of data.gouv.fr that the source stands in; "" for none.
        state: tells one state of the source from another.
        is_good: whether the source is released whole.
    """

    source: str
    name: str
    contact: str
    subject: str
    text: str
    attachments: tuple[Path, ...]
    dataset: str = ""
    state: str = ""
    is_good: bool = False


def notices(folder: Path) -> list[Notice]:
    """Return a notice for each source whose state changed between the last two runs of a release.

    State: what became of it, the codes of its findings, how many of its rows are rejected. Where
    there is one run only, the sources that are not as wished. Of a package, those of each table.

    Raises:
        SourceError: no release stands in `folder`, or one that says too little.
    """
    if tables := archive.table_folders(folder):
        return _of_tables(tables, notices)
    before, now = _last_two(history.read(folder))
    return [notice for notice in _all(folder, now) if _is_news(before, now, notice.source)]


def current_notices(folder: Path) -> list[Notice]:
    """Return a notice for each source of a release, in the state that it is in now.

    Raises:
        SourceError: no release stands in `folder`, or one that says too little.
    """
    if tables := archive.table_folders(folder):
        return _of_tables(tables, current_notices)
    return list(_all(folder, _last_two(history.read(folder))[1]))


def _of_tables(tables: Sequence[Path], notices_of: Callable[[Path], list[Notice]]) -> list[Notice]:
    """Return the notices of each table of a release, under names of their own."""
    return [
        replace(notice, name=f"{table.name}-{notice.name}")
        for table in tables
        for notice in notices_of(table)
    ]


def _all(folder: Path, now: Mapping[str, State]) -> Iterator[Notice]:
    report = _report(folder)
    sources = [*report["sources"], *report["unread"]]
    names = file_names([str(source["id"]) for source in sources])
    for source in sources:
        state = now.get(str(source["id"]))
        if state is not None:
            yield from _notice(folder, report, source, names[str(source["id"])], state)


def _report(folder: Path) -> dict[str, Any]:
    try:
        report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        return {name: report[name] for name in ("sources", "unread", "schema", "date")}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourceError(
            Text(
                fr=f"« {folder} » n'est pas une publication de tamis.",
                en=f"“{folder}” is not a tamis release.",
            )
        ) from error


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
        return not _is_good(state)
    return before[source] != state


def _is_good(state: State) -> bool:
    return state[0] == "released" and not state[1]


def _notice(
    folder: Path, report: Mapping[str, Any], source: Mapping[str, Any], name: str, state: State
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
        dataset=str(source.get("dataset") or ""),
        state=hashlib.sha256(repr(state).encode()).hexdigest()[:12],
        is_good=_is_good(state),
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
