"""Schemas, packages, manifests, names, places and small files that swell: one case a kind."""

import json
import os
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.hostile.case import (
    SCHEMA,
    Case,
    aggregate,
    infer,
    normalize,
    schema_in,
    validate,
    written,
)

TABLE = b"id,nom\n1,a\nx,b\n"
#: Values of every type, for what must be of another.
_VALUES = (None, True, 0, -1, 1.5, 1e400, "", "x", "\ud800", [], ["x"], [None], [[]], {}, {"x": 1},
           [{"x": None}], "9" * 400, 10**400)  # fmt: skip
_CHECKS = (
    "french-siret-value", "french-siren-value", "year-interval-value", "opening-hours-value",
    "phone-number-value", "nomenclature-actes-value", "sum-columns-value", "compare-columns-value",
    "one-of-required", "cohesive-columns-value", "frictionless-unknown",
)  # fmt: skip
_PARAMETERS = ("column", "columns", "column2", "op", "othercolumns", "column1", "allow-year-only",
               "nomenclature")  # fmt: skip
_CONSTRAINTS = ("required", "unique", "enum", "minimum", "maximum", "minLength", "maxLength",
                "pattern")  # fmt: skip
_MEMBERS = ("fields", "primaryKey", "foreignKeys", "missingValues", "custom_checks", "name",
            "resources", "version")  # fmt: skip
_FIELD = ("name", "type", "format", "constraints", "title", "example", "decimalChar", "trueValues")
_RESOURCE = ("path", "data", "schema", "dialect", "encoding", "format", "name", "bytes", "hash")
_DIALECT = ("delimiter", "quoteChar", "header", "headerRows", "commentChar", "skipInitialSpace",
            "sheetName", "csv", "lineTerminator")  # fmt: skip


def _schema(descriptor: object):
    def make(folder: Path) -> list[str]:
        text = json.dumps(descriptor).replace("Infinity", "1e999")
        (folder / "schema.json").write_text(text, encoding="utf-8")
        file = written(folder, "a.csv", TABLE)
        return ["validate", file, "-s", str(folder / "schema.json"), "--format", "json",
                "--output", str(folder / "report.json")]  # fmt: skip

    return make


def _package(resource: dict[str, object]):
    def make(folder: Path) -> list[str]:
        written(folder, "a.csv", TABLE)
        descriptor = {"name": "p", "resources": [{"name": "r", "path": "a.csv", **resource}]}
        path = folder / "datapackage.json"
        path.write_text(json.dumps(descriptor).replace("Infinity", "1e999"), encoding="utf-8")
        return ["validate", str(path)]

    return make


def _descriptors() -> Iterator[Case]:
    for value in _VALUES:
        shown = repr(value)[:30]
        for name in _MEMBERS:
            yield Case(kind="schemas of other types", name=f"{name} {shown}",
                       make=_schema({**SCHEMA, name: value}))  # fmt: skip
        for name in _FIELD:
            fields = [{"name": "id", "type": "number", name: value}, {"name": "nom"}]
            yield Case(kind="schemas of other types", name=f"field {name} {shown}",
                       make=_schema({"fields": fields}))  # fmt: skip
        for name in _CONSTRAINTS:
            fields = [{"name": "id", "type": "string", "constraints": {name: value}}]
            yield Case(kind="schemas of other types", name=f"constraint {name} {shown}",
                       make=_schema({"fields": fields}))  # fmt: skip
        for at, check in enumerate(_CHECKS):
            for parameter in _PARAMETERS[at % 8 :: 8]:
                checks = [{"name": check, "params": {parameter: value}}]
                yield Case(kind="checks of other types", name=f"{check} {parameter} {shown}",
                           make=_schema({**SCHEMA, "custom_checks": checks}))  # fmt: skip
            yield Case(kind="checks of other types", name=f"{check} {shown}",
                       make=_schema({**SCHEMA, "custom_checks": [{"name": check, "params": value}]}))  # fmt: skip
        for name in _RESOURCE:
            yield Case(kind="packages of other types", name=f"{name} {shown}",
                       make=_package({name: value}))  # fmt: skip
        for name in _DIALECT:
            yield Case(kind="packages of other types", name=f"dialect {name} {shown}",
                       make=_package({"dialect": {name: value}}))  # fmt: skip


