"""What the cast fills in: a visit's card, next steps, times offered, an agreement, what a principal thinks of a log."""

import random
from typing import Any

from bot.messages import reflections as thinking
from bot.messages.agreements import READ as READ_AGREEMENT
from bot.messages.agreements import WRITE
from bot.messages.commitments import CHANGE, DONE
from bot.messages.contacts import OPEN as OPEN_CONTACT
from bot.messages.visitnudges import BECAME, CLOSED, LOG, MOVED, PHONE, SKIP
from bot.messages.visits import ACCEPT, DECLINE, OFFER, PROPOSE
from docs.cast.acting import Stumble, TooLate, asks, buttons_of, clear, has, page, seeded, seen, send, words_of
from handlers.coachlog.afterwards import ANSWER, ASK, CONFIRM
from handlers.coachlog.form import ADD_FOCUS, ADD_STEP
from playground.people import Person
from playground.records import Message, View
from playground.sample_words import FOCUS, NOTES, STEPS
from playground.state import World

WORK = ("A1", "A2", "A3", "A4", "A7", "A8", "A10", "A11")
FIRST = {
    "focus": "- Feedback after walkthroughs\n- Data teams that decide",
    "norms": "We start on time and say what we see.",
    "leader_expects": "Straight answers.",
}
SECOND = {"measured": "Six rooms a week with written feedback", "others": "Teachers ask for it"}
GOAL = {
    "text": "Every teacher gets written feedback each month", "improvement_goal": "Goal 2: reading",
    "focus": ["practices:P5"], "indicator": "Feedback notes counted each month", "by_day": "2027-05-03",
}  # fmt: skip
THOUGHTS = (
    "The exit tickets moved her practice. I want to keep that.",
    "I said yes too quickly. Next time I ask what it costs.",
    "The grade leads ran it without me, and it went well.",
)
LEFT, OVER = "left alone", -1000
KEPT, LATER, LATEST, MOVES, DROPS = 0.58, 0.76, 0.84, 0.90, 0.94  # shares of the next steps, one on top of the other


async def visit(world: World, who: Person, card: Message, block: str, luck: float, rng: random.Random) -> str:
    """Say what became of one visit, by the buttons of its row; what was said."""
    where = {"block_id": block}
    if luck < 0.80:
        await who.click(card, LOG, block)
        await log_form(world, who, rng)
        return "logged by form"
    if luck < 0.84:
        await _outcome(who, card, block, PHONE, "By phone")
        await log_form(world, who, rng)
        return "by phone"
    if luck < 0.92:
        await _outcome(who, card, block, SKIP, "Skip…")
        await page(world, who, "Why", f"the form of {where}")
        await send(who, reason=rng.choice(("illness", "event", "leader", "coach", "travel", "crisis")))
        await clear(who)
        return "skipped"
    if luck < 0.96:
        await _outcome(who, card, block, MOVED, "Moved")
        await page(world, who, "New day", f"the form of {where}")
        await send(who)
        await clear(who)
        return "moved"
    return LEFT


async def closed(who: Person, card: Message, block: str) -> str:
    """The school was closed."""
    await _outcome(who, card, block, CLOSED, "School closed")
    return "school closed"


async def _outcome(who: Person, card: Message, block: str, button: str, choice: str) -> None:
    """Press a card's button, or choose the same in the list's menu."""
    row = next((one for one in card.blocks if one["block_id"] == block), None)
    if row is None:
        raise TooLate("the row is gone: somebody said it before")
    if any(one.get("action_id") == button for one in row["elements"]):
        await who.click(card, button, block)
    else:
        await who.click(card, BECAME, block, value=choice)


async def log_form(world: World, who: Person, rng: random.Random) -> None:
    """Fill in the form of a contact that opens, and log it."""
    await page(world, who, "Log a contact")
    given: dict[str, Any] = {"presence": rng.choice(("yes",) * 6 + ("partly",) * 2 + ("no",))}
    given["activities"] = rng.sample(WORK, rng.choice((1, 1, 2)))
    if rng.random() < 0.7:
        given["note"] = rng.choice(NOTES)
    top = (
        next((one for one in who.modal.blocks if one["block_id"].startswith("done_steps.")), None)
        if who.modal
        else None
    )
    if top:
        given[top["block_id"]] = [one["value"] for one in top["element"]["options"] if rng.random() < 0.5]
    await who.fill(None, {name: value for name, value in given.items() if asks(who.modal, name)})
    if rng.random() < 0.3:
        await _more(world, who, ADD_STEP, "next_steps.0.what")
        owner, what = rng.choice(STEPS)
        await who.fill(None, {"next_steps.0.what": what, "next_steps.0.owner": owner})
    if rng.random() < 0.25:
        await _more(world, who, ADD_FOCUS, "focus")
        await who.fill(None, {"focus": [rng.choice(FOCUS)]})
    await send(who)


async def _more(world: World, who: Person, button: str, field: str) -> None:
    if not asks(who.modal, field):
        await who.click(None, button)
        await seen(world, lambda: asks(who.modal, field) or None, field)


def fate(who: str, what: str, sight: int) -> str:
    """What becomes of a next step when it is seen for the nth time: done, move, drop or nothing."""
    luck = seeded("step", who, what).random()
    if luck < KEPT or (luck < LATER and sight > 1) or (luck < LATEST and sight > 3):
        return "done"
    if sight > 1 and luck >= LATEST:
        return "move" if luck < MOVES else "drop" if luck < DROPS else ""
    return ""


