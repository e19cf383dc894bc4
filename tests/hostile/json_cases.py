"""JSON that is right, wrong, or left to each reader, by the kinds of RFC 8259's grammar.

After the kinds of JSONTestSuite, remade by rule: each text stands as a document, as a value in a
list of records, and as a value on a line of its own.
"""

from collections.abc import Iterator

from tests.hostile.case import Case, infer, validate, written

_NUMBERS = ("0", "-0", "1", "-1", "123", "1.5", "0e1", "0E1", "1E22", "1e-2", "1E+2", "20e1",
            "123.456e78", "-0.0", "0." + "0" * 80 + "1", "1e+2", "9007199254740993")  # fmt: skip
_STRINGS = ('""', '"a"', r'"\u0060\u012a\u12AB"', r'"\uD801\udc37"', r'"\"\\\/\b\f\n\r\t"',
            r'"\\u0000"', r'"\u0000"', '"a/*b*/c"', r'"\u0012"', r'"\uFFFF"', r'"\uDBFF\uDFFE"',
            '"\u2028"', '"\u2029"', '"\x7f"', '"\xa0"', '"€𝄞"', r'"\uD834\uDD1E"', '"\uffff"',
            r'"new\u000Aline"', r'"\u0061\u30af"', '"\U0010ffff"')  # fmt: skip
_OTHERS = ("true", "false", "null", "[]", "[[]   ]", "{}", '[null, 1, "1", {}]', '{"b":[]}',
           '{"":0}', '{"b":"c","b":"d"}', r'{"foo\u0000bar": 42}', " [1] ", "[1\n,\r2\t]",
           "[" * 60 + "]" * 60)  # fmt: skip
RIGHT = (*_NUMBERS, *_STRINGS, *_OTHERS)

_WRONG_NUMBERS = (
    "-01", "++1", "+1", "+Inf", "-1.0.", "-2.", "-NaN", ".-1", ".2e-3", "0.1.2", "0.3e+", "0.3e",
    "0.e1", "0E", "0E+", "0e", "0e+", "1.0e+", "1.0e-", "1.0e", "1 000.0", "1eE2", "2.e+3", "2.e3",
    "9.e+", "Inf", "NaN", "Infinity", "-Infinity", "\uff11", "1+2", "0x1", "0x42", "0e+-1",
    "-123.123foo", "-1x", ".123", "1.2a-3", "1.8H-308", "012", "-012", "- 1", "1ea", "-", "--1",
    "1_000", "0b1", "0o7", "1e1.5", "1,5", "١",
)  # fmt: skip
_WRONG_STRINGS = (
    r'"\uD800\"', r'"\uD800\u"', r'"\uD800\u1x"', "é", '"\x00"', r'"\\\"', '"\\\t"', '"\\🌀"',
    '"\\"', r'"\u00A"', r'"\uD834\uDd"', r'"\a"', r'"\x00"', r'"\uqqqq"', r'\u0020"a"', r"\n", '"',
    "'a'", "abc", '"\\', '"a\nb"', '"a\tb"', r'"\UA66D"', '"a', 'a"', "`a`", "“a”", '"\x1f"',
    '"a"x', '"a""b"', r'"\u{41}"', r'"\8"',
)  # fmt: skip
_WRONG_LISTS = (
    "[1,,2]", '["":1]', '[""],', "[", "[1", "[1,", "[,1]", "[,]", "[1,]", "[1,,]", "[1}", "[x", "[x",
    "[-]", "[1 true]", '["a" "b"]', "[3[4]]", "[*]", "[1]]", "[1]x", "[][]", "]", "[1;2]", "(1)",
    "[1:2]", '["a",\n4\n,1,', "[\f]", "[\v]", "[\u2060]", "[\xa0]", "[\ufeff]", "[#]", "[//]",
    "[1/**/]", "[ false", "[ nul", "[tru]", "[True]", "[NULL]", "[undefined]", "[...]", "<.>",
    "[<null>]",
)  # fmt: skip
_WRONG_OBJECTS = (
    '{"x", null}', '{"x"::"b"}', "{🇨🇭}", '{"b":"a" 123}', "{key: 'value'}", '{"b" c}', '{:"b"}',
    '{"b" "c"}', '{"b":', '{"b"', "{1:1}", "{null:null}", '{"id":0,,,,,}', "{'b':0}", '{"id":0,}',
    '{"b":"c"}/**/', '{"b":"c"}/**//', '{"b":"c"}//', '{"b":"c"}/', '{"b":"c",,"d":"e"}',
    '{b: "c"}', '{"b":"c', '{"foo":"bar","b"}', '{"b":"c"}#', "{", '{"b":/*c*/"d"}',
    '{"b": true} "x"', "{[]:1}", "{{}}", '{"b"=1}', '{"b"=>1}', '{"b":1;"c":2}', "{]", "{,}",
    '{"b":"c"}}', '{\f"b":1}',
)  # fmt: skip
WRONG = (*_WRONG_NUMBERS, *_WRONG_STRINGS, *_WRONG_LISTS, *_WRONG_OBJECTS)

