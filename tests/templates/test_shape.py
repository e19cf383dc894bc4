"""The shape of a pattern: what matches always has it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from tamis.templates.shape import fits, shape
from tamis.values import patterns

PATTERNS = (
    r"^\d{14}$",
    r"^\d{9}|\d{14}$",
    r"^([013-9]\d|2[AB1-9])\d{3}$",
    r"^([013-9]\d|2[AB1-9])\d{3}-P-\d{3}$",
    r"^[0-9]{4}(\/[0-9]{4})?$",
    r"^(\+33|\+590)(\d){6,9}$",
    r"(?:(?:^|\|)(Itinérant|Fixe))+$",
    r"^\d{2}\.\d{1,2}[A-Z]?$|^\[ND\]$",
    r"^(MIC|PME|ETI|GE)(\|(MIC|PME|ETI|GE))*$",
    r"^https?://[^|\s]*$",
    r"^[\w.]+-[\w]+-\d{4}-\d{2}-\d{2}$",
    r"^[a-zA-Z0-9\-\'\s\dÀ-ÿ]+$",
    r"a*b{0,3}(c|de){2}",
    r"x??(?:yz)+",
)


@pytest.mark.parametrize("nth", range(len(PATTERNS)))
@given(data=st.data())
@settings(max_examples=examples(100), deadline=None)
def test_what_matches_has_the_shape(nth, data):
    plain = re.compile(patterns.for_python(PATTERNS[nth]))
    text = data.draw(st.from_regex(plain, fullmatch=True))
    assert fits(shape(PATTERNS[nth]), text) or not shape(PATTERNS[nth])


@pytest.mark.parametrize(
    "nth", [n for n, p in enumerate(PATTERNS) if all(w.is_told for w in shape(p))]
)
@given(text=st.text(alphabet="0123456789AB-/PN.|x", max_size=15))
@settings(max_examples=examples(100), deadline=None)
def test_a_shape_that_says_it_all_is_the_pattern(nth, text):
    plain = re.compile(patterns.for_python(PATTERNS[nth]))
    assert fits(shape(PATTERNS[nth]), text) == bool(plain.fullmatch(text))


def test_identifiers_are_told_in_full():
    for pattern in PATTERNS[:5]:
        assert all(way.is_told for way in shape(pattern)), pattern


@pytest.mark.parametrize("pattern", [r"(?i)abc", "[", r"(a)\1", r"a{99999}", ""])
def test_odd_patterns_refuse_nothing_that_matches(pattern):
    ways = shape(pattern)
    assert not ways or fits(ways, {"": "", r"(a)\1": "aa"}.get(pattern, "a" * 99_999))
