"""Producers are reminded on request only, once a state."""

import json

import pytest


@pytest.fixture
def concerned(publish, release):
    """A release of which one faulty source, and one that is well, stand in datasets."""
    report = json.loads((release / "report.json").read_text())
    by_id = {source["id"]: source for source in report["sources"]}
    faulty, well = publish.portal.add_dataset(title="A"), publish.portal.add_dataset(title="B")
    by_id["annecy"]["dataset"], by_id["lens"]["dataset"] = faulty["id"], well["id"]
    (release / "report.json").write_text(json.dumps(report))
    return release


ONE = ("--only", "data.csv")


def test_nobody_is_reminded_unless_it_is_asked_for(publish, concerned):
    assert publish(concerned, *ONE).returncode == 0
    assert publish.portal.discussions == []


def test_a_producer_is_reminded_once_a_state(publish, concerned):
    plan = publish.plan(concerned, *ONE, "--remind")
    assert plan["reminders"] == ["annecy"]
    assert publish.portal.discussions == []
    done = publish(concerned, *ONE, "--remind")
    assert done.returncode == 0, done.stderr
    (discussion,) = publish.portal.discussions
    assert "Grand Annecy" in discussion["title"]
    assert "ligne" in discussion["discussion"][0]["content"]
    publish(concerned, *ONE, "--remind")
    (concerned.parent / ".sortie.publish.json").unlink()  # another machine
    publish(concerned, *ONE, "--remind")
    assert len(publish.portal.discussions) == 1


@pytest.mark.parametrize("fault", ["lost", 500, "dropped"])
def test_a_reminder_whose_answer_is_lost_is_never_sent_twice(publish, concerned, fault):
    publish.portal.faults["POST", "discussions/"] += [fault]
    done = publish(concerned, *ONE, "--remind")
    assert done.returncode == 3
    assert publish(concerned, *ONE, "--remind").returncode == 0
    assert len(publish.portal.discussions) == 1


def test_sources_of_no_dataset_are_left_to_mails(publish, release):
    done = publish(release, *ONE, "--remind")
    assert done.returncode == 0, done.stderr
    assert "annecy" in done.stdout
    assert "tamis notify" in done.stdout
    assert publish.portal.discussions == []


def test_drafts_of_mails_are_written_once_a_state_on_request(publish, release, tmp_path):
    words = (*ONE, "--remind", "--mails", tmp_path / "messages")
    assert publish(release, *words, "--dry-run", yes=False).returncode == 0
    assert not (tmp_path / "messages").exists()
    assert publish(release, *words).returncode == 0
    names = {path.name for path in (tmp_path / "messages").iterdir()}
    assert {"annecy.eml", "annecy.txt"} <= names
    assert "Rien à faire" in publish(release, *words).stdout
    assert publish(release, *ONE, "--mails", tmp_path).returncode == 2
