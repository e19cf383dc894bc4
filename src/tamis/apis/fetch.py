"""An operation asked, once or page after page, into a file that says where it came from."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tamis.apis.pages import State, written
from tamis.apis.request import FetchOptions, checked, request, template
from tamis.contracts import documents
from tamis.model.api import Paging
from tamis.model.errors import SourceError
from tamis.model.origin import Origin
from tamis.model.text import Text
from tamis.sources import sidecar
from tamis.sources.api_client import ApiClient
from tamis.sources.digest import sha256
from tamis.sources.local import LocalFile
from tamis.writers.swap import beside


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchResult:
    """What was fetched: how many records of how many (-1: unknown), in how many requests."""

    output: Path
    records: int
    total: int
    requests: int
    cut: bool


def fetch(
    order: FetchOptions,
    *,
    warn: Callable[[Text], None] = lambda _: None,
    progress: Callable[[int], None] | None = None,
    client: ApiClient | None = None,
) -> FetchResult:
    """Fetch what is ordered.

    Args:
        order: what to fetch.
        warn: told what the user should know.
        progress: told the number of records fetched so far.
        client: who asks; else one of the API.

    Raises:
        SourceError: the API does not answer, or not within the limits.
        RefusedError: it sends to another host.
        UsageError: a parameter is not known or lacking, or a token is.
    """
    checked(order)
    asking = client or ApiClient(api=order.api, base=order.base)
    asking.warn = warn
    done = _all(order, asking, progress) if order.all else _once(order, asking)
    digest = sha256(order.output)
    sidecar.write(
        order.output,
        Origin(
            api=order.api.name,
            operation=order.operation.name,
            template=order.api.base + template(order),
            access=order.api.access,
            sensitivity=order.api.sensitivity,
            licence=order.api.licence,
            contract=order.operation.contract,
            fetched=datetime.now(UTC).isoformat(timespec="seconds"),
            sha256=digest,
            records=done.records,
            total=done.total,
        ),
    )
    return done


def _once(order: FetchOptions, client: ApiClient) -> FetchResult:
    with beside(order.output, private=order.api.restricted) as part:
        client.ask(request(order), part)
        value = _read(part, order) if part.stat().st_size else None
    records = value if order.operation.records == "" else _found(value, order.operation.records)
    total = _total(value, order.operation.paging)
    number = len(records) if isinstance(records, list) else -1
    cut = 0 <= number < total
    if cut:
        client.warn(
            Text(
                fr=f"{number} enregistrements sur {total} : --all pour tous.",
                en=f"{number} records of {total}: --all for all.",
            )
        )
    return FetchResult(
        output=order.output, records=number, total=total, requests=client.requests, cut=cut
    )


def _read(path: Path, order: FetchOptions) -> Any:
    """Return the content of an answer.

    Raises:
        SourceError: it is cut, or no JSON.
    """
    try:
        return documents.whole(LocalFile(path=path, name=order.api.name), order.limits)
    except SourceError as error:
        raise SourceError(
            Text(
                fr=f"« {order.api.name} » a répondu autre chose que du JSON entier.",
                en=f"“{order.api.name}” answered something else than whole JSON.",
            ),
            Text(fr="Recommencez plus tard.", en="Try again later."),
        ) from (None if order.api.restricted else error)


def _found(value: Any, place: str | None) -> Any:
    for part in (place or "").split("/"):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _total(value: Any, paging: Paging | None) -> int:
    total = _found(value, paging.total) if paging else -1
    return total if isinstance(total, int) else -1


def _all(
    order: FetchOptions, client: ApiClient, progress: Callable[[int], None] | None
) -> FetchResult:
    """Ask for every page, its address made from the base address, never from a link."""
    paging = order.operation.paging
    size = dict(order.params).get(paging.size, str(paging.most)) if paging else "0"
    state = State.load(order) if order.resume else State()
    total, last = state.total, 0
    with written(order, state) as lines:
        while True:
            more = ((paging.page, str(state.page)), (paging.size, size)) if paging else ()
            value = _page(order, client, more)
            records = (
                value if order.operation.records == "" else _found(value, order.operation.records)
            )
            listed = records if isinstance(records, list) else [value]
            for one in listed:
                lines.write(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n")
            total = max(total, _total(value, paging))
            last = state.page
            state = State(page=state.page + 1, records=state.records + len(listed), total=total)
            _aside(value, client)
            if progress is not None:
                progress(state.records)
            if paging is None or not listed or _ended(state, value, paging, int(size)):
                break
            state.save(order, lines)
    cut = paging is not None and _is_cut(state, paging, last)
    if cut and paging is not None:
        least = "≥ " if paging.cut and total >= paging.cut else ""
        client.warn(
            Text(
                fr=f"Coupé par l'API : {state.records} enregistrements sur {least}{total}. "
                "Posez plusieurs questions plus étroites.",
                en=f"Cut short by the API: {state.records} records of {least}{total}. "
                "Ask several narrower questions.",
            )
        )
    return FetchResult(
        output=order.output,
        records=state.records,
        total=total,
        requests=client.requests,
        cut=cut,
    )


def _page(order: FetchOptions, client: ApiClient, more: Sequence[tuple[str, str]]) -> Any:
    """Return one page. It goes through a file that is gone as soon as it is read."""
    with tempfile.TemporaryDirectory(prefix="tamis-page-") as folder:
        path = Path(folder) / "page"
        client.ask(request(order, more), path)
        return _read(path, order) if path.stat().st_size else None


def _ended(state: State, value: Any, paging: Paging, size: int) -> bool:
    """Whether there is nothing more that may be asked for."""
    pages = _found(value, paging.pages) if paging.pages else None
    if isinstance(pages, int) and state.page > pages:
        return True
    if paging.last and state.page > paging.last:
        return True
    if paging.cut and state.page * size > paging.cut:
        return True
    return 0 <= state.total <= state.records


def _is_cut(state: State, paging: Paging, last: int) -> bool:
    bounded = (paging.last and last >= paging.last) or paging.cut
    return bool(bounded) and (
        state.records < state.total or (bool(paging.cut) and state.total >= paging.cut)
    )


def _aside(value: Any, client: ApiClient) -> None:
    """Tell of a link to the next page that leads to another host: it is not followed."""
    link = value.get("next") if isinstance(value, dict) else None
    host = urlsplit(link).hostname if isinstance(link, str) else None
    if host and host != urlsplit(client.address).hostname and client.requests == 1:
        client.warn(
            Text(
                fr=f"Le lien « next » mène à un autre serveur ({host}) : il n'est pas suivi.",
                en=f"The link “next” leads to another host ({host}): it is not followed.",
            )
        )
