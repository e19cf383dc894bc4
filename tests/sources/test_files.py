"""What a file is by its bytes, what an archive gives, what a descriptor says of its bytes."""

import bz2
import gzip
import hashlib
import io
import lzma
import zipfile

import pytest

from tamis.model.errors import SourceError, UsageError
from tamis.model.limits import MB, Limits
from tamis.sources.archive import unpack, unpacked_limit
from tamis.sources.checksum import mismatch
from tamis.sources.copying import copy_within
from tamis.sources.local import LocalFile
from tamis.sources.row_estimate import estimate_rows
from tamis.sources.sniff import sniff_format

TABLE = b"id,nom\n1,Mairie\n"


def zipped(path, **members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return path


def unpacked(path, member="", limits=None):
    """Return the name and the bytes that an archive gives."""
    local = LocalFile(path=path, name=path.name)
    with unpack(local, member, limits or Limits()) as inner:
        return inner.name, inner.path.read_bytes()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (TABLE, "a.csv", ""),
        (b"", "a.csv", ""),
        (b'[{"a": 1}]', "a.csv", "json"),
        (b'\xef\xbb\xbf {"a": 1}', "a", "json"),
        (b"{}", "a", "json"),
        (b'{"a": 1}\n{"a": 2}\n', "a.json", "ndjson"),
        (b'{"a": 1}\n', "a", "json"),
        (b'{"a":\n{"b": 2}}', "a", "json"),
        (b"[1, 2]", "a", ""),
        (b"{nom},b\n", "a", ""),
        (b"<!-- v2 --><!DOCTYPE html><p>404", "a.csv", "html"),
        (b"<br>,b\n", "a.csv", "html"),
        (b"<nom>,b\n", "a.csv", ""),
        (b"<html><table><tr><td>1", "a.xls", "html-table"),
        (b"<html><form><table>", "a.xls", "html"),
        (b"<html><table><tr><td>1", "a.csv", "html"),
        (b'<?xml version="1.0"?><a/>', "a", "xml"),
        (b"ID;PWXL;N;E\r\nP;PGeneral\r\n", "a.slk", "sylk"),
        (b"ID;Pays\r\n1;FR\r\n", "a.csv", ""),
        (b"TABLE\r\n0,1\r\n", "a.dif", "dif"),
        (b"%PDF-1.7", "a.csv", "pdf"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a.csv", "image"),
        (b"\0" * 257 + b"ustar\0", "a.csv", "packed"),
        (b"PK\x03\x04 cut", "a.xlsx", "broken"),
        (b"SQLite format 3\0", "a.csv", "database"),
    ],
)
def test_bytes_say_what_a_file_is(tmp_path, content, name, kind):
    path = tmp_path / name
    path.write_bytes(content)
    assert sniff_format(path) == kind


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"a__csv": "x"}, "zip"),
        ({"[Content_Types]__xml": "x", "xl/workbook__xml": "x"}, "xlsx"),
        ({"[Content_Types]__xml": "x", "xl/workbook__bin": "x"}, "xlsb"),
        ({"[Content_Types]__xml": "x", "word/document__xml": "x"}, "document"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "ods"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "document"),
    ],
)
def test_folders_say_what_a_zip_is(tmp_path, members, kind):
    assert sniff_format(zipped(tmp_path / "a.bin", **members)) == kind


@pytest.mark.parametrize(
    ("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)]
)
def test_a_stream_loses_its_ending(tmp_path, suffix, pack):
    path = tmp_path / f"a.csv{suffix}"
    path.write_bytes(pack(TABLE))
    assert unpacked(path) == ("a.csv", TABLE)
    path.write_bytes(pack(TABLE * 99)[:-9])
    with pytest.raises(SourceError):
        unpacked(path)


def test_the_only_member_that_may_be_data_is_taken(tmp_path):
    path = tmp_path / "a.zip"
    zipped(path, LISEZMOI__txt="x", d__csv=TABLE, **{"__MACOSX/d__csv": "x"})
    with pytest.raises(UsageError, match=r"plusieurs fichiers") as error:
        unpacked(zipped(path, a__csv=TABLE, b__csv=TABLE))
    assert "a.csv, b.csv" in str(error.value.hint)
    assert unpacked(path, "b.csv") == ("a.zip/b.csv", TABLE)
    with pytest.raises(UsageError, match=r"ne contient pas « c\.csv »"):
        unpacked(path, "c.csv")
    zipped(path, LISEZMOI__txt="x", d__csv=TABLE)
    assert unpacked(path) == ("a.zip/d.csv", TABLE)


def test_archives_within_archives_end(tmp_path):
    content = TABLE
    for depth in range(5):
        content = gzip.compress(content)
        path = tmp_path / f"a{depth}.gz"
        path.write_bytes(content)
    assert unpacked(path)[1] == TABLE
    path.write_bytes(gzip.compress(content))
    with pytest.raises(SourceError, match="plus de 5 archives"):
        unpacked(path)


def test_what_comes_out_is_bounded_by_size_and_by_ratio(tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(TABLE * 100))
    with pytest.raises(SourceError, match="--max-size|dépasse"):
        unpacked(path, limits=Limits(size=len(TABLE) * 100 - 1))
    assert unpacked(path, limits=Limits(size=len(TABLE) * 100))[1] == TABLE * 100
    local = LocalFile(path=path, name="a")
    small = path.stat().st_size
    assert unpacked_limit(local, Limits(ratio=10**9)) == min(Limits().size, small * 10**9)
    assert unpacked_limit(local, Limits(ratio=1)) == 64 * MB


def test_as_many_bytes_as_agreed_are_copied():
    out = io.BytesIO()
    assert copy_within(io.BytesIO(b"12345").read, out, 5, "a") == 5
    assert out.getvalue() == b"12345"
    with pytest.raises(SourceError, match="« a » dépasse"):
        copy_within(io.BytesIO(b"123456").read, io.BytesIO(), 5, "a")


def test_size_and_hash_are_held_against_the_descriptor(tmp_path):
    paths = [tmp_path / "a", tmp_path / "b"]
    for path, content in zip(paths, (b"one", b"two"), strict=True):
        path.write_bytes(content)
    md5, sha = (hashlib.new(name, b"onetwo").hexdigest() for name in ("md5", "sha256"))
    for digest in ("", md5, md5.upper(), f"md5:{md5}", f"SHA-256:{sha}", f"crc32:{md5}"):
        assert mismatch(paths, 6, digest) is None
    assert mismatch(paths, 7, md5) == ("bytes: 7", "bytes: 6")
    assert mismatch(paths, None, f"sha256:{md5}") == (f"sha256: {md5}", f"sha256: {sha}")
    assert mismatch(paths[:1], None, md5) == (
        f"md5: {md5}",
        f"md5: {hashlib.new('md5', b'one', usedforsecurity=False).hexdigest()}",
    )


def test_rows_are_told_ahead_of_what_has_a_line_for_each(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"12345678\n" * 10)
    assert estimate_rows(str(path)) == 10
    path.write_bytes(b"1234567\n" * (1 << 16))  # twice what is looked at
    assert estimate_rows(str(path)) == 1 << 16
    assert estimate_rows(str(path.rename(tmp_path / "a.xlsx"))) == 0
    assert estimate_rows(str(tmp_path / "none.csv")) == 0