#: What each reader settles for itself; bytes where they are no text.
LEFT_OPEN = (
    "1e9999", "-1e9999", "0.4e0066999999999999999999999999", "1e-9999", "-" + "9" * 400, "9" * 5000,
    "100000000000000000000", r'"\uD800"', r'"\uDADA"', r'"\uDd1e\uD834"', r'"\uD800\n"',
    r'"\uDFAA"', r'{"\uDFAA":0}', r'{"\ud83d": {"\ude39": 1}}', "[" * 500 + "]" * 500,
    b'"\xff"', b'"\xe9"', b'"\xed\xa0\x80"', b'"\xc0\xaf"', b'"\xf4\xbf\xbf\xbf"', b'"\xe0\xff"',
    b'"\xfc\x83\xbf\xbf\xbf\xbf"', b'"\x81"', "1.7976931348623159e308", "5e-324", "-0e-400",
)  # fmt: skip
_WHOLE = {
    "nothing": b"", "a space": b" ", "a mark": b"\xef\xbb\xbf", "half a mark": b"\xef\xbb",
    "a mark and a list": b'\xef\xbb\xbf[{"id":"1"}]', "a null byte": b"\x00",
    "UTF-16 with a mark": '[{"id":"é"}]'.encode("utf-16"),
    "UTF-16 without": '[{"id":"é"}]'.encode("utf-16-le"),
    "UTF-16, the other end first": '[{"id":"é"}]'.encode("utf-16-be"),
    "UTF-32": '[{"id":"é"}]'.encode("utf-32"),
    "100,000 lists": b"[" * 100_000, "100,000 lists, closed": b"[" * 100_000 + b"]" * 100_000,
    "50,000 objects": b'[{"":' * 50_000, "a closing bracket": b"]", "two lists": b"[][]",
    "a list of lists": b'[["id","nom"],["1","a"]]', "a list of numbers": b"[1,2,3]",
    "records of other shapes": b'[{"id":"1"},[],{"id":{"a":[1]}},null]',
    "a record of 20,000 members": b"[{" + b",".join(b'"k%d":1' % n for n in range(20_000)) + b"}]",
    "one member 5,000 times": b"[{" + b",".join(b'"id":%d' % n for n in range(5_000)) + b"}]",
    "a million of white": b" " * 1_000_000 + b'[{"id":"1"}]',
    "a GeoJSON without features": b'{"type":"FeatureCollection"}',
    "a GeoJSON of nothing": b'{"type":"FeatureCollection","features":[null]}',
    "features of no geometry": b'{"type":"FeatureCollection","features":[{"type":"Feature"}]}',
    "an empty name": b'[{"":0}]', "an error": b'{"error": {"message": "none"}}',
}  # fmt: skip


def _cases(text: str | bytes, kind: str, wanted: dict[str, str]) -> Iterator[Case]:
    content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    shapes = {
        "document": ("a.json", content),
        "value": ("a.json", b'[{"id": "1", "nom": ' + content + b"}]"),
        "line": ("a.ndjson", b'{"id": "1"}\n{"id": "2", "nom": ' + content + b"}\n"),
    }
    for shape, (file, written_) in shapes.items():
        if shape == "line" and (b"\n" in content or b"\r" in content):
            continue

        def make(folder, file=file, written_=written_):
            return validate(folder, written(folder, file, written_))

        yield Case(
            kind=f"JSON: {kind}",
            name=f"{shape} {text[:40]!r}",
            make=make,
            wanted=wanted.get(shape, ""),
        )


def cases() -> Iterator[Case]:
    for text in RIGHT:
        yield from _cases(text, "right", {"value": "read", "line": "read"})
    for text in WRONG:
        yield from _cases(text, "wrong", dict.fromkeys(("document", "value", "line"), "refused"))
    for text in LEFT_OPEN:
        yield from _cases(text, "left open", {})
    for name, content in _WHOLE.items():
        for verb in (validate, infer):

            def make(folder, content=content, verb=verb):
                return verb(folder, written(folder, "a.json", content))

            yield Case(kind="JSON: left open", name=f"{verb.__name__} {name}", make=make)
