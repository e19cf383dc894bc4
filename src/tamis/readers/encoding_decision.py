"""What a text is taken for: what its mark says, what is declared, what its bytes tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tamis.model.dialect import UTF8
from tamis.readers import Request, encodings
from tamis.readers.declared_encoding import declared, ensure_certain, normalized
from tamis.readers.encodings import Decision
from tamis.sources.local import LocalFile
from tamis.tables.batch import Fault


def first_decision(
    local: LocalFile, request: Request, marked: str, head: bytes, end: bytes
) -> Decision:
    """Return what a file is taken for before it is read.

    Args:
        local: the file.
        request: says what is declared.
        marked: what its mark says; "" where it has none.
        head: its first lines, or all of it.
        end: the byte that ends its lines.

    Raises:
        SourceError: that is not beyond doubt, and was not accepted.
        UsageError: what is declared is no encoding.
    """
    stated = _stated(request)
    if marked in encodings.WIDE:
        return Decision(encoding=marked, declared=stated)
    if stated not in {"", UTF8} and not marked:
        return declared(local.path, stated, end)
    decision = replace(_provisional(local, head, end), declared=stated)
    ensure_certain(decision, local.name, accept_unsure=request.accept_unsure)
    return decision


def later_decision(local: LocalFile, request: Request, end: bytes) -> Decision:
    """Return what a file is taken for that turns out not to be UTF-8.

    Raises:
        SourceError: that is not beyond doubt, and was not accepted.
    """
    decision = replace(encodings.decide(local.path, end), declared=_stated(request))
    ensure_certain(decision, local.name, accept_unsure=request.accept_unsure)
    return decision


def whole_decision(local: LocalFile, request: Request, end: bytes) -> Decision:
    """Return what a file is taken for, all of its bytes looked at."""
    with local.path.open("rb") as file:
        blocks = encodings.whole_lines(file, encodings.CHUNK)
        if all(map(encodings.is_surely_utf8, blocks)):
            return Decision(encoding=UTF8, declared=_stated(request))
    return later_decision(local, request, end)


def _stated(request: Request) -> str:
    """Return the encoding that is declared; "" where nobody says."""
    return request.dialect.encoding and normalized(request.dialect.encoding)


def _provisional(local: LocalFile, head: bytes, end: bytes) -> Decision:
    """Return what a file is taken for by its first lines: UTF-8, until a line is not."""
    if encodings.is_surely_utf8(head):
        return Decision(encoding=UTF8, provisional=True)
    return encodings.decide(local.path, end)


def encoding_faults(decision: Decision) -> Iterator[Fault]:
    """Tell that a file is not in UTF-8, not all of it, or not in what is declared."""
    if decision.odd_lines:
        lines, notes = zip(*decision.odd_lines, strict=True)
        yield Fault(code="file.mixed-encoding", lines=lines, notes=notes)
    if decision.is_contradicted:
        declaration = [f"encoding: {decision.declared}"]
        yield Fault(code="file.off-dialect", values=[decision.readings()], notes=declaration)
    elif decision.certain and decision.encoding not in {UTF8, encodings.MIXED}:
        yield Fault(code="file.not-utf8", notes=[decision.encoding])
    if not decision.certain:
        shown = [decision.readings()]
        yield Fault(code="file.unsure-encoding", values=shown, notes=[decision.encoding])
