"""Plays cases in this process: numbers come in, what became of each goes out, a line each.

``python -m tests.hostile.player FOLDER`` reads numbers of cases from standard input. Whoever
started it watches its memory and its time, and ends it where a case passes them.
"""

import contextlib
import json
import os
import shutil
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

from tests.hostile import corpus

#: Forms that machines read, and how.
_PARSED = {
    "json": json.loads, "gitlab": json.loads, "sarif": json.loads, "frictionless": json.loads,
    "validata": json.loads, "datagouv": json.loads, "junit": ET.fromstring,
    "ndjson": lambda text: [json.loads(line) for line in text.splitlines()],
}  # fmt: skip
#: Forms that a terminal, or a log that is one, shows.
_SHOWN = ("text", "github")


def main() -> None:
    room = Path(sys.argv[1])
    answers = os.fdopen(os.dup(1), "w")
    known = list(corpus.cases())
    warm = known[0]
    _play(warm, room / "warm")
    print(json.dumps({"ready": len(known)}), file=answers, flush=True)
    for line in sys.stdin:
        number = int(line)
        folder = room / str(number)
        answer = {"number": number, **_play(known[number], folder)}
        print(json.dumps(answer), file=answers, flush=True)


def _play(case, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    words = case.make(folder)
    began = time.process_time()
    with (folder / ".out").open("wb") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
        code = _run(words)
        sys.stdout.flush()
        sys.stderr.flush()
    said = (folder / ".out").read_bytes().decode(errors="replace")
    answer = {
        "code": code,
        "seconds": time.process_time() - began,
        "wrong": _wrong(code, said, folder),
        "said": said[-400:],
    }
    shutil.rmtree(folder, ignore_errors=True)
    return answer


def _run(words):
    from tamis.cli.main import main as tamis

    try:
        tamis(words)
    except SystemExit as end:
        return end.code
    except BaseException as error:  # noqa: BLE001 whatever leaves the last door is a crash
        print(repr(error), file=sys.stderr)
        return -1
    return 0


def _wrong(code, said, folder):
    """Return what is wrong with what was said and written, whatever the verdict; "" for nothing."""
    if "Traceback" in said:
        return "a traceback"
    if code in {2, 3, 4} and not said.strip():
        return "nothing is said"
    for path in folder.glob("report.*"):
        form = path.suffix[1:]
        if form in _PARSED:
            try:
                _PARSED[form](path.read_text(encoding="utf-8"))
            except Exception as error:  # noqa: BLE001 any reader's own
                return f"a report ({form}) that is none: {error}"
        if form in _SHOWN:
            said += path.read_text(encoding="utf-8")
    return "a terminal is told what to do" if "\x1b" in said or "\x9b" in said else ""


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
