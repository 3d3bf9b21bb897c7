"""Agreements in words: what is said of one in a conversation, never what stands in it; and what it says for itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks import Block, actions, button, context, paragraphs, safe, section, short, title
from bot.messages import Message
from bot.messages.nudges import Piece
from bot.rules.agreements import COACH, IN_FORCE, LINE_MAX, REPLACED, WITHDRAWN, Agreement, AgreementState, other_side
from bot.rules.contacts import brief, spell
from bot.rules.dates import clock

OPEN, WRITE, READ = "plan.open", "plan.write", "plan.read"
WITHDRAW, OFFER_AGAIN, UNSIGN, HOLDS = "plan.withdraw", "plan.offer_again", "plan.unsign", "plan.holds"

REVIEW_WHEN = "Choose a day after today, at most a year ahead."
TOO_LATE_TO_UNDO = "That can't be undone anymore. Offer a new edition instead; this one stays until both have signed."
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EMPTY = (
    "Nothing is agreed in writing yet. An agreement says what you work on, what each of you expects, and who sees what."
    " It is in force once both of you have signed."
)
LIMITS = (
    "When somebody isn't safe, or when the law requires a report, that comes first. Coaching isn't legally privileged: "
    "a court can ask for records, and public-records law may reach them. For such a case an administrator of the "
    "program can open your log for an hour; both of you are told at once, with the name and the reason."
)


@dataclass(frozen=True, slots=True)
class Names:
    """Who a pair is."""

    school: str
    leader: str
    coach: str

    def of(self, side: str) -> str:
        """The name on one side."""
        return self.coach if side == COACH else self.leader


def draft_kind(pair: int) -> str:
    """As what the first page of a pair's agreement is kept."""
    return f"agreement:{pair}"


def usual_cadence(day: int | None, start: str | None, minutes: int | None, school: str) -> str:
    """When and where a pair likely meets, from its weekly visit; "" where none is known."""
    if day is None or not start:
        return ""
    length = f", {minutes} minutes" if minutes else ""
    return short(f"Every {DAYS[day]} at {clock(start)}{length}, at {school}; calls and messages between", LINE_MAX)


def flows(*, portfolio: bool) -> str:
    """What reaches the program and the district, and what confidentiality can't do: kept with each edition."""
    logs = " Session logs are portfolio items here: coordinators read those, too." if portfolio else ""
    return (
        "Your program: coordinators and lead coaches can read this agreement and your goals, and see that visits "
        f"happen. What was said in them they read only where both of you share it.{logs}\n"
        "Your district: how many visits and hours there were, the areas of focus, how often you meet, and your goals. "
        "Nothing of what was said.\n"
        f"Exceptions: {LIMITS[0].lower()}{LIMITS[1:]}"
    )


def news(one: Agreement, side: str, who: Names) -> Message:
    """To the other one: it waits for their signature, or how it stands now. Never a word of it."""
    other, waits = who.of(other_side(side)), one.waits_for == side
    said, quiet = _news(one, side, who)
    way, spoken = "Read and sign" if waits else "Read it", f"the agreement with {other}, {who.school}"
    buttons = [button(way, READ, str(one.id), "primary" if waits else None, spoken=f"{way}: {spoken}")]
    if waits:
        buttons.append(button("Suggest a change", WRITE, str(one.engagement), spoken=f"Suggest a change to {spoken}"))
    return Message(safe(f"{said}\n{quiet}"), (section(said), context(quiet), actions(buttons)))


def _news(one: Agreement, side: str, who: Names) -> tuple[str, str]:
    other = who.of(other_side(side))
    what = f"agreement for {who.school}{'' if one.edition == 1 else f', edition {one.edition}'}"
    if one.state == IN_FORCE:
        signed = f"{other} signed. Your" if one.by == side else "You signed. The"
        return f"{signed} {what} is in force.", "Either of you can offer a new edition at any time."
    if one.state == WITHDRAWN:
        back = "You took" if one.by == side else f"{other} took"
        return f"{back} the {what} back.", "There is nothing to sign anymore."
    if one.state == REPLACED:
        return f"The {what} was replaced by a newer edition.", "/coachplan shows the newest."
    if one.waits_for == side:
        return (
            f"{other} offers you an {what}.",
            "It is in force once you have signed it, too. If something is missing, suggest a change.",
        )
    return (
        f"{other} took their signature under the {what} back.",
        "It waits for their signature again. An earlier edition, if there is one, is in force.",
    )