def _text_schema(text: bytes, suffix: str = "json"):
    def make(folder: Path) -> list[str]:
        file = written(folder, "a.csv", TABLE)
        return ["validate", file, "-s", written(folder, f"schema.{suffix}", text)]

    return make


def _swelling() -> Iterator[Case]:
    doubling = {f"d{n}": {"allOf": [{"$ref": f"#/definitions/d{n + 1}"}] * 2} for n in range(40)}
    texts = {
        "a pattern of 99,999,999 states": _pattern("a{99999999}"),
        "a pattern of nested counts": _pattern("((((a{100}){100}){100}){100}){100}"),
        "a pattern of 5,000 groups": _pattern("(" * 5000 + "a" + ")" * 5000),
        "a pattern that goes back": _pattern(r"^(a+)+\1$"), "a pattern that is none": _pattern("["),
        "references that double": {"$schema": "http://json-schema.org/draft-07/schema#",
                                   "definitions": {**doubling, "d40": {}},
                                   "$ref": "#/definitions/d0"},
        "a reference to itself": {"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#"},
        "100,000 fields": {"fields": [{"name": f"f{n}"} for n in range(100_000)]},
        "5,000 choices": {"fields": [{"name": "id", "constraints": {"enum": [str(n) for n in range(50_000)]}}]},
    }  # fmt: skip
    for name, descriptor in texts.items():
        yield Case(kind="schemas that swell", name=name, make=_schema(descriptor), slow=True)
    yaml = {
        "an anchor of itself": b"&a [*a]",
        "anchors that double": _doubling_yaml(),
        "a mapping of itself": b"fields: &a\n  - name: id\n    constraints: {enum: *a}\n",
        "a tag of Python": b"!!python/object/apply:os.system ['true']",
        "nothing": b"",
        "a tab": b"fields:\n\t- name: id\n",
        "two documents": b"a: 1\n---\nb: 2\n",
    }
    for name, text in yaml.items():
        yield Case(kind="schemas that swell", name=f"YAML: {name}", make=_text_schema(text, "yml"))
    for name, text in {"deep": b'{"fields":' + b"[" * 90_000, "nothing": b"", "a list": b"[]",
                       "a text": b'"x"', "a null byte": b"\x00", "a number": b"1"}.items():  # fmt: skip
        yield Case(kind="schemas that swell", name=f"JSON: {name}", make=_text_schema(text))


def _pattern(pattern: str) -> dict[str, object]:
    return {"fields": [{"name": "id", "constraints": {"pattern": pattern}}]}


def _doubling_yaml() -> bytes:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    return "\n".join(lines).encode()


def _data_that_swells() -> Iterator[Case]:
    def zipped(folder, members, name="a.zip"):
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members:
                archive.writestr(member, content)
        return str(folder / name)

    def nested(folder):
        inner = b"id,nom\n1,a\n"
        for _ in range(8):
            path = zipped(folder, [("a.zip", inner)])
            inner = Path(path).read_bytes()
        return validate(folder, path)

    made = {
        "records of distinct keys": lambda f: infer(f, written(f, "a.json", json.dumps(
            [{f"k{n}": 1} for n in range(9_000)]).encode())),
        "records of distinct keys, judged": lambda f: validate(f, written(f, "a.json", json.dumps(
            [{f"k{n}": 1} for n in range(9_000)]).encode())),
        "two million empty quoted lines": lambda f: validate(f, written(f, "a.csv", b"id,nom\n" + b'""\n' * 2_000_000)),
        "two million empty quoted lines, changed": lambda f: normalize(f, written(f, "a.csv", b"id,nom\n" + b'""\n' * 2_000_000)),
        "9 MB of empty cells on a line": lambda f: validate(f, written(f, "a.csv", b"id,nom\n" + b'"",' * 3_000_000)),
        "9 MB of empty cells on a line, drafted": lambda f: infer(f, written(f, "a.csv", b'"",' * 3_000_000)),
        "a zip of 200 MB of nothing": lambda f: validate(f, zipped(f, [("a.csv", b"id,nom\n" + b"1,a\n" * 50_000_000)])),
        "archives in archives": nested,
        "a million quotes": lambda f: validate(f, written(f, "a.csv", b'"' * 1_000_001)),
        "a million rows at fault": lambda f: validate(f, written(f, "a.csv", b"id,nom\n" + b"x,y\n" * 1_000_000), "html"),
    }  # fmt: skip
    for name, make in made.items():
        yield Case(kind="data that swell", name=name, make=make, slow=True)


