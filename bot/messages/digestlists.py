"""The pages behind a digest: the lists of its numbers, ten at a time; the digest itself; and the digest as it stood."""

from collections.abc import Iterable, Sequence
from typing import Any

from bot import blocks as b
from bot.blocks import Block, View
from bot.messages import digests as words
from bot.messages.capacity import PERCENT, room_words
from bot.messages.digestparts import change_lines, district_words, mix_days, mix_label, mix_note, of
from bot.rules import digestlists as rules
from bot.rules.contacts import brief, hours
from bot.rules.digestlists import SHOWN, Choice, Entry, Listed
from bot.rules.digests import ASKED, Digest, Figures, Late, Names

LIST, READ = "digest.list", "digest.read"
NEXT, BACK = "digest.next", "digest.back"
DISTRICT, COACH = "digest.district", "digest.coach"
EVERY = "0"
TITLES = {
    rules.VISITS: "Visits not held",
    rules.HOURS: "Hours not on pace",
    rules.REPORTS: "Late reports",
    rules.UNREAD: "Reports to read",
    rules.QUIET: "Without contact",
    rules.FREE: "Nothing booked",
    rules.OLD: "Visits not explained",
    rules.LOW: "Hours far below",
    rules.FLAGS: "Concern flags",
    rules.STEPS: "Next steps overdue",
    rules.DISTRICTS: "By district",
    rules.MIX: "Activity mix",
    rules.CAPACITY: "Coaches' time",
    rules.CHANGES: "What changed",
}
NOTHING = {
    rules.VISITS: "Every visit that was planned was held.",
    rules.HOURS: "Every leader is on pace.",
    rules.REPORTS: "No report is late.",
    rules.UNREAD: "No report waits to be read.",
    rules.QUIET: "Every pair had contact in the last 14 days.",
    rules.CHANGES: "Nothing changed since the digest before, or this is the first.",
}
NOTES = {
    rules.STEPS: "How many, and never which: what two people promised each other stays between them.",
    rules.CAPACITY: PERCENT,
}
TODAYS = "Counts are as they stood then. Names, closures and the program's rules are shown as they are today."
NOT_THEN = "Which pairs had nothing booked, and whose hours were far below, isn't known of an earlier day."
LOADING = "One moment, this is being counted."


def list_page(listed: Listed, metadata: str) -> View:
    """One page of a list, with its menus and the ways on."""
    blocks: list[Block] = _menus(listed)
    if listed.entries:
        blocks += [_row(one) for one in listed.entries]
    else:
        narrowed = listed.choice != Choice()
        blocks.append(b.section("None of these." if narrowed else NOTHING.get(listed.what, "Nothing to show.")))
    if listed.what in NOTES:
        blocks.append(b.context(NOTES[listed.what]))
    turning = [b.button("Back", BACK, str(max(0, listed.skip - SHOWN)))] if listed.skip else []
    turning += [b.button("Next", NEXT, str(listed.skip + SHOWN))] if listed.skip + SHOWN < listed.found else []
    turning.append(b.button("Whole digest", words.PAGE, str(listed.digest.id)))
    blocks.append(b.actions(turning))
    shown = (
        f"{listed.skip + 1}–{listed.skip + len(listed.entries)} of {listed.found:,} · " if listed.found > SHOWN else ""
    )
    blocks.append(b.context(shown + words.footing(listed.digest)))
    return b.modal(LIST, TITLES[listed.what], None, blocks, metadata)


def _row(one: Entry) -> Block:
    spoken = f"{one.label}: {one.words}"
    return b.section(one.words, b.button(one.label, one.action, str(one.row), spoken=spoken) if one.row else None)


def _menus(listed: Listed) -> list[Block]:
    """The two menus, where there is something to choose; past what a menu holds, one that is typed into."""
    offered = (
        (DISTRICT, "All districts", listed.districts, listed.choice.district),
        (COACH, "All coaches", listed.coaches, listed.choice.coach),
    )
    made = [_menu(*one) for one in offered if len(one[2]) > 1]
    return [b.actions(made, "filters")] if made else []


