"""One workspace's share of the duties. Each is worked for on its own, so that it neither stops nor delays others."""

import asyncio
import contextlib
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from slack_sdk.web.async_client import AsyncWebClient

from schedules.delivery import Delivery
from schedules.digesting import Digesting
from schedules.expiry import Expiry
from schedules.exporting import Exporting
from schedules.inbox import Inbox
from schedules.matching import Matching
from schedules.materialising import Materialising
from schedules.nudging import Nudging
from schedules.prompting import Prompting
from schedules.reporting import Reporting
from schedules.rounds import Rounds
from schedules.watching import Watching
from storage.workspaces import Installed

log = logging.getLogger("coachlog.duties")


class NotForAll(Exception):
    """A duty failed for some workspaces, each of which the log names; for all others it was done."""


@dataclass(slots=True)
class Workspace:
    """The duties of one installed workspace. task: works off what is due; again: something may be due since.

    since: when the round in hand began, by the monotonic clock. failed: the duties that failed when last done.
    """

    team_id: str
    token: str
    delivery: Delivery
    digesting: Digesting
    inbox: Inbox
    matching: Matching
    expiry: Expiry
    exporting: Exporting
    materialising: Materialising
    nudging: Nudging
    prompting: Prompting
    reporting: Reporting
    rounds: Rounds
    watching: Watching
    task: asyncio.Task[None] | None = None
    again: bool = False
    since: float = 0.0
    failed: set[str] = field(default_factory=set)

    def renew(self, token: str, client: AsyncWebClient) -> None:
        """Go on with a new token."""
        self.token = token
        for one in (self.delivery, self.matching, self.exporting, self.watching):
            one.client = client

    @property
    def at_work(self) -> bool:
        """Whether something is in hand."""
        return self.task is not None and not self.task.done()

    @contextlib.contextmanager
    def alone(self, duty: str) -> Iterator[None]:
        """Do a duty in this block. Its failure is logged and kept in failed, and goes no further."""
        try:
            yield
        except Exception as problem:  # noqa: BLE001 - one workspace never delays another
            self.failed.add(duty)
            told = {"duty": duty, "workspace": self.team_id, "error": type(problem).__name__}
            log.error("workspace failed", extra=told)  # noqa: TRY400 - no content
        else:
            self.failed.discard(duty)


def put_together(one: Installed, delivery: Delivery, one_export: asyncio.Semaphore) -> Workspace:
    """The duties of a workspace, around its delivery."""
    store, client, now = delivery.store, delivery.client, delivery.now
    return Workspace(
        one.team_id,
        one.bot_token,
        delivery,
        Digesting(store, now),
        Inbox(store, now),
        Matching(store, client, now),
        Expiry(store, now),
        Exporting(store, client, now, delivery.hit, one_export),
        Materialising(store, now),
        Nudging(store, now),
        Prompting(store, now),
        Reporting(store, now),
        Rounds(store, now),
        Watching(store, client, now),
    )


def all_well(duty: str, workspaces: Iterable[Workspace]) -> None:
    """Raise NotForAll when a duty failed for some."""
    if any(duty in one.failed for one in workspaces):
        raise NotForAll


def tasks_of(workspaces: Iterable[Workspace]) -> list[asyncio.Task[None]]:
    """What is in hand."""
    return [one.task for one in workspaces if one.task and one.at_work]


def builders_of(workspaces: Iterable[Workspace]) -> list[asyncio.Task[None]]:
    """The exports in hand."""
    return [one.exporting.task for one in workspaces if one.exporting.task and one.exporting.at_work]


async def ended(workspaces: Iterable[Workspace]) -> None:
    """Wait until every workspace is done; whoever waits may be cancelled, the work isn't."""
    if tasks := tasks_of(workspaces):
        await asyncio.wait(tasks)