async def steps(world: World, who: Person, place: View | Message | None, sights: dict[str, int]) -> str:
    """Press Done under what is done, and change what isn't to be; what was done. sights: of each step, below 0 once
    something became of it.
    """
    mine, done = _own(place), []
    for value in sorted(mine, key=int):
        sights[value] = sights.get(value, 0) + 1
        act = fate(who.id, mine[value], sights[value]) if sights[value] > 0 else ""
        if act and place:
            await _step(world, who, place, value, act)
            sights[value] = OVER if act != "move" else 0
            done.append(f"steps: {act}")
    return ", ".join(done)


def _own(place: View | Message | None) -> dict[str, str]:
    """The reader's own next steps in a message or Home, each with what it is and when it was due."""
    found: dict[str, str] = {}
    said = ""
    for block in place.blocks if place else []:
        if block["type"] == "section":
            said = str((block.get("text") or {}).get("text", ""))
        rows = [one["value"] for one in block.get("elements", ()) if one.get("action_id") == DONE]
        if rows and said.startswith("You"):
            found |= {value: _plainly(said) for value in rows}
    return found


def _plainly(said: str) -> str:
    """A step in the same words wherever it stands: what it is, without how it is introduced."""
    return said.partition("\n")[0].partition(": ")[2]


async def _step(world: World, who: Person, place: View | Message, value: str, act: str) -> None:
    button = DONE if act == "done" else CHANGE
    block = next(block for block, _, held in buttons_of(place, button) if held == value)
    await who.click(place, button, block)
    if act == "done":
        return
    await page(world, who, "Change a next step")
    if act == "drop":
        await who.fill(None, {"act": "drop"})
        await seen(world, lambda: asks(who.modal, "reason") or None, "why it is dropped")
    await send(who, **({"reason": "plans"} if act == "drop" else {}))
    await clear(who)


async def proposal(world: World, who: Person, asked: Message, rng: random.Random) -> str:
    """Accept a time that is offered, decline it, or offer another one."""
    luck = rng.random()
    if luck < 0.78 or not has(asked, OFFER):
        await who.click(asked, ACCEPT)
        return "accepted a time"
    if luck < 0.88:
        await who.click(asked, DECLINE)
        return "declined a time"
    await who.click(asked, OFFER)
    form = await page(world, who, "Offer another time")
    hour = int(str(form.state["start"]["value"]["selected_time"])[:2])
    await send(who, start=f"{(hour + 1) % 24 if hour < 16 else 9:02}:00")
    await clear(who)
    return "offered another time"


async def propose(world: World, who: Person, asked: Message) -> str:
    """Propose a time where nothing is booked."""
    await who.click(asked, PROPOSE)
    await page(world, who, "School and")
    await send(who, start="15:30", minutes=60)
    await clear(who)
    return "proposed a time"


async def agreement(world: World, who: Person, asked: Message) -> str:
    """Write the pair's agreement and offer it."""
    await who.click(asked, WRITE)
    await page(world, who, "1 of 2")
    await who.fill(None, FIRST)
    await who.submit()
    await page(world, who, "2 of 2")
    await who.fill(None, SECOND)
    await who.submit()
    await page(world, who, "Signed by you")
    await clear(who)
    return "offered an agreement"


async def sign(world: World, who: Person, asked: Message) -> str:
    """Read what the other one offers, and sign it."""
    await who.click(asked, READ_AGREEMENT)
    shown = await page(world, who, "Agreement")
    if shown.submit:
        await send(who)
    await clear(who)
    return "signed an agreement" if shown.submit else ""


async def goal(world: World, who: Person, school: str) -> bool:
    """Add a goal to a pair's plan."""
    await who.command("/coachplan", school)
    await page(world, who, "Agreement and plan")
    await who.click(None, "goal.add")
    await page(world, who, "What shows that it is met")
    await send(who, **GOAL)
    await clear(who)
    return True


async def think(who: Person, question: Message, rng: random.Random) -> str:
    """Answer a question in its thread, skip it, or let it go by."""
    luck = rng.random()
    if luck < 0.35:
        await who.say(question.channel, rng.choice(THOUGHTS), question.ts)
        return "thought"
    if luck < 0.45:
        await who.click(question, thinking.SKIP)
        return "skipped a question"
    return ""


async def remark(world: World, who: Person, note: Message, rng: random.Random) -> str:
    """A principal reads a log, and says that it was so, or asks."""
    luck = rng.random()
    if luck > 0.25:
        return ""
    await who.click(note, OPEN_CONTACT)
    shown = await page(world, who, "See it as")
    if luck < 0.02 and has(shown, ASK):
        await who.click(None, ASK)
        await seen(world, lambda: asks(who.modal, "words") or None, "the question's form")
        await send(who, words="Was that not on the day before?")
        said = "asked about a log"
    elif has(shown, CONFIRM):
        await who.click(None, CONFIRM)
        said = "confirmed a log"
    else:
        said = ""
    await clear(who)
    return said


async def answer(world: World, who: Person, note: Message) -> str:
    """A coach answers what was asked about a log."""
    await who.click(note, OPEN_CONTACT)
    shown = await page(world, who, "See it as")
    if not has(shown, ANSWER):
        raise Stumble(f"a question without Answer: {words_of(shown)[:200]}")
    await who.click(None, ANSWER)
    await seen(world, lambda: asks(who.modal, "words") or None, "the answer's form")
    await send(who, words="You are right, and thank you. I'll correct it.")
    await clear(who)
    return "answered about a log"
