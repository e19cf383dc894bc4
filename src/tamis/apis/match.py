"""Which operation of an API a saved answer came from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tamis.contracts.finding_log import JudgeOptions
from tamis.contracts.run import run
from tamis.loading import apis
from tamis.model.api import Api, Operation
from tamis.model.errors import UsageError
from tamis.model.text import Text
from tamis.sources.local import LocalFile

#: Up to this size, every contract of an API is tried to know which one is meant.
SMALL: Final = 32 << 20


def operation(
    api: Api, named: str, local: LocalFile, options: JudgeOptions, status: str = ""
) -> Operation:
    """Return the operation that answered: the one named, the one noted, else the likeliest.

    Args:
        api: the API.
        named: the operation that the user names; "" for none.
        local: the answer.
        options: how it is judged.
        status: of the answer; an operation that has no contract for it did not give it.

    Raises:
        UsageError: the API has no such operation, none that has a contract, or the answer is
            too large to guess.
    """
    named = named or noted(api, local)
    if named:
        found = apis.operation(api, named)
        if found.contract:
            return found
    able = [operation for operation in api.operations.values() if operation.contract]
    described = [operation for operation in able if apis.has_status(operation, status)]
    contracted = {operation.contract: operation for operation in described or able}
    if not contracted or named:
        raise UsageError(
            Text(
                fr=f"Le registre n'a pas de contrat JSON pour « {api.name} » {named}.",
                en=f"The registry has no JSON contract for “{api.name}” {named}.",
            ),
            Text(fr=f"Voyez : tamis api show {api.name}.", en=f"See: tamis api show {api.name}."),
        )
    if len(contracted) == 1:
        return next(iter(contracted.values()))
    if local.path.stat().st_size > SMALL:
        raise UsageError(
            Text(
                fr="Ce fichier est trop gros pour deviner quelle opération a répondu.",
                en="This file is too large to guess which operation answered.",
            ),
            Text(fr="Nommez-la : --operation.", en="Name it: --operation."),
        )
    if local.path.stat().st_size == 0:
        return next(
            (operation for operation in contracted.values() if operation.empty),
            next(iter(contracted.values())),
        )
    return likeliest(api, contracted.values(), local, options)[0]


def noted(api: Api, local: LocalFile) -> str:
    """Return the operation that is noted beside a file; "" where none of this API is."""
    origin = local.origin()
    return origin.operation if origin and origin.api == api.name else ""


def likeliest(
    api: Api, among: Iterable[Operation], local: LocalFile, options: JudgeOptions
) -> tuple[Operation, int]:
    """Return the operation whose contract the answer breaks least, and by how many errors."""

    def faults(candidate: Operation) -> tuple[int, int]:
        verdict = run(local, apis.contract(api, candidate.contract), options).verdict
        return verdict.errors, verdict.infos

    tried = [(faults(candidate), candidate) for candidate in among]
    (errors, _), best = min(tried, key=lambda pair: pair[0])
    return best, errors
