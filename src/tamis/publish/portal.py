"""A portal that runs udata (data.gouv.fr, its demonstration, others), by its API, version 1."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote, urlsplit

from tamis.model.address import origin
from tamis.model.errors import UsageError
from tamis.model.text import Text
from tamis.publish.portal_errors import PortalError, portal_error
from tamis.publish.portal_limits import PortalLimits
from tamis.publish.portal_records import PortalDataset
from tamis.sources.body import PartialBody
from tamis.sources.copying import temporary_folder
from tamis.sources.http_messages import HttpRequest
from tamis.sources.network_errors import TransportError
from tamis.sources.policy import FetchPolicy
from tamis.sources.request_content import Upload
from tamis.sources.token import Secret
from tamis.sources.transport import Transport

WWW: Final = "https://www.data.gouv.fr"
DEMO: Final = "https://demo.data.gouv.fr"
_API: Final = "/api/1"
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_GONE: Final = frozenset({404, 405, 410, 501})


def address_of(base: str) -> str:
    """Return the address of a portal, without its API's path.

    Raises:
        UsageError: it is none, or the key would travel unprotected.

    >>> address_of("https://exemple.fr/api/1/")
    'https://exemple.fr'
    """
    address = base.rstrip("/").removesuffix(_API)
    target = origin(address)
    if target is None:
        raise UsageError(
            Text(fr=f"« {base} » n'est pas une adresse.", en=f"“{base}” is not an address.")
        )
    if target.scheme == "http" and target.host not in _LOOPBACK:
        raise UsageError(
            Text(
                fr=f"« {address} » ne protège pas ce qu'on lui envoie : la clé n'y va pas.",
                en=f"“{address}” does not protect what is sent to it: the key is not sent there.",
            ),
            Text(fr="Donnez une adresse en https.", en="Give an https address."),
        )
    return address


@dataclass(slots=True, kw_only=True)
class Portal:
    """One conversation with a portal.

    Attributes:
        address: where it is (`address_of`).
        key: the right to write; None where nothing is written.
        policy: tries, pauses and deadlines.
    """

    address: str
    key: Secret | None = None
    policy: FetchPolicy = field(default_factory=lambda: FetchPolicy(silence=120.0))
    _transport: Transport = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._transport = Transport(self.policy)

    def __enter__(self) -> Self:
        self._transport.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._transport.__exit__(kind, error, trace)

    @property
    def host(self) -> str:
        """What the portal is called in sentences."""
        return urlsplit(self.address).netloc

    def dataset(self, name: str) -> PortalDataset:
        """Return a dataset, by its id or its slug."""
        return PortalDataset.of(self._ask("GET", f"/datasets/{quote(name, safe='')}/"))

    def find_dataset(self, title: str, organization: str) -> PortalDataset | None:
        """Return the dataset of an organisation that has this very title; None: none is known."""
        words = {"q": title, "organization": organization, "page_size": "50"}
        params = tuple((name, value) for name, value in words.items() if value)
        answer = self._ask_if_there("/datasets/", params)
        listed = answer.get("data") if isinstance(answer, Mapping) else None
        datasets = (PortalDataset.of(raw) for raw in listed or () if isinstance(raw, Mapping))
        return next((dataset for dataset in datasets if dataset.title == title), None)

    def limits(self) -> PortalLimits:
        """Return what files and schemas the portal takes, as far as it tells."""
        answers = []
        for path in ("/datasets/extensions/", "/datasets/schemas/"):
            try:
                answers.append(self._ask("GET", path))
            except PortalError as error:
                if not error.status:
                    raise
                answers.append(None)
        return PortalLimits.of(*answers)

    def create_dataset(self, body: Mapping[str, Any]) -> PortalDataset:
        """Create a dataset. A doubtful answer is an error: it may be there."""
        return PortalDataset.of(self._ask("POST", "/datasets/", body=body, once=True))

    def upload(self, dataset: str, resource: str, form: Upload) -> Any:
        """Send a file, or a part of one; return the answer.

        Args:
            dataset: the id of the dataset.
            resource: the id of the resource whose file is replaced; "" makes a new one.
            form: the fields, and the file.
        """
        place = f"/datasets/{dataset}/" + (f"resources/{resource}/" if resource else "")
        return self._ask("POST", f"{place}upload/", form=form, once=True)

    def describe(self, dataset: str, resource: str, body: Mapping[str, Any]) -> None:
        """Change what is said of a resource."""
        self._ask("PUT", f"/datasets/{dataset}/resources/{resource}/", body=body)

    def order(self, dataset: str, resources: Sequence[str]) -> None:
        """Put the resources of a dataset in an order: all of them."""
        body = [{"id": resource} for resource in resources]
        self._ask("PUT", f"/datasets/{dataset}/resources/", body=body)

    def discussions(self, dataset: str) -> list[str] | None:
        """Return all that is said about a dataset; None where the portal does not tell."""
        params = (("for", dataset), ("page_size", "100"))
        answer = self._ask_if_there("/discussions/", params)
        if answer is None:
            return None
        listed = answer.get("data") if isinstance(answer, Mapping) else None
        return [
            str(message.get("content") or "")
            for discussion in listed or ()
            for message in discussion.get("discussion") or ()
        ]

    def discuss(self, dataset: str, title: str, comment: str) -> None:
        """Begin a discussion with the producer of a dataset."""
        subject = {"class": "Dataset", "id": dataset}
        body = {"title": title, "comment": comment, "subject": subject}
        self._ask("POST", "/discussions/", body=body, once=True)

    def _ask_if_there(self, path: str, params: tuple[tuple[str, str], ...] = ()) -> Any:
        """Return an answer of a part of the API that not every portal has; None where not."""
        try:
            return self._ask("GET", path, params=params)
        except PortalError as error:
            if error.status in _GONE:
                return None
            raise

    def _ask(
        self,
        method: str,
        path: str,
        *,
        params: tuple[tuple[str, str], ...] = (),
        body: Any = None,
        form: Upload | None = None,
        once: bool = False,
    ) -> Any:
        """Return the answer of the API, read as JSON.

        Raises:
            PortalError: it refuses, or does not answer.
        """
        headers = {"Accept": "application/json"}
        content = b""
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body, ensure_ascii=False).encode()
        request = HttpRequest(
            address=f"{self.address}{_API}{path}",
            name=self.host,
            method=method,
            params=params,
            headers=headers,
            secrets={} if self.key is None else {"X-API-KEY": self.key.value},
            upload=form,
            file_field="file",
            body=content,
            once=once,
        )
        with temporary_folder() as folder:
            place = folder / "answer"
            try:
                self._transport.fetch(request, PartialBody(place))
                return json.loads(place.read_bytes() or b"null")
            except TransportError as error:
                raise portal_error(self.host, path, error, self.key) from None
            except ValueError as error:
                raise PortalError(
                    Text(
                        fr=f"{self.host} a répondu autre chose que du JSON.",
                        en=f"{self.host} did not answer with JSON.",
                    )
                ) from error
