"""A file = what a table can be joined with: reference data, or an API that answers for each row.

Every leaf has ``NAME``, ``TITLE``, ``ONLINE``, ``ROLES`` (what it reads, and the labels under which
it is usually found), ``COLUMNS`` (what it adds, the status among them), and
``look_up(frame, request)``, which gives the added columns of a frame whose columns are roles.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType

from tamis.enrich.kept_answers import KeptAnswers
from tamis.model.errors import UsageError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.text import Text
from tamis.sources.api_client import ApiClient

#: What an added status column is called, after its prefix.
STATUS = "statut"


def _silent(_: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupOptions:
    """How sure an answer must be, and how it is asked for.

    Attributes:
        score: the least likeness of an address, from 0 to 1.
        lead: how much better than the second one it must be.
        precision: the least precise type of an address that is taken.
        base: the address asked in the place of the API's own.
        client: who asks; else one of the API.
        progress: told the number of values looked up so far.
        kept: the answers that were had so far.
        stock: files that answer in the place of an API, for joins that take some.
        distance: metres beyond which an address is not where the row says.
    """

    score: float = 0.7
    lead: float = 0.1
    precision: str = "street"
    base: str = ""
    client: Callable[..., ApiClient] = ApiClient
    progress: Callable[[int], None] = field(default=_silent)
    limits: Limits = DEFAULT
    kept: KeptAnswers = field(default_factory=KeptAnswers)
    stock: tuple[Path, ...] = ()
    distance: float = 1000.0


@cache
def all_joins() -> Mapping[str, ModuleType]:
    """Return every leaf by name."""
    stems = sorted(path.stem for path in (Path(__file__).parent / "joins").glob("[a-z]*.py"))
    modules = (importlib.import_module(f"{__name__}.joins.{stem}") for stem in stems)
    return {leaf.NAME: leaf for leaf in modules if hasattr(leaf, "NAME")}


def join_named(name: str) -> ModuleType:
    """Return the leaf called `name`.

    Raises:
        UsageError: there is none.
    """
    leaf = all_joins().get(name)
    if leaf is None:
        raise UsageError(
            Text(fr=f"Rien ne s'appelle « {name} ».", en=f"There is nothing called “{name}”."),
            Text(fr=f"--with : {', '.join(all_joins())}.", en=f"--with: {', '.join(all_joins())}."),
        )
    return leaf
