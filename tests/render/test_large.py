"""A file with a million findings: the page opens, the memory does not grow with the file."""

import os
import resource
import subprocess
import sys

import pytest

SCHEMA = """{"fields": [
  {"name": "id"}, {"name": "etat", "constraints": {"enum": ["En service"]}},
  {"name": "debit", "type": "number"}, {"name": "lieu", "type": "geopoint", "format": "array"}
]}"""


@pytest.mark.slow
def test_a_million_findings_in_bounded_memory(tmp_path, write):
    schema = write("schema.json", SCHEMA)
    with (tmp_path / "a.csv").open("w", encoding="utf-8") as out:
        out.write("id,etat,debit,lieu\n")
        for at in range(500_000):
            place = f'"[{(at % 997) / 100 - 2:.2f}, {43 + (at % 701) / 100:.2f}]"'
            out.write(f"F-{at:06},Cassée,{at % 97}x,{place}\n")
    page = tmp_path / "rapport.html"
    command = [sys.executable, "-c", "from tamis.cli.main import main; main()", "validate"]
    done = subprocess.run(
        [*command, tmp_path / "a.csv", "-s", schema, "-f", "html", "-o", page],
        check=False,
        env={**os.environ, "POLARS_MAX_THREADS": "2"},
    )
    assert done.returncode == 1
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 700_000  # kilobytes
    assert page.stat().st_size < 1_500_000
    assert "1\u202f000\u202f000" in page.read_text(encoding="utf-8")
    with (tmp_path / "rapport.findings.csv").open(encoding="utf-8") as listed:
        assert sum(1 for _ in listed) == 1_000_001
