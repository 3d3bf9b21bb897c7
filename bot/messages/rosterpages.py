"""The pages of the roster by hand: the roster itself, one pair, one person."""

from collections.abc import Sequence

from bot import blocks as b
from bot.messages import roster as words
from bot.rules.contacts import brief, hours, spell
from bot.rules.desk import Act, Effect, PairPage, PersonPage

PAGE, PAIR_PAGE, PERSON_PAGE = "roster.page", "roster.pair_page", "roster.person_page"
CONFIRM, DONE_PAGE = "roster.confirm", "roster.done"
FIND, BACK, SHOW = "roster.find", "roster.back", "roster.show"
MESSAGE_COACH, MESSAGE_LEADER = "roster.message_coach", "roster.message_leader"
FINDING = "find"
ABOUT = "Find a pair or a person. What you change is shown before it is done, and can be taken back for a day."
PAIRS_MAX = 8


def roster_page(
    programme: int, name: str, others: Sequence[tuple[int, str]], acts: Sequence[Act], metadata: str
) -> b.View:
    """Where the roster of a program is searched and changed. others: (id, name) of the actor's further programs."""
    find = {**b.search(None, "Type a school or a name"), "action_id": FIND}
    row = str(programme)
    blocks = [
        b.section(f"{name}\n{ABOUT}"),
        b.actions([find], FINDING),
        b.actions([b.button("Add a pair", words.ADD_PAIR, row), b.button("Add a person", words.ADD_PERSON, row)]),
    ]
    blocks += [b.section(label, b.button("Show", SHOW, str(one), spoken=f"Show {label}")) for one, label in others[:5]]
    recent = words.recent(acts)
    return b.modal(
        PAGE, "Roster", None, [*blocks, *([b.divider(), b.title(words.LATELY), *recent] if recent else [])], metadata
    )


def pair_page(one: PairPage, team: str, metadata: str, person: int = 0) -> b.View:
    """A pair: how it stands, and what can be done for it. person: on whose page it was opened."""
    until = f" to {spell(one.ends_on)}" if one.ends_on else ""
    lines = [
        f"{one.leader} · {one.school}, {one.district}",
        f"Coach: {one.coach}" + ("" if one.coach_user else " (not in Slack yet)"),
        f"From {spell(one.starts_on)}{until}" + (" – it has ended" if _over(one) else ""),
    ]
    if one.lists:
        last = f"{brief(one.last)}, {_ago(one)}" if one.last else "none is logged yet"
        lines += [
            f"Last contact: {last}",
            *([f"Next visit: {brief(one.coming) if one.coming else 'none is booked'}"] if not _over(one) else []),
            f"{one.today:%B}: {_contacts(one.contacts)}, {hours(one.minutes)} hours that count",
        ]
    if not _over(one):
        lines += [f"Weekly: {'; '.join(one.weekly)}" if one.weekly else "No weekly time"]
    lines += [f"The leader's supervisor: {one.supervisor}"] if one.supervisor and one.changes else []
    blocks = [b.section("\n".join(lines))]
    reach = [
        _reach(one.coach_user, team, "Message coach", MESSAGE_COACH),
        _reach(one.leader_user, team, "Message leader", MESSAGE_LEADER),
    ]
    if buttons := [found for found in reach if found]:
        blocks.append(b.actions(buttons))
    blocks.append(b.context("What the two of them write stays with them. Here is only that they meet, and when."))
    if one.changes:
        blocks += [b.divider(), b.actions(_changes(one))]
    if person:
        whose = {one.coach_id: one.coach, one.leader_id: one.leader}.get(person, "the person")
        blocks.append(b.actions([b.button(f"Back to {b.short(whose, 40)}", words.PERSON, str(person))]))
    return b.modal(PAIR_PAGE, "Pair", None, blocks, metadata)


def _over(one: PairPage) -> bool:
    return one.ends_on is not None and one.ends_on < one.today


def _ago(one: PairPage) -> str:
    days = (one.today - one.last).days if one.last else 0
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def _reach(user: str | None, team: str, label: str, action: str) -> b.Block | None:
    """A button that opens the conversation with somebody in Slack."""
    if not user:
        return None
    return b.button(label, action) | {"url": f"slack://user?team={team}&id={user}"}


def _changes(one: PairPage) -> list[b.Block]:
    row = str(one.id)
    if _over(one):
        return [b.button("Change", words.CHANGE, row)]
    return [
        b.button("Change", words.CHANGE, row),
        b.button("Another coach", words.REASSIGN, row),
        b.button("Leader moves school", words.MOVE, row),
        b.button("End this pair", words.END, row),
    ]


def person_page(one: PersonPage, metadata: str) -> b.View:
    """A person of the roster, their roles and pairs."""
    place = [one.district] if one.district else []
    lines = [
        one.name,
        one.email + ("" if one.user else " – nobody in this Slack has this e-mail yet"),
        ", ".join(words.ROLES.get(role, role) for role in one.roles),
        *place,
    ]
    lines += ["Deactivated in Slack, so nothing is sent to them."] if one.gone else []
    blocks = [b.section("\n".join(lines)), b.actions([b.button("Change", words.CHANGE_PERSON, str(one.id))])]
    if not one.user:
        blocks.append(b.context("Once the e-mail is that of their Slack profile, they are matched by themselves."))
    for pair, said in one.pairs[:PAIRS_MAX]:
        blocks.append(b.section(said, b.button("Open", words.PAIR, str(pair), spoken=f"Open {said}")))
    if (more := len(one.pairs) - PAIRS_MAX) > 0:
        blocks.append(b.context(f"And {more} more. Find them by the name."))
    return b.modal(PERSON_PAGE, "Person", None, blocks, metadata)


def confirm_page(effect: Effect, metadata: str, note: str = "") -> b.View:
    """What a change will do, before it is done."""
    blocks = [b.section(note), b.divider()] if note else []
    blocks += [b.title("This will be done"), *_paragraphs(words.will(effect))]
    blocks += [b.actions([b.button("Back", BACK)]), b.context("You can take it back for a day.")]
    return b.modal(CONFIRM, "Look once more", "Do it", blocks, metadata)


def _paragraphs(lines: Sequence[str]) -> list[b.Block]:
    """Lines in paragraphs, which an empty line divides."""
    said = "\n".join(lines).split("\n\n")
    return [b.section(one.strip("\n")) for one in said if one.strip("\n")]


def done_page(act: Act, metadata: str) -> b.View:
    """What was done, with the way back."""
    return b.modal(DONE_PAGE, "Done", None, words.done(act), metadata)


def taken_back(sentence: str, metadata: str) -> b.View:
    """What stands once a change was taken back."""
    return b.modal(DONE_PAGE, "Taken back", None, [b.section(sentence)], metadata)


def _contacts(many: int) -> str:
    return "1 contact" if many == 1 else f"{many:,} contacts"
