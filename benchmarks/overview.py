"""The head of the page: a table of twelve rows and a chart, from one run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

from benchmarks import ROOT
from benchmarks.measures import Measure, put

CHART: Final = ROOT / "docs" / "images" / "performance.svg"
#: Sorts of files, and what their kinds with 0, 1 and 10% of faulty rows are called in a run.
SORTS: Final = {
    "charging points": ("clean", "dirty 1%", "dirty 10%"),
    "addresses": ("addresses", "addresses 1%", "addresses 10%"),
    "sirene": ("sirene", "sirene 1%", "sirene 10%"),
    "people": ("people", "people 1%", "people 10%"),
}
_SHARES: Final = ("none", "1%", "10%")
_TOOLS: Final = ("validate", "normalize", "aggregate")
#: Others that are held to the scan, and those that our speed is told in times of.
_OTHERS: Final = ("duckdb", "duckdb typed")
_SLOWER: Final = ("frictionless", "validata")
_COLOURS: Final = ("#2a7f9e", "#d08a2e", "#8a5a9e")
_WIDTH, _BAR, _GAP, _LEFT, _TOP = 760, 12, 14, 190, 56


def write(page: Path, measures: Sequence[Measure], size: int, runs: int) -> None:
    """Write the table into the page and the chart beside it, where the run has all that they show.

    Args:
        page: the page.
        measures: what a run measured.
        size: the rows of each file.
        runs: how often each was run.
    """
    kinds = {kind for kinds in SORTS.values() for kind in kinds}
    measured = {(each.kind, each.tool): each for each in measures if each.size == size}
    if any((kind, tool) not in measured for kind in kinds for tool in ("scan", *_TOOLS)):
        return
    put(page, "overview", table(measured, size, runs))
    CHART.parent.mkdir(parents=True, exist_ok=True)
    CHART.write_text(chart(measured, size), encoding="utf-8")


def table(measured: dict[tuple[str, str], Measure], size: int, runs: int) -> str:
    """Return a row for each sort of file and share of faulty rows; ratios hold in this run."""
    own = [tool for tool in _OTHERS if any(name == tool for _, name in measured)]
    shown = [*_TOOLS, *own]
    slower = [tool for tool in _SLOWER if any(name == tool for _, name in measured)]
    times = [f"validate × {tool}" for tool in slower]
    heads = [*(f"{tool}, CPU / scan" for tool in shown), *times, "peak MB"]
    lines = [
        f"{size:,} rows a file, medians of {runs} runs; the bound is a bare scan of the same file:",
        "",
        f"| file | faulty rows | {' | '.join(heads)} |",
        "|---|---:|" + "---:|" * len(heads),
    ]
    for sort, kinds in SORTS.items():
        for share, kind in zip(_SHARES, kinds, strict=True):
            ratios = [f"{_ratio(measured, kind, tool):.1f}" for tool in shown]
            speed = measured[kind, "validate"].rate
            times = [f"{speed / measured[kind, tool].rate:.0f}" for tool in slower]
            peak = max(measured[kind, tool].memory for tool in _TOOLS)
            cells = (sort, share, *ratios, *times, f"{peak:,.0f}")
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _ratio(measured: dict[tuple[str, str], Measure], kind: str, tool: str) -> float:
    """Return the processor seconds a row of a tool, over those of the scan."""
    ours, scan = measured[kind, tool], measured[kind, "scan"]
    return (ours.cpu / ours.rows) / (scan.cpu / scan.rows)


def chart(measured: dict[tuple[str, str], Measure], size: int) -> str:
    """Return bars (SVG) of what each command takes, over the scan, by sort of file and share."""
    kinds = [
        (f"{sort}, {share}" if share != "none" else sort, kind)
        for sort, kinds in SORTS.items()
        for share, kind in zip(_SHARES, kinds, strict=True)
    ]
    most = max(_ratio(measured, kind, tool) for _, kind in kinds for tool in _TOOLS)
    scale = (_WIDTH - _LEFT - 60) / most
    step = len(_TOOLS) * _BAR + _GAP
    height = _TOP + step * len(kinds)
    parts = list(_legend(size))
    for row, (label, kind) in enumerate(kinds):
        top = _TOP + row * step
        middle = top + len(_TOOLS) * _BAR / 2 + 4
        parts.append(f'<text x="{_LEFT - 8}" y="{middle}" text-anchor="end">{escape(label)}</text>')
        for at, (tool, colour) in enumerate(zip(_TOOLS, _COLOURS, strict=True)):
            ratio = _ratio(measured, kind, tool)
            y, width = top + at * _BAR, ratio * scale
            parts.append(
                f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="{_BAR - 2}" '
                f'fill="{colour}"><title>{tool}: {ratio:.1f}</title></rect>'
            )
            parts.append(f'<text x="{_LEFT + width + 4:.1f}" y="{y + 9}">{ratio:.1f}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        'aria-label="Processor time of each command over that of a bare scan" '
        'font-family="sans-serif" font-size="11" fill="#333">\n'
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _legend(size: int) -> Iterator[str]:
    title = f"Processor time over that of a bare scan ({size:,} rows; shorter is better)"
    yield f'<text x="12" y="20" font-size="13">{title}</text>'
    for at, (tool, colour) in enumerate(zip(_TOOLS, _COLOURS, strict=True)):
        x = _LEFT + at * 110
        yield f'<rect x="{x}" y="32" width="10" height="10" fill="{colour}"/>'
        yield f'<text x="{x + 15}" y="41">{tool}</text>'
