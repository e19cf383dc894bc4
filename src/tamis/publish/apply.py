"""Doing what was planned, in order: each file, then what is said of it, then the order.

What is done is told as it is done. Where the portal fails in the middle, what is there and what is
not is known, and the same call goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tamis.model.errors import TamisError
from tamis.model.text import Text
from tamis.publish import metadata
from tamis.publish.digest import has_content
from tamis.publish.plan import FileAction, PlannedFile, PublishPlan
from tamis.publish.portal import Portal
from tamis.publish.portal_errors import PortalError
from tamis.publish.portal_records import PortalDataset, PortalResource
from tamis.publish.state import PublishState
from tamis.publish.upload import Uploader

#: Told the name of a file, the parts of it that are there, and how many there are.
PartProgress = Callable[[str, int, int], None]


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of a plan; it fills as the run goes on.

    Attributes:
        dataset: the dataset as it is in the end; None where it is not there.
        done: names of files that are on the portal as planned; `undone`: those that are not.
        stopped_at: the name of the file that the run stopped at, "" elsewhere.
        error: why it stopped; None where all is done.
    """

    dataset: PortalDataset | None = None
    done: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    stopped_at: str = ""
    error: TamisError | None = None


def apply(
    plan: PublishPlan,
    portal: Portal,
    state: PublishState,
    *,
    part_size: int,
    tell: Callable[[PlannedFile], None] = lambda _: None,
    progress: PartProgress = lambda *_: None,
) -> Outcome:
    """Do what was planned.

    Args:
        plan: what to do.
        portal: where.
        state: what is remembered; it is written as the run goes on.
        part_size: files of more bytes than this go in parts.
        tell: called with each file that is done.
        progress: called for each part of a file.
    """
    names = [planned.file.name for planned in plan.files]
    outcome = Outcome(dataset=plan.dataset)
    run = _Application(plan=plan, portal=portal, state=state, outcome=outcome, tell=tell)
    try:
        run.publish(part_size, progress)
    except TamisError as error:
        outcome.error = error
    outcome.undone = [name for name in names if name not in outcome.done]
    return outcome


@dataclass(slots=True, kw_only=True)
class _Application:
    plan: PublishPlan
    portal: Portal
    state: PublishState
    outcome: Outcome
    tell: Callable[[PlannedFile], None]

    def publish(self, part_size: int, progress: PartProgress) -> None:
        self.state.save()  # where nothing can be remembered, nothing is begun
        dataset = self.plan.dataset or self._create()
        known = self.state.dataset(dataset.id)
        uploader = Uploader(
            portal=self.portal,
            dataset=dataset,
            state=known,
            save=self.state.save,
            part_size=part_size,
            progress=progress,
        )
        for planned in self.plan.files:
            self.outcome.stopped_at = planned.file.name
            known.resources[planned.file.name] = self._put(planned, uploader).id
            self.outcome.done.append(planned.file.name)
            if planned.action is not FileAction.KEEP:
                self.tell(planned)
        self.outcome.stopped_at = ""
        self.state.save()
        self._order(dataset.id)
        self.outcome.dataset = self._read_back(dataset.id)

    def _create(self) -> PortalDataset:
        """Create the dataset; where the answer is in doubt, look for it."""
        body = self.plan.new_dataset
        try:
            created = self.portal.create_dataset(body)
        except PortalError as error:
            if not error.is_doubtful:
                raise
            found = self.portal.find_dataset(body["title"], body.get("organization", ""))
            if found is None:
                raise
            created = found
        self.state.created = created.id
        self.state.save()
        self.outcome.dataset = created
        return created

    def _put(self, planned: PlannedFile, uploader: Uploader) -> PortalResource:
        """Put one file there, then what is said of it."""
        file, resource = planned.file, planned.resource
        if planned.action is FileAction.KEEP and resource is not None:
            return resource
        titles = uploader.state.titles
        if planned.action in {FileAction.CREATE, FileAction.REPLACE} or resource is None:
            if resource is not None:
                titles[file.name] = resource.title
            resource = uploader.send(file, resource)
        body = metadata.body(file, self.plan.publication, resource, planned.resource)
        self.portal.describe(uploader.dataset.id, resource.id, body)
        titles.pop(file.name, None)
        return resource

    def _order(self, dataset: str) -> None:
        """Put the resources in the planned order, where the portal has them in another."""
        if not self.plan.order:
            return
        known = self.state.dataset(dataset).resources
        wanted = [known.get(key, key) for key in self.plan.order]
        current = [resource.id for resource in self.portal.dataset(dataset).resources]
        kept = [identifier for identifier in wanted if identifier in current]
        others = [identifier for identifier in current if identifier not in kept]
        if current != [*kept, *others]:
            self.portal.order(dataset, [*kept, *others])

    def _read_back(self, dataset: str) -> PortalDataset:
        """Return the dataset as the portal has it, once all in it is as planned.

        Raises:
            PortalError: something is not.
        """
        now = self.portal.dataset(dataset)
        known = self.state.dataset(dataset).resources
        wrong = [
            planned.file.name
            for planned in self.plan.files
            if not self._is_there(planned, now.resource(known[planned.file.name]))
        ]
        if wrong:
            self.outcome.done = [name for name in self.outcome.done if name not in wrong]
            listed = ", ".join(wrong)
            raise PortalError(
                Text(
                    fr=f"Relu sur {self.portal.host}, ceci n'est pas comme prévu : {listed}.",
                    en=f"Read back from {self.portal.host}, this is not as planned: {listed}.",
                ),
                Text(
                    fr="Recommencez : seul ce qui manque sera fait.",
                    en="Try again: only what is missing will be done.",
                ),
            )
        return now

    def _is_there(self, planned: PlannedFile, resource: PortalResource | None) -> bool:
        if resource is None or not has_content(planned.file, resource):
            return False
        publication = self.plan.publication
        if planned.action is FileAction.KEEP:
            return not metadata.differences(planned.file, publication, resource)
        return metadata.is_described(planned.file, publication, resource)
