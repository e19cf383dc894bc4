"""Naughty strings, by rule: each as a cell, a label, the name of a file and that of a sheet."""

import json
import unicodedata
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from tests.hostile.case import FORMS, Case, aggregate, infer, normalize, validate, written

_WORDS = [
    "undefined",
    "undef",
    "null",
    "NULL",
    "None",
    "nil",
    "NIL",
    "true",
    "false",
    "True",
    "hasOwnProperty",
    "constructor",
    "__proto__",
    "NaN",
    "nan",
    "Infinity",
    "-Infinity",
    "INF",
    "1#INF",
    "-1#IND",
    "then",
    "\\",
    "\\\\",
    "N/A",
    "#N/A",
    "#REF!",
    "#DIV/0!",
    "#VALUE!",
    "-",
    "--",
    "CON",
    "PRN",
    "AUX",
    "NUL",
    "COM1",
    "LPT1",
    "con.csv",
    ".",
    "..",
    "~",
    "~root",
    "$HOME",
    "%PATH%",
    "id",
    "nom",
    "c0",
    "row",
    "line",
    "index",
]
_NUMBERS = [
    "0",
    "00",
    "-0",
    "+0",
    "1",
    "1.00",
    "$1.00",
    "€1,00",
    "1/2",
    "1E2",
    "1E02",
    "1e400",
    "-1",
    "1/0",
    "0/0",
    "-2147483648",
    "-9223372036854775809",
    "18446744073709551616",
    "0..0",
    ".",
    "0.0.0",
    "0,00",
    "0,,0",
    ",",
    "--1",
    "-.",
    "-,",
    "0x0",
    "0xffffffff",
    "0b1",
    "1_000",
    "1,000.00",
    "1'000.00",
    "01000",
    "08",
    "2.2250738585072011e-308",
    "١٢٣",
    "１２３",
    "ⅷ",
    "½",
    "²",
    "1e",
    "1e+",
    "+.5",
    "5.",
    "12:30:99",
    "31/02/2024",
    "0000-00-00",
    "9999-99-99",
    "24:00",
    "2024-02-30",
    "1900-02-29",
]
_MARKUP = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg/onload=alert(1)>', "]]>",
    "<!--", "-->", "</td></tr></table>", "</style><script>alert(1)</script>", "&lt;b&gt;", "&amp;",
    "&#0;", "&#x1F4A9;", "javascript:alert(1)", "' onfocus='alert(1)", "<![CDATA[x]]>",
    "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>", "<?xml version='1.0'?>",
    "[lien](javascript:alert(1))", "![](http://exemple.fr/x)", "| a | b |", "```", "# titre", "***",
    "<a href='http://exemple.fr'>", "::error::x", "::set-output name=a::b", "\n::error::x",
    "%0A::error::x", "##vso[task]x", "##[group]",
)  # fmt: skip
_CODE = (
    "' OR 1=1 --", "1;DROP TABLE users", "'; EXEC xp_cmdshell('x')--", "$(touch x)", "`touch x`",
    "| touch x", "; touch x", "&& touch x", "../../../etc/passwd", "..\\..\\x", "file:///etc/passwd",
    "/etc/passwd", "C:\\Windows\\x", "\\\\serveur\\x", "{0}", "{}", "{0.__class__}", "%s%n%d", "%",
    "%%", "${jndi:ldap://x}", "{{7*7}}", "<%= 7*7 %>", "#{7*7}", "\\u0041", "\\x41", "\\N", "\\0",
    "__import__('os').system('x')", "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)",
    "\t=1", "\r=1", '=HYPERLINK("http://x")', "＝1+1", " =1", 'DDE("x")', "!A1", "'=1",
    "(a+)+$", "[", "(", "*", "a{99999999}", "http://[", "https://moi:secret@exemple.fr/a?key=secret",
)  # fmt: skip
_SHAPES = (
    "", " ", "   ", "\u00a0", "a" * 255, "a" * 300, "a" * 33_000, "é" * 128, "e" + "\u0301" * 200,
    "\u202e" + "abc", "\u2066abc\u2069", "\u200b", "\u2060", "\ufeff", "\u00ad", "\u034f",
    "\ufffe", "\uffff", "\ufdd0", "\ufffd", "\U0010ffff", "\U000e0041", "🏳️‍🌈", "👨‍👩‍👧‍👦", "🇫🇷", "👍🏿", "ﷺ", "ﬁ",
    "ſ", "ß", "İ", "ŉ", "Ω", "K", "𝕳𝖊𝖑𝖑𝖔", "ʇsǝʇ", "（╯°□°）╯", "田中さん", "사회과학원", "الكل", "בְּרֵאשִׁית",
    "ที่นี่", "ÅÍÎÏ", "œuvre", "‘’“”«»", "\u2028", "\u2029", "\u0085", "\u000b", "\u000c", "\u001c", "a\nb",
    "a\r\nb", "a\rb", "a\tb", '"', '""', "'", ",", ";", "|", "\t", '","', '";"', "a\x00b", "\x00",
    "\x1b[31mrouge\x1b[0m", "\x1b]0;titre\x07", "\x9b31m", "\x08\x08", "\x07", "\x7f", "\x1a",
    "\r\nSet-Cookie: a=b",
)  # fmt: skip
_CONTROLS = tuple(f"a{chr(code)}b" for code in (*range(1, 32), *range(127, 160)))
_SPACES = tuple(
    chr(code) for code in range(0x3000 + 1) if unicodedata.category(chr(code)) in {"Zs", "Cf"}
)
STRINGS = tuple(
    dict.fromkeys((*_WORDS, *_NUMBERS, *_MARKUP, *_CODE, *_SHAPES, *_CONTROLS[::3], *_SPACES[::3]))
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def _csv(*rows: tuple[str, str]) -> bytes:
    quoted = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    return ("\n".join(quoted) + "\n").encode("utf-8", "surrogatepass")


def workbook(path: str, sheet: str) -> str:
    """Write a small workbook, its sheet called whatever it may be."""
    cells = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c>'
                  for column, text in zip("AB", texts, strict=True))
        + "</row>"
        for row, texts in enumerate((("id", "nom"), ("x", "a")), start=1)
    )  # fmt: skip
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        f'PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/><Override '
        f'PartName="/xl/worksheets/sheet1.xml" ContentType="{main}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        f'<sheet name={quoteattr(sheet)} sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData>'
        "</worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text.encode("utf-8", "surrogatepass"))
    return path


