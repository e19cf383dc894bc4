"""Commands killed at any instant: ``python -m tests.kills``; fewer: ``--runs 5 --only pull``.

Children are forked from a process that has everything imported and has computed nothing: a run is
as short as can be, and the instants fall in the work rather than in the imports. After each kill,
what stands there is all of what was or all of what was to be; after the next run, nothing is
left over. ``aggregate`` is killed by tests/release/killing.py.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import tamis
import tamis.app
from tamis.loading import pull, schemas, store
from tamis.tables import unfinished

AGGREGATE = Path(__file__).parents[1] / "release" / "killing.py"
SCHEMA = {"name": "essai", "fields": [{"name": "id"}, {"name": "jour", "type": "date"}]}
BEFORE = "id,jour\n" + "".join(f"{n},{1 + n % 28:02}/03/1951\n" for n in range(20_000))
AFTER = "id,jour\n" + "".join(f"{n},1951-03-{1 + n % 28:02}\n" for n in range(20_000))


def forked(work):
    child = os.fork()
    if child:
        return child
    os.setsid()
    try:
        work()
    finally:
        os._exit(0)


def has_ended(child):
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def killed(work, after, is_near=lambda: True):
    """Kill what is done, `after` seconds from when it `is_near`; whether it was at it still."""
    child = forked(work)
    while not is_near() and not has_ended(child):
        time.sleep(0.0005)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def timed(work):
    began = time.monotonic()
    os.waitpid(forked(work), 0)
    return time.monotonic() - began


def in_place(folder, runs, chance):
    """A file corrected in place is the one or the other, and its copy is what it was."""
    file, copy = folder / "a.csv", folder / "a.csv.orig"
    seen = Counter()

    def work():
        tamis.normalize(file, SCHEMA, in_place=True)

    file.write_text(BEFORE)
    took = timed(work)
    part = folder / ".a.csv.tamis"

    def is_near():
        """Whether the corrected file is written: it is about to take its place."""
        with suppress(FileNotFoundError):  # it may go between two looks
            return part.stat().st_size >= len(AFTER)
        return False

    for turn in range(runs):
        copy.unlink(missing_ok=True)
        file.write_text(BEFORE)
        after = chance.uniform(0, took * 1.2) if turn % 2 else chance.uniform(0, 0.03)
        was_killed = killed(work, after, *([] if turn % 2 else [is_near]))
        seen["killed" if was_killed else "ended"] += 1
        now = file.read_text()
        assert now in {BEFORE, AFTER}
        assert now == BEFORE or copy.read_text() == BEFORE
        assert not copy.exists() or copy.read_text() == BEFORE
        seen["new" if now == AFTER else "old"] += 1
        if now == BEFORE:  # in a child: what has computed here, threads of it, is not forked
            os.waitpid(forked(work), 0)
        unfinished.tidy()
        assert file.read_text() == AFTER
        assert sorted(os.listdir(folder)) == ["a.csv", "a.csv.orig"], os.listdir(folder)
    return seen


def pulled(folder, runs, chance):
    """A store has one catalogue or the other, and every schema that it lists."""
    os.environ["TAMIS_STORE"] = str(folder / "store")
    sites = [site(folder / f"site{number}", number) for number in range(2)]
    seen = Counter()
    pull.pull(str(sites[0]))
    now = 0
    took = timed(lambda: pull.pull(str(sites[1])))
    pull.pull(str(sites[0]))
    for _ in range(runs):
        source = sites[1 - now]
        was_killed = killed(
            lambda source=source: pull.pull(str(source)), chance.uniform(0, took * 1.2)
        )
        seen["killed" if was_killed else "ended"] += 1
        store._state.cache_clear()
        stands = {raw["labels"][0] for raw in store.state()["catalogue"]["schemas"]}
        assert len(stands) == 1, stands
        state = int(stands.pop())
        for raw, versions in store.schemas():
            assert len(versions) == len(raw["versions"]), raw["name"]
            for version in versions:
                loaded = schemas.load(f"{raw['name']}@{version}")
                assert loaded.fields[0].name == f"c{state}"
        seen["old" if state == now else "new"] += 1
        now = state
    unfinished.tidy()
    left = list((folder / "store").rglob(".part-*"))
    assert not left, left
    return seen


def site(folder, state):
    """A catalogue of forty schemas of two versions, whose only column tells the state."""
    listed = []
    for number in range(40):
        name = f"essai/s{number:02}"
        versions = []
        for version in ("1.0.0", "1.1.0"):
            path = folder / "schemas" / name / version / "schema.json"
            path.parent.mkdir(parents=True)
            field = {"name": f"c{state}"}
            content = {"name": name, "version": version, "fields": [field], "n": number}
            path.write_text(json.dumps(content))
            address = f"https://exemple.fr/schemas/{name}/{version}/schema.json"
            versions.append({"version_name": version, "schema_url": address})
        listed.append({
            "name": name, "title": name, "description": "", "schema_url": address,
            "schema_type": "tableschema", "contact": "", "examples": [], "labels": [str(state)],
            "consolidation_data": None, "homepage": "", "external_doc": None, "external_tool": None,
            "datapackage_title": None, "datapackage_name": None, "datapackage_description": None,
            "versions": versions,
        })  # fmt: skip
    (folder / "schemas.json").write_text(json.dumps({"schemas": listed}))
    return folder


def aggregated(folder, runs, chance):
    """A release is the one or the other (see tests/release/killing.py)."""
    words = [sys.executable, str(AGGREGATE), str(folder), str(runs), str(chance.randrange(1 << 30))]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    return Counter(json.loads(done.stdout.splitlines()[-1]))


KINDS = {"pull": pulled, "in-place": in_place, "aggregate": aggregated}


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=KINDS, action="append")
    options = parser.parse_args()
    if not options.only:  # a process each, so that no child is forked from one that has computed
        for name in KINDS:
            words = ["--runs", str(options.runs), "--seed", str(options.seed), "--only", name]
            subprocess.run([sys.executable, "-m", "tests.kills", *words], check=True)
        return
    for name in options.only:
        with tempfile.TemporaryDirectory(prefix="kills-") as folder:
            os.environ["XDG_STATE_HOME"] = f"{folder}/.state"
            room = Path(folder) / "room"
            room.mkdir()
            seen = KINDS[name](room, options.runs, random.Random(options.seed))  # noqa: S311 no secret
        print(name, json.dumps(seen), flush=True)


if __name__ == "__main__":
    main()
