"""Tables of PostgreSQL, on a server of our own that lives as long as these tests."""

import os
import subprocess
from functools import partial
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

import pytest

from tamis.interop.convert import forms
from tamis.loading import catalogue, schemas

#: Where Debian puts the programs of the server, the newest last.
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
PG_CTL = which("pg_ctl") or next((str(path) for path in reversed(PROGRAMS)), None)
#: The server refuses to be run by root; the search path may lack the folders of root's programs.
RUN_AS = which("runuser") or which("runuser", path="/usr/sbin:/sbin")
AS_USER = [str(RUN_AS), "-u", "postgres", "--"] if os.geteuid() == 0 else []

#: Messages are counted by their English word.
ENGLISH = {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "C"}

pytestmark = pytest.mark.skipif(
    PG_CTL is None or which("psql") is None or (bool(AS_USER) and RUN_AS is None),
    reason="PostgreSQL is not on this machine, or cannot be run as another user",
)


@pytest.fixture(scope="module")
def psql():
    """Return what runs SQL, statement by statement, and gives what it says, errors included."""
    # Not below pytest's own folder, which is closed to the user of the server.
    with TemporaryDirectory(prefix="tamis-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o777)
        server = [*AS_USER, PG_CTL, "-D", f"{folder}/data", "-w", "-s"]
        cluster = "-A trust -E UTF8 --locale=C.UTF-8 -N"
        done = subprocess.run(
            [*server, "initdb", "-o", cluster],
            capture_output=True, text=True, check=False, env=ENGLISH,
        )  # fmt: skip
        if done.returncode:
            pytest.skip(f"no server can be made here: {done.stderr[-200:]}")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        log = ["-l", f"{folder}/log", "-o", options]
        subprocess.run([*server, *log, "start"], check=True, stdout=subprocess.DEVNULL, env=ENGLISH)
        yield partial(_answers, folder)
        subprocess.run([*server, "-m", "immediate", "stop"], check=True)


def _answers(folder, sql):
    user = ["-U", "postgres"] if AS_USER else []
    command = ["psql", "-h", folder, *user, "-d", "postgres", "-X", "-q", "-t", "-A"]
    done = subprocess.run(
        command, input=sql, capture_output=True, text=True, check=True, env=ENGLISH
    )
    return done.stdout.split(), done.stderr


def test_every_schema_that_ships_makes_a_table(psql):
    tables = [
        forms.convert(schemas.load(entry.name).descriptor, "sql-postgresql", f"t{nth}").text
        for nth, entry in enumerate(catalogue.entries().values())
        if entry.kind == "tableschema"
    ]
    counted, errors = psql(
        "\n".join((*tables, "SELECT count(*) FROM pg_tables WHERE tablename ~ '^t';"))
    )
    assert errors == ""
    assert counted == [str(len(tables))]


#: A field, texts that it takes, and texts that it does not.
CASES = {
    "digits": ({"constraints": {"pattern": r"^\d{5}$"}}, ["27116"], ["2711", "٢٧١١٦", "x27116"]),
    "choices": ({"constraints": {"pattern": "^a$|b"}}, ["a", "b"], ["ab", "xb", "ax"]),
    "accents": ({"constraints": {"pattern": r"[\w.]+\–[^;]"}}, ["é.1–x"], ["é-x", "é–;"]),
    "ahead": ({"constraints": {"pattern": r"(?!00)\d{2}"}}, ["01"], ["00"]),
    "again": ({"constraints": {"pattern": r"([a-z])\1+"}}, ["aa"], ["ab", "a"]),
    "dot": ({"constraints": {"pattern": "a.b"}}, ["axb"], ["a\nb"]),
    "long": ({"constraints": {"minLength": 2, "maxLength": 3}}, ["éé"], ["é", "éééé"]),
    "list": ({"constraints": {"enum": ["l'eau", "b"]}}, ["l'eau"], ["B", "leau"]),
    "rank": ({"type": "integer", "constraints": {"minimum": "1", "maximum": 9}}, ["9"],
             ["0", "10"]),
    "share": ({"type": "number", "constraints": {"exclusiveMinimum": 0}}, ["0.1"], ["0", "-1"]),
    "day": ({"type": "date", "constraints": {"minimum": "2020-01-01"}}, ["2020-01-01"],
            ["2019-12-31", "2023-02-29"]),
    "asked": ({"constraints": {"required": True, "unique": True}}, ["x"], [None, "x"]),
}  # fmt: skip


def test_a_table_takes_what_the_schema_does(psql):
    script, expected = [], []
    for name, (field, right, wrong) in CASES.items():
        converted = forms.convert({"fields": [{"name": "v", **field}]}, "sql-postgresql", name)
        assert converted.losses == (), name
        script.append(converted.text)
        for text in (*right, *wrong):
            literal = "NULL" if text is None else "'" + text.replace("'", "''") + "'"
            script.append(f'INSERT INTO "{name}" VALUES ({literal});')  # noqa: S608 ours
        script.append(f"SELECT '{name}', count(*) FROM \"{name}\";")  # noqa: S608 ours
        expected.append(f"{name}|{len(right)}")
    counted, errors = psql("\n".join(script))
    assert counted == expected
    assert errors.count("ERROR:") == sum(len(wrong) for _, _, wrong in CASES.values())
