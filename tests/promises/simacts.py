"""What people of a simulated program do by chance, each through the verb behind its form or button."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from bot.errors import NotSavedYet, Refusal
from bot.rules.concerns import CODES
from bot.rules.nudges import kinds_for
from storage import asking, commitments, nudgeacts, visitacts
from storage.contacts import NewContact, next_steps
from storage.database import Db
from storage.engagements import engagements
from storage.meetings import NewAnswer, NewMeeting
from storage.nudges import nudges
from storage.people import Actor, set_active
from storage.preferences import NewAway, NewHours, NewKinds
from storage.programmes import closures, programmes
from storage.recording import Intent, record_contact
from storage.reflections import NewAnswer as NewReflection
from storage.reflections import reflections
from storage.series import series
from storage.serieswork import NewPattern, NewSeries, add_series, change_series
from storage.usualvisits import follow_programme
from storage.visitacts import NewVisitChange, Press
from storage.visits import visits
from storage.wishing import end_away, follow_zone, save_away, save_hours, save_kinds
from tests.promises.simtown import DAY, SERIES_ZONES, ZONES, Town, Who

Act = Callable[[Town, Who], Any]
SETTINGS = (save_hours, save_away, end_away, save_kinds, follow_zone, set_active, nudgeacts.stop_kinds)
STARTS = ("08:00", "09:00", "10:30", "13:00", "15:15")


async def do(town: Town, verb: Callable[..., Any], *args: Any, **more: Any) -> bool:
    """Do one thing, and once more where it wasn't known to be saved, as people do; whether it was carried out."""
    name = f"{town.clock.now().isoformat()} {verb.__name__}"
    for _ in range(4):
        try:
            await town.store.write(verb, *args, **more)
        except NotSavedYet:
            continue
        except Refusal as refused:
            town.done.append(f"{name} refused {type(refused).__name__}: {refused}")
            return False
        town.done.append(name)
        if verb in SETTINGS:
            town.changed[town.actor] = town.clock.now()
        return True
    town.done.append(f"{name} given up")
    return False


def rows(town: Town, table: Any, *wheres: Any) -> Sequence[Row[Any]]:
    """Rows as somebody sees them in their lists, oldest first."""
    with town.store.connection.begin():
        return town.store.connection.execute(select(table).where(*wheres).order_by(table.c.id)).all()


def pair_of(town: Town, who: Who) -> int:
    """The engagement of a coach or a leader."""
    mine = engagements.c.coach_id == who.row if who.role == "coach" else engagements.c.leader_id == who.row
    found = rows(town, engagements, mine)
    return int(found[0].id) if found else 0


async def promise(town: Town, number: int) -> None:
    """The coach of a pair sets its weekly visit up."""
    coach = town.people[f"UC{number}"]
    weekday, start = town.chance.randrange(5), town.chance.choice(STARTS)
    zone, today = town.chance.choice(SERIES_ZONES), town.clock.now().date()
    new = NewSeries(
        engagement=pair_of(town, coach), weekday=weekday, start=start, minutes=60, zone=zone, from_day=today
    )
    assert await do(town, add_series, Actor(coach.user), town.clock.now(), new, intent=f"series-{number}")
    held = rows(town, series, series.c.engagement_id == new.engagement)[-1]
    town.promised[int(held.id)] = (weekday, start, zone, today)


async def promise_anew(town: Town, who: Who) -> None:
    """Another weekday or hour from now on."""
    held = rows(town, series, series.c.engagement_id == pair_of(town, who))
    if who.role != "coach" or not held:
        return
    weekday, start, today = town.chance.randrange(5), town.chance.choice(STARTS), town.clock.now().date()
    new = NewPattern(weekday=weekday, start=start, minutes=60, zone=held[0].zone)
    if await do(town, change_series, Actor(who.user), town.clock.now(), held[0].id, new):
        town.promised[int(held[0].id)] = (weekday, start, held[0].zone, today)


async def change_visit(town: Town, who: Who) -> None:
    """Move a visit, hold it by phone, close, skip or hold it, or take the change back."""
    if not (one := _visit(town, who, -3, 10)):
        return
    act = town.chance.choice(("move", "move", "phone", "close", "skip", "held"))
    day = town.clock.now().date() + town.chance.randrange(12) * DAY
    said: dict[str, dict[str, Any]] = {
        "move": {"day": day, "start": town.chance.choice(STARTS)},
        "skip": {"reason": "illness"},
    }
    new = NewVisitChange.model_validate({"act": act, **said.get(act, {})})
    await do(town, visitacts.change, _press(town, who), one.id, new)
    if town.chance.random() < 0.2:
        await do(town, visitacts.undo, _press(town, who), one.id * 1000 + (one.sequence + 1) % 1000)


