"""An operation asked, once or page after page, into a file that says where it came from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tamis.apis import answer
from tamis.apis.harvest import harvest
from tamis.apis.page_answer import ensure_no_error, read_json
from tamis.apis.request import FetchOptions, ensure_askable, request, unwritten_origin
from tamis.apis.signed import is_signed
from tamis.apis.split import harvest_in_parts, split_fields
from tamis.model.origin import Origin
from tamis.model.text import Text
from tamis.sources import sidecar
from tamis.sources.api_client import ApiClient
from tamis.sources.digest import sha256
from tamis.writers.swap import beside


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchResult:
    """What was fetched: how many records of how many (-1: unknown), in how many requests.

    Attributes:
        cut: whether there are more records than were had.
        pages: how many pages were taken.
        repeated: how many records came more than once.
    """

    output: Path
    records: int
    total: int
    requests: int
    cut: bool
    pages: int = 1
    repeated: int = 0


def fetch(
    options: FetchOptions,
    *,
    warn: Callable[[Text], None] = lambda _: None,
    progress: Callable[[int], None] | None = None,
    client: ApiClient | None = None,
) -> FetchResult:
    """Fetch what the options ask for.

    Args:
        options: what to fetch.
        warn: told what the user should know.
        progress: told the number of records fetched so far.
        client: who asks; else one of the API.

    Raises:
        SourceError: the API does not answer, or not within the limits, or with an error.
        RefusedError: it sends to another host.
        UsageError: a parameter is not known or lacking, or a token is.
    """
    ensure_askable(options)
    asking = client or ApiClient(api=options.api, base=options.base)
    asking.warn = warn
    options = replace(options, base=asking.base)
    fetched = _all(options, asking, progress) if options.all else _once(options, asking)
    sidecar.write(options.output, _origin(options, fetched))
    return fetched


def _origin(options: FetchOptions, fetched: FetchResult) -> Origin:
    """Return what is said of the file, and of what it holds."""
    return replace(
        unwritten_origin(options),
        fetched=datetime.now(UTC).isoformat(timespec="seconds"),
        sha256=sha256(options.output),
        records=fetched.records,
        total=fetched.total,
        pages=fetched.pages,
        repeated=fetched.repeated,
        cut=fetched.cut,
    )


def _once(options: FetchOptions, client: ApiClient) -> FetchResult:
    with beside(options.output, origin=unwritten_origin(options)) as part:
        client.ask(request(options), part)
        is_plain = part.stat().st_size and not is_signed(part)
        value = read_json(part, options) if is_plain else None
        ensure_no_error(value, options)
    records = answer.records(value, options.operation)
    total = answer.announced(value, options.operation.paging)
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
        output=options.output, records=number, total=total, requests=client.requests, cut=cut
    )


def _all(
    options: FetchOptions, client: ApiClient, progress: Callable[[int], None] | None
) -> FetchResult:
    if options.split:
        fields = split_fields(options.split, options)
        harvested = harvest_in_parts(options, client, fields, progress)
    else:
        harvested = harvest(options, client, progress)
    for note in harvested.notes:
        client.warn(note)
    return FetchResult(
        output=options.output,
        records=harvested.records,
        total=harvested.total,
        requests=client.requests,
        cut=harvested.cut,
        pages=harvested.pages,
        repeated=harvested.repeated,
    )
