"""A row as a line: what csv reads back is what was written."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.values.csv_lines import csv_line

CELLS = st.lists(st.text(alphabet='a;,"\r\n é\x00', max_size=4), min_size=1, max_size=4)


@given(CELLS, st.sampled_from([",", ";", "\t"]))
def test_a_line_is_read_back(cells, delimiter):
    line = csv_line(cells, delimiter)
    assert line.endswith("\n")
    assert list(csv.reader(io.StringIO(line, newline=""), delimiter=delimiter)) == [cells]


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        (["a", "b"], "a,b\n"),
        (["a,b", 'c"d'], '"a,b","c""d"\n'),
        (["a\nb", "a\rb", "a\r\nb"], '"a\nb","a\rb","a\r\nb"\n'),
        ([None, 1, 1.5], ",1,1.5\n"),
        ([""], '""\n'),
        (["a\r\n"], '"a\r\n"\n'),
    ],
)
def test_a_line(cells, line):
    assert csv_line(cells) == line


def test_another_delimiter():
    assert csv_line(["a,b", "c;d"], ";") == 'a,b;"c;d"\n'
