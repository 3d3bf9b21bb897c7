"""Handovers whose first day has come: open next steps and the plan go to the pair that follows."""

from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select, update

from bot.rules.roster.byhand import HANDS_OVER
from storage.database import Db, tenant
from storage.engagements import find_engagement
from storage.handing import carry_over
from storage.outbox import NewOwed, owe_once
from storage.rosteracts import roster_acts

OPEN = tenant(
    select(roster_acts.c.id, roster_acts.c.after)
    .where(
        roster_acts.c.programme_id == bindparam("programme"),
        roster_acts.c.act.in_(HANDS_OVER),
        roster_acts.c.undone_at.is_(None),
        roster_acts.c.at >= bindparam("since"),
    )
    .order_by(roster_acts.c.id)
    .with_for_update()
)
CARRIED = tenant(update(roster_acts).where(roster_acts.c.id == bindparam("act")).values(after=bindparam("now_after")))
AHEAD = timedelta(days=400)  # further ahead nothing is handed over


def hand_over_due(db: Db, now: datetime, programme: int, today: date) -> int:
    """Hand over what is due by a program's day; how many pairs."""
    count = 0
    for row in db.all(OPEN, programme=programme, since=now - AHEAD):
        after = row.after
        if after.get("carried") is not False or date.fromisoformat(after["day"]) > today:
            continue
        pairs = (after["old_pair"], after["new_pair"])
        moved = carry_over(db, now, pairs, date.fromisoformat(after["day"]), today)
        db.change(CARRIED, act=row.id, now_after={**after, **moved})
        _fresh_homes(db, now, row.id, after["new_pair"])
        count += 1
    return count


def _fresh_homes(db: Db, now: datetime, act: int, pair: int) -> None:
    found = find_engagement(db, pair)
    for person in (found.coach_id, found.leader_id) if found else ():
        owe_once(db, now, NewOwed("home", f"home:handover:{act}:{person}", person_id=person))