def _places() -> Iterator[Case]:
    def at(location):
        return lambda folder: validate(folder, location)

    def fifo(folder):
        os.mkfifo(folder / "tube.csv")
        return aggregate(folder, written(folder, "a.csv", TABLE), str(folder / "tube.csv"))

    def listening(folder):
        held = socket.socket(socket.AF_UNIX)
        held.bind(str(folder / "s.csv"))
        held.close()
        return aggregate(folder, written(folder, "a.csv", TABLE), str(folder / "s.csv"))

    def odd_name(folder):
        path = os.fsencode(folder) + b"/a\xff\xe9.csv"
        Path(os.fsdecode(path)).write_bytes(TABLE)
        return validate(folder, os.fsdecode(path))

    def looping(folder):
        (folder / "a.csv").symlink_to("a.csv")
        return validate(folder, str(folder / "a.csv"))

    def output(target):
        def make(folder):
            file = written(folder, "a.csv", TABLE)
            return ["validate", file, "-s", schema_in(folder), "--output", target]

        return make

    made = {
        "a device": at("/dev/zero"), "/dev/null": at("/dev/null"), "/dev/full": at("/dev/full"),
        "the memory of the process": at("/proc/self/mem"), "a folder": at("/"), "nothing": at(""),
        "a name of 5,000 letters": at("a" * 5000), "a null byte": at("a\x00b.csv"),
        "an address that is none": at("http://["), "an address of nobody": at("http://127.0.0.1:9/a.csv"),
        "an address without a host": at("http:///a.csv"), "another scheme": at("ftp://127.0.0.1/a.csv"),
        "a port that is none": at("http://127.0.0.1:99999/a.csv"), "a pipe": fifo, "a socket": listening,
        "a name that is not UTF-8": odd_name, "a link to itself": looping, "an output that is full": output("/dev/full"),
        "an output in a folder that cannot be": output("/proc/nowhere/a"), "an output that is a folder": output("/"),
        "an output whose name is too long": output("/tmp/" + "a" * 300),
    }  # fmt: skip
    for name, make in made.items():
        wanted = "" if name in {"a pipe", "a socket", "a name that is not UTF-8"} else "refused"
        yield Case(kind="places", name=name, make=make, wanted=wanted)


def _manifests() -> Iterator[Case]:
    for value in _VALUES[:13]:
        for name in ("sources", "title", "licence", "date", "key", "prefer"):

            def make(folder, name=name, value=value):
                written(folder, "a.csv", TABLE)
                content = {"sources": [{"id": "a", "path": "a.csv"}], name: value}
                text = json.dumps(content).replace("Infinity", "1e999").encode()
                return aggregate(folder, written(folder, "sources.json", text))

            yield Case(kind="manifests of other types", name=f"{name} {value!r:.30}", make=make)
        for name in ("id", "path", "member", "sheet", "format", "encoding", "priority", "licence"):

            def one(folder, name=name, value=value):
                written(folder, "a.csv", TABLE)
                content = {"sources": [{"id": "a", "path": "a.csv", name: value}]}
                text = json.dumps(content).replace("Infinity", "1e999").encode()
                return aggregate(folder, written(folder, "sources.json", text))

            yield Case(
                kind="manifests of other types", name=f"source {name} {value!r:.30}", make=one
            )


def cases() -> Iterator[Case]:
    yield from _descriptors()
    yield from _swelling()
    yield from _data_that_swells()
    yield from _places()
    yield from _manifests()
