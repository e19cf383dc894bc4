"""Chains of repairs: the fewest that cure a text, and nothing of it beyond."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import polars as pl

from tamis.plan.field_plan import CellRepair, FieldPlan, RepairStage

#: Every change of some texts, numbered `i`, in the order of the repairs.
CHANGES: Final = {"i": pl.UInt32, "before": pl.String, "after": pl.String, "repair": pl.UInt8}
#: Chains of more repairs are kept as they are: they are rare, and their parts are many.
_LONGEST: Final = 7
#: Up to how many texts all repairs are tried at once.
_FEW: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What repairs, one after another, make of some texts.

    Attributes:
        changes: every change (see `CHANGES`), those of texts that are not cured among them.
        texts: the texts at the end.
        broken: the checks that these break.
        is_cured: whether each text is the better for it.
    """

    changes: pl.DataFrame
    texts: pl.Series
    broken: pl.DataFrame
    is_cured: pl.Series


def smallest_chain(
    field: FieldPlan, stage: RepairStage, texts: pl.Series, broken: pl.DataFrame
) -> Chain:
    """Return what the smallest part of a stage makes of texts that cures as much as the whole.

    Args:
        field: the field's plan.
        stage: the repairs, in their order.
        texts: distinct texts that are at fault.
        broken: the checks that they break.
    """
    whole = _chain(field, stage, stage.repairs, texts, broken)
    best = whole
    for index, repairs in _long_chains(stage, whole):
        for at, chain in _smaller(field, stage, repairs, texts, broken, whole, index):
            best = _with_part(best, at, chain)
    return best


def _with_part(best: Chain, index: pl.Series, part: Chain) -> Chain:
    """Return a chain in which some texts are as another has them."""
    own = best.changes.filter(~pl.col("i").is_in(index.implode()))
    changes = part.changes.with_columns(i=index.gather(part.changes["i"]))
    columns = (best.broken[n].scatter(index, part.broken[n]) for n in best.broken.columns)
    return Chain(
        changes=pl.concat([own, changes]),
        texts=best.texts.clone().scatter(index, part.texts),
        broken=pl.DataFrame(list(columns)),
        is_cured=best.is_cured.clone().scatter(index, part.is_cured),
    )


def _long_chains(
    stage: RepairStage, whole: Chain
) -> Iterator[tuple[pl.Series, tuple[CellRepair, ...]]]:
    """Yield the texts that several repairs changed, by the repairs that did."""
    applied = whole.changes.group_by("i", maintain_order=True).agg("repair")
    for (numbers,), group in applied.group_by("repair", maintain_order=True):
        repairs = tuple(r for r in stage.repairs if r.repair in numbers)
        if 1 < len(repairs) <= _LONGEST:
            yield group["i"], repairs


def _smaller(
    field: FieldPlan,
    stage: RepairStage,
    repairs: Sequence[CellRepair],
    texts: pl.Series,
    broken: pl.DataFrame,
    whole: Chain,
    index: pl.Series,
) -> Iterator[tuple[pl.Series, Chain]]:
    """Yield the texts that fewer of the repairs cure as well, the fewest first."""
    for size in range(1, len(repairs)):
        for few in combinations(repairs, size):
            if not index.len():
                return
            chain = _chain(field, stage, few, texts.gather(index), broken[index])
            goal = whole.broken[index]
            worse = [chain.broken[name] & ~goal[name] for name in goal.columns]
            enough = (
                chain.is_cured
                & ~pl.DataFrame(worse).select(pl.any_horizontal(pl.all())).to_series()
            )
            if enough.any():
                nth = enough.arg_true().cast(pl.UInt32)
                yield index.gather(nth), _part(chain, nth)
                index = index.filter(~enough)


