"""What a repository shows to who cites it, reports a fault or publishes a version."""

import re
import tomllib

import yaml

from tamis.model.version import VERSION


def test_the_citation_is_of_this_version_and_licence(root):
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert citation["version"] == VERSION
    assert citation["title"] == project["name"]
    assert citation["license"] == project["license"]
    assert [author["name"] for author in citation["authors"]] == [
        author["name"] for author in project["authors"]
    ]


def test_what_is_published_takes_its_notices_along(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert all((root / name).is_file() for name in project["license-files"])
    assert {path.name for path in root.iterdir()} & {"LICENSE", "NOTICE"} == set(
        project["license-files"]
    )


def test_pages_that_the_security_policy_names_are_there(root):
    policy = (root / "SECURITY.md").read_text(encoding="utf-8")
    named = [part.partition(")")[0] for part in policy.split("](")[1:]]
    assert named
    assert all((root / name).is_file() for name in named)


def test_a_release_is_built_from_a_tag_and_attested(root):
    workflow = yaml.safe_load((root / ".github/workflows/release.yml").read_text(encoding="utf-8"))
    assert workflow[True] == {"push": {"tags": ["v*"]}}  # YAML 1.1 reads “on” as true
    uses = " ".join(step.get("uses", "") for step in workflow["jobs"]["build"]["steps"])
    assert "attest-build-provenance" in uses
    assert "attest-sbom" in uses
    runs = " ".join(step.get("run", "") for step in workflow["jobs"]["build"]["steps"])
    assert "python -m build" in runs


def test_no_group_has_a_possessive_quantifier(root):
    """Up to Python 3.11.4, they match what they must not: letters were lost by them."""
    wrong = re.compile(r"""\)[*+?]\+[^\n]*["']""")
    for path in (root / "src").rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        quoted = [line for line in lines if re.search(r"""\b[rbf]{1,2}["']""", line)]
        assert not [line for line in quoted if wrong.search(line)], path