async def propose(town: Town, who: Who) -> None:
    """Ask the other one for a meeting."""
    if not (pair := pair_of(town, who)):
        return
    day = town.clock.now().date() + town.chance.randrange(1, 15) * DAY
    start, kind = town.chance.choice(STARTS), town.chance.choice(("visit", "session"))
    new = NewMeeting(engagement=pair, kind=kind, day=day, start=start)
    await do(town, visitacts.book, _press(town, who), new, ask=True, intent=f"meeting-{len(town.done)}")


async def answer(town: Town, who: Who) -> None:
    """Answer what waits for an answer."""
    asked = rows(town, visits, visits.c.state == "proposed", visits.c.engagement_id == pair_of(town, who))
    if not asked:
        return
    act, day = town.chance.choice(("accept", "accept", "decline", "offer")), town.clock.now().date() + 3 * DAY
    said = {"day": day, "start": "11:00"} if act == "offer" else {}
    new = NewAnswer.model_validate({"act": act, **said})
    await do(town, visitacts.answer, _press(town, who), asked[-1].id, new, intent=f"answer-{len(town.done)}")


async def log_contact(town: Town, who: Who) -> None:
    """Log a visit of the past days, with words and next steps."""
    pair, now, leader = pair_of(town, who), town.clock.now(), who.user.replace("UC", "UL")
    if who.role != "coach":
        return
    day = who.here(now).date() - town.chance.choice((0, 0, 0, 1, 2)) * DAY
    owner, due = town.chance.choice(("coach", "leader")), day + town.chance.randrange(3, 20) * DAY
    step = {"what": town.secret("t1", who.user, leader), "owner": owner, "due_on": due}
    said = {"note": town.secret("t1", who.user, leader), "private_note": town.secret("t0", who.user)}
    steps = (step,) if due.weekday() < 5 and due not in town.shut else ()
    new = NewContact.model_validate(
        {"engagement": pair, "kind": "visit", "day": day, "minutes": 60, "presence": "yes", "next_steps": steps, **said}
    )
    intent = Intent(f"contact-{who.user}-{len(town.done)}", now, confirmed=CODES)
    town.contacts += await do(town, record_contact, Actor(who.user), now, intent, new)


async def work_on_step(town: Town, who: Who) -> None:
    """Mark a step done, move or drop it, or say what is in its way."""
    live = next_steps.c.state.in_(("open", "moved"))
    found = rows(town, next_steps, next_steps.c.engagement_id == pair_of(town, who), live)
    if not found:
        return
    step, act = town.chance.choice(found).id, town.chance.choice(("done", "done", "move", "drop", "barrier", "clear"))
    press = commitments.Press(Actor(who.user), town.clock.now(), f"step-{len(town.done)}", "own")
    if act == "done":
        await do(town, commitments.mark_done, press, step)
        return
    day, other = town.clock.now().date() + 5 * DAY, who.user.translate(str.maketrans("CL", "LC"))
    said: dict[str, dict[str, Any]] = {
        "move": {"due_on": day},
        "drop": {"reason": "plans"},
        "barrier": {"barrier": "time", "note": town.secret("t1", who.user, other)},
    }
    new = commitments.NewChange.model_validate({"act": act, **said.get(act, {})})
    await do(town, commitments.change_step, press, step, new)


async def think(town: Town, who: Who) -> None:
    """Answer the question that waits, or let it go by."""
    now = town.clock.now()
    mine = (reflections.c.person_id == who.row, reflections.c.state == "open", reflections.c.asked_at < now)
    if not (found := rows(town, reflections, *mine)):
        return
    if town.chance.random() < 0.4:
        await do(town, asking.skip, Actor(who.user), now, found[-1].id)
        return
    new = NewReflection.model_validate({"answer": town.secret("t0", who.user)})
    await do(town, asking.write_answer, Actor(who.user), now, found[-1].id, new)


async def on_a_message(town: Town, who: Who) -> None:
    """Have the newest message again later, or stop its kind."""
    said = rows(town, nudges, nudges.c.person_id == who.row, nudges.c.state == "sent")
    if not said:
        return
    actor, now, one = Actor(who.user), town.clock.now(), said[-1]
    if town.chance.random() < 0.8:
        await do(town, nudgeacts.snooze, actor, now, one.outbox_id, town.chance.choice(("tomorrow", "monday")))
    elif await do(town, nudgeacts.stop_kinds, actor, now, one.outbox_id, (one.kind,)):
        who.off |= {one.kind}


