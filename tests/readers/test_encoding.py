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
        patch.setattr(_encoding, "CHUNK", piece)
        decided = _encoding._is_utf8(path)
    assert decided == (data.decode(errors="ignore").encode() == data)


@given(data=st.binary(max_size=200))
def test_windows_1252_is_read_as_its_table_says(data: bytes) -> None:
    told = b"".join(_encoding.as_utf8(iter([data]), "cp1252"))
    assert told.decode() == data.decode("cp1252", "tamis-keep")
