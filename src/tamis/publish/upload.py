"""A file sent whole or in parts, once: an answer that is lost is looked for before a new try.

The bytes that are sent are those that the plan was made of, or nothing is put together.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from tamis.model.errors import RefusedError
from tamis.model.text import Text
from tamis.publish.digest import has_content
from tamis.publish.portal import Portal
from tamis.publish.portal_errors import PortalError
from tamis.publish.portal_records import PortalDataset, PortalResource
from tamis.publish.publication import PublishedFile
from tamis.publish.state import DatasetState, PartialUpload
from tamis.sources.request_content import Upload

_TYPE: Final = "application/octet-stream"
#: Refusals that a new beginning does not change.
_FINAL: Final = frozenset({401, 403, 404, 410, 413, 415, 429})


@dataclass(slots=True, kw_only=True)
class Uploader:
    """Sends the files of one publication to one dataset.

    Attributes:
        portal: where to.
        dataset: the dataset as it was before anything was sent.
        state: what is known of it from former runs; it changes as parts go.
        save: writes that down.
        part_size: files of more bytes than this go in parts of so many.
        progress: called with the name of a file, the parts that are there and how many there are.
    """

    portal: Portal
    dataset: PortalDataset
    state: DatasetState
    save: Callable[[], None]
    part_size: int
    progress: Callable[[str, int, int], None] = lambda *_: None
    sleep: Callable[[float], None] = time.sleep

    def send(self, file: PublishedFile, resource: PortalResource | None) -> PortalResource:
        """Put a file on the portal; return its resource.

        Args:
            file: the file.
            resource: the one whose file is replaced; None makes a new one.

        Raises:
            PortalError: the portal refuses, or has something else than what was sent.
            RefusedError: the file is not the one that the plan was made of any more.
        """
        target = "" if resource is None else resource.id
        try:
            sent = self._sent(file, target)
        except OSError as error:
            raise _changed(file) from error
        self.state.uploads.pop(file.name, None)
        self.state.resources[file.name] = sent.id
        self.save()
        if not has_content(file, sent):
            raise _other_content(file)
        return sent

    def _sent(self, file: PublishedFile, target: str) -> PortalResource:
        if file.size > self.part_size:
            return self._send_parts(file, target)
        data = file.path.read_bytes()
        _ensure_same(file, hashlib.sha1(data, usedforsecurity=False).hexdigest())
        return self._once(file, target, ((), (file.upload_name, data, _TYPE)))

    def _once(self, file: PublishedFile, target: str, form: Upload) -> PortalResource:
        """Send a form that puts the file there; look for it where the answer is in doubt."""
        policy = self.portal.policy
        for attempt in range(policy.tries):
            try:
                return PortalResource.of(self.portal.upload(self.dataset.id, target, form))
            except PortalError as error:
                if not error.is_doubtful:
                    raise
                if (arrived := self._arrived(file, target)) is not None:
                    return arrived
                if attempt + 1 == policy.tries:
                    raise
            self.sleep(policy.pause * 2**attempt)
        raise AssertionError("a policy has one try at least")

    def _arrived(self, file: PublishedFile, target: str) -> PortalResource | None:
        """Return the resource that has the file, where a lost answer stood for it."""
        now = self.portal.dataset(self.dataset.id)
        if target:
            resource = now.resource(target)
            return resource if resource is not None and has_content(file, resource) else None
        former = {resource.id for resource in self.dataset.resources}
        taken = former | set(self.state.resources.values())
        fresh = (r for r in now.resources if r.id not in taken and r.is_hosted)
        return next((resource for resource in fresh if has_content(file, resource)), None)

    def _send_parts(self, file: PublishedFile, target: str) -> PortalResource:
        """Send a file in parts, after those that a former run sent.

        Portals drop the parts of an upload that rested too long, and refuse one that they have
        although its answer was lost: all is then sent anew, once.
        """
        former = self.state.uploads.get(file.name)
        is_same = former and (former.sha1, former.part_size) == (file.sha1, self.part_size)
        upload = former if former is not None and is_same else self._new_upload(file)
        try:
            return self._parts(file, target, upload)
        except PortalError as error:
            if not upload.is_doubtful or not error.status or error.status in _FINAL:
                raise
        return self._parts(file, target, self._new_upload(file))

    def _new_upload(self, file: PublishedFile) -> PartialUpload:
        return PartialUpload(uuid=str(uuid.uuid4()), sha1=file.sha1, part_size=self.part_size)

    def _parts(self, file: PublishedFile, target: str, upload: PartialUpload) -> PortalResource:
        total = -(-file.size // upload.part_size)
        whole = hashlib.sha1(usedforsecurity=False)
        fields = {"uuid": upload.uuid, "filename": file.upload_name, "totalparts": str(total)}
        with file.path.open("rb") as content:
            for index in range(total):
                data = content.read(upload.part_size)
                whole.update(data)
                if index < upload.done:
                    upload.is_doubtful = True  # from a former run: they may be gone
                    continue
                place = {
                    "partindex": str(index),
                    "partbyteoffset": str(index * upload.part_size),
                    "chunksize": str(len(data)),
                }
                form = (*fields.items(), *place.items()), (file.upload_name, data, _TYPE)
                self._send_part(target, form, upload)
                upload.done = index + 1
                self.state.uploads[file.name] = upload
                self.save()
                self.progress(file.name, upload.done, total)
            if content.read(1):
                whole.update(b"more")
        _ensure_same(file, whole.hexdigest())
        return self._once(file, target, (tuple(fields.items()), None))

    def _send_part(self, target: str, form: Upload, upload: PartialUpload) -> None:
        """Send one part; where the answer is lost, again."""
        policy = self.portal.policy
        for attempt in range(policy.tries):
            try:
                _ensure_taken(self.portal.upload(self.dataset.id, target, form))
            except PortalError as error:
                if not error.is_doubtful or attempt + 1 == policy.tries:
                    raise
                upload.is_doubtful = True
            else:
                return
            self.sleep(policy.pause * 2**attempt)


def _ensure_taken(answer: Any) -> None:
    if not isinstance(answer, dict) or answer.get("success") is not True:
        raise PortalError(
            Text(
                fr="Le portail n'a pas accepté une partie du fichier.",
                en="The portal did not accept a part of the file.",
            )
        )


def _ensure_same(file: PublishedFile, sha1: str) -> None:
    if sha1 != file.sha1:
        raise _changed(file)


def _changed(file: PublishedFile) -> RefusedError:
    return RefusedError(
        Text(
            fr=f"« {file.path} » a changé pendant la publication.",
            en=f"“{file.path}” changed while it was being published.",
        ),
        Text(fr="Recommencez.", en="Try again."),
    )


def _other_content(file: PublishedFile) -> PortalError:
    return PortalError(
        Text(
            fr=f"Le portail n'a pas, pour « {file.name} », les octets qui lui ont été envoyés : "
            "sa somme de contrôle est différente.",
            en=f"The portal does not have, for “{file.name}”, the bytes that it was sent: its "
            "checksum is another.",
        ),
        Text(
            fr="Recommencez : le fichier sera envoyé de nouveau.",
            en="Try again: the file will be sent again.",
        ),
    )
