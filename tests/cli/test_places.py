"""Places that take nothing: files that may not grow, folders of another user, a read-only HOME."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

IRVE = "etalab/schema-irve-statique"
#: Runs several commands in one process, each as from a shell; prints the exit code of each.
PLAY = """
import json, os, resource, sys
limit = int(sys.argv[2])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from tamis.cli.main import main
out, codes = os.dup(1), []
os.dup2(2, 1)
for words in json.loads(sys.argv[1]):
    try:
        main(["--lang", "en", *words])
    except SystemExit as end:
        codes.append(end.code)
os.write(out, json.dumps(codes).encode())
"""


def played(commands, cwd, *, limit=0, before=(), **environment):
    """Return the exit code of each command, and all that was said."""
    words = [*before, sys.executable, "-c", PLAY, json.dumps(commands), str(limit)]
    done = subprocess.run(
        words, cwd=cwd, capture_output=True, check=False, env={**os.environ, **environment}
    )
    said = done.stderr.decode()
    assert done.returncode == 0, said
    assert "Traceback" not in said
    return json.loads(done.stdout), said


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
def test_a_file_that_may_not_grow(root, tmp_path):
    shutil.copy(root / "fixtures" / "territoires" / "annecy.csv", tmp_path)
    (tmp_path / "grand.csv").write_text("id,jour\n" + "1,18/03/1951\n" * 5_000)
    (tmp_path / "s.json").write_text('{"name":"s","fields":[{"name":"id"},{"name":"jour"}]}')
    commands = [
        ["normalize", "grand.csv", "-s", "s.json", "-o", "propre.csv"],
        ["normalize", "grand.csv", "-s", "s.json", "-o", "propre.xlsx", "--journal", "suivi.csv"],
        ["validate", "annecy.csv", "-s", IRVE, "--format", "html", "-o", "rapport.html"],
        ["validate", "grand.csv", "-s", "s.json", "--format", "xlsx", "-o", "rapport.xlsx"],
        ["aggregate", "grand.csv", "-s", "s.json", "-o", "sortie", "--jobs", "1", "--no-cache"],
        ["schema", "infer", "annecy.csv", "-o", "brouillon.json"],
    ]
    codes, said = played(commands, tmp_path, limit=4096)
    assert set(codes[:3]) == {3}, said
    assert codes[4] == 3, said
    assert said.count("too large") >= 4
    left = {path.name for path in tmp_path.iterdir()}
    assert not left & {"propre.csv", "propre.xlsx", "suivi.csv", "rapport.html", "sortie"}
    assert not [name for name in left if name.startswith(".")], left


#: Another user, who may read this interpreter wherever it is installed, and write nowhere.
NOBODY = (
    "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
    "--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search",
)  # fmt: skip


@pytest.fixture
def other_user():
    """Give a folder that another user may read, in it one that is theirs, and how to be them."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not is_root or shutil.which("setpriv") is None:
        pytest.skip("only the superuser can be somebody else")
    folder = Path(tempfile.mkdtemp(prefix="places-"))
    folder.chmod(0o755)
    (folder / "home").mkdir(mode=0o555)
    for name in ("own", "tmp"):
        (folder / name).mkdir()
        os.chown(folder / name, 65534, 65534)
    yield folder
    shutil.rmtree(folder)


def test_another_user_on_a_home_that_is_read_only(root, other_user):
    shutil.copy(root / "fixtures" / "territoires" / "annecy.csv", other_user)
    commands = [
        ["validate", "annecy.csv", "-s", IRVE, "-q"],
        ["normalize", "annecy.csv", "-s", IRVE, "-o", "own/propre.csv", "-q"],
        ["aggregate", "annecy.csv", "-s", IRVE, "-o", "own/sortie", "--jobs", "1"],
        ["normalize", "annecy.csv", "-s", IRVE, "--in-place"],
        ["aggregate", "annecy.csv", "-s", IRVE, "-o", "sortie", "--jobs", "1"],
        ["schema", "pull", "--from", str(other_user)],
        ["forget", "annecy.csv"],
    ]
    places = {"HOME": "home", "TMPDIR": "tmp"}
    environment = {name: str(other_user / place) for name, place in places.items()}
    for name in ("TAMIS_CACHE", "TAMIS_STORE", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        environment[name] = ""
    codes, said = played(commands, other_user, before=NOBODY, **environment)
    assert codes == [1, 1, 0, 3, 3, 3, 3], said
    assert "Nothing is kept between runs" in said
    assert sorted(os.listdir(other_user)) == ["annecy.csv", "home", "own", "tmp"]
    assert os.listdir(other_user / "home") == []
    assert sorted(os.listdir(other_user / "own")) == ["propre.csv", "sortie"]
    left = [path for path in (other_user / "tmp").rglob("*") if path.is_file()]
    assert left == []
