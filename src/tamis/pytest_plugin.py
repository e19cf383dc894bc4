"""A plugin of pytest: data are held against their schema as anything else is tested.

    def test_our_stations(assert_conforms):
        assert_conforms("stations.csv", "etalab/schema-irve-statique")

`assert_conforms` may be imported from here as well.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tamis.model.report import Report


def assert_conforms(
    source: Any, schema: Any = None, *, profile: str = "publish", **options: Any
) -> Report:
    """Fail with the report of a source that does not conform; return it else.

    Args:
        source: a path, an address, bytes, an open file, or a frame.
        schema: a catalogue name, a path, a descriptor, or a loaded schema.
        profile: what each rule weighs.
        options: those of `tamis.validate`.
    """
    __tracebackhide__ = True
    import tamis

    report = tamis.validate(source, schema, profile=profile, **options)
    if not report.valid:
        pytest.fail(_shown(report), pytrace=False)
    return report


def _shown(report: Report) -> str:
    import io

    from tamis import render

    out = io.StringIO()
    render.form("text").write([report], out, render.Style())
    return out.getvalue().rstrip()


@pytest.fixture(name="assert_conforms", scope="session")
def _assert_conforms() -> Callable[..., Report]:
    """Give `assert_conforms`."""
    return assert_conforms