def cases() -> Iterator[Case]:
    for at, text in enumerate(STRINGS):
        yield from _cell(at, text)
        places = (_label, _file, _sheet)
        yield from places[at % 3](at // 3, text)
        yield from places[(at + 1) % 3](at // 3, text)


def _cell(at: int, text: str) -> Iterator[Case]:
    content = _csv(("id", "nom"), ("1", text), (text, "a"))
    form, journal = FORMS[at % len(FORMS)], ("csv", "json", "xlsx")[at % 3]

    def judged(folder):
        return validate(folder, written(folder, "a.csv", content), form)

    def changed(folder):
        file = written(folder, "a.csv", content)
        verbs = (lambda: normalize(folder, file, journal), lambda: aggregate(folder, file),
                 lambda: infer(folder, file))  # fmt: skip
        return verbs[at % 3]()

    def from_json(folder):
        records = json.dumps([{"id": "1", "nom": text}, {"id": text, "nom": "a"}])
        return validate(folder, written(folder, "a.json", records.encode()), form)

    kind = "naughty strings: cell"
    yield Case(kind=kind, name=f"{form} {text[:40]!r}", make=judged, wanted=_read(text))
    yield Case(kind=kind, name=f"changed {text[:40]!r}", make=changed)
    yield Case(kind=kind, name=f"JSON, {form} {text[:40]!r}", make=from_json, wanted="read")


def _read(text: str) -> str:
    """Such a cell of quoted text is read, whatever it holds; null bytes are told as they are."""
    return "" if "\x00" in text else "read"


def _label(at: int, text: str) -> Iterator[Case]:
    content = _csv(("id", text), ("x", "a"))
    form = FORMS[(at + 1) % len(FORMS)]

    def make(folder):
        file = written(folder, "a.csv", content)
        return infer(folder, file) if at % 4 == 0 else validate(folder, file, form)

    yield Case(kind="naughty strings: label", name=f"{form} {text[:40]!r}", make=make)


def _file(at: int, text: str) -> Iterator[Case]:
    form = FORMS[(at + 2) % len(FORMS)]
    if not text or "/" in text or "\x00" in text or len(text.encode()) > 250:
        return

    def make(folder):
        file = written(folder, f"{text}.csv", b"id,nom\nx,a\n")
        return aggregate(folder, str(folder)) if at % 3 == 0 else validate(folder, file, form)

    yield Case(kind="naughty strings: name of a file", name=f"{form} {text[:40]!r}", make=make)


def _sheet(at: int, text: str) -> Iterator[Case]:
    form = FORMS[(at + 3) % len(FORMS)]

    def make(folder):
        return validate(folder, workbook(str(folder / "a.xlsx"), text), form)

    yield Case(kind="naughty strings: name of a sheet", name=f"{form} {text[:40]!r}", make=make)
