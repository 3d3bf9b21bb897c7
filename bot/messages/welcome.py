"""The welcome, once for each role: what this is, what it sends and when, who sees what, what confidentiality can't do,
and how to stop. It names nothing that was said.
"""

from collections.abc import Sequence
from datetime import date

from bot.blocks import TEXT_MAX, Block, actions, button, context, header, safe, section, short, title
from bot.messages import Message
from bot.messages.calendars import OPEN as CALENDAR
from bot.messages.wishes import OPEN as SETTINGS
from bot.rules.contacts import spell
from bot.rules.dates import clock
from bot.rules.etiquette import HOURS
from bot.rules.welcoming import COACH, COORDINATOR, LEADER, Newcomer, Part

READ = "welcome.read"
WHAT_THIS_IS = "What this is"
TITLES = {
    LEADER: "Welcome to Coachlog",
    COACH: "Welcome to Coachlog, as a coach",
    COORDINATOR: "Welcome to Coachlog, as a coordinator",
}
WAYS = (button("Settings", SETTINGS), button("My calendar", CALENDAR), button(WHAT_THIS_IS, READ))
PAIRS_MAX = 6
PROGRAM_SAYS, SAYS_NOW = "In your program's words", "In your program's words, as they are now"

LIMITS = (
    "Coaching isn't legally privileged, as talks with a lawyer are. A court can ask for records, and public-records "
    "law may reach notes of a public school. When somebody isn't safe, or when the law says that something must be "
    "reported, that comes first. For such a case an administrator of the program can open a pair's log for an hour; "
    "both of the pair are told at once, with the name and the reason.\n"
    "The owners of some Slack plans can export direct messages: what we write to each other here, and in it what was "
    "promised. Notes and answers typed into my forms aren't messages; they are kept encrypted in your program's own "
    "database."
)
PROMISED = "· What you promised: before it is due, on the day, and twice after it while it is open.\n"
AGREED = (
    "· When an agreement isn't signed two weeks in, nobody looked at your plan for 45 days, or it is time to look at "
    "the agreement again.\n"
)
AGREEMENT = (
    "Coordinators also read an agreement both of you have signed, and your goals; your district reads what they are "
    "about and how often you meet."
)
STUDENTS = "Please never write down who a student is."
HOW_TO_STOP = (
    "Under Settings on my Home you choose your hours, your quiet times and what I send. Each reminder says why you "
    "get it, and can be put off or stopped right there."
)
NOT_AT_ALL = " If you'd rather not use me at all, talk to your coordinator."
AGAIN = f" You can read this again at any time: Home, “{WHAT_THIS_IS}”."


def welcome_parts(who: Newcomer) -> list[Part]:
    """The whole welcome of one role."""
    intro, sent, seen = _BY_ROLE.get(who.role, _coordinator)(who)
    parts = [
        (TITLES.get(who.role, TITLES[COORDINATOR]), intro),
        ("What I send, and when", f"{sent}\n{_hours(who.cap)}"),
        ("Who can see what", seen),
        ("What confidentiality can't do", LIMITS),
    ]
    if who.words.strip():
        parts.append((PROGRAM_SAYS, short(who.words.strip(), TEXT_MAX)))
    return [*parts, ("How to stop", f"{HOW_TO_STOP}{NOT_AT_ALL if who.role in _BY_ROLE else ''}{AGAIN}")]


def _hours(cap: int) -> str:
    often = "one message" if cap == 1 else f"{cap} messages"
    most = f" Beyond your visits and what you ask for, at most {often} a week." if cap else ""
    hours = f"{clock(HOURS[0])} to {clock(HOURS[1])}"
    return (
        f"On weekdays from {hours} where you are, unless you choose otherwise.{most} "
        "What somebody else does with you comes when they do it."
    )


def _leader(who: Newcomer) -> tuple[str, str, str]:
    coached = " ".join(f"{other} coaches you at {school}." for other, school in who.pairs[:PAIRS_MAX])
    intro = (
        f"{_i_am(who)} {coached or 'You will hear here who coaches you.'} "
        "I keep your visits, and what each of you promised, so that neither of you has to. I rate nobody."
    )
    sent = (
        "· What your coach logged with you, right after it was logged.\n"
        f"{PROMISED}"
        "· When nothing is booked for two weeks, or something is in the way of a promise for two.\n"
        "· On Mondays what the week brings, if anything is due; every other Wednesday one question to think about.\n"
        f"{AGREED}"
        "· A time or an agreement your coach offers, so that you can say yes or offer another."
    )
    seen = (
        "What is written about your visits is read by you and your coach alone. Coordinators see that something "
        "happened (kind, day and length), and when nothing happened for weeks. What was said they see only where both "
        f"of you agree to share it.{_portfolio(who)}\n"
        f"{AGREEMENT}\n"
        "Your coach may keep private notes that only they read. Your answers to my questions are yours alone; your "
        "coach reads one, or a sentence of it, only if you share it, each time anew."
    )
    return intro, sent, seen


