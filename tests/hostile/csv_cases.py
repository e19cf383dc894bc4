"""CSV files as they should not be: the kinds that readers of CSV test with, remade by rule.

After csv-spectrum (what must be read), and the broken files of DuckDB, Polars and pandas.
"""

import bz2
import gzip
import lzma
from collections.abc import Iterator

from tests.hostile.case import Case, aggregate, infer, normalize, validate, written

_H = b"id,nom\n"
_ENDINGS = ("xlsx", "ods", "xls", "json", "parquet", "zip")
RIGHT = {
    "a comma in quotes": b'id,nom\n1,"a,b"\n', "nothing between": b'id,nom\n1,""\n2,""\n',
    "nothing, CRLF": b'id,nom\r\n1,""\r\n', "escaped quotes": b'id,nom\n1,"ha ""ha"" ha"\n',
    "JSON in a cell": b'id,nom\n1,"{""type"": ""Point"", ""c"": [1.0, 2.0]}"\n',
    "lines in a cell": b'id,nom\n1,"a\nb\nc"\n', "lines in a cell, CRLF": b'id,nom\r\n1,"a\r\nb"\r\n',
    "quotes and lines": b'id,nom\n1,"a\n""b""\nc"\n', "simple": b"id,nom\n1,a\n",
    "simple, CRLF": b"id,nom\r\n1,a\r\n", "UTF-8": "id,nom\n1,ʤ\n".encode(),
    "without an end": b"id,nom\n1,a", "CR alone": b"id,nom\r1,a\r2,b\r",
}  # fmt: skip
BROKEN = {
    "nothing": b"", "a mark": b"\xef\xbb\xbf", "ends of lines": b"\n" * 50, "blanks": b" \n \n",
    "null bytes": b"\x00" * 500, "a header alone": b"id,nom", "a quote alone": b'"',
    "two quotes": b'""', "a quote never closed": _H + b'1,"a\n2,b\n3,c\n',
    "a quote never closed in the header": b'id,"nom\n1,a\n2,b\n',
    "a quote that closes late": _H + b'1,"a\n' + b"2,b\n" * 500 + b'3,c"\n',
    "text after a quote": _H + b'1,"a"b\n2,"c" \n', "text before a quote": _H + b'1,a"b"\n2,c"d\n',
    "three quotes": _H + b'1,"""\n2,b\n', "backslashes": _H + b'1,"a\\"b"\n2,"c\\\\"\n',
    "single quotes": b"'id','nom'\n'1','a,b'\n", "mixed ends": b"id,nom\r\n1,a\n2,b\r3,c\r\r\n4,d\n",
    "CR CR LF": b"id,nom\r\r\n1,a\r\r\n", "LF CR": b"id,nom\n\r1,a\n\r",
    "a CR in a cell": _H + b"1,a\rb\n", "null bytes in cells": _H + b"1,a\x00b\n\x002,c\n",
    "a ^Z at the end": _H + b"1,a\n\x1a", "two few and too many": _H + b"1\n1,2,3\n1,2,3,4,5\n,\n",
    "wider at the end": _H + b"1,a\n" * 2000 + b"1,a,b\n", "narrower at the end": _H + b"1,a\n" * 2000 + b"1\n",
    "another delimiter later": _H + b"1,a\n" * 2000 + b"1;a\n" * 20,
    "a delimiter of two signs": b"id||nom\n1||a\n", "no delimiter": b"id nom\n1 a\n",
    "tabs and commas": b"id,nom\t\n1,a\tb\n", "a header twice": _H + b"1,a\n" + _H + b"2,b\n",
    "a label twice": b"id,id,nom,nom\n1,2,a,b\n", "labels of nothing": b",,\n1,a,b\n",
    "a header of numbers": b"1,2\n3,4\n", "a label of 100,000 letters": b"id," + b"n" * 100_000 + b"\n1,a\n",
    "a cell of 5 MB": _H + b"1," + b"a" * 5_000_000 + b"\n", "5,000 columns": b",".join(b"c%d" % n for n in range(5000)) + b"\n",
    "50,000 columns": b"," * 50_000 + b"\n", "notes": b"# note\n# note\nid,nom\n1,a\n#\n", "titles": b"Titre\n\n\nid,nom\n1,a\n",
    "sep=": b"sep=;\nid;nom\n1;a\n", "a total": _H + b"1,a\nTotal,3\n", "spaces": b" id , nom \n 1 , a \n",
    "bytes that are no UTF-8": _H + b"1,\xff\xfe\n2,\xc3\x28\n", "half a letter": _H + "1,é\n".encode()[:-2],
    "half a letter at the end of a block": _H + b"1,a\n" * 16383 + b"22222222," + "é".encode() + b"\n",
    "surrogates": _H + b"1,\xed\xa0\x80\n", "overlong": _H + b"1,\xc0\x80\n", "Latin-1": _H + b"1,\xe9t\xe9\n",
    "cp1252": _H + b"1,\x80\x92\n", "Mac": _H + b"1,\x8e\x8e\n", "UTF-8 twice": "id,nom\n1,Ã©\n".encode(),
    "mixed encodings": _H + "1,é\n".encode() + b"2,\xe9\n", "UTF-16": "id,nom\n1,é\n".encode("utf-16"),
    "UTF-16 without a mark": "id,nom\n1,é\n".encode("utf-16-le"), "UTF-16, odd": "id,nom\n1,é\n".encode("utf-16")[:-1],
    "UTF-32": "id,nom\n1,é\n".encode("utf-32"), "UTF-7": b"id,nom\n1,+AOk-\n", "EBCDIC": "id,nom\n1,a\n".encode("cp500"),
    "two marks": b"\xef\xbb\xbf\xef\xbb\xbf" + _H + b"1,a\n", "a mark in the middle": _H + b"\xef\xbb\xbf1,a\n",
    "a mark before a quote": b'\xef\xbb\xbf"id","nom"\n"1","a"\n', "a page": b"<!DOCTYPE html><html><body>404</body></html>",
    "a PDF": b"%PDF-1.7\n1 0 obj\n", "a picture": b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "a program": b"\x7fELF" + b"\x00" * 200,
    "XML": b"<?xml version='1.0'?><a><b/></a>", "a Word file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "half a zip": b"PK\x03\x04" + b"\x00" * 30, "a zip of nothing": b"PK\x05\x06" + b"\x00" * 18,
    "half a gzip": gzip.compress(_H + b"1,a\n" * 500)[:-9], "gzip and more": gzip.compress(_H + b"1,a\n") + b"rest",
    "two gzips": gzip.compress(_H) + gzip.compress(b"1,a\n"), "a gzip whose sum is wrong": gzip.compress(_H + b"1,a\n")[:-8] + b"\x00" * 8,
    "half a bz2": bz2.compress(_H + b"1,a\n" * 500)[:-9], "half an xz": lzma.compress(_H + b"1,a\n" * 500)[:-9],
    "a parquet that is none": b"PAR1" + b"\x00" * 20 + b"PAR1", "quotes on a line": _H + b'"",' * 20_000 + b"\n",
    "empty quoted lines": _H + b'""\n' * 20_000, "commas alone": b",\n" * 20_000, "quotes alone": b'"\n' * 5_001,
    "quotes and commas": b'",' * 5_001, "a quote in every cell": _H + b'a"b,c"d\n' * 500,
    "random bytes": bytes((n * 7919 + n * n) % 256 for n in range(20_000)),
}  # fmt: skip


def right() -> Iterator[Case]:
    for name, content in RIGHT.items():

        def read(folder, content=content):
            return validate(folder, written(folder, "a.csv", content))

        yield Case(kind="CSV: right", name=name, make=read, wanted="read")


def broken() -> Iterator[Case]:
    verbs = (validate, normalize, infer, aggregate)
    for number, (name, content) in enumerate(BROKEN.items()):
        for verb in verbs:

            def make(folder, content=content, verb=verb):
                return verb(folder, written(folder, "a.csv", content))

            yield Case(kind="CSV: broken", name=f"{verb.__name__} {name}", make=make)
        for suffix in _ENDINGS[number % 3 :: 3]:

            def misnamed(folder, content=content, suffix=suffix):
                return validate(folder, written(folder, f"a.{suffix}", content))

            yield Case(kind="CSV: under another ending", name=f"{suffix} {name}", make=misnamed)
