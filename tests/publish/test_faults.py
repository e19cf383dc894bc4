"""What goes wrong on the way: nothing is there twice, nothing is lost, and the next run goes on."""

import json

import pytest

ONE = ("--only", "data.csv")


def uploads(publish):
    return [path for method, path in publish.portal.asked if path.endswith("upload/")]


@pytest.mark.parametrize("fault", [500, 502, "lost", "dropped", "busy"])
def test_a_new_file_is_there_once_whatever_becomes_of_the_answer(publish, release, fault):
    publish.portal.faults["POST", "upload/"] += [fault]
    done = publish(release, *ONE)
    assert done.returncode == 0, done.stderr
    assert [r["title"] for r in publish.dataset["resources"]] == [
        "Bornes de recharge de six territoires (CSV)"
    ]
    assert len(uploads(publish)) == (1 if fault == "lost" else 2)


@pytest.mark.parametrize("fault", [500, "lost", "dropped", "busy"])
def test_what_is_said_of_a_file_is_said_whatever_becomes_of_the_answer(publish, release, fault):
    publish.portal.faults["PUT", "/"] += [fault]
    assert publish(release, *ONE).returncode == 0
    assert publish.resources()["data.csv"]["type"] == "main"


def test_a_replaced_file_keeps_its_resource_where_an_answer_is_lost(publish, release):
    publish(release, *ONE)
    data = publish.dataset["resources"][0]
    before, data["checksum"] = data["id"], {"type": "sha1", "value": "0" * 40}
    publish.portal.faults["POST", "upload/"] += ["lost"]
    assert publish(release, *ONE).returncode == 0
    assert [r["id"] for r in publish.dataset["resources"]] == [before]


def test_a_dataset_whose_answer_is_lost_is_found_again(publish, release):
    publish.portal.faults["POST", "datasets/"] += ["lost"]
    done = publish(release, "--create", *ONE, dataset="")
    assert done.returncode == 0, done.stderr
    assert len(publish.portal.datasets) == 2


def test_a_failure_in_the_middle_is_told_and_gone_on_from(publish, release):
    names = ("--only", "data.csv", "--only", "rejects.csv", "--only", "journal.csv")
    publish(release, "--only", "data.csv")
    publish.portal.faults["POST", "upload/"] += [500] * 4
    done = publish(release, *names)
    assert done.returncode == 3
    assert "Y est : data.csv" in done.stdout
    assert "N'y est pas, ou pas entier : rejects.csv, journal.csv" in done.stdout
    publish.portal.asked.clear()
    again = publish(release, *names)
    assert again.returncode == 0, again.stderr
    assert len(uploads(publish)) == 2
    assert set(publish.resources()) == {"data.csv", "rejects.csv", "journal.csv"}


def test_a_file_without_its_metadata_is_known_again_without_any_memory(publish, release):
    publish.portal.faults["PUT", "/"] += [500] * 4
    assert publish(release, *ONE).returncode == 3
    (release.parent / ".sortie.publish.json").unlink()
    assert publish(release, *ONE).returncode == 0
    assert len(publish.dataset["resources"]) == 1
    assert len(uploads(publish)) == 1


def test_other_bytes_than_those_sent_are_never_left_unsaid(publish, release):
    publish.portal.corrupts = 1
    done = publish(release, *ONE)
    assert done.returncode == 3
    assert "somme de contrôle" in done.stderr
    again = publish(release, *ONE)
    assert again.returncode == 0, again.stderr
    assert len(publish.dataset["resources"]) == 1


def test_what_changed_behind_our_back_is_seen_when_read_again(publish, release, monkeypatch):
    from tests.portal import fake

    real = fake.Portal.describe

    def forgetful(portal, *given):
        status, resource = real(portal, *given)
        resource["extras"] = {}
        return status, resource

    route = next(verbs for _, verbs in fake.ROUTES if verbs.get("PUT") is real)
    monkeypatch.setitem(route, "PUT", forgetful)
    done = publish(release, *ONE)
    assert done.returncode == 3
    assert "pas comme prévu : data.csv" in done.stderr


def test_a_portal_that_is_silent_or_refuses_says_so(publish, release):
    publish.portal.faults["GET", "/"] += [503] * 4
    assert publish(release, *ONE).returncode == 3
    publish.dataset["deleted"] = "2026-01-01"
    done = publish(release, *ONE)
    assert (done.returncode, publish.portal.writes()) == (4, [])
    assert publish(release, *ONE, dataset="inconnu").returncode == 3


