"""Which API of the registry a saved answer came from: what stands beside it, else its members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from tamis.contracts import documents
from tamis.contracts.finding_log import JudgeOptions
from tamis.contracts.run import run
from tamis.loading import apis
from tamis.model.api import Api, Operation
from tamis.model.errors import UsageError
from tamis.sources.local import LocalFile

#: Beyond this size nothing is guessed; so many records are looked at.
_LARGEST: Final = 32 << 20
_RECORDS: Final = 20
#: How many members must be known for an answer to be one, and which share of all there are.
_FEWEST: Final = 3
_SHARE: Final = 0.8

Known = tuple[Api, Operation]


def recognize(local: LocalFile, options: JudgeOptions) -> Known | None:
    """Return the API and the operation that answered; None where that is not sure.

    Raises:
        SourceError: the file is not JSON, or what stands beside it cannot be read.
    """
    noted = _noted(local)
    if noted is not None:
        return noted
    if local.path.stat().st_size > _LARGEST:
        return None
    value = _sample(local, options)
    fitting = [known for known in _candidates() if _fits(_contract(known), value)]
    if not fitting:
        return None
    judged = [(run(local, _contract_of(known), options).verdict, known) for known in fitting]
    sound = [known for verdict, known in judged if not verdict.errors and not verdict.infos]
    sound = sound or [known for verdict, known in judged if not verdict.errors]
    if len({api.name for api, _ in sound}) == 1:
        return sound[0]
    if not sound and len({api.name for api, _ in fitting}) == 1:
        return min(judged, key=lambda pair: pair[0].errors)[1]
    return None


def _noted(local: LocalFile) -> Known | None:
    """Return what stands beside a file, where it is of the registry and has a contract."""
    origin = local.origin()
    if origin is None or not origin.contract:
        return None
    try:
        api = apis.load(origin.api)
    except UsageError:
        return None
    operation = api.operations.get(origin.operation)
    return (api, operation) if operation is not None and operation.contract else None


def _sample(local: LocalFile, options: JudgeOptions) -> Any:
    """Return a document, or the first records of a list, or of lines, as a list."""
    opened = documents.values(local, options.limits)
    values = [value for _, value in islice(opened.read(), _RECORDS)]
    return values[0] if opened.is_document and values else values


def _candidates() -> Iterator[Known]:
    """Return each contract of the registry once, those that say nothing of their data left out."""
    for api in apis.sound():
        seen = set()
        for operation in api.operations.values():
            if operation.contract and operation.contract not in seen:
                seen.add(operation.contract)
                yield api, operation


def _contract_of(known: Known) -> Any:
    api, operation = known
    return apis.contract(api, operation.contract)


def _contract(known: Known) -> Mapping[str, Any]:
    descriptor: Mapping[str, Any] = _contract_of(known).descriptor
    return descriptor


def _fits(descriptor: Mapping[str, Any], value: Any) -> bool:
    """Whether a value has the members that a contract needs, and hardly any other."""
    if descriptor.get("type") == "array":
        item = descriptor.get("items")
        records = value if isinstance(value, list) else []
        return (
            bool(records)
            and isinstance(item, dict)
            and all(_has(item, member) for member in records)
        )
    return _has(descriptor, value)


def _has(descriptor: Mapping[str, Any], value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    members, properties = set(value), set(descriptor.get("properties", ()))
    known = members & properties
    needed = set(descriptor.get("required", ()))
    return needed <= members and len(known) >= _FEWEST and len(known) >= _SHARE * len(members)
