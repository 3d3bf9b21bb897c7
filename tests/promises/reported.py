"""Status reports of one coach in every state, with a canary in every text."""

from datetime import datetime

from sqlalchemy import select, update

from bot.rules.periods import Period, period_of, previous
from bot.rules.programme import Rules
from storage.database import Db
from storage.drafting import draft_report
from storage.people import Actor
from storage.programmes import programmes
from storage.reportacts import accept_report, change_closing, change_section, return_report, submit_report
from storage.reporting import find_report
from storage.reports import NewClosing, NewSection
from tests.promises.cells import person

EVIDENCE, NOTE, CONCERN, COMMENT = "canary-evidence", "canary-closing", "canary-flag", "canary-comment"
EVERY = {EVIDENCE, NOTE, CONCERN, COMMENT}
COACH, COORDINATOR = Actor("UC1"), Actor("UCOORD")
STATES = ("drafted", "submitted", "returned", "accepted", "held")


def settle(db: Db, now: datetime) -> dict[str, int]:
    """A report of coach 1 in each state, a period each; their ids by state. held: its leader was shown her part."""
    made: dict[str, int] = {}
    period = period_of(now.date())
    for state in STATES:
        _two_keys(db, "ok" if state == "held" else "none")
        made[state] = _report(db, now, period, state)
        period = previous(period)
    return made


def _two_keys(db: Db, rule: str) -> None:
    rules = Rules.model_validate({**db.value(select(programmes.c.rules)), "report_two_keys": rule})
    db.run(update(programmes).values(rules=rules.model_dump(mode="json", by_alias=True)))


def _report(db: Db, now: datetime, period: Period, state: str) -> int:
    report = draft_report(db, now, 1, person(db, "UC1"), period)[0]
    said = NewSection(
        progress="stuck", focus=("practices:P5",), evidence=EVIDENCE, next="More.", concern="call", concern_text=CONCERN
    )
    for one in find_report(db, COACH, now, report).sections:
        change_section(db, COACH, now, one.id, said)
    change_closing(db, COACH, now, report, NewClosing(workload="heavy", note=NOTE))
    if state != "drafted":
        submit_report(db, COACH, now, report, None, f"submit-{state}")
    if state == "accepted":
        accept_report(db, COORDINATOR, now, report, None, "accept")
    if state == "returned":
        return_report(db, COORDINATOR, now, report, None, "return", COMMENT)
    return report
