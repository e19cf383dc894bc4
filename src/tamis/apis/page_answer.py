"""What an API answered to one request: read, and held to be an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tamis.apis import answer
from tamis.apis.request import FetchOptions
from tamis.contracts import documents
from tamis.model.api_error import error_in
from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.sources.local import LocalFile


def read_json(path: Path, options: FetchOptions) -> Any:
    """Return the content of an answer, numbers digit for digit.

    Raises:
        SourceError: it is cut, or no JSON.
    """
    try:
        local = LocalFile(path=path, name=options.api.name)
        return documents.whole(local, options.limits, exact=True)
    except SourceError as error:
        raise SourceError(
            Text(
                fr=f"« {options.api.name} » n'a pas répondu par du JSON complet.",
                en=f"“{options.api.name}” did not answer with complete JSON.",
            ),
            Text(fr="Recommencez plus tard.", en="Try again later."),
        ) from (None if options.api.restricted else error)


def ensure_no_error(value: Any, options: FetchOptions, page: int = 0) -> None:
    """Refuse an error that came as an answer.

    Raises:
        SourceError: it did; what it says is not told where the API is restricted.
    """
    place = options.operation.records
    message = error_in(value)
    if not message or (place and answer.reach(value, place)):
        return
    detail = "" if options.api.restricted else f" : {message[:300]}"
    where = Text(fr=f" à la page {page}", en=f" at page {page}") if page else Text(fr="", en="")
    raise SourceError(
        Text(
            fr=f"« {options.api.name} » a répondu par une erreur{where.fr}{detail}.",
            en=f"“{options.api.name}” answered with an error{where.en}{detail}.",
        )
    )


def no_list(options: FetchOptions, page: int) -> SourceError:
    """Return what to tell of a page that has no list of records where the API says."""
    name = options.operation.records or "[ ]"
    return SourceError(
        Text(
            fr=f"« {options.api.name} » ne donne pas de liste d'enregistrements « {name} » à la "
            f"page {page}.",
            en=f"“{options.api.name}” gives no list of records “{name}” at page {page}.",
        )
    )