def _coach(who: Newcomer) -> tuple[str, str, str]:
    leaders = ", ".join(f"{other} at {school}" for other, school in who.pairs[:PAIRS_MAX])
    more = f" and {len(who.pairs) - PAIRS_MAX} more" if len(who.pairs) > PAIRS_MAX else ""
    whom = f"You coach {leaders}{more}." if leaders else "You'll see on my Home whom you coach."
    intro = (
        f"{_i_am(who)} {whom} After a visit type /coachlog, or write me one line, and it is logged. "
        "I keep your visits, your hours, and what each of you promised."
    )
    sent = (
        "· Half an hour before a visit, what both of you promised; a quarter of an hour after it, the form filled in.\n"
        "· On Mondays your week; on Thursdays the visits nobody knows of yet.\n"
        f"{PROMISED}{AGREED}"
        "· When a visit isn't logged, nothing is booked, hours fall short, a pair is quiet for long, or something is "
        "in the way of a promise."
    )
    seen = (
        "Your notes on a visit are read by the leader and you; your private notes by you alone. Coordinators see that "
        "something happened (kind, day, length and what counts as hours), and when nothing happened for weeks. What "
        f"was said they see only where both of you agree to share it.{_portfolio(who)}\n"
        f"{AGREEMENT}\n"
        f"A leader's answers to my questions are theirs until they share one. {STUDENTS}"
    )
    return intro, sent, seen


def _coordinator(who: Newcomer) -> tuple[str, str, str]:
    intro = (
        f"{_i_am(who)} Coaches log with me what they do, leaders read it, and you see that it happens. "
        "My Home shows who needs you."
    )
    sent = (
        "· When a pair needs help: nothing is booked, there was no contact for weeks, or hours fall short.\n"
        "· What only you can put right, as a message I couldn't deliver."
    )
    seen = (
        "You see that something happened (kind, day and length), or as an admin the sums. What was said you see only "
        f"where a pair agreed to share it.{_portfolio(who)} You can read agreements both have signed, and goals."
    )
    return intro, sent, seen


def _i_am(who: Newcomer) -> str:
    return f"I'm Coachlog, the assistant of {short(who.programme, 120)} here in Slack."


_BY_ROLE = {LEADER: _leader, COACH: _coach}


def _portfolio(who: Newcomer) -> str:
    return " Your program declares session logs portfolio items: coordinators read those." if who.portfolio else ""


def together(several: Sequence[Sequence[Part]]) -> list[Part]:
    """One welcome for somebody with several roles; what stands in more than one of them is said once, at the end."""
    last = several[-1] if several else []
    shared = [part for part in last if any(part in other for other in several[:-1])]
    own = [part for parts in several for part in parts if part not in shared]
    return list(dict.fromkeys([*own, *shared]))


def welcome_message(parts: Sequence[Part]) -> Message:
    """The message: every part, with the way to read it again and to have one's calendar."""
    blocks = [*welcome_blocks(parts), actions(WAYS)]
    text = "\n\n".join(f"{heading}\n{said}" for heading, said in parts)
    return Message(safe(text), tuple(blocks))


def welcome_blocks(parts: Sequence[Part]) -> list[Block]:
    """Every part, the first heading as the page's own."""
    blocks: list[Block] = []
    for place, (heading, said) in enumerate(parts):
        blocks += [title(heading) if place else header(heading), section(said)]
    return blocks


def welcome_page(parts: Sequence[Part], shown_on: date | None, now_says: str | None) -> list[Block]:
    """The same to read again. shown_on: the day it was said; now_says: the program's words, if they changed since."""
    blocks = welcome_blocks(parts)
    if now_says:
        blocks += [title(SAYS_NOW), section(now_says)]
    return [*blocks, *([context(f"You got this on {spell(shown_on)}.")] if shown_on else [])]
