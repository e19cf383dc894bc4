"""Every page of an answer, one after another, until there is no more, or something is not right.

A page that holds an error ends the fetch with an error; what was had is kept to go on with. A page
that gives nothing new ends it too, and is told: a list that goes round in circles has no end.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from tamis.apis import answer, following
from tamis.apis.harvested import (
    Harvested,
    cut_short,
    incomplete,
    moved_totals,
    repetitions,
    surplus,
)
from tamis.apis.page_answer import ensure_no_error, no_list, read_json
from tamis.apis.pages import (
    PageState,
    SeenRecords,
    open_part,
    record_texts,
    written_texts,
)
from tamis.apis.request import FetchOptions
from tamis.model.api import Paging
from tamis.model.api_error import is_bare_error
from tamis.model.errors import RefusedError, SourceError, UsageError
from tamis.model.text import Text
from tamis.sources.api_client import ApiClient
from tamis.tables import unfinished

#: Whoever asks for pages that never end is stopped here.
_MOST_PAGES: Final = 1_000_000


def harvest(
    options: FetchOptions, client: ApiClient, progress: Callable[[int], None] | None
) -> Harvested:
    """Ask for every page, its address made from the base address, never from a link.

    Raises:
        SourceError: a page cannot be had, or is none.
    """
    state = PageState.load(options) if options.resume else PageState()
    pages = Pages(options, client, state)
    with open_part(options, state) as lines:
        try:
            while pages.next():
                lines.writelines(f"{text}\n" for text in pages.texts)
                if pages.is_over:
                    break
                pages.state.save(options, lines)
                if progress is not None:
                    progress(pages.state.records)
        except (SourceError, RefusedError) as error:
            raise pages.interrupted(error) from error
    return pages.harvested()


class Pages:
    """The pages of one question, and what they come to."""

    def __init__(self, options: FetchOptions, client: ApiClient, state: PageState) -> None:
        self._options, self._client, self.state = options, client, state
        self._paging = options.operation.paging
        self._size = _page_size(options)
        self._seen = SeenRecords()
        if state.page > 1:
            self._seen.take(written_texts(options))
        self._totals: list[int] = [state.total] if state.total >= 0 else []
        self._notes: list[Text] = []
        self._is_odd = self._is_bounded = self._is_same_page = False
        self._next = ""
        self.texts: list[str] = []
        self.is_over = False

    def next(self) -> bool:
        """Take the next page; return whether there is anything to write."""
        page = self.state.page
        value = self._asked()
        if page == 1:
            _warn_of_link(value, self._client)
        listed = self._listed(value)
        if listed is None:
            return False
        self.texts = record_texts(listed)
        repeated = self._seen.repeated
        fresh = self._seen.take(self.texts)
        if not fresh and page > 1:
            self._seen.take_back(self._seen.repeated - repeated)
            self._is_odd = True
            self._stop(
                f"la page {page} redonne des enregistrements déjà reçus",
                f"page {page} gives records again that were had already",
            )
            return False
        self._count(value, len(listed))
        self.is_over = self._paging is None or self._has_ended(value, len(listed))
        return True

    def _asked(self) -> Any:
        """Return the next page. It goes through a file that is gone as soon as it is read."""
        asked = following.asked(self._options, self.state, self._size)
        with unfinished.temporary_folder("page") as folder:
            path = Path(folder) / "page"
            headers = self._client.ask(asked, path)
            value = read_json(path, self._options) if path.stat().st_size else None
        self._next = following.next_page(self._paging, value, headers, self._client.address)
        return value

    def _listed(self, value: Any) -> list[Any] | None:
        """Return the records of a page; None where it has none, which is told.

        Raises:
            SourceError: it is an error, or holds something else than a list of records.
        """
        operation, page = self._options.operation, self.state.page
        ensure_no_error(value, self._options, page if self._paging else 0)
        if value is None:
            self._stop(f"la page {page} est vide", f"page {page} is empty")
            return None
        if operation.records is None:
            return [value]
        listed = answer.records(value, operation)
        if operation.records and not answer.has_member(value, operation.records):
            if page == 1:
                raise no_list(self._options, page)
            name = operation.records
            self._is_odd = True
            self._stop(
                f"la page {page} n'a pas de membre « {name} »",
                f"page {page} has no member “{name}”",
            )
            return None
        if not isinstance(listed, list) or any(record is None for record in listed):
            raise no_list(self._options, page)
        for record in listed:
            if is_bare_error(record):
                ensure_no_error(record, self._options, page)
        if not listed:
            self._count(value, 0)
            if page > 1 or self.state.total > 0:
                self._stop(f"la page {page} est vide", f"page {page} is empty")
            return None
        return listed

    def _stop(self, fr: str, en: str) -> None:
        """Note that there are no more pages; it is told where records are lacking."""
        self._notes.append(Text(fr=fr, en=en))

    def _count(self, value: Any, number: int) -> None:
        total = answer.announced(value, self._paging)
        if total >= 0 and total not in self._totals:
            self._totals.append(total)
        self._is_same_page = bool(self._next) and self._next == self.state.next
        self.state = PageState(
            page=self.state.page + (number > 0),
            records=self.state.records + number,
            total=max(self._totals, default=-1),
            next=self._next,
        )

    def _has_ended(self, value: Any, number: int) -> bool:
        """Whether there is nothing more that may be asked for, after a page of so many records.

        A total that is passed was wrong: then the last page is one that is not full.
        """
        state, paging = self.state, self._paging
        if paging is None or state.page > _MOST_PAGES:
            return True
        if paging.kind in {"cursor", "link"}:
            return not state.next or self._is_same_page
        if paging.last and state.page - 1 + paging.first > paging.last:
            self._is_bounded = True
        if paging.cut and state.page * self._size > paging.cut:
            self._is_bounded = True
        pages = answer.reach(value, paging.pages) if paging.pages else None
        by_pages = str(pages).isdecimal() and state.page > int(str(pages))
        is_whole = state.total == state.records
        is_passed = 0 <= state.total < state.records and number < max(self._size, 1)
        return self._is_bounded or by_pages or is_whole or is_passed

    def interrupted(self, error: SourceError | RefusedError) -> SourceError | RefusedError:
        """Return an error that says, too, what is kept and how to go on."""
        if self.state.page == 1 or self._options.api.restricted or isinstance(error, UsageError):
            return error
        number, page = self.state.records, self.state.page
        hint = error.hint or Text(fr="", en="")
        return type(error)(
            error.text,
            Text(
                fr=f"{hint.fr} {number} enregistrements sont gardés : la même commande avec "
                f"--resume reprend à la page {page}.".strip(),
                en=f"{hint.en} {number} records are kept: the same command with --resume goes on "
                f"at page {page}.".strip(),
            ),
        )

    def harvested(self) -> Harvested:
        """Return what the pages gave, and what is to be said of it."""
        records, total, repeated = self.state.records, self.state.total, self._seen.repeated
        paging = self._paging
        at_ceiling = paging is not None and bool(paging.cut) and total >= paging.cut
        lacking = records - repeated < total or (self._is_bounded and at_ceiling)
        cut = paging is not None and (lacking or (self._is_odd and total < 0))
        notes = [
            *([cut_short(records, total, is_least=at_ceiling)] if cut and self._is_bounded else []),
            *([incomplete(records, total, self._notes)] if cut and not self._is_bounded else []),
            *([] if cut else surplus(records - repeated, records, total)),
            *repetitions(repeated),
            *moved_totals(self._totals),
        ]
        return Harvested(
            records=records,
            total=total,
            pages=self.state.page - 1,
            cut=cut,
            repeated=repeated,
            notes=tuple(notes),
        )


def _page_size(options: FetchOptions) -> int:
    """Return how many records a page is asked to have."""
    paging: Paging | None = options.operation.paging
    if paging is None or not paging.size:
        return 0
    text = dict(options.params).get(paging.size, str(paging.most))
    most = paging.most
    if text.isascii() and text.isdigit() and (0 < int(text) <= most or not most):
        return int(text)
    raise UsageError(
        Text(
            fr=f"{paging.size}={text} : il faut un nombre de 1 à {most}.",
            en=f"{paging.size}={text}: a number from 1 to {most} is needed.",
        )
    )


def _warn_of_link(value: Any, client: ApiClient) -> None:
    """Tell of a link to the next page that leads to another host: it is not followed."""
    link = value.get("next") if isinstance(value, dict) else None
    try:
        host = urlsplit(link).hostname if isinstance(link, str) else None
    except ValueError:
        host = None
    if host and host != urlsplit(client.address).hostname:
        client.warn(
            Text(
                fr=f"Le lien « next » mène à un autre serveur ({host}) : il n'est pas suivi.",
                en=f"The link “next” leads to another host ({host}): it is not followed.",
            )
        )