async def wish_hours(town: Town, who: Who) -> None:
    """Other hours and days, a quiet time, a zone of one's own."""
    first, last = town.chance.choice((("07:00", "18:00"), ("09:00", "15:00"), ("06:00", "21:00"), ("12:00", "16:00")))
    days = town.chance.choice(("01234", "01234", "024", "0123456"))
    quiet = town.chance.choice((None, None, ("12:30", "14:00")))
    zone = town.chance.choice(("slack", "slack", *ZONES))
    more = {"quiet_from": quiet[0], "quiet_to": quiet[1]} if quiet else {}
    told = {"zone": zone, "days": tuple(days), "hours_from": first, "hours_to": last, "bundle_at": "14:30", **more}
    if await do(town, save_hours, Actor(who.user), town.clock.now(), NewHours.model_validate(told)):
        who.hours, who.days, who.quiet = (first, last), frozenset(map(int, days)), quiet
        who.own_zone = None if zone == "slack" else zone


async def wish_kinds(town: Town, who: Who) -> None:
    """Other kinds of messages."""
    offered = [one.id for one in kinds_for(frozenset({who.role})) if not one.locked]
    kept = [one for one in offered if town.chance.random() < 0.8]
    if await do(town, save_kinds, Actor(who.user), town.clock.now(), NewKinds(kinds=tuple(kept))):
        who.off = (who.off - set(offered)) | (set(offered) - set(kept))


async def go_away(town: Town, who: Who) -> None:
    """Be away for some days, or be back."""
    now = town.clock.now()
    if who.away and town.chance.random() < 0.5:
        if await do(town, end_away, Actor(who.user), now):
            who.away = None
        return
    first = who.here(now).date() + town.chance.randrange(3) * DAY
    until = first + town.chance.randrange(6) * DAY
    if await do(town, save_away, Actor(who.user), now, NewAway(away_from=first, away_until=until)):
        who.away = (first, until)


async def fly(town: Town, who: Who) -> None:
    """Land in another zone, which Slack tells."""
    zone = town.chance.choice(ZONES)
    await do(town, follow_zone, town.clock.now(), who.user, zone)
    who.zone = zone


async def leave(town: Town, who: Who) -> None:
    """Be deactivated in Slack."""
    await do(town, set_active, who.user, False, town.clock.now())
    who.active = False


async def shut_schools(town: Town, who: Who) -> None:
    """The program closes its schools for a day or three, as an import writes it."""
    first = town.clock.now().date() + town.chance.randrange(2, 25) * DAY
    until = first + town.chance.randrange(3) * DAY

    def shut(db: Db, now: datetime, name: str) -> None:
        if not db.all(select(closures).where(closures.c.name == name)):
            here = {"programme_id": db.value(select(programmes.c.id)), "district_id": None, "school_id": None}
            db.add(closures, **here, day=first, until=until, name=name)
            follow_programme(db, now, here["programme_id"])

    if await do(town, shut, town.clock.now(), f"Break {who.user} {len(town.done)}"):
        town.shut |= {first + place * DAY for place in range((until - first).days + 1)}


def _visit(town: Town, who: Who, first: int, last: int) -> Row[Any] | None:
    today = town.clock.now().date()
    around = visits.c.day.between(today + first * DAY, today + last * DAY)
    found = rows(town, visits, visits.c.engagement_id == pair_of(town, who), around) if who.role == "coach" else []
    return town.chance.choice(found) if found else None


def _press(town: Town, who: Who) -> Press:
    return Press(Actor(who.user), town.clock.now(), f"press-{len(town.done)}")


ACTS: tuple[tuple[int, Act], ...] = (
    (12, log_contact), (8, change_visit), (4, propose), (6, answer), (8, work_on_step), (8, think), (4, on_a_message),
    (1, wish_hours), (1, wish_kinds), (1, go_away), (1, fly), (1, promise_anew),
)  # fmt: skip


async def act(town: Town) -> None:
    """Let somebody do something; a few leave, and come back when they would act next."""
    who = town.chance.choice([one for one in town.people.values() if one.role in ("coach", "leader")])
    town.actor = who.user
    if not who.active:
        if town.chance.random() < 0.3:
            await do(town, set_active, who.user, True, town.clock.now())
            who.active = True
        return
    luck = town.chance.random()
    if luck < 0.01:
        await leave(town, who)
    elif luck < 0.02:
        await shut_schools(town, who)
    else:
        await town.chance.choices([one for _, one in ACTS], [weight for weight, _ in ACTS])[0](town, who)
