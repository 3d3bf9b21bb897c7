"""The roster by hand in words: what a change will do, what it did, and what was changed lately."""

from collections.abc import Sequence

from bot.blocks import Block, actions, button, context, section
from bot.rules.contacts import brief, spell
from bot.rules.dates import local_time
from bot.rules.desk import Act, Effect
from bot.rules.roster import byhand

OPEN, ADD_PAIR, ADD_PERSON, UNDO = "roster.open", "roster.add_pair", "roster.add_person", "roster.undo"
CHANGE, END, REASSIGN, MOVE = "roster.change", "roster.end", "roster.reassign", "roster.move"
CHANGE_PERSON, PAIR, PERSON, RECENT = "roster.change_person", "roster.pair", "roster.person", "roster.recent"

UNDONE = "Taken back. It is as it was before. Whoever was told of it is told of this, too."
UNDONE_BEFORE = "That was taken back already."
TOO_LATE = "That was changed more than a day ago, so it can't be taken back here anymore. Change it by hand."
CHANGED_SINCE = "It was changed again since, so this can't be taken back anymore. Change it by hand."
WORKED_SINCE = (
    "The new pair has begun to work: something was logged, booked or agreed in it. So this can't be taken back any "
    "more. Change it by hand."
)
REPORTED_SINCE = (
    "The new pair stands in a status report: its coach wrote about it there. So this can't be taken back anymore. "
    "Change it by hand."
)
PERSON_USED = "This person is in a pair, or has done something since, so this can't be taken back. Change it by hand."
AGAINST = "It can't be taken back, because the roster has changed meanwhile."
ROLES = {
    "coach": "Coach", "leader": "Leader", "coordinator": "Coordinator", "lead_coach": "Lead coach", "office": "Office",
    "liaison": "Liaison", "admin": "Admin",
}  # fmt: skip
LATELY = "Changed by hand lately"
TOLD = "Everybody it concerns is told."
GAP = ""  # between two paragraphs
NEVER = "Never: notes, private notes, reflections, and what was said."


def will(effect: Effect) -> list[str]:
    """What a change will do, a line each; the first says it in one sentence."""
    return [*_SAYS[effect.act](effect), *_unreached(effect), *effect.notes]


def _added(one: Effect) -> list[str]:
    until = f" to {spell(one.until)}" if one.until else ""
    lines = [f"{one.coach} coaches {one.leader} at {one.school} from {_day(one)}{until}."]
    lines += [f"Weekly visit: {one.weekly[0]}. It is planned eight weeks ahead."] if one.weekly else []
    return [*lines, "Both are told."]


def _changed(one: Effect) -> list[str]:
    lines = [f"{what}: {after} (now {before})" for what, before, after in one.changes]
    lines += [_withdrawn(one.visits, "after the last day")] if one.visits else []
    return [f"{one.leader} and {one.coach} at {one.school}:", *lines, "Both are told, but not of the supervisor."]


def _ended(one: Effect) -> list[str]:
    return [
        f"The pair of {one.leader} and {one.coach} at {one.school} ends on {_day(one)}.",
        _withdrawn(one.visits, "after that"),
        GAP,
        f"Why: {one.reason.lower()}. The two don't read that.",
        f"What was logged stays with both of them. {one.coach} can log what was held until then for two more weeks.",
        "Both are told.",
    ]


def _reassigned(one: Effect) -> list[str]:
    return [
        f"{one.new_coach} coaches {one.leader} at {one.school} from {_day(one)} on, in place of {one.coach}.",
        *_visits(one),
        GAP,
        f"From that day on {one.new_coach} may see:",
        *_may_see(one),
        NEVER,
        GAP,
        f"{one.coach} keeps what was logged until then, and logs nothing new here after it.",
        f"All three are told: {one.leader}, {one.coach} and {one.new_coach}. Why isn't said.",
    ]


