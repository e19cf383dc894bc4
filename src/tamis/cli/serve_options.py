"""What the options of `tamis serve` come to."""

from __future__ import annotations

from typing import Any

from tamis.model.errors import UsageError
from tamis.model.limits import MB
from tamis.model.text import Text


def serve_options(chosen: dict[str, Any]) -> Any:
    """Return the options, with what is usual where others are served, or one person.

    Raises:
        UsageError: others could call a server that is not meant for them.
    """
    import os

    from tamis.serve.options import LOOPBACK, ServeOptions

    public = chosen["public"]
    if not public and chosen["host"] not in {*LOOPBACK, "::1"}:
        raise UsageError(
            Text(
                fr=f"{chosen['host']} est une adresse que d'autres machines peuvent appeler.",
                en=f"{chosen['host']} is an address that other machines can call.",
            ),
            Text(fr="Si c'est voulu : --public.", en="If that is intended: --public."),
        )
    if public and not chosen["names"]:
        raise UsageError(
            Text(
                fr="Dites avec --server-name sous quel nom ce serveur est appelé.",
                en="Give the name of this server with --server-name.",
            )
        )
    size = chosen.pop("max_size") or (200 if public else 2_000)
    return ServeOptions(
        names=tuple(chosen.pop("names")),
        allow_fetch=tuple(chosen.pop("allow_fetch")),
        allow_origin=tuple(chosen.pop("allow_origin")),
        base_path=_base_path(chosen.pop("base_path")),
        max_size=size * MB,
        max_memory=chosen.pop("max_memory") * MB,
        seconds=chosen.pop("max_seconds") or (120.0 if public else 600.0),
        jobs=chosen.pop("jobs") or os.cpu_count() or 1,
        per_client=chosen.pop("per_client") or (10 if public else 50),
        keep=chosen.pop("keep") * 60.0,
        rows=_rows(chosen),
        **chosen,
    )


def _rows(chosen: dict[str, Any]) -> Any:
    """Return how the rows of a release are served; None where no release is named."""
    from tamis.serve.rows.options import RowsOptions

    release, aggregation = chosen.pop("release"), tuple(chosen.pop("aggregation"))
    rows, seconds = chosen.pop("page_rows"), chosen.pop("query_seconds")
    memory = chosen.pop("query_memory") * MB
    if release is None:
        return None
    return RowsOptions(
        folder=release, aggregation=aggregation, most_rows=rows, seconds=seconds, memory=memory
    )


def _base_path(path: str) -> str:
    bare = path.strip("/")
    return f"/{bare}" if bare else ""