def test_a_schema_that_the_portal_does_not_know_is_told_by_its_name(publish, release):
    publish.portal.schemas.clear()
    done = publish(release, *ONE)
    assert done.returncode == 3
    assert "schema-irve-statique" in done.stderr


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_key_never_follows_a_redirection(publish, release, method):
    from tests.portal.fake import Running

    with Running() as other:
        publish.portal.faults[method, "/"] += [f"{other.url}/api/1/datasets/x/"]
        done = publish(release, *ONE)
        assert (done.returncode, other.asked) == (4, [])


# --- parts


@pytest.fixture
def large(tmp_path):
    """A file of three parts and a bit, at a megabyte each."""
    path = tmp_path / "grand.csv"
    rows = "".join(f"{n},{'x' * 100}\n" for n in range(33_000))
    path.write_text(f"id,nom\n{rows}")
    return path


@pytest.fixture
def send(publish, large):
    """Send that file in parts, by what the command sends files with."""
    from tests.portal.fake import KEY

    from tamis.publish.digest import digest
    from tamis.publish.portal import Portal
    from tamis.publish.publication import PublishedFile
    from tamis.publish.state import PublishState
    from tamis.publish.upload import Uploader
    from tamis.sources.policy import FetchPolicy
    from tamis.sources.token import Secret

    size, sha1, _ = digest(large)
    file = PublishedFile(
        name="grand.csv", path=large, title="", description="", type="main", size=size, sha1=sha1
    )

    def run(part_size=1 << 20):
        state = PublishState(large, publish.portal.url)
        key = Secret(KEY)
        policy = FetchPolicy(pause=0.01, tries=3)
        with Portal(address=publish.portal.url, key=key, policy=policy) as portal:
            dataset = portal.dataset(publish.dataset["id"])
            uploader = Uploader(
                portal=portal, dataset=dataset, state=state.dataset(dataset.id),
                save=state.save, part_size=part_size, sleep=lambda _: None,
            )  # fmt: skip
            return uploader.send(file, None)

    return run


def test_a_large_file_goes_in_parts_and_arrives_whole(publish, large, send):
    resource = send()
    path = resource.url.removeprefix(publish.portal.url)
    assert publish.portal.files[path] == large.read_bytes()
    assert len(uploads(publish)) == 5  # four parts, and what puts them together
    assert publish.portal.chunks == {}


@pytest.mark.parametrize("fault", [500, "lost", "dropped", "busy"])
@pytest.mark.parametrize("before", [0, 2, 4])
def test_a_part_or_the_end_that_fails_once_is_sent_again(publish, large, send, fault, before):
    publish.portal.faults["POST", "upload/"] += [None] * before + [fault]
    send()
    assert len(publish.dataset["resources"]) == 1


def test_parts_that_are_there_are_not_sent_again(publish, large, send):
    from tamis.publish.portal_errors import PortalError

    publish.portal.faults["POST", "upload/"] += [None, None, "dropped", "dropped", "dropped"]
    with pytest.raises(PortalError):
        send()
    state = json.loads((large.parent / ".grand.csv.publish.json").read_text())
    (known,) = state[publish.portal.url]["datasets"].values()
    assert known["uploads"]["grand.csv"]["done"] == 2
    publish.portal.asked.clear()
    send()
    assert len(uploads(publish)) == 3  # the last two parts, and what puts all together


def test_parts_that_the_portal_dropped_are_sent_anew(publish, large, send):
    from tamis.publish.portal_errors import PortalError

    publish.portal.faults["POST", "upload/"] += [None, None, "dropped", "dropped", "dropped"]
    with pytest.raises(PortalError):
        send()
    publish.portal.chunks.clear()
    resource = send()
    path = resource.url.removeprefix(publish.portal.url)
    assert publish.portal.files[path] == large.read_bytes()


def test_a_file_that_changes_while_it_is_sent_is_not_put_together(publish, large, send):
    from tamis.model.errors import RefusedError

    large.write_bytes(large.read_bytes().replace(b"5,", b"6,", 1))
    with pytest.raises(RefusedError):
        send()
    with pytest.raises(RefusedError):
        send(part_size=1 << 30)
    large.unlink()
    with pytest.raises(RefusedError):
        send(part_size=1 << 30)
    assert publish.dataset["resources"] == []


def test_parts_too_large_for_the_portal_say_what_to_do(publish, large, send):
    from tamis.publish.portal_errors import PortalError

    publish.portal.largest = 1000
    with pytest.raises(PortalError, match="--part-size"):
        send()