def _moved(one: Effect) -> list[str]:
    who = one.new_coach or one.coach
    lines = [
        f"{one.leader} moves from {one.school} to {one.new_school} on {_day(one)}, coached there by {who}.",
        "Hours and history stay with the leader, and count on.",
        *_visits(one),
        GAP,
    ]
    if one.new_coach:
        lines += [f"From that day on {one.new_coach} may see:", *_may_see(one), NEVER, GAP]
    else:
        lines += [f"Open next steps ({one.steps}) and goals ({one.goals}) go along."]
    return [*lines, "Everybody it concerns is told."]


def _may_see(one: Effect) -> list[str]:
    return [
        "· the agreement" + ("" if one.agreement else " (there is none yet)"),
        f"· the goals ({one.goals})",
        f"· open next steps of both sides ({one.steps})",
        "· the weekly time" + (f": {'; '.join(one.weekly)}" if one.weekly else " (there is none)"),
        f"· that the two met, and when ({_contacts(one.contacts)}), without what was said",
    ]


def _contacts(many: int) -> str:
    return "1 contact" if many == 1 else f"{many:,} contacts"


def _visits(one: Effect) -> list[str]:
    if one.keeps and one.weekly:
        return [f"The weekly time goes on: {'; '.join(one.weekly)}. Single bookings after that are withdrawn."]
    return [_withdrawn(one.visits, "from that day on")]


def _withdrawn(count: int, when: str) -> str:
    if not count:
        return f"No visit is booked {when}."
    return f"1 visit {when} is withdrawn." if count == 1 else f"{count:,} visits {when} are withdrawn."


def weekly_ends(gone: int, kept: int) -> str:
    """What becomes of booked visits where the weekly time ends. kept: those the two made their own."""
    lines = ["No visit that comes was only planned by the weekly time."]
    if gone:
        lines = ["1 planned visit that comes is withdrawn." if gone == 1 else f"{gone:,} planned visits are withdrawn."]
    if kept:
        them = (
            "1 that the two moved or proposed stays" if kept == 1 else f"{kept:,} that the two moved or proposed stay"
        )
        lines.append(f"{them}.")
    return f"The weekly visit ends now. {' '.join(lines)}"


def _person_added(one: Effect) -> list[str]:
    lines = [f"{what}: {after}" for what, _, after in one.changes]
    return [
        f"{one.leader} comes into the program.",
        *lines,
        "Once they are in this Slack with that e-mail, they are told.",
    ]


def _person_changed(one: Effect) -> list[str]:
    return [f"{one.leader}:", *(f"{what}: {after} (now {before})" for what, before, after in one.changes)]


def _day(one: Effect) -> str:
    return spell(one.day) if one.day else "now"


def _unreached(one: Effect) -> list[str]:
    if not one.unreached:
        return []
    return [f"Not in Slack yet, so not told there: {', '.join(one.unreached)}."]


_SAYS = {
    byhand.ADDED: _added,
    byhand.CHANGED: _changed,
    byhand.ENDED: _ended,
    byhand.REASSIGNED: _reassigned,
    byhand.MOVED: _moved,
    byhand.PERSON_ADDED: _person_added,
    byhand.PERSON_CHANGED: _person_changed,
}


def recent(acts: Sequence[Act]) -> list[Block]:
    """What was changed by hand lately, newest first, each with its undo while there is one."""
    blocks = []
    for one in acts:
        undo = button("Undo", UNDO, str(one.id), spoken=f"Undo: {one.about}") if one.undo and not one.undone else None
        blocks.append(section(_act(one), undo))
    return blocks


def _act(one: Act) -> str:
    day = brief(local_time(one.at, one.zone).date())
    return f"{one.about}\n{one.who}, {day}" + (" · taken back" if one.undone else "")


def done(one: Act) -> list[Block]:
    """What stands after a change."""
    return [
        section(f"Done. {one.about} {TOLD if one.told else ''}".rstrip()),
        actions([button("Undo", UNDO, str(one.id))]),
        context("You can take it back for a day, also from Home, as long as nothing stands on it."),
    ]
