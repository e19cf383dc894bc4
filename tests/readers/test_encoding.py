"""UTF-8 is decided over the whole file, piece by piece: as a decoder decides it at once."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tamis.readers import _encoding

_TEXT = st.text(st.sampled_from("aé€😀\n"), max_size=80).map(str.encode)
_BYTES = st.binary(max_size=3)


@given(before=_TEXT, odd=_BYTES, after=_TEXT, piece=st.integers(5, 20))
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_pieces_are_decided_as_the_whole(
    tmp_path: Path, before: bytes, odd: bytes, after: bytes, piece: int
) -> None:
    data = before + odd + after
    path = tmp_path / "text"
    path.write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_encoding, "PIECE", piece)
        decided = _encoding._is_utf8(path)
    assert decided == (data.decode(errors="ignore").encode() == data)
