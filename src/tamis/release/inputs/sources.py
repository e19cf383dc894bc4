"""What a call asks to be merged: paths, manifests, and what data.gouv.fr lists."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tamis.model.errors import UsageError
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.release.inputs import datagouv
from tamis.release.inputs import manifest as manifests
from tamis.release.inputs.manifest import Manifest
from tamis.release.options import Terms


def manifest(given: Sequence[str], schema: Schema, terms: Terms) -> Manifest:
    """Return the manifest of a release; what the terms say comes before what it says itself.

    Raises:
        SourceError: a path leads to no file, or the API cannot be had.
        UsageError: nothing is given, or a manifest is none.
    """
    parts = [manifests.gather(given)] if given else []
    if terms.datagouv is not None:
        parts.append(_listed(terms.datagouv, schema, terms))
    if not parts:
        raise UsageError(
            Text(fr="Aucune source n'est donnée.", en="No source is given."),
            Text(
                fr="Donnez des fichiers, un manifeste, ou --from-datagouv.",
                en="Give files, a manifest, or --from-datagouv.",
            ),
        )
    whole = manifests.merged(parts)
    said: dict[str, Any] = {
        "key": terms.key,
        "latest": terms.latest,
        "prefer": terms.prefer,
        "date": terms.date,
    }
    return replace(whole, **{name: value for name, value in said.items() if value})


def _listed(query: datagouv.Query, schema: Schema, terms: Terms) -> Manifest:
    asked = replace(query, schema=query.schema or schema.name)
    policy = terms.means.policy
    if terms.means.cache is not None:
        return datagouv.listed(asked, terms.means.cache / "fetched", policy)
    with tempfile.TemporaryDirectory(prefix="tamis-listing-") as room:
        return datagouv.listed(asked, Path(room), policy)


def guarded(terms: Terms, whole: Manifest, given: Sequence[str]) -> Terms:
    """Return the terms with the hosts that may be asked where addresses come from an answer."""
    if not whole.hosts:
        return terms
    named = [one for one in given if urlsplit(one).hostname]
    hosts = {urlsplit(one).hostname or "" for one in named}
    policy = terms.means.policy
    closed = replace(policy, closed=True, hosts=(*whole.hosts, *policy.hosts, *sorted(hosts)))
    return replace(terms, means=replace(terms.means, policy=closed))