def _menu(action: str, every: str, offered: Sequence[tuple[int, str]], chosen: int) -> Block:
    options = menu_options(every, offered)
    if len(offered) > rules.MENU_MAX:
        now = next((one for one in options if one["value"] == str(chosen)), options[0])
        return {**b.search(now, every), "action_id": action}
    return {**b.select(options, str(chosen), every), "action_id": action}


def menu_options(every: str, offered: Sequence[tuple[int, str]], typed: str = "") -> list[Block]:
    """The choices of a menu, those whose names have all that is typed in them; the one for all comes first."""
    asked = typed.casefold().split()
    fit = [(row, name) for row, name in offered if all(word in name.casefold() for word in asked)]
    return [b.option(every, EVERY), *(b.option(name, str(row)) for row, name in fit)]


def visits_entries(digest: Digest, names: Names) -> list[tuple[Entry, int, int]]:
    """Pairs with fewer visits held than planned, the most missing first; each with its district and coach."""
    short = sorted(digest.figures.short, key=lambda one: (one.held - one.planned, one.pair))
    return [
        _of_pair(names, one.pair, f"{of(one.held, one.planned)} {'visit' if one.planned == 1 else 'visits'} held")
        for one in short
    ]


def hours_entries(digest: Digest, names: Names) -> list[tuple[Entry, int, int]]:
    """Leaders who are not on pace, the most missing first."""
    behind = sorted(digest.figures.behind, key=lambda one: (-one.minutes, one.pair))
    return [_of_pair(names, one.pair, f"{hours(one.minutes)} h short this month") for one in behind]


def quiet_entries(digest: Digest, names: Names) -> list[tuple[Entry, int, int]]:
    """Pairs without contact, the longest first."""
    quiet = sorted(digest.figures.quiet, key=lambda one: (-one.days, one.pair))
    return [
        _of_pair(names, one.pair, words.silence(one) + (f", since {brief(one.last)}" if one.last else ""))
        for one in quiet
    ]


def free_entries(digest: Digest, names: Names) -> list[tuple[Entry, int, int]]:
    """Pairs with nothing booked."""
    return [_of_pair(names, pair, "nothing booked for ten days") for pair in digest.figures.free]


def low_entries(digest: Digest, names: Names) -> list[tuple[Entry, int, int]]:
    """Pairs far below the promised hours."""
    return [_of_pair(names, pair, "below four fifths of the hours, two months in a row") for pair in digest.figures.low]


def _of_pair(names: Names, pair: int, said: str) -> tuple[Entry, int, int]:
    one = names.pair(pair)
    return Entry(f"{words.pair_words(names, pair)}\n{said[:1].upper()}{said[1:]}"), one.district, one.coach_id


def step_lines(figures: Figures, names: Names) -> list[str]:
    """Next steps overdue, by district."""
    parts = sorted(figures.districts, key=lambda one: (-one.overdue, one.district))
    lines = [f"In all: {figures.overdue:,}"] if figures.large else []
    return [
        *lines,
        *(f"{district_words(one, names)}: {one.overdue:,}" for one in parts if one.district or figures.large),
    ]


def district_lines(figures: Figures, names: Names) -> list[str]:
    """Each district's figures."""
    return [
        f"{district_words(one, names)}: {words.figure(one.pairs, 'pair')}\n"
        f"Visits held {of(one.held, one.planned)} · hours on pace {of(one.on_pace, one.leaders)}"
        for one in figures.districts
    ]


def mix_lines(figures: Figures) -> list[str]:
    """How often what was done."""
    if not figures.large:
        return []
    mixed = [*figures.activities, *figures.practices]
    lines = [
        f"{mix_label(one)}: {words.figure(one.contacts, 'contact')} with {words.figure(one.pairs, 'leader')}"
        for one in mixed
    ]
    return [f"{words.capital(mix_days(figures))}. {mix_note(figures)}", *lines] if lines else []


def capacity_lines(figures: Figures, names: Names) -> list[str]:
    """Each coach's weeks, the fullest first."""
    rooms = sorted(figures.rooms, key=lambda one: (-one.percent, one.coach))
    return [room_words(one, names.person(one.coach)).removeprefix("· ") for one in rooms]


def changes(digest: Digest, names: Names) -> list[str]:
    """What changed since the digest before."""
    before = digest.figures.before
    return change_lines(before, digest, names) if before else []


