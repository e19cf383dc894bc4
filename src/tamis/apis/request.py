"""What is asked of an API: parameters checked before anything is sent, and the request made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from tamis.model.address import redact
from tamis.model.api import Api, Operation
from tamis.model.errors import UsageError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.origin import Origin
from tamis.model.suggest import did_you_mean
from tamis.model.text import Text
from tamis.sources.api_client import ApiRequest

_BRACES: Final = re.compile(r"\{([^{}/]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """What to fetch, and how far.

    Attributes:
        params: parameters and their values, as given.
        output: the file to write: the answer as it came, or with `all` a record a line.
        all: whether pages follow one another to the end.
        resume: whether what a former run left is gone on with.
        fresh: whether answers kept on disk are left alone.
        base: the address asked in the place of the API's own.
        split: parameters, separated by commas, by which a question beyond the API's ceiling is
            asked in parts; "" for none.
    """

    api: Api
    operation: Operation
    params: tuple[tuple[str, str], ...]
    output: Path
    all: bool = False
    resume: bool = False
    fresh: bool = False
    base: str = ""
    split: str = ""
    limits: Limits = DEFAULT


def ensure_askable(options: FetchOptions) -> None:
    """Refuse parameters that the operation does not know, and their absence where it needs them.

    Raises:
        UsageError: so it is.
    """
    _askable(options)
    given = {name for name, _ in options.params}
    unknown = sorted(given - set(options.operation.parameters))
    if unknown and not options.operation.free:
        raise _unknown(options.operation, unknown[0])
    _ensure_choices(options)
    lacking = [name for name in options.operation.required if name not in given]
    if lacking:
        raise UsageError(
            Text(fr=f"Il manque : {', '.join(lacking)}.", en=f"Missing: {', '.join(lacking)}."),
            _see(options),
        )


def _askable(options: FetchOptions) -> None:
    """Refuse operations that are not asked this way."""
    operation = options.operation
    if not operation.path:
        raise UsageError(
            Text(
                fr=f"« {operation.name} » ne s'interroge pas : elle ne sert qu'à vérifier une "
                "réponse.",
                en=f"“{operation.name}” cannot be called: it only serves to check answers.",
            ),
            _see(options),
        )
    if operation.method != "GET":
        raise UsageError(
            Text(
                fr=f"« {operation.name} » prend un fichier ou un corps ({operation.method}).",
                en=f"“{operation.name}” takes a file or a body ({operation.method}).",
            ),
            Text(
                fr="Seules les demandes GET se téléchargent ; voyez aussi tamis enrich.",
                en="Only GET requests are fetched; see also tamis enrich.",
            ),
        )
    if not options.api.base and not options.base:
        raise UsageError(
            Text(
                fr=f"L'adresse de « {options.api.name} » n'est pas publique.",
                en=f"The address of “{options.api.name}” is not public.",
            ),
            Text(
                fr="Donnez celle qui vous a été confiée : --base.",
                en="Give the one that you were given: --base.",
            ),
        )
    if options.resume and options.api.restricted:
        raise UsageError(
            Text(
                fr="Une API restreinte ne laisse rien sur le disque à reprendre.",
                en="Nothing of a restricted API is left on disk to resume from.",
            )
        )


def _ensure_choices(options: FetchOptions) -> None:
    """Refuse a value that a parameter does not list."""
    for name, value in options.params:
        choices = options.operation.choices.get(name)
        if choices and value not in choices:
            listed = ", ".join(choices[:20])
            raise UsageError(
                Text(
                    fr=f"« {name} » ne prend pas cette valeur.",
                    en=f"“{name}” does not take this value.",
                ),
                Text(fr=f"Valeurs : {listed}.", en=f"Values: {listed}."),
            )


def _unknown(operation: Operation, name: str) -> UsageError:
    return UsageError(
        Text(
            fr=f"« {operation.name} » n'a pas de paramètre « {name} ».",
            en=f"“{operation.name}” has no parameter “{name}”.",
        ),
        did_you_mean(
            name,
            list(operation.parameters),
            Text(fr="Voyez : tamis api show.", en="See: tamis api show."),
        ),
    )


def _see(options: FetchOptions) -> Text:
    name = options.api.name
    return Text(fr=f"Voyez : tamis api show {name}.", en=f"See: tamis api show {name}.")


def template(options: FetchOptions) -> str:
    """Return the path and the names of the parameters, without a value."""
    inside = {*_BRACES.findall(options.operation.path), *options.operation.headers}
    names = dict.fromkeys(name for name, _ in options.params if name not in inside)
    query = "&".join(f"{name}={{{name}}}" for name in names)
    return options.operation.path + (f"?{query}" if query else "")


def request(options: FetchOptions, more: Sequence[tuple[str, str]] = ()) -> ApiRequest:
    """Return the request of a fetch; `more` are parameters that take the place of its own."""
    headers = options.operation.headers
    inside = {*_BRACES.findall(options.operation.path), *headers}
    values = dict(options.params)
    path = _BRACES.sub(lambda m: quote(values[m[1]], safe=""), options.operation.path)
    set_now = {name for name, _ in more}
    query = [(n, v) for n, v in options.params if n not in inside and n not in set_now]
    return ApiRequest(
        path=path,
        template=template(options),
        params=(*query, *more),
        limits=options.limits,
        kept=not options.fresh,
        headers=tuple(pair for pair in options.params if pair[0] in headers),
        keyed=options.operation.keyed,
    )


def unwritten_origin(options: FetchOptions) -> Origin:
    """Return where what is about to be fetched comes from: a sandbox, where that is asked."""
    base = (options.base or options.api.base).rstrip("/")
    return Origin(
        api=options.api.name,
        operation=options.operation.name,
        template=redact(base) + template(options),
        base=redact(base) if base != options.api.base.rstrip("/") else "",
        access=options.api.access,
        sensitivity=options.api.sensitivity,
        licence=options.api.licence,
        contract=options.operation.contract,
    )
