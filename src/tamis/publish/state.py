"""What publishing remembers from one run to the next, beside what is published.

The portal is the truth; this file spares a new upload where one was interrupted, and a second
dataset, resource or reminder where an answer was lost. It holds no key and no row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.writers.swap import beside


@dataclass(slots=True, kw_only=True)
class PartialUpload:
    """A file of which parts are on the portal; this record changes as they go.

    Attributes:
        uuid: what the portal knows the parts by.
        sha1: the hash of the whole; part_size: the bytes of each part but the last.
        done: how many parts, from the first, the portal has.
        is_doubtful: whether it may have others, or not these any more.
    """

    uuid: str
    sha1: str
    part_size: int
    done: int = 0
    is_doubtful: bool = False


@dataclass(slots=True, kw_only=True)
class DatasetState:
    """What is known of one dataset of one portal; this record changes as the run goes on.

    Attributes:
        resources: the ids of resources by the names of files.
        uploads: files that are there in part, by the same names.
        titles: what resources were called before a new file took their titles away, until these
            are put back.
    """

    resources: dict[str, str] = field(default_factory=dict)
    uploads: dict[str, PartialUpload] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)


class PublishState:
    """The file of what is remembered; read at once, written whenever something is done.

    `created` is the id of the dataset that was made for what is published, "" where none was;
    `reminders` has, for each source, the state that its producer was last reminded of.

    Args:
        source: what is published.
        address: the portal.

    Raises:
        SourceError: the file cannot be read.
    """

    def __init__(self, source: Path, address: str) -> None:
        place = source.resolve()
        self.path = place.with_name(f".{place.name}.publish.json")
        self._address = address
        self._others = self._read()
        own = self._others.pop(address, {})
        try:
            self.created = str(own.get("created") or "")
            self.reminders: dict[str, str] = dict(own.get("reminders") or {})
            self._datasets = {
                str(name): _dataset(raw) for name, raw in (own.get("datasets") or {}).items()
            }
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _unreadable(self.path) from error

    def dataset(self, identifier: str) -> DatasetState:
        """Return what is known of a dataset; it may be changed, then saved."""
        return self._datasets.setdefault(identifier, DatasetState())

    def save(self) -> None:
        """Write the file.

        Raises:
            SourceError: it cannot be written.
        """
        own = {
            "created": self.created,
            "datasets": {name: asdict(dataset) for name, dataset in self._datasets.items()},
            "reminders": self.reminders,
        }
        text = json.dumps({**self._others, self._address: own}, ensure_ascii=False, indent=2)
        with beside(self.path) as part:
            part.write_text(f"{text}\n", encoding="utf-8")

    def _read(self) -> dict[str, Any]:
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise _unreadable(self.path) from error
        if not isinstance(content, dict):
            raise _unreadable(self.path)
        return content


def _dataset(raw: Mapping[str, Any]) -> DatasetState:
    return DatasetState(
        resources=dict(raw["resources"]),
        uploads={name: PartialUpload(**upload) for name, upload in raw["uploads"].items()},
        titles=dict(raw["titles"]),
    )


def _unreadable(path: Path) -> SourceError:
    return SourceError(
        Text(
            fr=f"« {path} » dit ce qui a déjà été publié, mais ne peut pas être lu.",
            en=f"“{path}” says what was published already, but cannot be read.",
        ),
        Text(
            fr="Supprimez-le : ce qui est sur le portail sera relu.",
            en="Delete it: what is on the portal will be read again.",
        ),
    )