def read_page(digest: Digest, names: Names) -> View:
    """The digest on a page: what needs somebody, the figures, and the ways to all lists."""
    found = words.needs(digest, names)
    row = str(digest.id)
    blocks = [b.section(words.headline(digest, found))]
    blocks += [
        b.section(f"{place}  {one.words}", b.button(one.label, one.action, row, spoken=f"{one.label}: {one.words}"))
        for place, one in enumerate(found, 1)
    ]
    blocks.append(b.section("\n".join(words.fact_lines(digest.figures))))
    blocks += words.weeks_blocks(digest.figures, charts=False)
    offered = [
        ("By district", words.DISTRICTS), ("Activity mix", words.MIX), ("Coaches' time", words.CAPACITY),
        ("What changed", words.CHANGES),
    ]  # fmt: skip
    blocks += [
        b.actions(words.list_buttons(digest, thread=True), "lists"),
        b.actions([b.button(label, action, row) for label, action in offered], "parts"),
        b.context(words.footing(digest)),
    ]
    return b.modal(READ, "Digest", None, blocks)


def sorry_page(sentence: str) -> View:
    """In place of what couldn't be shown."""
    return b.modal(READ, "Digest", None, [b.section(sentence)])


def loading_page() -> View:
    """What stands there while something is counted."""
    return b.modal(READ, "Digest", None, [b.section(LOADING)])


def stood_page(then: Digest, now: Figures, names: Names) -> View:
    """A digest as it stood, with what is different now marked at each line."""
    blocks = [
        b.section(f"As it stood {words.when(then.as_of, then.zone)}"),
        b.section("\n".join(stood_lines(then, now))),
    ]
    needed = [f"{place}  {one.words}" for place, one in enumerate(words.needs(then, names), 1)]
    if needed:
        blocks += [
            b.divider(),
            b.section("\n".join(["It asked for", *needed])),
            b.section("\n".join(settled_lines(then.figures, now))),
        ]
    blocks.append(b.context(f"{TODAYS} {NOT_THEN}" if then.kind == ASKED else TODAYS))
    blocks += [b.actions(words.list_buttons(then, thread=True)[:-1], "lists"), b.context(words.footing(then))]
    return b.modal(READ, "As it stood", None, blocks)


def stood_lines(then: Digest, now: Figures) -> list[str]:
    """Each figure as it stood; where it is different now, that is said beside it."""
    old, new = then.figures, now
    week = f"Visits held, week of {words.month_day(old.first)}"
    pairs = [
        (
            f"{week}: {words.held_of(old.visits)}",
            f"{week}: {words.held_of(new.visits)}",
            of(new.visits.held, new.visits.planned),
        ),
        _one("Hours on pace", of(old.on_pace, old.leaders), of(new.on_pace, new.leaders)),
        _one("Reports on time", of(old.on_time, old.due), of(new.on_time, new.due)),
        *(
            _one(f"Without contact for {days} days", str(old.silent(days)), str(new.silent(days)))
            for days in (14, 21, 30)
        ),
        *([_one("Next steps overdue", str(old.overdue), str(new.overdue))] if old.large and new.large else []),
    ]
    return [f"{was} · now {short}" if was != told else f"{was} · unchanged" for was, told, short in pairs]


def _one(label: str, old: str, new: str) -> tuple[str, str, str]:
    return f"{label}: {old}", f"{label}: {new}", new


def settled_lines(old: Figures, new: Figures) -> list[str]:
    """How many of what needed somebody are settled by now."""
    kinds: tuple[tuple[str, set[Any], set[Any]], ...] = (
        ("Concern flags", {one.concern for one in old.flags}, {one.concern for one in new.flags}),
        ("Pairs to call", {one.pair for one in old.call}, {one.pair for one in new.quiet}),
        ("Late reports", _filed(old.late), _filed(new.late)),
        ("Reports to read", _filed(old.unread), _filed(new.unread)),
        ("Pairs with nothing booked", {*old.free}, {*new.free}),
        ("Visits not explained", {*old.old}, {*new.old}),
    )
    return [f"{label}: {of(len(then - now), len(then))} settled since" for label, then, now in kinds if then]


def _filed(late: Iterable[Late]) -> set[tuple[int, int]]:
    return {(one.coach, one.report) for one in late}