def _part(chain: Chain, nth: pl.Series) -> Chain:
    """Return a chain of some of its texts, numbered anew."""
    numbers = pl.DataFrame({"i": nth}).with_row_index("new")
    changes = chain.changes.join(numbers, on="i", how="inner", maintain_order="left")
    return Chain(
        changes=changes.with_columns(i=pl.col("new")).select(list(CHANGES)),
        texts=chain.texts.gather(nth),
        broken=chain.broken[nth],
        is_cured=chain.is_cured.gather(nth),
    )


def _chain(
    field: FieldPlan,
    stage: RepairStage,
    repairs: Sequence[CellRepair],
    before: pl.Series,
    broken: pl.DataFrame,
) -> Chain:
    """Return what some repairs of a stage make of texts, one after another."""
    parts = [pl.DataFrame(schema=CHANGES)]
    numbers = pl.int_range(before.len(), dtype=pl.UInt32, eager=True).alias("i")
    text = before.alias(field.raw)
    acting = _acting(repairs, text)
    if not acting:
        return _unchanged(before, broken)
    for repair, written in acting:
        new = text.to_frame().select(written.alias(field.raw)).to_series()
        changed = new.ne_missing(text)
        if changed.any():
            part = pl.DataFrame({"i": numbers, "before": text, "after": new}).filter(changed)
            parts.append(part.with_columns(repair=pl.lit(repair.repair, dtype=pl.UInt8)))
            text = new
    after = broken_checks(field, text)
    return Chain(
        changes=_by_repair(pl.concat(parts)),
        texts=text.clone(),  # `scatter` writes in place
        broken=after,
        is_cured=text.ne_missing(before) & _cures(field, stage, broken, after),
    )


def _acting(
    repairs: Sequence[CellRepair], texts: pl.Series
) -> Sequence[tuple[CellRepair, pl.Expr]]:
    """Return the repairs from the first one on that changes a text, and what each writes.

    There are none where none changes any.
    All are tried at once on few texts, of which each try costs more than its work.
    """
    writing = [(repair, repair.text) for repair in repairs if repair.text is not None]
    if texts.len() > _FEW or not writing:
        return writing
    tried = texts.to_frame().select(
        written.ne_missing(pl.col(texts.name)).any().alias(str(n))
        for n, (_, written) in enumerate(writing)
    )
    first = next((n for n, changes in enumerate(tried.row(0)) if changes), len(writing))
    return writing[first:]


def _unchanged(texts: pl.Series, broken: pl.DataFrame) -> Chain:
    """Return a chain that does nothing."""
    return Chain(
        changes=pl.DataFrame(schema=CHANGES),
        texts=texts.clone(),  # `scatter` writes in place
        broken=broken,
        is_cured=pl.repeat(value=False, n=texts.len(), dtype=pl.Boolean, eager=True),
    )


def _by_repair(changes: pl.DataFrame) -> pl.DataFrame:
    """Return changes with those of the parts of one repair as one."""
    if not changes.select("i", "repair").is_duplicated().any():
        return changes
    ends = pl.col("before").first(), pl.col("after").last()
    return changes.group_by("i", "repair", maintain_order=True).agg(ends).select(list(CHANGES))


def broken_checks(field: FieldPlan, cells: pl.Series) -> pl.DataFrame:
    """Return the checks of the field that each cell breaks, quiet ones beside no other."""
    return field.without_quiet(field.broken_checks(field.present(cells)))


def _cures(
    field: FieldPlan, stage: RepairStage, before: pl.DataFrame, after: pl.DataFrame
) -> pl.Series:
    """Return whether each text is cured: of one check, or of all where the stage is not safe.

    What makes a valid cell invalid is no cure.
    """
    if not stage.is_safe:
        return ~after.select(pl.any_horizontal(pl.all())).to_series()
    cured = [(before[name] & ~after[name]).alias(name) for name in before.columns]
    is_cured = pl.DataFrame(cured).select(pl.any_horizontal(pl.all())).to_series()
    return is_cured & (field.is_invalid(before) | ~field.is_invalid(after))
