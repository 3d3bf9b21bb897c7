"""What a simulated program must never see: judged by what Slack got and by what people did, not by the code's rules."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from storage.contacts import contacts, next_steps
from storage.invariants import INVARIANTS
from storage.nudges import nudges
from storage.outbox import outbox
from storage.reflections import reflections
from storage.verify import Look, verify
from storage.visits import visits
from tests.promises.simtown import DAY, Post, Town, Who

AT_MOST_TWICE = {"confirmation", "leader_note", "channel_line", "answer", "asked"}
OF_A_VISIT = {"proposal", "brief", "card"}  # these don't count, and come on days without school, too
LOCKED = {"proposal", "tile", "quiet_pair"}
CAP = 3
MARK = re.compile(r"\[\[(\d+)\]\]")
CANARY = re.compile(r"canary-(t\d)-([A-Z0-9+]+)-\d+-end")
CATCHING_UP = timedelta(hours=1)
BRIEF = timedelta(minutes=30)
CALM = timedelta(hours=1)


@dataclass
class Checker:
    """Looks at all that Slack got, as it comes. found: what broke a promise, in words."""

    town: Town
    found: list[str] = field(default_factory=list)
    seen: int = 0
    said: dict[int, Post] = field(default_factory=dict)
    times: Counter[int] = field(default_factory=Counter)
    counted: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    late: Counter[tuple[datetime, str]] = field(default_factory=Counter)
    briefed: Counter[tuple[int, datetime]] = field(default_factory=Counter)
    expected: int = 0
    _until: datetime | None = None

    def look(self) -> None:
        """Judge what was posted since the last look; nobody did anything meanwhile."""
        posts, self.seen = self.town.slack.posts[self.seen :], len(self.town.slack.posts)
        for post in posts:
            self.found += [f"{post.at:%Y-%m-%d %H:%M} {post.place} {post.row}: {what}" for what in self._of(post)]

    def _of(self, post: Post) -> Iterator[str]:
        yield from self._leaks(post)
        if post.method != "chat.postMessage":
            return
        row = self._row(outbox, post.row)
        self.times[post.row] += 1
        if self.times[post.row] > 1 + (row.kind in AT_MOST_TWICE):
            yield f"{row.kind} for the {self.times[post.row]}. time"
        who = self.town.people.get(post.place[1:]) if post.place.startswith("D") else None
        if who and not who.active:
            yield f"{row.kind} to somebody who left"
        if row.kind == "nudges":
            yield from self._nudges(post, who)

    def _leaks(self, post: Post) -> Iterator[str]:
        for tier, owners in CANARY.findall(post.text + post.words):
            if post.place[1:] not in owners.split("+") or (tier == "t0" and post.method != "views.publish"):
                yield f"words of {owners} ({tier}) in {post.method}"

    def _nudges(self, post: Post, who: Who | None) -> Iterator[str]:
        marks = [int(one) for one in MARK.findall(post.text)]
        rows = self._rows(nudges, nudges.c.id.in_(marks))
        if who is None or any(one.person_id != who.row for one in rows):
            yield "a nudge of somebody else"
            return
        for one in rows:
            if one.id in self.said:
                yield f"{one.kind} {one.id} again"
            self.said[one.id] = post
            if one.kind in who.off and one.kind not in LOCKED:
                yield f"{one.kind}, which was stopped"
            if problem := self._pointless(one, post.at):
                yield f"{one.kind}: {problem}"
        yield from self._manners(post, who, rows)
        yield from self._storm(post, rows)

    def _manners(self, post: Post, who: Who, rows: Sequence[Row[Any]]) -> Iterator[str]:
        here = who.here(post.at)
        if not who.is_open(post.at):
            yield f"outside of her hours and days: {here:%a %H:%M}"
        if here.date() in self.town.shut and not any(one.kind in OF_A_VISIT for one in rows):
            yield "on a day without school"
        if all(one.kind in OF_A_VISIT or one.occurrence.startswith("snoozed:") for one in rows):
            return
        week = [at for at in self.counted[who.user] if here.date() - 7 * DAY < who.here(at).date() <= here.date()]
        self.counted[who.user].append(post.at)
        if len(week) >= CAP:
            yield f"the {len(week) + 1}. message in a week: {[one.kind for one in rows]}"

    def _storm(self, post: Post, rows: Sequence[Row[Any]]) -> Iterator[str]:
        gap = next((one for one in reversed(self.town.gaps) if one <= post.at < one + CATCHING_UP), None)
        if gap is None or not all(one.first_due_at < gap for one in rows):
            return
        self.late[gap, post.place] += 1
        if self.late[gap, post.place] > 1:
            yield f"the {self.late[gap, post.place]}. message after a gap that ended at {gap:%H:%M}"

    def _pointless(self, one: Row[Any], at: datetime) -> str:
        if at >= one.until:
            return "after it was of use"
        if one.kind in ("brief", "card", "unlogged"):
            return self._about_visit(one, at)
        if one.kind == "prompt":
            row = self._row(reflections, one.subject_id)
            return "" if row.state == "open" else "its question is settled"
        return ""

    def _about_visit(self, one: Row[Any], at: datetime) -> str:
        visit = self._row(visits, one.subject_id)
        if visit.state != "planned" or visit.contact_id is not None:
            return "its visit is settled"
        if one.kind == "brief":
            self.briefed[visit.id, visit.at] += 1
            wrong = self.briefed[visit.id, visit.at] > 1 or not visit.at - BRIEF <= at < visit.at
            return f"visit at {visit.at:%H:%M}" if wrong else ""
        return "its visit isn't over" if at < visit.ends_at else ""

    def end_day(self) -> None:
        """What must hold at the end of each day."""
        found = [*self._walls(), *self._unbriefed(), *self._lost(), *self._stored()]
        self.found += [f"{self.town.clock.now():%Y-%m-%d}: {what}" for what in found]

    def _walls(self) -> Iterator[str]:
        for one in self._rows(visits, visits.c.day >= (self.town.clock.now() - DAY).date()):
            if one.at != wall(one.day, one.start, one.zone):
                yield f"visit {one.id} isn't at its wall time"
            if one.series_id in self.town.promised and one.state == "planned" and not one.moved and one.sequence == 0:
                yield from self._promise(one)

    def _promise(self, one: Row[Any]) -> Iterator[str]:
        weekday, start, zone, since = self.town.promised[one.series_id]
        if one.at > self.town.clock.now() and one.day > since:
            if (one.day.weekday(), one.start, one.zone) != (weekday, start, zone):
                yield f"visit {one.id} isn't when it was promised"
            if one.day in self.town.shut:
                yield f"visit {one.id} is on a day without school"

    def _unbriefed(self) -> Iterator[str]:
        """Visits that stood for an hour, whose coach could be written to, in a calm hour: each had its brief."""
        now = self.town.clock.now()
        since = self._until or now
        self._until = now
        for one in self._rows(visits, visits.c.at > since, visits.c.at <= now, visits.c.state == "planned"):
            who = self._coach(one)
            begins = one.at - BRIEF - CALM
            if one.changed_at > begins or who is None or not self.town.steady(who, begins, one.at):
                continue
            if all(who.is_open(one.at - BRIEF + minute * timedelta(minutes=1)) for minute in (0, 15, 29)):
                self.expected += 1
                if not self.briefed[one.id, one.at]:
                    yield f"no brief of visit {one.id} at {one.at:%H:%M} for {who.user}"

    def _coach(self, visit: Row[Any]) -> Who | None:
        who = self.town.people[f"UC{visit.engagement_id - 1}"]
        wanted = who.active and "brief" not in who.off and visit.contact_id is None
        return who if wanted else None

    def _lost(self) -> Iterator[str]:
        held = len(self._rows(contacts))
        if held != self.town.contacts:
            yield f"{held} contacts, {self.town.contacts} logged"
        if len({(one.intent, one.contact_id) for one in self._steps()}) != len(self._steps()):
            yield "a step twice"

    def _steps(self) -> Sequence[Row[Any]]:
        wanted = select(next_steps.c.contact_id, contacts.c.intent).join_from(next_steps, contacts)
        return self._all(wanted)

    def _stored(self) -> Iterable[str]:
        with self.town.store.connection.begin():
            look = Look(self.town.store.connection, self.town.store.keyring)
            return [one.line() for one in verify(look, INVARIANTS, lambda _: None)]

    def _row(self, table: Any, row: int) -> Any:
        return self._rows(table, table.c.id == row)[0]

    def _rows(self, table: Any, *wheres: Any) -> Sequence[Row[Any]]:
        return self._all(select(table).where(*wheres).order_by(table.c.id))

    def _all(self, wanted: Any) -> Sequence[Row[Any]]:
        with self.town.store.connection.begin():
            return self.town.store.connection.execute(wanted).all()


def wall(day: date, start: str, zone: str) -> datetime:
    """A wall time as an instant: that much later where the clocks skip it, the first where it is there twice."""
    naive = datetime.fromisoformat(f"{day.isoformat()}T{start}")
    return naive.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