def newer(one: Agreement, leader: str, coach: str) -> str:
    """To somebody whose form began from an edition that isn't the newest any more."""
    who = coach if one.by == COACH else leader
    done = "is in force" if one.state == IN_FORCE else "waits for a signature"
    return f"{who} wrote edition {one.edition} meanwhile, which {done}. Close this form and read that one first."


def not_there(one: Agreement, leader: str, coach: str) -> str:
    """To somebody who presses an old button: what became of the edition, and by whom."""
    who = coach if one.by == COACH else leader
    if one.state == WITHDRAWN:
        return f"{who} took that edition back. There is nothing to sign."
    if one.state == REPLACED:
        return "A newer edition replaced that one. /coachplan shows the newest."
    if one.state == IN_FORCE and one.in_force_on:
        return f"That edition has been in force since {spell(one.in_force_on)}: both of you signed it."
    return f"{who} offered that edition, and it waits for a signature. /coachplan shows it."


def standing_line(stands: AgreementState, side: str, other: str) -> str:
    """How a pair's agreement stands, in a line. side: the reader's, "" for neither."""
    waits = ""
    if stands.offered:
        who = "your" if stands.waits_for == side else f"{other}'s" if side else "a"
        waits = f"{'A new edition' if stands.in_force_on else 'The agreement'} waits for {who} signature"
    if stands.in_force_on is None:
        return f"{waits}." if waits else "No agreement yet."
    return f"Agreed on {brief(stands.in_force_on)}.{f' {waits}.' if waits else ''}"


def agreement_blocks(one: Agreement, who: Names) -> list[Block]:
    """An edition as it is read, as far as it is open to its reader."""
    blocks = [title("Areas of focus"), *paragraphs([f"· {line}" for line in one.focus])]
    signs = [f"· {line}{' (measured)' if measured else ''}" for line, measured in one.indicators]
    parts: Sequence[tuple[str, str]] = (
        ("How you work together", one.norms),
        ("What the leader expects", one.leader_expects),
        ("What the coach expects", one.coach_expects),
        ("What will show that it works", "\n".join(signs)),
        ("When and how you meet", one.cadence),
        ("What reaches others", one.flows),
    )
    for heading, said in parts:
        blocks += [title(heading), section(said)] if said else []
    return [*blocks, context(dates(one, who))]


def dates(one: Agreement, who: Names) -> str:
    """When it was signed, by whom, since when it is in force, and when it is looked at again."""
    said = [f"Edition {one.edition}."]
    said += [f"Signed by {who.of(side)} on {spell(day)}." for side, day in one.signed.items()]
    said += [f"In force since {spell(one.in_force_on)}."] if one.in_force_on and one.state == IN_FORCE else []
    said += [f"Looked at on {spell(one.looked_on)}: it still holds."] if one.looked_on else []
    return " ".join([*said, *([f"To be looked at on {spell(one.review_on)}."] if one.review_on else [])])


WHAT_IT_IS = "An agreement says what you work on, what each expects and who sees what. It takes ten minutes together."


def unsigned(who: Names, pair: int, stands: AgreementState, side: str) -> Piece:
    """14 days after a pair began, where nothing is agreed in writing."""
    other = who.of(other_side(side))
    if stands.waits_for == side:
        line = f"The agreement with {other}, {who.school}, waits for your signature."
        return Piece(line, (button("Read and sign", READ, str(stands.offered), "primary"),))
    if stands.offered:
        line = f"The agreement with {other}, {who.school}, waits for {other} to sign. A word when you meet may help."
        return Piece(line, (button("Read it", READ, str(stands.offered)),))
    line = f"You and {other}, {who.school}, have no agreement yet."
    return Piece(line, (button("Write the agreement", WRITE, str(pair), "primary"),), tail=WHAT_IT_IS)


def review(who: Names, one: int, side: str, since: str) -> Piece:
    """On the days on which both look at what they agreed."""
    other = who.of(other_side(side))
    line = f"Your agreement with {other}, {who.school}, {since}. Does it still hold? Look at it together when you meet."
    return Piece(line, (button("Look at it", READ, str(one), "primary"),))
